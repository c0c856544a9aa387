// toConverge and toDeliver: each holds where it should and bites where it should, with what is missing
// and where.

import { describe, expect, test } from 'vitest'
import type { History } from '../../sim/history.ts'
import type { Plain } from '../../sim/plain.ts'
import { ms, nodeId, type OpId } from '../../sim/units.ts'
import { counter } from '../runner/counter.test.toy.ts'
import { store } from '../runner/store.test.toy.ts'
import type { Scenario } from '../form.ts'
import { type Body, fixturesOf } from './fixtures.ts'
import { groundOf } from './ground.ts'
import type { Deliver } from './matcher-deliver.ts'
import './matchers.ts'
import { chosen, type SimOptions } from './options.ts'
import { attempt } from './trial.ts'

/** What a body threw for seed 7; '' when it came to its end. */
function said(scenario: Scenario, body: Body, options: SimOptions = {}): string {
  const ground = groundOf(scenario, chosen('a test', options))
  const { ending } = attempt(ground, (open) => body(fixturesOf(open(), () => open())), { seed: 7 })
  if (ending.kind === 'passed') return ''
  if (ending.kind !== 'thrown') return ending.kind
  const { error } = ending
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

const valuesOf = (state: object): unknown => ('values' in state ? state.values : null)

describe('toConverge', () => {
  const cut = { faults: ['partition s1 | s2 @ 300ms for 400ms'] }

  test.each<[string, Body]>([
    [
      'now',
      ({ world }) => {
        world.untilQuiet()
        expect(world).toConverge({ of: 's', part: valuesOf })
      },
    ],
    [
      'within a time of the healing',
      ({ world }) => {
        world.untilQuiet()
        expect(world).toConverge({ part: valuesOf, within: '200ms' })
        expect(world).toConverge({ part: valuesOf, within: '2s', after: '700ms' })
      },
    ],
    [
      'not while they are cut off',
      ({ world }) => {
        world.advance('600ms')
        expect(world).not.toConverge({ part: valuesOf })
      },
    ],
  ])('%s', (_what, body) => expect(said(store, body, cut)).toBe(''))

  test('who has what, and the message that would have helped', () => {
    const words = said(
      store,
      ({ world }) => {
        world.advance('600ms')
        expect(world).toConverge({ part: valuesOf })
      },
      cut,
    )
    expect(words).toMatch(
      /^ConvergenceError: s1 and s2 differ in \d places?: "[xy]" is \d+ at s1 and \d+ at s2\.\n {2}[xy] {3}\d+ at s1 {3}\d+ at s2\n/u,
    )
    expect(words).toMatch(/\n {2}would have helped: copy#\d+ s1>s2, lost at \d+ ms \(cut\)$/u)
  })

  test('later than it may', () => {
    const words = said(
      store,
      ({ world }) => {
        world.untilQuiet()
        expect(world).toConverge({ part: valuesOf, within: '100ms', after: '320ms' })
      },
      cut,
    )
    expect(words).toMatch(
      /^ConvergenceError: the nodes agree only after 1\.\d+ s, and the limit is 100 ms\.$/u,
    )
  })

  test.each<[string, Body, RegExp]>([
    ['a role', ({ world }) => expect(world).toConverge({ of: 'z' }), /there is no role "z"/u],
    [
      'nothing healed yet',
      ({ world }) => expect(world).toConverge({ within: '1s' }),
      /nothing has been healed yet/u,
    ],
    [
      'a duration',
      ({ world }) => expect(world).toConverge({ within: 'soon' }),
      /"soon" is no dura/u,
    ],
  ])('asked wrongly: %s', (_what, body, words) => expect(() => said(store, body)).toThrow(words))
})

/** `c1 sends a`, `n1 takes ab`. */
const historyOf = (...lines: readonly string[]): History =>
  lines.map((line, at) => {
    const [who = '', verb = '', names = ''] = line.split(' ')
    return {
      ...{ id: (at + 1) as OpId, client: nodeId(who), start: ms(at), end: ms(at + 1) },
      call: verb === 'sends' ? names : null,
      result: verb === 'sends' ? 'ok' : [...names],
    }
  })

const lists: Deliver = {
  sent: ({ call }) => (typeof call === 'string' ? call : null),
  taken: ({ client, result }) =>
    Array.isArray(result)
      ? { at: client, names: result.filter((one) => typeof one === 'string') }
      : null,
}

const addOf = (call: Plain): number | null =>
  typeof call === 'object' && call !== null && 'add' in call ? Number(call['add']) : null

const seen: Deliver = {
  sent: ({ call }) => addOf(call),
  inbox: ({ role, state }) =>
    role === 'server' && 'seen' in state && state.seen instanceof Set ? [...state.seen] : null,
}

describe('toDeliver', () => {
  test('of a world: names in the States of its nodes', () => {
    const done: Body = ({ world }) => {
      world.untilQuiet()
      expect(world).toDeliver({ ...seen, exactlyOnce: true })
      expect(world).not.toDeliver({ ...seen, sent: () => 'another', exactlyOnce: true })
    }
    expect(said(counter, done)).toBe('')
  })

  const sends = ['c1 sends a', 'c1 sends b', 'c2 sends c']
  test.each<[string, Partial<Deliver>, readonly string[]]>([
    ['at most once', { atMostOnce: true }, ['n1 takes a']],
    ['at least once', { atLeastOnce: true }, ['n1 takes aab', 'n2 takes c']],
    ['exactly once', { exactlyOnce: true, inOrder: true }, ['n1 takes acb']],
    ['by quality of service', { qos: 2 }, ['n1 takes cab']],
    [
      'everywhere, in one order',
      { qos: 1, everyone: true, inOrder: 'total' },
      ['n1 takes bac', 'n2 takes bac'],
    ],
  ])('of a history: %s', (_what, how, takes) => {
    expect(historyOf(...sends, ...takes)).toDeliver({ ...lists, ...how })
  })

  test.each<[string, Partial<Deliver>, readonly string[], string]>([
    [
      'what is missing',
      { exactlyOnce: true },
      ['n1 takes a'],
      'DeliveryError: b, c never arrived.\n  missing      b c',
    ],
    [
      'what came twice',
      { qos: 0 },
      ['n1 takes aab'],
      'DeliveryError: n1: a arrived 2 times.\n  missing      c\n  duplicated   n1: a',
    ],
    [
      'what is missing where',
      { atLeastOnce: true, everyone: true },
      ['n1 takes abc', 'n2 takes ac'],
      'DeliveryError: n2: b never arrived.\n  missing      n2: b',
    ],
    [
      'what came from nowhere',
      {},
      ['n1 takes abcx'],
      'DeliveryError: n1: x arrived, and was never sent.\n  from nowhere n1: x',
    ],
    [
      'disorder',
      { inOrder: true },
      ['n1 takes bac'],
      'OrderError: n1: a arrived after b, and was sent before it.',
    ],
  ])('tells %s', (_what, how, takes, words) => {
    let message = ''
    try {
      expect(historyOf(...sends, ...takes)).toDeliver({ ...lists, ...how })
    } catch (error) {
      message = error instanceof Error ? `${error.name}: ${error.message}` : ''
    }
    expect(message).toBe(words)
  })

  test('asked wrongly', () => {
    expect(() => expect([]).toDeliver({ sent: () => 1 })).toThrow(/nothing says what has arrived/u)
    expect(() => expect([]).toDeliver({ ...seen })).toThrow(/a history, which has no nodes/u)
    expect(() => expect(3).toDeliver(lists)).toThrow(/toDeliver looks at a history/u)
  })
})
