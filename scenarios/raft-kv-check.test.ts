import { expect, test } from 'vitest'
import type { History, Operation } from '../sim/history.ts'
import { nodeId, type OpId } from '../sim/units.ts'
import type { KvCommand, KvResult } from '../protocols/raft-kv/messages.ts'
import { rowsMax } from '../protocols/raft-kv/shapes.ts'
import type { Failed } from '../protocols/raft/client-state.ts'
import { linearizableKeys } from './raft-kv-check.ts'

/** Answered ten microseconds later; without a result it never was. */
const asked = (start: number, call: KvCommand, result?: KvResult | Failed): Operation => ({
  id: start as OpId,
  client: nodeId('c1'),
  ...{ call, start, end: result === undefined ? null : start + 10, result },
})
const put = (start: number, key: string, value: string, result: true | Failed = true): Operation =>
  asked(start, { kind: 'put', key, value }, result)
const get = (start: number, key: string, value: string | null): Operation =>
  asked(start, { kind: 'get', key }, value)
const range = (start: number, ...rows: [string, string][]): Operation =>
  asked(start, { kind: 'range', from: 'a', to: 'z' }, rows)

const failed: Failed = { failed: 'no answer' }
const unanswered = asked(1, { kind: 'put', key: 'x', value: '1' })
const full = Array.from({ length: rowsMax }, (_, nth): [string, string] => [`b${100 + nth}`, '1'])
const puts = full.map(([key], nth) => put(nth - 1_000, key, '1'))

test.each`
  because                                           | history                                                         | verdict
  ${'a key is read as it was put'}                  | ${[put(1, 'x', '1'), get(20, 'x', '1')]}                        | ${'pass'}
  ${'an old value is read'}                         | ${[put(1, 'x', '1'), get(20, 'x', null)]}                       | ${'fail'}
  ${'a range shows what was put'}                   | ${[put(1, 'x', '1'), range(20, ['x', '1'])]}                    | ${'pass'}
  ${'a range lacks what was put'}                   | ${[put(1, 'x', '1'), range(20)]}                                | ${'fail'}
  ${'a range shows an old value'}                   | ${[put(1, 'x', '1'), put(20, 'x', '2'), range(40, ['x', '1'])]} | ${'fail'}
  ${'a range shows what nobody put'}                | ${[put(1, 'x', '1'), range(20, ['x', '1'], ['y', '1'])]}        | ${'fail'}
  ${'a full range says nothing of what is behind'}  | ${[...puts, put(1, 'c', '1'), range(20, ...full)]}              | ${'pass'}
  ${'a full range says all of what is before'}      | ${[...puts, put(1, 'a', '1'), range(20, ...full)]}              | ${'fail'}
  ${'what failed did not happen'}                   | ${[put(1, 'x', '1', failed), get(20, 'x', null)]}               | ${'pass'}
  ${'what failed is read all the same'}             | ${[put(1, 'x', '1', failed), get(20, 'x', '1')]}                | ${'fail'}
  ${'nobody knows whether it happened: it did not'} | ${[unanswered, get(20, 'x', null)]}                             | ${'pass'}
  ${'nobody knows whether it happened: it did'}     | ${[unanswered, get(20, 'x', '1')]}                              | ${'pass'}
`('$because', ({ history, verdict }: { history: History; verdict: string }) =>
  expect(linearizableKeys.judge(history).verdict).toBe(verdict),
)

test('failed and unknown operations are counted as what they are', () => {
  const { detail } = linearizableKeys.judge([unanswered, put(20, 'x', '1', failed), range(40)])
  expect(detail).toBe('3 operations: 1 ok · 1 failed · 1 unknown')
})
