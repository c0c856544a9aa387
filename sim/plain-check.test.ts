import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plain } from './plain.arbitrary.ts'
import { depthMax, firstNotPlain, freeze } from './plain.ts'

class Account {
  balance = 1
}
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
const ring = { a: { b: [] as unknown[] } }
ring.a.b.push(ring.a)
const holed: unknown[] = [1]
holed[2] = 3

describe('what is plain', () => {
  test('has nothing to complain about, frozen or not, as a value and as a tree', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(firstNotPlain(value, 'tree')).toBe(null)
        freeze(value)
        expect(firstNotPlain(value, 'tree')).toBe(null)
        expect(firstNotPlain([value, value])).toBe(null)
      }),
      { numRuns: 500 },
    )
  })

  test('may be nested as deep as is allowed, and no deeper', () => {
    expect(firstNotPlain(nested(depthMax))).toBe(null)
    expect(firstNotPlain(nested(depthMax + 1))).toEqual({
      path: '/0'.repeat(depthMax),
      what: 'nested more than 128 deep',
    })
  })

  test('includes records without a prototype', () => {
    expect(firstNotPlain(Object.assign(Object.create(null), { a: 1 }))).toBe(null)
  })
})

describe('what is not plain is told by its place', () => {
  test.each`
    because                                 | value                                            | path                                     | what
    ${'a function'}                         | ${{ a: [() => 1] }}                              | ${'/a/0'}                                | ${'a function'}
    ${'an instance'}                        | ${{ a: new Account() }}                          | ${'/a'}                                  | ${'an Account'}
    ${'an instance of no name'}             | ${new (class {})()}                              | ${''}                                    | ${'an instance of a class'}
    ${'a Date'}                             | ${new Map([['at', new Date(0)]])}                | ${'/"at"'}                               | ${'a Date'}
    ${'an error'}                           | ${[new Error('x')]}                              | ${'/0'}                                  | ${'an Error'}
    ${'a promise'}                          | ${[Promise.resolve()]}                           | ${'/0'}                                  | ${'a Promise'}
    ${'a symbol'}                           | ${{ a: Symbol('x') }}                            | ${'/a'}                                  | ${'a symbol'}
    ${'a bigint'}                           | ${{ a: 1n }}                                     | ${'/a'}                                  | ${'a bigint'}
    ${'NaN'}                                | ${{ a: Number.NaN }}                             | ${'/a'}                                  | ${'NaN'}
    ${'an infinity'}                        | ${new Map([[7, -Infinity]])}                     | ${'/7'}                                  | ${'-Infinity'}
    ${'an infinity as a key'}               | ${{ a: new Map([[Infinity, 1]]) }}               | ${'/a'}                                  | ${'Infinity as a key of a Map'}
    ${'an object as a key'}                 | ${new Map([[{}, 1]])}                            | ${''}                                    | ${'a record as a key of a Map'}
    ${'an object in a Set'}                 | ${{ a: new Set([[1]]) }}                         | ${'/a'}                                  | ${'a list as a member of a Set'}
    ${'undefined in a Set'}                 | ${new Set([undefined])}                          | ${''}                                    | ${'undefined as a member of a Set'}
    ${'half a surrogate pair'}              | ${['ok', 'a\ud83d']}                             | ${'/1'}                                  | ${'a string that is not well formed (half a surrogate pair)'}
    ${'the same as the name of a field'}    | ${{ a: { '\ud83d': 1 } }}                        | ${'/a'}                                  | ${'a string that is not well formed (half a surrogate pair) as the name of a field'}
    ${'the same as a key'}                  | ${new Map([['\udc00', 1]])}                      | ${''}                                    | ${'a string that is not well formed (half a surrogate pair) as a key of a Map'}
    ${'a hole'}                             | ${{ list: holed }}                               | ${'/list/1'}                             | ${'a hole'}
    ${'a list of a class of its own'}       | ${{ a: new (class Stack extends Array {})() }}   | ${'/a'}                                  | ${'a Stack'}
    ${'a Map of a class of its own'}        | ${{ a: new (class Index extends Map {})() }}     | ${'/a'}                                  | ${'an Index'}
    ${'a Map with a property'}              | ${{ a: Object.assign(new Map(), { size2: 1 }) }} | ${'/a'}                                  | ${'a Map with a property of its own, size2'}
    ${'a Buffer, which Uint8Array is not'}  | ${{ a: Buffer.of(1) }}                           | ${'/a'}                                  | ${'a Buffer'}
    ${'other typed arrays'}                 | ${{ a: new Int32Array(2) }}                      | ${'/a'}                                  | ${'an Int32Array'}
    ${'a getter'} | ${{ get size() {
    return 1
  } }} | ${'/size'} | ${'a getter'}
    ${'a hidden field'}                     | ${Object.defineProperty({}, 'h', { value: 1 })}  | ${'/h'}                                  | ${'a hidden field'}
    ${'a field named by a symbol'}          | ${{ a: { [Symbol.iterator]: 1 } }}               | ${'/a'}                                  | ${'a field named by a symbol'}
    ${'a field that would set a prototype'} | ${JSON.parse('{"a": {"__proto__": 1}}')}         | ${'/a'}                                  | ${'a field named __proto__'}
    ${'a cycle'}                            | ${ring}                                          | ${`/a${'/b/0'.repeat(64).slice(0, -2)}`} | ${'a cycle: the same object as at /a/b'}
    ${'a path that needs escapes'}          | ${{ 'a/b~c': Number.NaN }}                       | ${'/a~1b~0c'}                            | ${'NaN'}
  `('$because', ({ value, path, what }) => {
    expect(firstNotPlain(value)).toEqual({ path, what })
  })

  test('a proxy, a weak map, a boxed number: nothing that is no record passes for one', () => {
    for (const value of [new WeakMap(), Object(1), Object('s'), new ArrayBuffer(1), /x/]) {
      expect(firstNotPlain(value)).not.toBe(null)
    }
  })
})

describe('a tree', () => {
  test('reaches no object twice', () => {
    const entry = { term: 1 }
    const state = { log: [entry], last: entry }
    expect(firstNotPlain(state)).toBe(null)
    expect(firstNotPlain(state, 'tree')).toEqual({
      path: '/last',
      what: 'an object that may change, the same as at /log/0',
    })
  })

  test('may reach twice what is frozen to the bottom, but not what only seems to be', () => {
    const frozen = freeze({ command: { put: 'x' } })
    expect(firstNotPlain({ log: [frozen], last: frozen }, 'tree')).toBe(null)
    const shallow = Object.freeze({ command: { put: 'x' } })
    expect(firstNotPlain({ log: [shallow], last: shallow }, 'tree')?.path).toBe('/last')
    const bytes = Uint8Array.of(1)
    expect(firstNotPlain([bytes, new Map([['b', bytes]])], 'tree')).toEqual({
      path: '/1/"b"',
      what: 'an object that may change, the same as at /0',
    })
  })

  test('has no cycle, which is told at its first turn', () => {
    const state: { peer: { back?: unknown } } = { peer: {} }
    state.peer.back = state
    expect(firstNotPlain(state, 'tree')).toEqual({
      path: '/peer/back',
      what: 'a cycle: the same object as at /',
    })
  })
})
