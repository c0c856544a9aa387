import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Digest, mergeDigests } from './digest.ts'

type Event = readonly [time: number, kind: number, a: number, b: number, c: number]

function digestOf(events: readonly Event[]): string {
  const digest = new Digest()
  for (const event of events) digest.event(...event)
  return digest.hex()
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const event: fc.Arbitrary<Event> = fc.tuple(
  fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  fc.integer({ min: 0, max: 65_535 }),
  int32,
  int32,
  int32,
)

describe('the digest of a run', () => {
  // Written down once: notes and saved cases hold digests.
  test('is the same for ever', () => {
    expect(digestOf([])).toBe('ca36daf23667eb2f')
    expect(digestOf([[1, 2, 3, 4, 5]])).toBe('8a81f71bac3e1dae')
    expect(
      digestOf([
        [1, 2, 3, 4, 5],
        [2 ** 40 + 1, 65_535, -1, -2, -3],
      ]),
    ).toBe('2569c1d636623b1d')
  })

  test('can be read at any time and starts again after a reset', () => {
    fc.assert(
      fc.property(fc.array(event), fc.array(event), (first, more) => {
        const digest = new Digest()
        for (const one of first) digest.event(...one)
        expect(digest.hex()).toBe(digestOf(first))
        for (const one of more) digest.event(...one)
        expect(digest.hex()).toBe(digestOf([...first, ...more]))
        digest.reset()
        expect(digest.hex()).toBe(digestOf([]))
      }),
    )
  })

  test('hangs on every word of every event, however the run goes on', () => {
    const change = fc.tuple(fc.nat(4), fc.integer({ min: 0, max: 31 }))
    fc.assert(
      fc.property(
        fc.array(event),
        event,
        fc.array(event),
        change,
        (before, at, after, [word, bit]) => {
          const other = at.map((value, n) => {
            if (n !== word) return value
            if (n > 1) return value ^ (1 << bit)
            const flip = 2 ** (bit & 15)
            return Math.floor(value / flip) % 2 === 0 ? value + flip : value - flip
          }) as unknown as Event
          expect(digestOf([...before, other, ...after])).not.toBe(
            digestOf([...before, at, ...after]),
          )
        },
      ),
      { numRuns: 500 },
    )
  })

  test('tells 200,000 short runs apart that differ in small numbers', () => {
    const seen = new Set<string>()
    for (let n = 0; n < 200_000; n++) {
      const [a, b, c] = [n % 10, Math.floor(n / 10) % 10, Math.floor(n / 100) % 10]
      const time = Math.floor(n / 1_000)
      seen.add(
        digestOf([
          [time, 0, a, b, 0],
          [time + 1, 1, b, c, 7],
        ]),
      )
    }
    expect(seen.size).toBe(200_000)
  })

  test('tells two events from the same two in the other order', () => {
    const digests = new Set<string>()
    for (let n = 0; n < 20_000; n++) {
      const one: Event = [1_000, 0, n % 5, (n + 1) % 5, n]
      const two: Event = [1_000, 0, (n + 2) % 5, n % 5, n * 31]
      digests.add(digestOf([one, two]))
      digests.add(digestOf([two, one]))
    }
    expect(digests.size).toBe(40_000)
  })

  test('half of its digits change with a bit of any event', () => {
    const flips: number[] = []
    const bits = (hex: string): bigint => BigInt(`0x${hex}`)
    for (let n = 0; n < 2_000; n++) {
      const plain: Event = [n, n % 3, n % 5, n % 7, n]
      const other: Event = [n, n % 3, n % 5, n % 7, n ^ (1 << (n % 32))]
      let differ = bits(digestOf([plain])) ^ bits(digestOf([other]))
      let count = 0
      for (; differ > 0n; differ &= differ - 1n) count += 1
      flips.push(count)
    }
    const mean = flips.reduce((sum, count) => sum + count, 0) / flips.length
    expect(mean).toBeGreaterThan(31)
    expect(mean).toBeLessThan(33)
  })
})

describe('the digest of many runs', () => {
  const digest = fc.array(event, { maxLength: 3 }).map(digestOf)

  test('is the same for ever', () => {
    expect(mergeDigests(['ca36daf23667eb2f', '8a81f71bac3e1dae', '2569c1d636623b1d'])).toBe(
      'fe6bbfa39d72f721',
    )
  })

  test('hangs on each of them, on their order and on their number', () => {
    fc.assert(
      fc.property(fc.uniqueArray(digest, { minLength: 2 }), fc.nat(), (digests, at) => {
        const merged = mergeDigests(digests)
        const place = at % digests.length
        expect(mergeDigests(digests.toReversed())).not.toBe(merged)
        expect(mergeDigests(digests.toSpliced(place, 1))).not.toBe(merged)
        expect(mergeDigests(digests.with(place, '0123456789abcdef'))).not.toBe(merged)
      }),
    )
  })

  test('takes digests only', () => {
    expect(() => mergeDigests(['ca36'])).toThrow(/sixteen hexadecimal digits/)
  })
})
