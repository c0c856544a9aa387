// What other checks make of histories that are in form and unusual: keys deleted again, changes that were
// refused, elements added after the last read, receivers with the names of what every object has.

import { expect, test } from 'vitest'
import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import { nodeId, type OpId } from '../units.ts'
import { causal } from './causal.ts'
import { delivered } from './delivered.ts'
import { monotonicReads, readYourWrites, sessionGuarantees } from './sessions.ts'
import { setFinal } from './set-final.ts'

type Row = readonly [client: string, kind: string, value: Plain, result: Plain, end?: number]

/** One after the other, all about one key. */
const inTurn = (...rows: readonly Row[]): History =>
  rows.map(([client, kind, value, result, end], at) => ({
    ...{ id: (at + 1) as OpId, client: nodeId(client), result },
    call: value === undefined ? { kind, key: 'x' } : { kind, key: 'x', value },
    ...{ start: 2 * at, end: end ?? 2 * at + 1 },
  }))

const checks = [readYourWrites(), monotonicReads(), sessionGuarantees(), causal()]

test.each(checks)('$name: a key that was deleted is as at first', (check) => {
  const history = inTurn(
    ['a', 'put', 1, 'ok'],
    ['a', 'get', undefined, 1],
    ['a', 'delete', undefined, 'ok'],
    ['a', 'get', undefined, null],
  )
  expect(check.judge(history).verdict).not.toBe('fail')
  expect(check.judge(history.filter((_, at) => at !== 2)).verdict).toBe('fail')
})

test.each(checks)('$name: a write that was refused is in no session', (check) => {
  const read: Row = ['a', 'get', undefined, 0]
  const history = inTurn(['b', 'put', 0, 'ok'], read, ['a', 'put', 1, false], read)
  expect(check.judge(history).verdict).not.toBe('fail')
})

test('an element that was acknowledged after the last read began is not missing from it', () => {
  const first: Row = ['a', 'add', 1, 'ok']
  const late: Row = ['a', 'add', 2, 'ok']
  const judge = (...rows: readonly Row[]) => setFinal().judge(inTurn(...rows)).verdict
  expect(judge(first, ['b', 'read', undefined, [1]], late)).toBe('pass')
  expect(judge(first, ['b', 'read', undefined, [1], 9], late)).toBe('pass')
  expect(judge(first, late, ['b', 'read', undefined, [1]])).toBe('fail')
})

test.each(['n1', 'constructor', '__proto__'])('what arrives at %s', (at) => {
  const check = delivered({
    once: 'exactly',
    sent: ({ call, result }) =>
      (call as { kind: string }).kind === 'send' ? String(result as string) : null,
    arrived: ({ call, result }) =>
      (call as { kind: string }).kind === 'take' ? { at, names: [String(result as string)] } : null,
  })
  const take: Row = ['b', 'take', undefined, 'm']
  const sent = inTurn(['a', 'send', undefined, 'm'], take)
  expect(check.judge(sent).verdict).toBe('pass')
  expect(check.judge(inTurn(['a', 'send', undefined, 'm'], take, take)).why).toContain(at)
})
