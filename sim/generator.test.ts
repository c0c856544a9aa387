import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generatorOf } from './generator.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

test('the same seed and stream give the same draws for ever', () => {
  const generator = generatorOf(1, 'workload')
  expect([
    generator.below(10),
    generator.below(1e6),
    generator.below(2 ** 40),
    generator.between(5, 9),
    generator.chance(500_000),
    generator.pick(['a', 'b', 'c']),
    generator.shuffle([1, 2, 3, 4, 5, 6]),
  ]).toEqual([1, 13_221, 247_047_407_792, 9, false, 'c', [4, 2, 1, 5, 6, 3]])
})

test('another stream and another seed give others', () => {
  const first = (of: number, stream: string): number => generatorOf(of, stream).below(2 ** 32)
  const seen = [first(1, 'workload'), first(1, 'plan'), first(2, 'workload'), first(11, 'workload')]
  expect(new Set(seen).size).toBe(4)
})

test('draws stay within what was asked for', () => {
  const max = 2 ** 53 - 1
  fc.assert(
    fc.property(
      seed,
      fc.integer({ min: 1, max }),
      fc.nat(1e6),
      fc.nat(1e6),
      (of, below, min, more) => {
        const generator = generatorOf(of, 'test')
        const drawn = generator.below(below)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < below).toBe(true)
        const between = generator.between(min, min + more)
        expect(between >= min && between <= min + more).toBe(true)
        expect([generator.chance(0), generator.chance(1_000_000)]).toEqual([false, true])
      },
    ),
  )
})

test('both ends are drawn', () => {
  const generator = generatorOf(4, 'ends')
  const seen = new Set(Array.from({ length: 200 }, () => generator.between(-1, 2)))
  expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2])
})

test('a shuffle keeps everything and leaves the list alone', () => {
  fc.assert(
    fc.property(seed, fc.array(fc.integer()), (of, list) => {
      const before = [...list]
      const mixed = generatorOf(of, 'test').shuffle(list)
      expect(list).toEqual(before)
      const ascending = (a: number, b: number): number => a - b
      expect(mixed.toSorted(ascending)).toEqual(list.toSorted(ascending))
    }),
  )
})

test('every order of a shuffle comes as often', () => {
  const counts = new Map<string, number>()
  const generator = generatorOf(6, 'orders')
  for (let n = 0; n < 24_000; n++) {
    const order = generator.shuffle(['a', 'b', 'c', 'd']).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1_000) ** 2 / 1_000, 0)
  expect(counts.size).toBe(24)
  // 23 degrees of freedom: beyond 60 lies one draw in thirty thousand.
  expect(chiSquare).toBeLessThan(60)
})

test('nothing is drawn from nothing', () => {
  const generator = generatorOf(1, 'test')
  expect(() => generator.pick([])).toThrow(/not empty/)
  expect(() => generator.below(0)).toThrow(/at least 1/)
  expect(() => generator.between(2, 1)).toThrow(/at least 1/)
  expect(() => generator.below(1.5)).toThrow(/whole number/)
})
