import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plain } from './plain.arbitrary.ts'
import {
  copy,
  decode,
  encode,
  equal,
  firstNotPlain,
  freeze,
  fromJson,
  hashPlain,
  retain,
  sizeOf,
  toJson,
} from './plain.ts'

const p = (f: (v: import('./plain.ts').Plain) => void) =>
  fc.assert(fc.property(plain, f), { numRuns: 2000 })
test('smoke', () => {
  p((v) => {
    expect(firstNotPlain(v, 'tree')).toBe(null)
    const bytes = encode(v)
    expect(bytes.length).toBe(sizeOf(v))
    const d = decode(bytes)
    expect('value' in d).toBe(true)
    if (!('value' in d)) return
    expect(equal(d.value, v)).toBe(true)
    expect(encode(d.value)).toEqual(bytes)
    expect(hashPlain(d.value)).toEqual(hashPlain(v))
    const j = fromJson(JSON.parse(JSON.stringify(toJson(v))))
    expect('value' in j && equal(j.value, v)).toBe(true)
    const c = copy(v)
    expect(equal(c, v)).toBe(true)
    freeze(v)
    expect(equal(retain(v), c)).toBe(true)
    expect(firstNotPlain(v, 'tree')).toBe(null)
    expect(hashPlain(c)).toEqual(hashPlain(v))
  })
})
