// The page of judged histories: what failed is drawn, hostile texts stay text, the same judgements give
// the same bytes.

import { expect, test } from 'vitest'
import type { Operation } from '../sim/history.ts'
import { judgementOf } from '../sim/check/judgement.ts'
import { linearizable } from '../sim/check/linearizable.ts'
import { kv, type KvCall } from '../sim/check/models/kv.ts'
import { numbered } from '../sim/check/linearizability/histories.suite.ts'
import { listAppend } from '../sim/check/transactions/list-append.ts'
import { nameOf, transactionText } from '../sim/check/transactions/words.ts'
import type { Plain } from '../sim/plain.ts'
import { nodeId } from '../sim/units.ts'
import { renderHistories } from './html-histories.ts'

const operation = (client: string, call: KvCall, start: number, result: Operation['result']) => ({
  ...{ client: nodeId(client), call, start, end: start + 5, result },
})

const key = '<script>alert(1)</script>'
const history = numbered([
  operation('c1', { kind: 'put', key, value: 1 }, 0, null),
  operation('c1', { kind: 'put', key, value: 2 }, 10, null),
  operation('c2', { kind: 'get', key }, 20, 1),
  operation('c3', { kind: 'get', key }, 21, 2),
])

const judgement = (some: typeof history, name: string) => {
  const model = kv()
  const judged = linearizable(model).judge(some)
  return judgementOf({ name, property: 'linearizable', history: some, model, judged })
}

test('a failure is drawn with its order, the misfit and the state there', () => {
  const page = renderHistories([judgement(history, 'kv.edn')], '0.1.0')
  expect(page).toContain('fits nowhere')
  expect(page).toContain('takes effect as number 2')
  expect(page).toMatch(/the object holds <strong>2<\/strong>/u)
  expect(page).not.toContain('<script')
  expect(page).toBe(renderHistories([judgement(history, 'kv.edn')], '0.1.0'))
})

test('of several, each is listed and those that did not pass are drawn', () => {
  const page = renderHistories(
    [judgement(history, 'bad.edn'), judgement(history.slice(0, 2), 'good.edn')],
    '0.1.0',
  )
  expect(page).toContain('1 failed · 1 passed')
  expect(page.match(/<svg/gu)).toHaveLength(1)
  expect(page).toContain('href="#h0"')
})

test('a cycle of transactions is told by their names', () => {
  const txn = (client: string, start: number, end: number, ops: Plain, result: Plain) => ({
    ...{ client: nodeId(client), call: { kind: 'txn', ops }, start, end, result },
  })
  const both = [
    ['append', 'x', 1],
    ['append', 'y', 1],
  ]
  const skewed = numbered([
    txn(
      'c1',
      0,
      9,
      [
        ['r', 'x', null],
        ['r', 'y', null],
      ],
      [
        ['r', 'x', []],
        ['r', 'y', [1]],
      ],
    ),
    txn('c2', 1, 8, both, both),
    txn('c3', 20, 30, [['r', 'x', null]], [['r', 'x', [1]]]),
  ])
  const judged = listAppend().judge(skewed)
  const model = { name: 'list-append', words: transactionText, labelOf: nameOf }
  const told = judgementOf({
    name: 'a',
    property: 'strict-serializable',
    history: skewed,
    model,
    judged,
  })
  expect(told.cycle?.map(({ edge }) => edge)).toEqual(['rw', 'wr'])
  const page = renderHistories([told], '0.1.0')
  expect(page).toMatch(/<strong>T0<\/strong> r x \[\], r y \[1\] <span class="at">rw → /u)
})
