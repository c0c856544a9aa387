import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { numbers, plain, scalars, states, texts } from './plain.arbitrary.ts'
import type { Plain } from './plain.ts'
import {
  brokenSeal,
  compareKeys,
  compareScalars,
  copy,
  encode,
  equal,
  freeze,
  hashPlain,
  hashText,
  inOrder,
  isFrozenDeep,
  keyProblem,
  retain,
  seal,
  text,
} from './plain.ts'

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

describe('what is frozen', () => {
  test('throws wherever it is changed', () => {
    const value = freeze({
      list: [1],
      map: new Map([['a', { b: 1 }]]),
      set: new Set([1]),
    })
    const attempts: readonly (() => unknown)[] = [
      () => value.list.push(2),
      () => value.map.set('c', { b: 2 }),
      () => value.map.delete('a'),
      () => value.map.clear(),
      () => value.set.add(2),
      () => value.set.delete(1),
      () => value.set.clear(),
      () => Object.assign(value, { another: 1 }),
      () => Object.assign(value.map.get('a') ?? {}, { b: 2 }),
    ]
    for (const attempt of attempts) expect(attempt).toThrow(TypeError)
    expect(() => value.map.set('c', { b: 2 })).toThrow('never changes again: copy it')
    expect(value.map.get('a')).toEqual({ b: 1 })
  })

  test('is what it was for everybody who reads', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const before = copy(value)
        expect(freeze(value)).toBe(value)
        expect(equal(value, before)).toBe(true)
        expect(hashPlain(value)).toEqual(hashPlain(before))
        expect(encode(value)).toEqual(encode(before))
        expect(text(value)).toBe(text(before))
        expect(freeze(value)).toBe(value)
        expect(equal(structuredClone(value), before)).toBe(true)
      }),
      runs,
    )
  })

  test('is frozen to the bottom, but for its bytes', () => {
    expect(isFrozenDeep(freeze({ a: [new Map([[1, { b: new Set([1]) }]])] }))).toBe(true)
    expect(isFrozenDeep(freeze({ a: Uint8Array.of(1) }))).toBe(false)
    expect(isFrozenDeep(Object.freeze({ a: [] }))).toBe(false)
    expect(isFrozenDeep(Object.freeze(new Map()))).toBe(false)
    expect(isFrozenDeep(Object.freeze([{}]))).toBe(false)
  })

  test('has its bytes sealed: a changed one is found by its place', () => {
    const value = freeze({
      a: [Uint8Array.of(1, 2)],
      m: new Map([['k/', { raw: Uint8Array.of(3) }]]),
    })
    const sealed = seal(value)
    expect(sealed?.length).toBe(2)
    if (sealed === null) return
    expect(brokenSeal(value, sealed)).toBe(null)
    value.m.get('k/')?.raw.fill(4)
    expect(brokenSeal(value, sealed)).toBe('/m/"k~1"/raw')
    value.a[0]?.reverse()
    expect(brokenSeal(value, sealed)).toBe('/a/0')
  })

  test('needs no seal when it has no bytes', () => {
    expect(seal(freeze({ a: [1], b: new Map([[1, 'x']]), c: new Set([1]) }))).toBe(null)
  })
})

describe('the order of keys', () => {
  test('is that of their bytes, numbers first', () => {
    const keys = ['b', 10, 'a', 9, '', '10', '9', 0, '\u{10000}', '\uffff', '\ue000', 'é', 'z']
    const byBytes = (a: string, b: string): number =>
      Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
    const numbersFirst = keys.filter((key) => typeof key === 'number').sort((a, b) => a - b)
    const strings = keys.filter((key) => typeof key === 'string').sort(byBytes)
    expect(keys.toSorted(compareKeys)).toEqual([...numbersFirst, ...strings])
    const byUnits = strings.toSorted((a, b) => (a < b ? -1 : 1))
    expect(byUnits, "JavaScript's order is another").not.toEqual(strings)
  })

  test('of any two texts is the order of their UTF-8', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('is total: antisymmetric, transitive, and 0 for the same key only', () => {
    fc.assert(
      fc.property(scalars, scalars, scalars, (a, b, c) => {
        expect(Math.sign(compareScalars(a, b)) + Math.sign(compareScalars(b, a))).toBe(0)
        expect(compareScalars(a, b) === 0).toBe(a === b)
        const [x = null, y = null, z = null] = inOrder([a, b, c])
        expect(compareScalars(x, y) <= 0 && compareScalars(y, z) <= 0).toBe(true)
        expect(compareScalars(x, z) <= 0).toBe(true)
      }),
    )
  })

  test('sorts few and many alike', () => {
    fc.assert(
      fc.property(fc.array(scalars, { maxLength: 60 }), (keys) => {
        expect(inOrder(keys)).toEqual(keys.toSorted(compareScalars))
      }),
    )
  })

  test.each`
    key               | problem
    ${0}              | ${null}
    ${2 ** 53 - 1}    | ${null}
    ${''}             | ${null}
    ${'é\u{1f600}'}   | ${null}
    ${-1}             | ${'is a number from 0 up, not -1'}
    ${1.5}            | ${'is a whole number up to 2^53 - 1, not 1.5'}
    ${Number.NaN}     | ${'is a whole number up to 2^53 - 1, not NaN'}
    ${2 ** 53}        | ${'is a whole number up to 2^53 - 1, not 9007199254740992'}
    ${'\ud800'}       | ${'is a string that is not well formed (half a surrogate pair)'}
    ${'a\udc00b'}     | ${'is a string that is not well formed (half a surrogate pair)'}
    ${'\udc00\ud800'} | ${'is a string that is not well formed (half a surrogate pair)'}
    ${null}           | ${'is a string or an integer, not null'}
    ${true}           | ${'is a string or an integer, not of type boolean'}
    ${undefined}      | ${'is a string or an integer, not of type undefined'}
  `('a store key $key: $problem', ({ key, problem }) => {
    expect(keyProblem(key)).toBe(problem)
  })
})

describe('the text of a value', () => {
  test.each`
    value                                        | line
    ${{ kind: 'letter', seq: 7, to: null }}      | ${'{kind: "letter", seq: 7, to: null}'}
    ${{ 'odd name': [1, 'x', undefined, true] }} | ${'{"odd name": [1, "x", undefined, true]}'}
    ${new Map<unknown, unknown>([[1, 'a'], ['b', {}]])} | ${'Map{1: "a", "b": {}}'}
    ${new Set([1, 'n1'])}                        | ${'Set{1, "n1"}'}
    ${Uint8Array.of(1, 255, 0)}                  | ${'bytes(3) 01ff00'}
    ${new Uint8Array(40)}                        | ${'bytes(40) 00000000000000000000000000000000…'}
    ${new Uint8Array()}                          | ${'bytes(0)'}
    ${-0}                                        | ${'0'}
    ${[[], {}]}                                  | ${'[[], {}]'}
    ${'\u001b[31mred\u202e\u009b\u2028'}         | ${'"\\u001b[31mred\\u202e\\u009b\\u2028"'}
    ${new Date(0)}                               | ${'a Date'}
    ${() => 1}                                   | ${'a function'}
    ${5n}                                        | ${'5'}
    ${Symbol('s')}                               | ${'Symbol(s)'}
  `('$line', ({ value, line }) => {
    expect(text(value)).toBe(line)
  })

  test('never is longer than asked for, and never ends in half a character', () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: 1, max: 60 }), (value, max) => {
        const line = text(value, max)
        expect(line.length).toBeLessThanOrEqual(max)
        expect(Buffer.from(line).toString()).toBe(line)
        if (line !== text(value, 1_000_000)) expect(line.endsWith('…')).toBe(true)
      }),
      runs,
    )
  })

  test('of something endless or huge is as short as any other', () => {
    const ring: { next?: unknown } = {}
    ring.next = ring
    expect(text(ring, 20)).toBe('{next: {next: {next…')
    expect(text(new Array(1e9), 20)).toBe('[undefined, undefin…')
    expect(text('x'.repeat(10_000_000), 5)).toBe('"xxx…')
  })

  test('shows numbers as they are', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        expect(Number(text(value))).toBe(value === 0 ? 0 : value)
      }),
    )
  })
})
