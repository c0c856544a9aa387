import { expect, test } from 'vitest'
import type { History, Operation } from '../../sim/history.ts'
import { nodeId, type OpId } from '../../sim/units.ts'
import { auditsShowNoDuplicate, auditsShowWhatWasAcked } from './audits.ts'
import type { Call, Result } from './client.ts'

const r1 = nodeId('receiver1')
const r2 = nodeId('receiver2')

const operation = (start: number, end: number | null, call: Call, result?: Result): Operation => ({
  id: start as OpId,
  client: nodeId('client1'),
  ...{ call, start, end, result },
})
const acked = (text: string, start: number, by = r1): Operation =>
  operation(start, start + 5, { kind: 'send', text, to: null }, { kind: 'acked', by })
const never = (text: string, start: number): Operation =>
  operation(start, start + 5, { kind: 'send', text, to: null }, { kind: 'never sent', by: null })
const audit = (start: number, of: typeof r1, ...texts: string[]): Operation =>
  operation(start, start + 5, { kind: 'audit', of }, { kind: 'inbox', texts })
const unanswered = operation(1, null, { kind: 'audit', of: r1 })

test.each`
  because                               | history                                         | why
  ${'nobody looked'}                    | ${[acked('a', 1), unanswered]}                  | ${null}
  ${'every letter is in one place'}     | ${[audit(9, r1, 'a', 'b'), audit(9, r2, 'c')]}  | ${null}
  ${'the same inbox may be read again'} | ${[audit(9, r1, 'a'), audit(20, r1, 'a', 'b')]} | ${null}
  ${'it is twice in one inbox'}         | ${[audit(9, r1, 'a', 'a')]}                     | ${'receiver1 processed "a" twice'}
  ${'it is in two inboxes'}             | ${[audit(9, r1, 'a'), audit(20, r2, 'a')]}      | ${'receiver1 and receiver2 both processed "a"'}
`('no duplicate: $because', ({ history, why }: { history: History; why: string | null }) => {
  const judged = auditsShowNoDuplicate(history)
  expect(judged.why).toBe(why)
  expect(judged.verdict).toBe(why === null ? 'pass' : 'fail')
})

test.each`
  because                                   | history                               | fails
  ${'what was acked before is there'}       | ${[acked('a', 1), audit(9, r1, 'a')]} | ${false}
  ${'it was acked while the audit went on'} | ${[acked('a', 6), audit(9, r1)]}      | ${false}
  ${'another receiver has it, as was told'} | ${[acked('a', 1, r2), audit(9, r1)]}  | ${false}
  ${'it was acked and is not there'}        | ${[acked('a', 1), audit(9, r1, 'b')]} | ${true}
  ${'it was never sent and is there'}       | ${[never('a', 1), audit(9, r1, 'a')]} | ${true}
  ${'nobody knows what became of it'}       | ${[unanswered, audit(9, r1, 'a')]}    | ${false}
`('what was acked: $because', ({ history, fails }: { history: History; fails: boolean }) =>
  expect(auditsShowWhatWasAcked(history).verdict).toBe(fails ? 'fail' : 'pass'),
)

test('operations of others are none of its business', () => {
  const foreign: Operation = { ...unanswered, call: ['put', 'x', 1] }
  expect(auditsShowNoDuplicate([foreign]).detail).toBe('0 audits')
})
