import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plain, scalars, states } from './plain.arbitrary.ts'
import type { Plain } from './plain.ts'
import { copy, encode, equal, freeze, hashPlain, hashText, retain, text } from './plain.ts'

const runs = { numRuns: 1_000 }

/** Everything inside a value that can be replaced, as functions that replace it. */
function placesIn(value: unknown): ((to: Plain) => void)[] {
  if (typeof value !== 'object' || value === null) return []
  if (value instanceof Uint8Array)
    return Array.from(value, (byte, at) => () => value.fill(byte ^ 1, at, at + 1))
  if (value instanceof Set) {
    return Array.from(value, (member) => (to: Plain) => {
      value.delete(member)
      value.add(`not ${text(to)}`)
    })
  }
  const places =
    value instanceof Map
      ? Array.from(value.keys(), (key: unknown) => (to: Plain) => value.set(key, to))
      : Object.keys(value).map((field) => (to: Plain) => Reflect.set(value, field, to))
  const inner = value instanceof Map ? Array.from(value.values()) : Object.values(value)
  return [...places, ...inner.flatMap(placesIn)]
}

/** The same value with its entries, fields and members put in in another order. */
function turned(value: Plain): Plain {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (value instanceof Set) return new Set([...value].reverse())
  if (value instanceof Map) {
    return new Map([...value].reverse().map(([key, inner]) => [key, turned(inner)]))
  }
  if (Array.isArray(value)) return value.map(turned)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([field, inner]) => [field, turned(inner)]),
  )
}

describe('a copy', () => {
  test('is equal, shares nothing, and may be changed even when the original is frozen', () => {
    fc.assert(
      fc.property(plain, fc.nat(), (value, nth) => {
        const other = copy(freeze(value))
        expect(equal(other, value)).toBe(true)
        const places = placesIn(other)
        const replace = places[nth % Math.max(1, places.length)]
        const before = hashText(hashPlain(value))
        replace?.({ another: 'value' })
        expect(equal(other, value)).toBe(replace === undefined)
        expect(hashText(hashPlain(value))).toBe(before)
      }),
      runs,
    )
  })

  test('has 0 where the original has -0', () => {
    const made = copy({ a: -0, b: [-0], c: new Map([['d', -0]]) })
    expect(Object.is(made.a, 0)).toBe(true)
    expect(Object.is(made.b[0], 0)).toBe(true)
    expect(Object.is(made.c.get('d'), 0)).toBe(true)
    expect(Object.is(retain({ a: -0 }).a, 0)).toBe(true)
  })

  test('gives bytes of their own, not a view of the same', () => {
    const room = Uint8Array.of(1, 2, 3, 4)
    const view = room.subarray(1, 3)
    const made = copy({ view })
    room.fill(9)
    expect(made.view).toEqual(Uint8Array.of(2, 3))
    expect(made.view.buffer.byteLength).toBe(2)
  })

  test('made by retain shares exactly what is frozen to the bottom', () => {
    const entry = freeze({ term: 1, of: [new Map([[1, { x: 1 }]])] })
    const shallow = Object.freeze({ inner: { x: 1 } })
    const blob = freeze({ bytes: Uint8Array.of(1) })
    const state = { log: [entry], shallow, blob, open: { y: 1 } }
    const kept = retain(state)
    expect(kept).toEqual(state)
    expect(kept.log).not.toBe(state.log)
    expect(kept.log[0]).toBe(entry)
    expect(kept.shallow, 'what it holds may still change').not.toBe(shallow)
    expect(kept.blob, 'bytes may always change').not.toBe(blob)
    expect(kept.open).not.toBe(state.open)
    const whole = freeze({ a: [1, { b: new Set([1]) }], c: new Map([['d', { e: 'f' }]]) })
    expect(retain(whole)).toBe(whole)
  })

  test('made by retain stays as it is, however the original goes on', () => {
    fc.assert(
      fc.property(states, fc.nat(), (state, nth) => {
        const was = copy(state)
        const kept = retain(state)
        const places = placesIn(state)
        places[nth % Math.max(1, places.length)]?.('changed')
        expect(equal(kept, was)).toBe(true)
      }),
      runs,
    )
  })
})

describe('equality', () => {
  test('does not ask in which order things were put in', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(equal(value, turned(value))).toBe(true)
      }),
      runs,
    )
  })

  test('is the same as having the same bytes', () => {
    const few = fc.oneof(scalars, fc.constantFrom<Plain>({}, [], new Map(), new Set(), undefined))
    const bytesOf = (value: Plain): string => encode(value).join()
    fc.assert(
      fc.property(fc.oneof(plain, few), fc.oneof(plain, few), (a, b) => {
        expect(equal(a, b)).toBe(bytesOf(a) === bytesOf(b))
      }),
      runs,
    )
  })

  const different: readonly (readonly [string, Plain, Plain])[] = [
    ['a number and its text', 1, '1'],
    ['a number and true', 1, true],
    ['a text and true', 'true', true],
    ['null and undefined', null, undefined],
    ['null and its text', null, 'null'],
    ['an empty list and an empty record', [], {}],
    ['an empty Map and an empty Set', new Map(), new Set()],
    ['an empty record and an empty Map', {}, new Map()],
    ['a list and the Set of its entries', [1, 2], new Set([1, 2])],
    ['a list and the bytes of its entries', [1, 2], Uint8Array.of(1, 2)],
    ['a list and a record of its indices', ['x'], { 0: 'x' }],
    ['no field and a field of undefined', {}, { a: undefined }],
    ['two fields of undefined', { a: undefined }, { b: undefined }],
    ['a key of undefined and no key', new Map([['a', undefined]]), new Map([['b', undefined]])],
    ['keys 1 and "1"', new Map([[1, 'x']]), new Map([['1', 'x']])],
    ['members 1 and "1"', new Set([1]), new Set(['1'])],
    ['a list in another order', [1, 2], [2, 1]],
    ['values exchanged between two keys', { a: 1, b: 2 }, { a: 2, b: 1 }],
    ['a value exchanged with its key', new Map([['a', 'b']]), new Map([['b', 'a']])],
    ['an entry that moved one level up', { a: { b: 1 } }, { a: {}, b: 1 }],
    ['a list split elsewhere', [[1], [2, 3]], [[1, 2], [3]]],
    ['texts split elsewhere', ['ab', 'c'], ['a', 'bc']],
    ['a text and the same with a zero behind it', 'a', 'a\0'],
    ['numbers that differ in their last bit', 0.1 + 0.2, 0.3],
    ['numbers that are 2^32 apart', 1, 2 ** 32 + 1],
    ['a number and its negative', 2 ** 40, -(2 ** 40)],
    [
      'bytes that differ in their last bit',
      Uint8Array.of(1, 2, 3, 4, 4),
      Uint8Array.of(1, 2, 3, 4, 5),
    ],
    ['bytes and the same with a zero behind them', Uint8Array.of(1), Uint8Array.of(1, 0)],
  ]
  test.each(different)('tells apart %s; so do hash and bytes', (_, a, b) => {
    expect(equal(a, b)).toBe(false)
    expect(equal(b, a)).toBe(false)
    expect(hashPlain(a)).not.toEqual(hashPlain(b))
    expect(encode(a)).not.toEqual(encode(b))
  })
})

describe('the hash', () => {
  test('is the same for equal values', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(hashPlain(turned(copy(value)))).toEqual(hashPlain(value))
      }),
      runs,
    )
    expect(hashPlain([-0])).toEqual(hashPlain([0]))
  })

  test('notices a change anywhere inside', () => {
    fc.assert(
      fc.property(plain, plain, fc.nat(), (value, fresh, nth) => {
        const changed = copy(value)
        const places = placesIn(changed)
        places[nth % Math.max(1, places.length)]?.(copy(fresh))
        const same = hashText(hashPlain(changed)) === hashText(hashPlain(value))
        expect(same).toBe(equal(changed, value))
      }),
      runs,
    )
  })

  test('has the same bits on every engine', () => {
    const value = {
      kind: 'letter',
      seq: 7,
      to: new Map([['n1', [1.5, -1, 2 ** 40]]]),
      b: new Set([null, true]),
      raw: Uint8Array.of(1, 2, 3, 4, 5),
      gone: undefined,
    }
    expect(hashText(hashPlain(value))).toBe('3fc31ec961603cae')
  })

  test('spreads 300,000 messages that hardly differ without a collision, over all its bits', () => {
    const seen = new Set<string>()
    const ones = new Array<number>(64).fill(0)
    let count = 0
    for (let term = 0; term < 30; term += 1) {
      for (let index = 0; index < 2_500; index += 1) {
        for (const kind of ['a', 'b']) {
          for (const entries of [[], [index]]) {
            const { hi, lo } = hashPlain({ kind, term, index, entries })
            seen.add(hashText({ hi, lo }))
            for (let bit = 0; bit < 32; bit += 1) {
              ones[bit] = (ones[bit] ?? 0) + ((lo >>> bit) & 1)
              ones[bit + 32] = (ones[bit + 32] ?? 0) + ((hi >>> bit) & 1)
            }
            count += 1
          }
        }
      }
    }
    expect(seen.size).toBe(count)
    // Six standard deviations of a fair coin.
    for (const one of ones) expect(Math.abs(one - count / 2)).toBeLessThan(3 * Math.sqrt(count))
  })
})
