import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { damagedRow } from './damaged.ts'
import { plain } from './plain.arbitrary.ts'
import { encode, type Plain } from './plain.ts'

/** What a pick is asked for, answered with `nth` of whatever there is. */
const pick =
  (nth: number) =>
  (below: number): number =>
    nth % below

describe('a damaged row', () => {
  test.each`
    row                              | how           | nth  | damaged
    ${7}                             | ${'flip'}     | ${0} | ${6}
    ${'ab'}                          | ${'flip'}     | ${0} | ${'`b'}
    ${true}                          | ${'flip'}     | ${0} | ${false}
    ${{ kind: 'entry', term: 4 }}    | ${'flip'}     | ${1} | ${{ kind: 'entry', term: 6 }}
    ${new Map([['a', 1]])}           | ${'flip'}     | ${0} | ${new Map([['a', 0]])}
    ${{ term: 3, votedFor: null }}   | ${'flip'}     | ${0} | ${{ term: 2, votedFor: null }}
    ${{ text: 'four', sum: 'abcd' }} | ${'truncate'} | ${0} | ${{ text: 'four', sum: 'ab' }}
    ${{ text: 'four', sum: 300 }}    | ${'truncate'} | ${0} | ${{ text: 'four', sum: 44 }}
    ${3}                             | ${'truncate'} | ${0} | ${2}
    ${Uint8Array.of(1, 2, 3, 4)}     | ${'truncate'} | ${0} | ${Uint8Array.of(1, 2)}
    ${null}                          | ${'flip'}     | ${0} | ${null}
    ${new Set([1])}                  | ${'flip'}     | ${0} | ${new Set([1])}
    ${[]}                            | ${'truncate'} | ${0} | ${[]}
  `('$row, $how $nth', ({ row, how, nth, damaged }) => {
    expect(damagedRow(row, how, pick(nth))).toEqual(damaged)
  })

  test('is another value that can be stored, or the same where nothing can be damaged', () => {
    let changed = 0
    fc.assert(
      fc.property(plain, fc.nat(), fc.boolean(), (row: Plain, nth, cut) => {
        const before = encode(row)
        const damaged = damagedRow(row, cut ? 'truncate' : 'flip', pick(nth))
        expect(encode(row)).toEqual(before)
        encode(damaged)
        if (damaged !== row) changed += 1
      }),
      { numRuns: 500 },
    )
    expect(changed).toBeGreaterThan(100)
  })
})
