import { expect, test } from 'vitest'
import { drawOn, expandSeed, hashText, occasionOf, purposeHashes, thresholdOf } from './draw.ts'
import { generatorOf } from './generator.ts'

// The statistical battery. Each measure is brought to a z: how many standard deviations lie between
// what was seen and what chance owes us. The seeds are fixed, so the figures are too; of some ten
// thousand of them the worst is near 4 for a sound source, and far beyond 100 for a weak one.

/** A draw of the n-th occasion of words, for a purpose, in the run of a seed. */
type Source = (seed: number, words: number, purpose: number, nth: number) => number
interface Measure {
  readonly what: string
  readonly z: number
}

const length = 65_536
const purposes = Object.values(purposeHashes)
const bound = 5

const keys = new Map<number, { hi: number; lo: number }>()
function keyOf(seed: number): { hi: number; lo: number } {
  const known = keys.get(seed) ?? expandSeed(seed)
  keys.set(seed, known)
  return known
}

const ours: Source = (seed, words, purpose, nth) => {
  const { hi, lo } = keyOf(seed)
  return drawOn(occasionOf(hi, lo, words, nth), purpose)
}

/** Words as they come up: a few kinds, many nodes. */
const kinds = ['append', 'appended', 'vote', 'voted', 'letter', 'ack', 'a', 'b']
const names = Int32Array.from({ length }, (_, n) =>
  hashText(`${kinds[n & 7]} n${(n >> 3) & 63}>n${n >> 9}`),
)
const fill = (at: (n: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, n) => at(n))

/** Each way in which draws of a run, or of neighbouring runs, follow each other. */
function streamsOf(source: Source): readonly (readonly [string, Float64Array])[] {
  const { fate, delay, jitter } = purposeHashes
  const word = names[77] ?? 0
  return [
    ['nth', fill((n) => source(1, word, fate, n + 1))],
    ['nth of another name', fill((n) => source(1, names[78] ?? 0, fate, n + 1))],
    ['nth of seed 2', fill((n) => source(2, word, delay, n + 1))],
    ['every 64th', fill((n) => source(3, word, delay, n * 64 + 1))],
    ['far nth', fill((n) => source(4, word, fate, 2 ** 31 - 5 - n))],
    ['names', fill((n) => source(1, names[n] ?? 0, fate, 1))],
    ['names, 2nd', fill((n) => source(9, names[n] ?? 0, jitter, 2))],
    ['consecutive seeds', fill((n) => source(n, word, fate, 1))],
    ['consecutive seeds, 2nd', fill((n) => source(n, word, jitter, 2))],
    ['consecutive purposes', fill((n) => source(5, word, purposes[n % 9] ?? 0, ((n / 9) | 0) + 1))],
    ['fate and delay in turn', fill((n) => source(6, word, n & 1 ? delay : fate, (n >> 1) + 1))],
    ['names in turn', fill((n) => source(7, names[n & 31] ?? 0, fate, (n >> 5) + 1))],
  ]
}

/** Measure by measure, so that a weak source is found out early. */
function* battery(source: Source): Generator<Measure> {
  for (const [name, draws] of streamsOf(source)) {
    for (const { what, z } of frequencies(draws)) yield { what: `${what}, ${name}`, z }
    for (const { what, z } of order(draws)) yield { what: `${what}, ${name}`, z }
  }
  yield* acrossPurposes(source)
  yield* avalanche(source)
}

/** One draw at a time: mean, buckets of high and low bits, each bit, the thresholds in use. */
function frequencies(draws: Float64Array): readonly Measure[] {
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / length / 2 ** 32
  const measures = [
    { what: 'mean', z: (mean - 0.5) * Math.sqrt(12 * length) },
    { what: 'high bits', z: buckets(draws, (draw) => Math.floor(draw / 2 ** 24)) },
    { what: 'middle bits', z: buckets(draws, (draw) => Math.floor(draw / 2 ** 12) & 255) },
    { what: 'low bits', z: buckets(draws, (draw) => draw & 255) },
  ]
  const set = new Int32Array(32)
  for (const draw of draws) countBits(set, draw)
  for (const [bit, count] of set.entries()) {
    measures.push({ what: `bit ${bit}`, z: share(count, 0.5) })
  }
  for (const ppm of [1_000, 10_000, 100_000, 300_000]) {
    const threshold = thresholdOf(ppm)
    const hits = draws.reduce((sum, draw) => sum + (draw < threshold ? 1 : 0), 0)
    measures.push({ what: `${ppm} ppm`, z: share(hits, ppm / 1e6) })
  }
  return measures
}

/** One draw after another: correlation, pairs, bits that change, runs up. */
function order(draws: Float64Array): readonly Measure[] {
  const measures: Measure[] = []
  for (const lag of [1, 2, 3, 7, 8, 9, 31, 32, 64]) {
    let sum = 0
    for (let n = 0; n < length; n++) {
      const [a, b] = [draws[n] ?? 0, draws[(n + lag) % length] ?? 0]
      sum += (a / 2 ** 32 - 0.5) * (b / 2 ** 32 - 0.5)
    }
    measures.push({ what: `correlation ${lag} apart`, z: (sum / length) * 12 * Math.sqrt(length) })
    measures.push({
      what: `pairs ${lag} apart`,
      z: buckets(draws, (draw, n) => {
        const other = draws[(n + lag) % length] ?? 0
        return ((draw >>> 28) << 4) | (other >>> 28)
      }),
    })
  }
  const changed = new Int32Array(32)
  for (let n = 1; n < length; n++) countBits(changed, (draws[n] ?? 0) ^ (draws[n - 1] ?? 0))
  for (const [bit, count] of changed.entries()) {
    measures.push({ what: `bit ${bit} changes`, z: share(count, 0.5, length - 1) })
  }
  return measures
}

/** Purposes of one occasion, and of neighbours, have nothing to do with each other. */
function acrossPurposes(source: Source): readonly Measure[] {
  const measures: Measure[] = []
  for (const [one, first] of purposes.entries()) {
    for (const [two, second] of purposes.entries()) {
      for (const later of [0, 1]) {
        if (two === one || (two < one && later === 0)) continue
        const z = buckets(new Float64Array(length), (_, n) => {
          const [a, b] = [source(8, 99, first, n + 1), source(8, 99, second, n + 1 + later)]
          return ((a >>> 28) << 4) | (b >>> 28)
        })
        measures.push({ what: `purposes ${one} and ${two}, ${later} later`, z })
      }
    }
  }
  return measures
}

/** A bit of the name changes each bit of the draw half of the time. */
function avalanche(source: Source): readonly Measure[] {
  const samples = 4_096
  const measures: Measure[] = []
  for (const [part, place] of ['words', 'purpose', 'nth'].entries()) {
    for (let bit = 0; bit < 32; bit++) {
      const flips = new Int32Array(32)
      for (let n = 0; n < samples; n++) {
        const name = [names[n] ?? 0, hashText(`purpose ${n}`), n + 1] as const
        const other = name.map((word, at) => (at === part ? word ^ (1 << bit) : word))
        const [words = 0, purpose = 0, nth = 0] = other
        const differ = source(10, ...name) ^ source(10, words, purpose, nth)
        countBits(flips, differ)
      }
      for (const [out, count] of flips.entries()) {
        const what = `bit ${bit} of ${place} on bit ${out}`
        measures.push({ what, z: share(count, 0.5, samples) })
      }
    }
  }
  return measures
}

function countBits(counts: Int32Array, word: number): void {
  for (let bit = 0; bit < 32; bit++) counts[bit] = (counts[bit] ?? 0) + ((word >>> bit) & 1)
}

/** How far a count of hits is from its chance. */
const share = (hits: number, chance: number, of = length): number =>
  (hits - of * chance) / Math.sqrt(of * chance * (1 - chance))

/** Chi-square over 256 buckets, as a z (Wilson and Hilferty, 1931). */
function buckets(draws: Float64Array, bucketOf: (draw: number, n: number) => number): number {
  const counts = new Int32Array(256)
  for (let n = 0; n < length; n++) {
    const bucket = bucketOf(draws[n] ?? 0, n)
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  const expected = length / 256
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const spread = 2 / (9 * 255)
  return (Math.cbrt(chiSquare / 255) - (1 - spread)) / Math.sqrt(spread)
}

const worstOf = (measures: readonly Measure[]): Measure =>
  measures.reduce((worst, one) => (Math.abs(one.z) > Math.abs(worst.z) ? one : worst))

test('the draws of a run are sound', () => {
  const measures = [...battery(ours)]
  const worst = worstOf(measures)
  const beyond3 = measures.filter(({ z }) => Math.abs(z) > 3).length
  process.stdout.write(
    `draws: ${measures.length} measures, worst |z| ${Math.abs(worst.z).toFixed(2)} (${worst.what}), ` +
      `${beyond3} beyond 3 (chance owes ${(measures.length * 0.0027).toFixed(0)})\n`,
  )
  expect(Math.abs(worst.z), worst.what).toBeLessThan(bound)
  expect(beyond3).toBeLessThan(measures.length * 0.0027 * 2)
})

test('the generators of workload and plan are sound, over their length and over seeds', () => {
  const streams: Record<string, Float64Array> = {}
  const along = generatorOf(1, 'workload')
  streams['along'] = fill(() => along.below(2 ** 32))
  streams['first of each seed'] = fill((n) => generatorOf(n, 'plan').below(2 ** 32))
  const two = [generatorOf(1, 'workload'), generatorOf(1, 'plan')]
  streams['two in turn'] = fill((n) => two[n & 1]?.below(2 ** 32) ?? 0)
  const measures = Object.entries(streams).flatMap(([name, draws]) =>
    [...frequencies(draws), ...order(draws)].map(({ what, z }) => ({
      what: `${what}, ${name}`,
      z,
    })),
  )
  const worst = worstOf(measures)
  process.stdout.write(
    `generators: ${measures.length} measures, worst |z| ${Math.abs(worst.z).toFixed(2)} (${worst.what})\n`,
  )
  expect(Math.abs(worst.z), worst.what).toBeLessThan(bound)
})

const mixed = (word: number): number => {
  let bits = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
  return (bits ^ (bits >>> 15)) >>> 0
}
const weak: Record<string, Source> = {
  'a bare linear congruence': (seed, words, purpose, nth) =>
    (Math.imul(nth ^ words, 1_664_525) + 1_013_904_223 + seed + purpose) >>> 0,
  'a counter that nobody mixes': (seed, words, purpose, nth) =>
    (seed + words + purpose + nth) >>> 0,
  'one draw for all purposes': (seed, words, _purpose, nth) => ours(seed, words, 0, nth),
  'a seed that is only added': (seed, words, purpose, nth) =>
    (mixed(words ^ mixed(nth ^ purpose)) + Math.imul(seed, 65_539)) >>> 0,
  'names that stand side by side': (seed, words, purpose, nth) =>
    (mixed(seed ^ purpose ^ mixed(nth)) ^ Math.imul(words, 3)) >>> 0,
  'a copy of the draw before': (seed, words, purpose, nth) =>
    ours(seed, words, purpose, nth % 64 === 0 ? nth - 1 : nth),
  'a last bit that stands still': (seed, words, purpose, nth) =>
    (ours(seed, words, purpose, nth) & ~1) >>> 0,
  'three thousandths too many zeros': (seed, words, purpose, nth) =>
    nth % 331 === 0 ? 0 : ours(seed, words, purpose, nth),
}

test.each(Object.entries(weak))('the battery rejects %s', (_, source) => {
  let worst = 0
  for (const { z } of battery(source)) {
    worst = Math.max(worst, Math.abs(z))
    if (worst > 2 * bound) break
  }
  expect(worst).toBeGreaterThan(2 * bound)
})
