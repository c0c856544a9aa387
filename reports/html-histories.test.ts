// The page of judged histories: what failed is drawn, hostile texts stay text, the same judgements give
// the same bytes.

import { expect, test } from 'vitest'
import type { Operation } from '../sim/history.ts'
import { judgementOf } from '../sim/check/judgement.ts'
import { linearizable } from '../sim/check/linearizable.ts'
import { kv, type KvCall } from '../sim/check/models/kv.ts'
import { numbered } from '../sim/check/linearizability/histories.suite.ts'
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
