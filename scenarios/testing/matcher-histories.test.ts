// Matchers of histories: each holds where it should and bites where it should, over runs of a store
// with planted bugs and over histories written by hand.

import { describe, expect, test } from 'vitest'
import { type KvCall, kv } from '../../sim/check/models/kv.ts'
import { register } from '../../sim/check/models/register.ts'
import type { History } from '../../sim/history.ts'
import type { Plain } from '../../sim/plain.ts'
import { ms, nodeId, type OpId } from '../../sim/units.ts'
import { store } from '../runner/store.test.toy.ts'
import { failed } from './failed.ts'
import { type Body, fixturesOf } from './fixtures.ts'
import { groundOf } from './ground.ts'
import { chosen, type SimOptions } from './options.ts'
import { search } from './search.ts'
import type { Play } from './trial.ts'
import './matchers.ts'

/** Operations in milliseconds: client, call, answer, from, to. */
type Row = readonly [string, Plain, Plain, number, number | null]

const historyOf = (...rows: readonly Row[]): History =>
  rows.map(([client, call, result, start, end], at) => ({
    ...{ id: (at + 1) as OpId, client: nodeId(client), call, start: ms(start) },
    ...{ end: end === null ? null : ms(end), result: end === null ? undefined : result },
  }))

const put = (key: string, value: Plain): KvCall => ({ kind: 'put', key, value })
const get = (key: string): KvCall => ({ kind: 'get', key })

const stale = historyOf(
  ['c1', put('x', 1), 'ok', 201, 214],
  ['c2', put('x', 2), 'ok', 702, 731],
  ['c1', get('x'), 1, 740, 741],
)

const messageOf = (assert: () => void): string => {
  try {
    assert()
    return ''
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

describe('a history that somebody wrote', () => {
  test('holds', () => {
    expect(stale.slice(0, 2)).toBeLinearizable(kv())
    expect(stale).not.toBeLinearizable(kv())
    expect(stale.toReversed().slice(1)).toBeLinearizable(kv())
    expect([]).toBeLinearizable(register())
  })

  test('each key alone, where the model does not say it', () => {
    const model = { ...kv() }
    Reflect.deleteProperty(model, 'partition')
    const two = historyOf(
      ['c1', put('x', 1), 'ok', 0, 1],
      ['c1', put('y', 2), 'ok', 2, 3],
      ['c1', get('x'), 1, 4, 5],
    )
    expect(two).not.toBeLinearizable(model)
    expect(two).toBeLinearizable(model, { per: (call) => call.key })
  })

  test('a stale read: the operations that it is about, the legal order, and the state there', () => {
    const message = messageOf(() => expect(stale).toBeLinearizable(kv()))
    expect(message).toMatch(/^LinearizabilityError: c1 read "x" = 1/u)
    expect(message).toMatch(/ {2}1·A {2}c1 put x = 1 {3}201 ms – 214 ms {3}ok/u)
    expect(message).toMatch(/ {2}C {4}c1 get x {7}740 ms – 741 ms {3}1 {3}✕ /u)
    expect(message).toMatch(/legal order 1·A 2·B, the state there: 2\n/u)
    expect(message).toMatch(/3 operations: 3 ok/u)
  })

  test('its diff says what would fit', () => {
    let thrown: unknown = null
    try {
      expect(stale).toBeLinearizable(kv())
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ actual: 'C  c1 get x → 1' })
    expect(thrown).toHaveProperty('expected', expect.stringMatching(/^C .*\(legal order 1·A 2·B/u))
  })

  test('sequential consistency does not mind when it happened', () => {
    expect(stale).toBeSequentiallyConsistent(kv())
    const backwards = historyOf(
      ['c1', put('x', 1), 'ok', 0, 1],
      ['c1', put('x', 2), 'ok', 2, 3],
      ['c2', get('x'), 2, 4, 5],
      ['c2', get('x'), 1, 6, 7],
    )
    expect(backwards).not.toBeSequentiallyConsistent(kv())
    const message = messageOf(() => expect(backwards).toBeSequentiallyConsistent(kv()))
    expect(message).toMatch(/^SequentialConsistencyError: .*c2/u)
    expect(message).toMatch(/ {2}c2 get x .*✕ /u)
  })

  test('what could not be decided is no pass', () => {
    const many = historyOf(
      ...Array.from({ length: 6 }, (_, at): Row => ['c1', put('x', at % 2), 'ok', 0, 9]),
      ['c2', get('x'), 5, 0, 9],
    )
    const budget = { configurations: 1, bytes: 1 }
    const model = { ...kv() }
    Reflect.deleteProperty(model, 'access')
    const message = messageOf(() => expect(many).toBeLinearizable(model, { budget }))
    expect(message).toMatch(/^Inconclusive: linearizable could not be decided: .*budget/u)
    const negated = messageOf(() => expect(many).not.toBeLinearizable(model, { budget }))
    expect(negated).toMatch(/^Inconclusive: /u)
  })
})

describe('what is asked wrongly', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'no history',
      () => expect(3).toBeLinearizable(kv()),
      /looks at a history, and was given number/u,
    ],
    ['another list', () => expect([1]).toBeLinearizable(kv()), /was given another list/u],
    [
      'no model',
      () => expect(stale).toBeLinearizable(kv as never),
      /against a model, and was given function/u,
    ],
  ])('%s', (_what, assert, words) => expect(assert).toThrow(words))
})

/** The message of the first seed of the store that fails under a body; '' where none does. */
function told(body: Body, options: SimOptions): string {
  const choice = chosen('histories > told', { save: false, ...options })
  const ground = groundOf(store, choice)
  const play: Play = (open) => body(fixturesOf(open(), () => open()))
  const { failing } = search(ground, play, choice)
  if (failing === null) return ''
  const known = {
    ...{ file: 'x.test.ts', name: 'histories > told', written: ['    at x.test.ts:1:1'] },
    ...{ ground, chosen: choice, fails: false },
  }
  const { error } = failed(known, play, failing.seed, failing.trial, null)
  return error === null ? 'no error' : `${error.name}: ${error.message}`
}

describe('a body of simTest', () => {
  const reads: Body = ({ world, history }) => {
    world.untilQuiet()
    expect(history).toBeLinearizable(kv())
  }

  test('holds, of the history and of the world', () => {
    expect(told(reads, { seeds: 10 })).toBe('')
    const both: Body = ({ world }) => {
      world.untilQuiet()
      expect(world).toBeLinearizable(kv(), { name: 'all keys' })
    }
    expect(told(both, { seeds: 3 })).toBe('')
  })

  test('a planted stale read is shrunk, and told with its place in the order', () => {
    const message = told(reads, { variant: 'stale-backup', seeds: 20 })
    expect(message).toMatch(/^LinearizabilityError: c[12] (?:read|set|found) "[xy]" = /u)
    expect(message).toMatch(/ 1 fault · [234] operations\s+· \d+ events {2}\(from 3\s+· 40\s+· /u)
    expect(message).toMatch(/\n {2}1·[A-Z] {2}c[12] put/u)
    expect(message).toMatch(/\n {2}[A-Z] {4}c[12] get .* {2}✕/u)
    expect(message).toMatch(/\n {2}legal order 1·.*, the state there: \d+, and [A-Z] fits nowhere/u)
    expect(message.split('\n').length).toBeLessThanOrEqual(30)
  })
})
