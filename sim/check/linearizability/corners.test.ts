// Histories out of order, answers that settle nothing, names that look alike, sums that are rounded, and
// models that are not as they should be.

import { expect, test } from 'vitest'
import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { nodeId, type OpId } from '../../units.ts'
import { linearizable } from '../linearizable.ts'
import { type Model, refused } from '../model.ts'
import { counter } from '../models/counter.ts'
import { register } from '../models/register.ts'
import { set } from '../models/set.ts'
import { sequentiallyConsistent } from '../sequential.ts'

type Asked = readonly [call: Plain, result: Plain]

/** One after the other. */
const inTurn = (...asked: readonly Asked[]): History =>
  asked.map(([call, result], at) => ({
    ...{ id: (at + 1) as OpId, client: nodeId('c'), call, result },
    ...{ start: at * 2, end: at * 2 + 1 },
  }))

const read = { kind: 'read' }
const write = (value: Plain) => ({ kind: 'write', value })
const cas = { kind: 'cas', from: 0, to: 1 }

test('a history that is not in order of start is judged by its times', () => {
  const backwards = inTurn([write(1), true], [read, 0]).toReversed()
  const found = linearizable(register(0)).judge(backwards)
  expect(found).toMatchObject({ verdict: 'fail', code: 'WL2003', misfit: { op: 2, others: [1] } })
  expect(sequentiallyConsistent(register(0)).judge(backwards).verdict).toBe('fail')
  const late = backwards.with(1, { ...(backwards[1] as Operation), end: 20 })
  expect(linearizable(register(0)).judge(late).verdict).toBe('pass')
})

test('sums that are rounded', () => {
  const add = (value: number) => ({ kind: 'add-and-get', value })
  const said = (init: number, ...asked: readonly Asked[]) =>
    linearizable(counter(init)).judge(inTurn(...asked)).verdict
  expect(said(2 ** 53, [add(1), 2 ** 53])).toBe('pass')
  expect(said(0.1, [add(1), 1.1], [add(2), 1.1 + 2])).toBe('pass')
  expect(said(0.1, [add(1), 1.2])).toBe('fail')
})

test('an answer that settles nothing is not taken for one that changed nothing', () => {
  const model = {
    ...register(0),
    outcome: (one: Plain) => (one === '?' ? 'unknown' : 'ok'),
  } as Model
  const history = inTurn([cas, '?'], [read, 1], [read, 2])
  const judged = sequentiallyConsistent(model).judge(history)
  expect(judged).toMatchObject({ verdict: 'fail', misfit: { op: 3 } })
  expect(sequentiallyConsistent(model).judge(history.slice(0, 2)).verdict).toBe('pass')
})

test('what a later answer shows to have changed nothing is in no order as a change', () => {
  // Both were under way at once with an update that failed.
  const history = inTurn([{ ...cas, from: 1, to: 0 }, true], [{ ...cas, from: 1, to: 0 }, true])
  const failed = inTurn([cas, false]).map((one) => ({ ...one, id: 3 as OpId, end: 9 }))
  const { why, order } = linearizable(register(0)).judge([...history, ...failed])
  expect(why).toContain('c set 1 to 0')
  expect(why).not.toContain('found no 0')
  expect(order).toEqual([])
})

test('beside an answer stands only what is true of it', () => {
  // That it read 1 shows that the update took effect; what nobody wrote is what the update found.
  const update = { id: 9 as OpId, client: nodeId('u'), call: { ...cas, from: 2 }, start: 0 }
  const open: Operation = { ...update, end: null, result: undefined }
  const { misfit, why } = linearizable(register(0)).judge([open, ...inTurn([read, 1])])
  expect(why).toBe(
    'u tried to set 2 to 1, and nobody had ever written that; it did happen: c read 1',
  )
  expect(misfit).toMatchObject({ op: 1, why })
})

test('elements and keys that are written alike are not one object', () => {
  const history = inTurn(
    [{ kind: 'add', key: 'a', value: 1 }, true],
    [{ kind: 'contains', value: '["a",1]' }, true],
  )
  expect(linearizable(set()).judge(history).verdict).toBe('fail')
})

class Door {
  readonly name = 'door'
  readonly about = 'It opens once.'
  readonly init = 'shut'
  step(state: string): string | typeof refused {
    return state === 'shut' ? 'open' : refused
  }
  outcome(result: Plain): 'ok' | 'failed' {
    return result === 'no' ? 'failed' : 'ok'
  }
}

test('a model may be an instance of a class', () => {
  const call = { kind: 'push' }
  const history = inTurn([call, 'yes'], [call, 'no'], [call, 'yes'])
  const per = linearizable(new Door(), { per: () => 'front' })
  expect(per.judge(history)).toMatchObject({ verdict: 'fail', misfit: { op: 3, others: [1] } })
  expect(sequentiallyConsistent(new Door()).judge(history).verdict).toBe('fail')
})

test('what is no name of an object, and no state, is told and never a pass', () => {
  const history = inTurn([write(1), true])
  const per = () => ['a', 1] as unknown as string
  expect(() => linearizable(register(0), { per }).judge(history)).toThrow(/is named by a text/u)
  const idle: Model = { name: 'idle', about: '', init: 0, step: () => undefined }
  expect(() => linearizable(idle).judge(history)).toThrow(/step of idle returned no state/u)
})

test('a model whose access allows what its step refuses is told so, and never a pass', () => {
  const lying: Model = { ...(register(0) as Model), access: () => ({ kind: 'read', value: 0 }) }
  const history = inTurn([write(1), null], [read, 5])
  expect(() => linearizable(lying).judge(history)).toThrow(/contradicts itself/u)
})
