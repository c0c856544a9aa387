// The order of a whole history, made of the orders of its keys, is one that the whole map allows.

import { describe, expect, test } from 'vitest'
import type { History } from '../../history.ts'
import { ms, nodeId, type OpId } from '../../units.ts'
import { linearizable } from '../linearizable.ts'
import type { Model } from '../model.ts'
import { refused } from '../model.ts'
import { type KvCall, kv } from '../models/kv.ts'

type Row = readonly [KvCall, number, number, (string | number | null)?]

const historyOf = (...rows: readonly Row[]): History =>
  rows.map(([call, start, end, result = 'ok'], at) => ({
    ...{ id: (at + 1) as OpId, client: nodeId(`c${at + 1}`), call },
    ...{ start: ms(start), end: ms(end), result },
  }))

const put = (key: string, value: number): KvCall => ({ kind: 'put', key, value })
const get = (key: string): KvCall => ({ kind: 'get', key })

/** Null: every step is allowed and nothing stands behind what began after it had ended. */
function wrongWith(history: History, order: readonly OpId[]): string | null {
  const { step, init } = kv() as Model
  const states = new Map<unknown, unknown>()
  let latest = -1
  for (const id of order) {
    const one = history.find((operation) => operation.id === id)
    if (one === undefined) return `${id} is none of them`
    const key = (one.call as KvCall).key
    const next = step(states.get(key) ?? init, one.call, one.result)
    if (next === refused) return `${id} is refused`
    if (one.end !== null && one.end < latest) return `${id} had ended before`
    latest = Math.max(latest, one.start)
    states.set(key, next)
  }
  return order.length === history.length ? null : 'some are missing'
}

describe('the order of a pass', () => {
  test.each<[string, History]>([
    ['one key', historyOf([put('x', 1), 0, 9], [get('x'), 2, 4, 1], [put('x', 2), 5, 6])],
    [
      'two keys whose operations overlap',
      historyOf(
        [put('x', 1), 0, 9],
        [put('y', 1), 1, 3],
        [get('x'), 2, 8, null],
        [get('y'), 4, 5, 1],
        [put('y', 2), 5, 9],
        [get('x'), 7, 9, 1],
        [get('y'), 8, 9, 1],
      ),
    ],
  ])('%s', (_what, history) => {
    const { verdict, order = [] } = linearizable(kv()).judge(history)
    expect(verdict).toBe('pass')
    expect(wrongWith(history, order)).toBeNull()
  })
})
