import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  draw,
  drawOn,
  evenBelow,
  evenBelowWide,
  expandSeed,
  hashText,
  mix32,
  occasionOf,
  purposeHashes,
  thresholdOf,
  weighted,
} from './draw.ts'

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const greatest = 2 ** 32 - 1

// Numbers written down once: a release of worldline or of Node that draws others would replay no
// seed that anybody has noted.
describe('the same draws for ever', () => {
  test.each([
    [0, { hi: -1741495708, lo: -830711436 }],
    [1, { hi: -2035612224, lo: 526750310 }],
    [2, { hi: 1965238556, lo: -1045859498 }],
    [greatest, { hi: 747827309, lo: -1343151031 }],
  ])('the key of seed %i', (seed, key) => {
    expect(expandSeed(seed)).toEqual(key)
  })

  test.each([
    ['', -734861115],
    ['a', -504248082],
    ['b', 1415936142],
    ['ab', -858194360],
    ['ba', -1774243363],
    ['append n1>n2', 49764012],
    ['append n2>n1', -1714874521],
    ['é', -1692459779],
    ['𝄞', -1049519156],
  ])('the hash of "%s"', (text, hash) => {
    expect(hashText(text)).toBe(hash)
  })

  test('two words folded into one', () => {
    expect([mix32(0, 0), mix32(1, 0), mix32(0, 1), mix32(-1, 2 ** 31 - 1)]).toEqual([
      0, 1684164658, -2032993677, -1107331166,
    ])
  })

  test.each([
    [1, [3294358317, 3618998239, 3577909115, 1837703219, 1136532865, 1051304040]],
    [2, [847596277, 2750066465, 2970492856, 448343898, 3178112608, 3168986108]],
    [3, [3937527958, 1010717998, 597299964, 571255538, 194003969, 4175417726]],
  ])('append#%i n1>n2 in seed 1, for six purposes', (nth, draws) => {
    const words = hashText('append n1>n2')
    const six = Object.values(purposeHashes).slice(0, 6)
    expect(six.map((purpose) => draw(expandSeed(1), words, purpose, nth))).toEqual(draws)
  })
})

describe('a draw', () => {
  test('is its occasion and its purpose, and nothing that was drawn before', () => {
    const name = fc.record({ words: word, purpose: word, nth: word })
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const key = expandSeed(5)
        const drawn = names.map(({ words, purpose, nth }) => draw(key, words, purpose, nth))
        const again = names.toReversed().map(({ words, purpose, nth }) => {
          return drawOn(occasionOf(key.hi, key.lo, words, nth), purpose)
        })
        expect(again.toReversed()).toEqual(drawn)
        for (const one of drawn) expect(one >= 0 && one <= greatest && one % 1 === 0).toBe(true)
      }),
    )
  })

  test('of one name never comes twice: it counts, and a count is mixed one to one', () => {
    const key = expandSeed(3)
    const seen = new Set<number>()
    for (let nth = 0; nth < 100_000; nth++) seen.add(draw(key, 1, 2, nth))
    expect(seen.size).toBe(100_000)
  })

  test('of one name is not that of another, shifted', () => {
    const key = expandSeed(3)
    const fateOf = (words: number, nth: number): number => draw(key, words, purposeHashes.fate, nth)
    const one = Array.from({ length: 4_096 }, (_, nth) => fateOf(1, nth))
    const place = new Map(one.map((drawn, nth) => [drawn, nth]))
    for (let words = 2; words < 200; words++) {
      const shifts: number[] = []
      for (let nth = 0; nth < 4_096; nth++) {
        const at = place.get(fateOf(words, nth))
        if (at !== undefined) shifts.push(at - nth)
      }
      expect(new Set(shifts).size).toBe(shifts.length)
    }
  })

  test('seeds are unsigned 32-bit numbers', () => {
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => expandSeed(seed)).toThrow(/unsigned 32-bit/)
    }
  })

  test('texts that differ a little have hashes that differ much', () => {
    const texts = new Set<string>()
    for (let n = 0; n < 50_000; n++) texts.add(`kind${n % 50} n${n % 100}>n${(n / 100) | 0}`)
    const hashes = new Set([...texts].map(hashText))
    // Chance owes 0.3 collisions among 50,000.
    expect(texts.size - hashes.size).toBeLessThan(4)
  })
})

describe('outcomes', () => {
  test('of an even draw lie below the bound, from its first to its last', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 2 ** 32 }), (drawn, below) => {
        const outcome = evenBelow(drawn, below)
        expect(Number.isInteger(outcome) && outcome >= 0 && outcome < below).toBe(true)
        expect(evenBelow(0, below)).toBe(0)
        expect(evenBelow(greatest, below)).toBe(below - 1)
      }),
    )
  })

  test('each has its share', () => {
    const counts = [0, 0, 0]
    for (let drawn = 0; drawn < 3 * 2 ** 16; drawn++) {
      const outcome = evenBelow(Math.floor((drawn * 2 ** 32) / (3 * 2 ** 16)), 3)
      counts[outcome] = (counts[outcome] ?? 0) + 1
    }
    expect(counts.every((count) => Math.abs(count - 2 ** 16) <= 1)).toBe(true)
  })

  test('beyond 32 bits take two draws', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 2 ** 53 - 1 }), (high, low, below) => {
        const outcome = evenBelowWide(high, low, below)
        expect(Number.isInteger(outcome) && outcome >= 0 && outcome < below).toBe(true)
        expect(evenBelowWide(greatest, greatest, below)).toBe(below - 1)
      }),
    )
  })

  test('a threshold stands for parts per million', () => {
    expect([0, 1, 100_000, 500_000, 1_000_000].map(thresholdOf)).toEqual([
      0, 4_294, 429_496_729, 2_147_483_648, 4_294_967_296,
    ])
  })

  test('of a weighted draw have their weights, the dull one the rest', () => {
    const parts = [850_000, 100_000, 50_000]
    const counts = [0, 0, 0]
    for (let n = 0; n < 100_000; n++) {
      const outcome = weighted(Math.floor((n + 0.5) * 42_949.67296), parts)
      counts[outcome] = (counts[outcome] ?? 0) + 1
    }
    expect(counts).toEqual([85_000, 10_000, 5_000])
    expect(weighted(greatest, [0, 0, 7])).toBe(2)
    expect(weighted(0, [7, 0, 0])).toBe(0)
  })

  test('a message lost at five in a hundred is lost at ten', () => {
    const [few, many] = [
      [95, 5],
      [90, 10],
    ]
    fc.assert(
      fc.property(word, (drawn) => weighted(drawn, few) === 0 || weighted(drawn, many) === 1),
    )
  })
})
