import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plain } from './plain.arbitrary.ts'
import {
  brokenSeal,
  copy,
  encode,
  equal,
  freeze,
  hashPlain,
  isFrozenDeep,
  seal,
  text,
} from './plain.ts'

const runs = { numRuns: 1_000 }

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
