import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { numbers, plain } from './plain.arbitrary.ts'
import { text } from './plain.ts'

const runs = { numRuns: 1_000 }

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
