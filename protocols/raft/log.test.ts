import { expect, test } from 'vitest'
import { mayAgreeUpTo } from './log.ts'
import type { Entry } from './messages.ts'
import { sealed } from './seal.ts'
import type { RaftState } from './state.ts'

/** A log whose entries after the base have these terms. */
function logAfter(index: number, term: number, ...terms: number[]): RaftState {
  const log: Entry[] = []
  for (const one of terms) {
    log.push(sealed(log.at(-1)?.sum ?? 0, index + log.length + 1, one, { kind: 'no-op' }))
  }
  return { base: { index, term, sum: 0, check: 0 }, log } as unknown as RaftState
}

test.each`
  because                                | from | term | index
  ${'the other has the same term there'} | ${6} | ${3} | ${6}
  ${'an older term ends earlier'}        | ${6} | ${2} | ${5}
  ${'the other log is longer'}           | ${9} | ${3} | ${6}
  ${'they are equal in the base'}        | ${4} | ${2} | ${4}
  ${'the other has an older term there'} | ${4} | ${1} | ${3}
  ${'the other ends before the base'}    | ${2} | ${1} | ${2}
  ${'the other has nothing'}             | ${0} | ${0} | ${0}
`('a log after entry 4 of term 2, then 2 and 3: $because', ({ from, term, index }) =>
  expect(mayAgreeUpTo(logAfter(4, 2, 2, 3), from, term)).toBe(index),
)

test('two logs are equal before their first entries', () => {
  expect(mayAgreeUpTo(logAfter(0, 0, 2), 1, 1)).toBe(0)
})
