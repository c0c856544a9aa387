import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plain } from './plain.arbitrary.ts'
import type { Decoded, FromJson, Plain } from './plain.ts'
import {
  decode,
  depthMax,
  encode,
  equal,
  firstNotPlain,
  fromJson,
  sizeOf,
  toJson,
} from './plain.ts'

const runs = { numRuns: 1_500 }

/** The value that was read; a refusal fails the test. */
function read(result: Decoded | FromJson): Plain {
  if ('wrong' in result) throw new Error(`refused: ${JSON.stringify(result.wrong)}`)
  return result.value
}
const whyNot = (...bytes: number[]): string => {
  const result = decode(Uint8Array.from(bytes))
  return 'wrong' in result ? `${result.wrong.offset}: ${result.wrong.why}` : 'accepted'
}
const nested = (levels: number, leaf: Plain): Plain =>
  levels === 0 ? leaf : [nested(levels - 1, leaf)]

describe('the codec', () => {
  test('gives back what it was given, of the size it said, in the same bytes again', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const bytes = encode(value)
        expect(bytes.length).toBe(sizeOf(value))
        const back = read(decode(bytes))
        expect(equal(back, value)).toBe(true)
        expect(firstNotPlain(back, 'tree')).toBe(null)
        expect(encode(back)).toEqual(bytes)
      }),
      runs,
    )
  })

  test.each`
    value                         | bytes
    ${undefined}                  | ${[0x00]}
    ${null}                       | ${[0x01]}
    ${false}                      | ${[0x02]}
    ${true}                       | ${[0x03]}
    ${0}                          | ${[0x80]}
    ${-0}                         | ${[0x80]}
    ${127}                        | ${[0xff]}
    ${128}                        | ${[0x06, 0x80, 0x01]}
    ${2 ** 53 - 1}                | ${[0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]}
    ${-1}                         | ${[0x05, 0x00]}
    ${-(2 ** 53 - 1)}             | ${[0x05, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]}
    ${0.5}                        | ${[0x04, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]}
    ${2 ** 53}                    | ${[0x04, 0x43, 0x40, 0, 0, 0, 0, 0, 0]}
    ${''}                         | ${[0x40]}
    ${'é'}                        | ${[0x42, 0xc3, 0xa9]}
    ${'\ufeff'}                   | ${[0x43, 0xef, 0xbb, 0xbf]}
    ${'x'.repeat(64)}             | ${[0x07, 64, ...Array(64).fill(0x78)]}
    ${Uint8Array.of(7, 8)}        | ${[0x08, 2, 7, 8]}
    ${[1, []]}                    | ${[0x09, 2, 0x81, 0x09, 0]}
    ${{ b: 1, a: 2 }}             | ${[0x0a, 2, 1, 0x61, 0x82, 1, 0x62, 0x81]}
    ${new Map([['b', 1]])}        | ${[0x0b, 1, 0x41, 0x62, 0x81]}
    ${new Set(['a', 2, 1, null])} | ${[0x0c, 4, 0x01, 0x81, 0x82, 0x41, 0x61]}
  `('writes $value as agreed, for frames and files outlive a release', ({ value, bytes }) => {
    expect(Array.from(encode(value))).toEqual(bytes)
    expect(equal(read(decode(Uint8Array.from(bytes))), value)).toBe(true)
  })

  test('reads bytes of their own, from the middle of a buffer that others go on using', () => {
    const room = new Uint8Array([9, 9, 0x08, 2, 7, 8, 9])
    const value = read(decode(room.subarray(2, 6)))
    room.fill(0)
    expect(value).toEqual(Uint8Array.of(7, 8))
    const wide = Buffer.concat([Buffer.of(9), encode({ raw: Uint8Array.of(1), half: 0.5 })])
    const made = read(decode(wide.subarray(1)))
    wide.fill(0)
    expect(made).toEqual({ raw: Uint8Array.of(1), half: 0.5 })
    expect(firstNotPlain(made), 'no Buffer comes out').toBe(null)
  })

  test('writes texts of every length and alphabet', () => {
    for (const unit of ['x', 'é', '€', '\u{1f600}']) {
      for (let length = 0; length < 140; length += 1) {
        const text = unit.repeat(length)
        const body = Buffer.from(text)
        const bytes = encode(text)
        expect(read(decode(bytes))).toBe(text)
        expect(Buffer.from(bytes).subarray(-body.length || bytes.length)).toEqual(body)
        expect(read(decode(encode({ [text]: 1 })))).toEqual({ [text]: 1 })
      }
    }
  })

  test.each`
    because                        | value                              | told
    ${'not a number'}              | ${{ a: [Number.NaN] }}             | ${'NaN at /a/0'}
    ${'half a surrogate pair'}     | ${{ a: 'x\ud800' }}                | ${'not well formed (half a surrogate pair) at /a'}
    ${'the same as a key'}         | ${new Map([['\udfff', 1]])}        | ${'as a key of a Map at /'}
    ${'a class'}                   | ${{ at: new Date(0) }}             | ${'a Date at /at'}
    ${'a function'}                | ${{ do: () => 1 }}                 | ${'a function at /do'}
    ${'a bigint'}                  | ${1n}                              | ${'a bigint at /'}
    ${'an object as a key'}        | ${new Map([[[], 1]])}              | ${'a list as a key of a Map at /'}
    ${'undefined as a key'}        | ${new Map([[undefined, 1]])}       | ${'undefined as a key of a Map at /'}
    ${'undefined in a Set'}        | ${new Set([undefined])}            | ${'undefined as a member of a Set at /'}
    ${'what would be a prototype'} | ${JSON.parse('{"__proto__": []}')} | ${'a field named __proto__ at /'}
    ${'too deep'}                  | ${nested(129, 1)}                  | ${'nested more than 128 deep at /0'}
    ${'bytes too deep'}            | ${nested(128, Uint8Array.of())}    | ${'nested more than 128 deep at /0'}
  `('does not write what is not plain: $because', ({ value, told }) => {
    expect(() => encode(value)).toThrow(told)
    expect(() => sizeOf(value)).toThrow(told)
    expect(() => toJson(value)).toThrow(told)
  })

  test('does not lose itself in a cycle', () => {
    const ring: unknown[] = []
    ring.push(ring)
    expect(() => encode(ring)).toThrow('a cycle: the same object as at /')
  })
})

describe('bytes of a stranger', () => {
  test('that are anything at all are read or refused, and what is read is its own encoding', () => {
    let read = 0
    const tagged = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: 0x0d }),
        fc.constantFrom(0x40, 0x41, 0x80, 0x81, 0xff),
        fc.nat(255),
      ),
      { maxLength: 24 },
    )
    fc.assert(
      fc.property(tagged, (numbers) => {
        const bytes = Uint8Array.from(numbers)
        const result = decode(bytes)
        if ('wrong' in result) {
          expect(result.wrong.offset).toBeGreaterThanOrEqual(0)
          expect(result.wrong.offset).toBeLessThanOrEqual(bytes.length)
          expect(result.wrong.why).not.toBe('')
        } else {
          read += 1
          expect(encode(result.value)).toEqual(bytes)
          expect(firstNotPlain(result.value, 'tree')).toBe(null)
        }
      }),
      { numRuns: 20_000 },
    )
    expect(read, 'the property looked at both sides').toBeGreaterThan(500)
  })

  test('that were ours before a byte changed, went missing or came twice do the same', () => {
    fc.assert(
      fc.property(plain, fc.nat(), fc.nat(255), fc.nat(3), (value, where, byte, how) => {
        const bytes = Array.from(encode(value))
        const at = where % bytes.length
        if (how === 0) bytes.splice(at, 1, byte)
        else if (how === 1) bytes.splice(at, 1)
        else if (how === 2) bytes.splice(at, 0, byte)
        else bytes.length = at
        const result = decode(Uint8Array.from(bytes))
        if ('value' in result) expect(Array.from(encode(result.value))).toEqual(bytes)
      }),
      { numRuns: 3_000 },
    )
  })

  test('cut anywhere are refused where they end', () => {
    const bytes = encode({
      kind: 'letter',
      seq: 70_000,
      to: new Map([['n1', [0.5, -9]]]),
      raw: Uint8Array.of(1),
    })
    for (let end = 0; end < bytes.length; end += 1) {
      const result = decode(bytes.subarray(0, end))
      expect('wrong' in result, `cut at ${end}`).toBe(true)
      if ('wrong' in result) expect(result.wrong.offset).toBeLessThanOrEqual(end)
    }
  })

  test.each`
    because                              | bytes                                                     | told
    ${'nothing at all'}                  | ${[]}                                                     | ${'0: the bytes end inside the value'}
    ${'more than one value'}             | ${[0x01, 0x01, 0x01]}                                     | ${'1: 2 bytes behind the value'}
    ${'no such tag'}                     | ${[0x09, 1, 0x0d]}                                        | ${'2: no value begins with 13'}
    ${'a small integer in a long form'}  | ${[0x06, 0x7f]}                                           | ${'0: 127 has a shorter form'}
    ${'a short text in a long form'}     | ${[0x07, 1, 0x61]}                                        | ${'0: 1 has a shorter form'}
    ${'a needless byte in a number'}     | ${[0x06, 0x80, 0x81, 0x00]}                               | ${'1: a number with a needless byte'}
    ${'an integer beyond 2^53'}          | ${[0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10]} | ${'1: a number beyond 2^53'}
    ${'-2^53, which a double would be'}  | ${[0x05, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]} | ${'0: an integer beyond 2^53'}
    ${'a number that does not end'}      | ${[0x06, ...Array(9).fill(0xff)]}                         | ${'1: a number of more than 8 bytes'}
    ${'an integer as a double'}          | ${[0x04, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]}                   | ${'0: an integer as a double'}
    ${'-0'}                              | ${[0x04, 0x80, 0, 0, 0, 0, 0, 0, 0]}                      | ${'0: an integer as a double'}
    ${'NaN'}                             | ${[0x04, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]}                   | ${'0: a number that is not finite'}
    ${'an infinity'}                     | ${[0x04, 0xff, 0xf0, 0, 0, 0, 0, 0, 0]}                   | ${'0: a number that is not finite'}
    ${'a lone byte of UTF-8'}            | ${[0x41, 0xc3]}                                           | ${'1: a string that is not UTF-8'}
    ${'half a surrogate pair as bytes'}  | ${[0x43, 0xed, 0xa0, 0x80]}                               | ${'1: a string that is not UTF-8'}
    ${'an overlong character'}           | ${[0x42, 0xc0, 0x80]}                                     | ${'1: a string that is not UTF-8'}
    ${'a field twice'}                   | ${[0x0a, 2, 1, 0x61, 0x80, 1, 0x61, 0x80]}                | ${'5: a field out of order'}
    ${'fields out of order'}             | ${[0x0a, 2, 1, 0x62, 0x80, 1, 0x61, 0x80]}                | ${'5: a field out of order'}
    ${'a field named __proto__'}         | ${[0x0a, 1, 9, ...Buffer.from('__proto__'), 0x0a, 0]}     | ${'2: a field named __proto__'}
    ${'a key twice'}                     | ${[0x0b, 2, 0x81, 0x80, 0x81, 0x80]}                      | ${'4: a key out of order'}
    ${'a number behind a text as a key'} | ${[0x0b, 2, 0x40, 0x80, 0x81, 0x80]}                      | ${'4: a key out of order'}
    ${'a list as a key'}                 | ${[0x0b, 1, 0x09, 0, 0x80]}                               | ${'2: a key that is not a scalar'}
    ${'undefined as a key'}              | ${[0x0b, 1, 0x00, 0x80]}                                  | ${'2: a key that is not a scalar'}
    ${'bytes as a member'}               | ${[0x0c, 1, 0x08, 0]}                                     | ${'2: a key that is not a scalar'}
    ${'a member twice'}                  | ${[0x0c, 2, 0x03, 0x03]}                                  | ${'3: a key out of order'}
    ${'a list of more than there is'}    | ${[0x09, 0xff, 0xff, 0xff, 0x7f]}                         | ${'1: 268435455 entries do not fit into what is left'}
    ${'a Map of more than there is'}     | ${[0x0b, 2, 0x80, 0x80, 0x81]}                            | ${'1: 2 entries do not fit into what is left'}
    ${'bytes of more than there are'}    | ${[0x08, 0xff, 0xff, 0xff, 0x7f, 1]}                      | ${'6: the bytes end inside the value'}
    ${'a text of more than there is'}    | ${[0x07, 0xff, 0xff, 0xff, 0x7f, 0x61]}                   | ${'6: the bytes end inside the value'}
  `('are refused: $because', ({ bytes, told }) => {
    expect(whyNot(...bytes)).toBe(told)
  })

  test('cannot exhaust the stack', () => {
    const bytes = new Uint8Array(200_000).fill(1)
    for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x09
    expect(decode(bytes)).toEqual({ wrong: { offset: 256, why: 'nested more than 128 deep' } })
    expect('value' in decode(encode(nested(depthMax, 1)))).toBe(true)
  })
})

describe('the JSON form', () => {
  test('gives back what it was given, through any JSON', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const back = read(fromJson(JSON.parse(JSON.stringify(toJson(value)))))
        expect(equal(back, value)).toBe(true)
      }),
      runs,
    )
    const deepest = nested(depthMax, undefined)
    expect(equal(read(fromJson(toJson(deepest))), deepest)).toBe(true)
  })

  test.each`
    value                                              | json
    ${{ kind: 'letter', seq: 7, to: null }}            | ${'{"kind":"letter","seq":7,"to":null}'}
    ${new Map<unknown, unknown>([['b', 1], [2, new Set(['y', 'x'])]])} | ${'{"$map":[[2,{"$set":["x","y"]}],["b",1]]}'}
    ${{ raw: Uint8Array.of(0, 255), gone: undefined }} | ${'{"raw":{"$bytes":"00ff"},"gone":{"$undefined":true}}'}
    ${{ $map: 1, $$: 2 }}                              | ${'{"$$map":1,"$$$":2}'}
    ${-0}                                              | ${'0'}
  `('is $json', ({ value, json }) => {
    expect(JSON.stringify(toJson(value))).toBe(json)
    expect(equal(read(fromJson(JSON.parse(json))), value)).toBe(true)
  })

  test.each`
    because                       | json                                          | path                | why
    ${'a tag there is not'}       | ${'[{"$date": 1}]'}                           | ${'/0'}             | ${'there is no tag "$date" of 1'}
    ${'a tag beside a field'}     | ${'{"a": {"$map": [], "b": 1}}'}              | ${'/a'}             | ${'the tag $map stands alone in its record'}
    ${'a field beside a tag'}     | ${'{"b": 1, "$map": []}'}                     | ${''}               | ${'the tag "$map" stands alone in its record'}
    ${'a Map of no pairs'}        | ${'{"$map": [[1]]}'}                          | ${''}               | ${'an entry of a $map is [key, value], not [1]'}
    ${'a key twice'}              | ${'{"$map": [[1, 2], [1, 3]]}'}               | ${''}               | ${'the key 1 stands there twice'}
    ${'a member twice'}           | ${'{"$set": ["a", "a"]}'}                     | ${''}               | ${'the member "a" stands there twice'}
    ${'a list as a member'}       | ${'{"$set": [[]]}'}                           | ${''}               | ${'a key or member is a scalar, not []'}
    ${'bytes of half digits'}     | ${'{"$bytes": "0"}'}                          | ${''}               | ${'there is no tag "$bytes" of "0"'}
    ${'bytes in capitals'}        | ${'{"$bytes": "FF"}'}                         | ${''}               | ${'there is no tag "$bytes" of "FF"'}
    ${'an infinity in disguise'}  | ${'{"a": 1e999}'}                             | ${'/a'}             | ${'Infinity'}
    ${'half a surrogate pair'}    | ${'{"a": ["\\ud800"]}'}                       | ${'/a/0'}           | ${'a string that is not well formed (half a surrogate pair)'}
    ${'the same as a field'}      | ${'{"\\ud800": 1}'}                           | ${''}               | ${'a string that is not well formed (half a surrogate pair)'}
    ${'a prototype'}              | ${'{"__proto__": {"a": 1}}'}                  | ${''}               | ${'a field named __proto__'}
    ${'a prototype behind a tag'} | ${'{"a": {"$map": [[1, {"__proto__": 1}]]}}'} | ${'/a/$map/0/1'}    | ${'a field named __proto__'}
    ${'too deep'}                 | ${`${'['.repeat(129)}${']'.repeat(129)}`}     | ${'/0'.repeat(128)} | ${'nested more than 128 deep'}
  `('is refused: $because', ({ json, path, why }) => {
    expect(fromJson(JSON.parse(json))).toEqual({ wrong: { path, why } })
  })

  test('of what is no JSON is refused', () => {
    for (const value of [undefined, () => 1, 1n, new Date(0), new Map(), [undefined]]) {
      expect('wrong' in fromJson(value)).toBe(true)
    }
  })

  test('of anything JSON can say is read or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const result = fromJson(json)
        if ('value' in result) expect(firstNotPlain(result.value)).toBe(null)
        else expect(result.wrong.why).not.toBe('')
      }),
      runs,
    )
  })
})
