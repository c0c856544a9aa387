import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Digest } from './digest.ts'
import { draw, expandSeed } from './draw.ts'
import type { Span } from './span.ts'
import { exp, ln, normalQuantile } from './span-arithmetic.ts'
import { sampleTable, spanMax, tableOf } from './span-table.ts'
import { ms, us } from './units.ts'

const greatest = 2 ** 32 - 1
const millions = 400_000

/** So many durations of a span, drawn as a run draws them, in rising order. */
function samplesOf(span: Span): Float64Array {
  const table = tableOf(span)
  const key = expandSeed(11)
  return Float64Array.from({ length: millions }, (_, n) =>
    sampleTable(table, draw(key, 1, 2, n)),
  ).sort()
}

const meanOf = (samples: Float64Array): number =>
  samples.reduce((sum, sample) => sum + sample, 0) / samples.length
const quantile = (samples: Float64Array, p: number): number =>
  samples[Math.floor(p * (samples.length - 1))] ?? Number.NaN
const spreadOf = (samples: Float64Array): number => {
  const mean = meanOf(samples)
  return Math.sqrt(samples.reduce((sum, one) => sum + (one - mean) ** 2, 0) / samples.length)
}

const spans = {
  const: { kind: 'const', at: ms(5) },
  uniform: { kind: 'uniform', min: ms(1), max: ms(10) },
  normal: { kind: 'normal', mean: ms(20), sd: ms(5) },
  'normal near zero': { kind: 'normal', mean: ms(1), sd: ms(5) },
  exp: { kind: 'exp', mean: ms(10) },
  pareto: { kind: 'pareto', min: ms(2), shapeMilli: 3_000 },
  'pareto without a mean': { kind: 'pareto', min: ms(2), shapeMilli: 900 },
  bimodal: { kind: 'bimodal', usual: ms(1), rare: ms(80), rarePpm: 100_000 },
  trace: { kind: 'trace', path: 'rtt.txt', samples: [us(900), us(400), us(1_400), us(400)] },
} satisfies Record<string, Span>

describe('what is drawn from a span', () => {
  // The shares 1 %, 25 %, 50 %, 75 % and 99 % and the mean, by the textbook's formula.
  const z = [-2.32635, -0.67449, 0, 0.67449, 2.32635]
  const shares = [0.01, 0.25, 0.5, 0.75, 0.99]
  test.each`
    kind         | quantiles                                                                                               | mean                       | spread
    ${'uniform'} | ${shares.map((p) => 1_000 + p * 9_000)}                                                                 | ${5_500}                   | ${9_001 / Math.sqrt(12)}
    ${'normal'}  | ${z.map((at) => 20_000 + at * 5_000)}                                                                   | ${20_000}                  | ${5_000}
    ${'exp'}     | ${shares.map((p) => -10_000 * Math.log(1 - p))}                                                         | ${10_000}                  | ${10_000}
    ${'pareto'}  | ${shares.map((p) => 2_000 * (1 - p) ** (-1 / 3))}                                                       | ${3_000}                   | ${null}
    ${'bimodal'} | ${[1_000, 1_000, 1_000, 1_000, 80_000]}                                                                 | ${8_900}                   | ${79_000 * 0.3}
    ${'trace'}   | ${shares.map((p) => (p < 1 / 3 ? 400 : p < 2 / 3 ? 400 + (p * 3 - 1) * 500 : 900 + (p * 3 - 2) * 500))} | ${(400 + 650 + 1_150) / 3} | ${null}
  `('has the quantiles and the mean of $kind', ({ kind, quantiles, mean, spread }) => {
    const samples = samplesOf(spans[kind as keyof typeof spans])
    for (const [at, share] of shares.entries()) {
      const expected = quantiles[at]
      expect(Math.abs(quantile(samples, share) / expected - 1), `share ${share}`).toBeLessThan(0.02)
    }
    expect(Math.abs(meanOf(samples) / mean - 1)).toBeLessThan(0.01)
    if (spread !== null) expect(Math.abs(spreadOf(samples) / spread - 1)).toBeLessThan(0.02)
  })

  test('a normal span near zero is the part above zero, not a heap of zeros', () => {
    const samples = samplesOf(spans['normal near zero'])
    expect(samples[0]).toBe(0)
    expect(samples.filter((sample) => sample === 0).length).toBeLessThan(millions * 0.001)
    // mean + sd * density(a) / (1 - share below a), where a = -mean / sd = -0.2
    const expected = 1_000 + (5_000 * 0.391043) / 0.57926
    expect(Math.abs(meanOf(samples) / expected - 1)).toBeLessThan(0.01)
  })

  test('a constant is always the same', () => {
    expect([...new Set(samplesOf(spans.const))]).toEqual([5_000])
  })

  test('a uniform span has both its ends and nothing beyond', () => {
    const few = samplesOf({ kind: 'uniform', min: 3, max: 6 })
    for (const value of [3, 4, 5, 6]) {
      const share = few.filter((sample) => sample === value).length / millions
      expect(Math.abs(share - 0.25)).toBeLessThan(0.005)
    }
    const wide = tableOf(spans.uniform)
    expect([sampleTable(wide, 0), sampleTable(wide, greatest)]).toEqual([1_000, 10_000])
    expect(sampleTable(tableOf({ kind: 'uniform', min: 7, max: 7 }), greatest)).toBe(7)
  })

  test.each([1_000_000, 900_000, 100_000, 10_000, 100, 10, 0])(
    'two values and none between them, the rare one %i times in a million',
    (rarePpm) => {
      const table = tableOf({ kind: 'bimodal', usual: ms(1), rare: ms(80), rarePpm })
      let rare = 0
      // Words spread evenly, so that the share is exact and not a matter of luck.
      for (let n = 0; n < 1_000_000; n++) {
        const drawn = sampleTable(table, Math.floor((n + 0.5) * 4_294.967296))
        if (drawn === 80_000) rare += 1
        else if (drawn !== 1_000) throw new Error(`drew ${drawn}`)
      }
      expect(Math.abs(rare - rarePpm)).toBeLessThanOrEqual(1)
    },
  )

  test('a rare value may be the lesser', () => {
    const samples = samplesOf({ kind: 'bimodal', usual: ms(80), rare: ms(1), rarePpm: 250_000 })
    const share = samples.filter((sample) => sample === 1_000).length / millions
    expect(Math.abs(share - 0.25)).toBeLessThan(0.005)
  })

  test('a tail without a mean ends at sixteen times its last quantile', () => {
    const table = tableOf(spans['pareto without a mean'])
    const last = 2_000 * 4_096 ** (1 / 0.9)
    expect(Math.abs((table[4_095] ?? 0) / last - 1)).toBeLessThan(1e-6)
    expect(Math.abs((table[4_096] ?? 0) / (16 * last) - 1)).toBeLessThan(1e-6)
  })

  test('tails end within the longest duration', () => {
    for (const span of [
      { kind: 'pareto', min: ms(60_000), shapeMilli: 100 },
      { kind: 'pareto', min: ms(1), shapeMilli: 1 },
      { kind: 'pareto', min: 0, shapeMilli: 1 },
      { kind: 'exp', mean: spanMax },
      { kind: 'normal', mean: spanMax, sd: spanMax },
    ] satisfies readonly Span[]) {
      expect(sampleTable(tableOf(span), greatest)).toBeLessThanOrEqual(spanMax)
      expect(tableOf(span).every((value) => value >= 0)).toBe(true)
    }
    expect(() => tableOf({ kind: 'const', at: spanMax + 1 })).toThrow(/35 minutes/)
    expect(() => tableOf({ kind: 'uniform', min: 0, max: spanMax + 1 })).toThrow(/35 minutes/)
  })
})

describe('a table', () => {
  const duration = fc.integer({ min: 0, max: 1_000_000_000 })
  const span: fc.Arbitrary<Span> = fc.oneof(
    fc.record({ kind: fc.constant('const' as const), at: duration }),
    fc.tuple(duration, duration).map(([a, b]) => ({
      kind: 'uniform' as const,
      min: Math.min(a, b),
      max: Math.max(a, b),
    })),
    fc.record({ kind: fc.constant('normal' as const), mean: duration, sd: duration }),
    fc.record({ kind: fc.constant('exp' as const), mean: duration }),
    fc.record({
      kind: fc.constant('pareto' as const),
      min: duration,
      shapeMilli: fc.integer({ min: 1, max: 5_000 }),
    }),
    fc.record({
      kind: fc.constant('bimodal' as const),
      usual: duration,
      rare: duration,
      rarePpm: fc.integer({ min: 0, max: 1_000_000 }),
    }),
    fc.record({
      kind: fc.constant('trace' as const),
      path: fc.constant('trace.txt'),
      samples: fc.array(duration, { minLength: 1, maxLength: 20 }),
    }),
  )

  test('rises, and no draw leaves it: the least is its first, the last is never reached', () => {
    const word = fc.integer({ min: 0, max: greatest })
    fc.assert(
      fc.property(span, word, (of, drawn) => {
        const table = tableOf(of)
        const [least = 0, last = 0] = [table[0], table[4_096]]
        for (let i = 0; i < 4_096; i++) {
          if ((table[i] ?? 0) > (table[i + 1] ?? 0)) throw new Error(`falls after ${i}`)
        }
        const value = sampleTable(table, drawn)
        expect(Number.isInteger(value) && value >= least).toBe(true)
        if (of.kind !== 'bimodal') expect(value).toBeLessThanOrEqual(Math.max(least, last - 1))
        if (of.kind !== 'bimodal' || of.rarePpm < 1_000_000) {
          expect(sampleTable(table, 0)).toBe(least)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is built once, and another one of the same span is equal', () => {
    const table = tableOf({ kind: 'exp', mean: ms(12) })
    expect(tableOf({ kind: 'exp', mean: ms(12) })).toBe(table)
    for (let n = 0; n < 300; n++) tableOf({ kind: 'const', at: 1_000 + n })
    const again = tableOf({ kind: 'exp', mean: ms(12) })
    expect(again).not.toBe(table)
    expect(again).toEqual(table)
  })

  test('of two traces is that of their samples, not of their path', () => {
    const table = (samples: readonly number[]): Int32Array =>
      tableOf({ kind: 'trace', path: 'rtt.txt', samples })
    expect(table([1, 2])).not.toEqual(table([1, 3]))
    expect(() => table([])).toThrow(/at least one sample/)
  })

  // Written down once: they hold on every release of Node, for they are made of + - * / and sqrt.
  test.each([
    ['const', 'c00e8e8d72d0908d'],
    ['uniform', '420cd6118de8172e'],
    ['normal', 'ab1a6ee25038c777'],
    ['normal near zero', 'fdd6712d41ad0447'],
    ['exp', '3398935516c0f002'],
    ['pareto', 'a20bcae040570b38'],
    ['pareto without a mean', 'ed92334ab6a7db4f'],
    ['bimodal', '1b8a3a78e6d3e676'],
    ['trace', 'b27e302d437e1f90'],
  ] as const)('of %s is the same for ever', (kind, digest) => {
    const running = new Digest()
    for (const [i, value] of tableOf(spans[kind]).entries()) running.event(i, 0, value, 0, 0)
    expect(running.hex()).toBe(digest)
  })
})

describe('arithmetic of our own', () => {
  test('agrees with that of the engine to a billionth', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(1e-9)
      }),
    )
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-9)
      }),
    )
  })

  test.each([
    [0.5, 0],
    [0.841344746068543, 1],
    [0.977249868051821, 2],
    [0.99865010196837, 3],
    [0.02275013194817921, -2],
    [0.0000316712418331199, -4],
  ])('a share of %f lies below its z', (share, z) => {
    expect(Math.abs(normalQuantile(share) - z)).toBeLessThan(1e-8)
  })
})
