// Matchers: each holds where it should and bites where it should, with the sentence that it promises.

import { otherTrace } from './matcher-repeats.ts'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { counter } from '../runner/counter.test.toy.ts'
import { scenario } from '../scenario.ts'
import type { CommonView } from '../view.ts'
import type { Body, Fixtures } from './fixtures.ts'
import { fixturesOf } from './fixtures.ts'
import { groundOf } from './ground.ts'
import { chosen, type SimOptions } from './options.ts'
import { attempt } from './trial.ts'
import { simTest } from './vitest.ts'

/** What a body threw for seed 7 of the toy; '' when it came to its end. */
function said(body: Body, options: SimOptions = {}): string {
  const ground = groundOf(counter, chosen('a test', options))
  const { ending } = attempt(ground, (open) => body(fixturesOf(open(), () => open())), { seed: 7 })
  if (ending.kind === 'passed') return ''
  if (ending.kind !== 'thrown') return ending.kind
  const { error } = ending
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

const done = (assert: (world: Fixtures['world']) => void): Body =>
  function drive({ world }) {
    world.untilQuiet()
    assert(world)
  }
type Counting = CommonView & { readonly server: { readonly state: { readonly total: number } } }

describe('a matcher holds', () => {
  test.each<[string, (world: Fixtures['world']) => void]>([
    ['toAlways, a property', (w) => expect(w).toAlways('each number is added once')],
    ['toAlways, a function', (w) => expect(w).toAlways((view) => view.nodes.length > 1)],
    [
      'not toAlways',
      (w) => expect(w).not.toAlways((view: Counting) => view.server.state.total < 3),
    ],
    ['toNever, a goal', (w) => expect(w).toNever('the sky fell')],
    [
      'toNever, a function',
      (w) => expect(w).toNever((view: Counting) => view.server.state.total > 99),
    ],
    ['toHaveHappened, a goal', (w) => expect(w).toHaveHappened('a repeat came')],
    ['toHaveHappened, a fault', (w) => expect(w).toHaveHappened('crash', { times: 1 })],
    ['toHaveHappened, the healing', (w) => expect(w).toHaveHappened('heal')],
    ['not toHaveHappened', (w) => expect(w).not.toHaveHappened('the sky fell')],
    ['toMeet', (w) => expect(w).toMeet('op.latency p99 < 2s')],
    ['toBeDeterministic', (w) => expect(w).toBeDeterministic()],
    [
      'toHaveNoLostAcks',
      (w) =>
        expect(w).toHaveNoLostAcks({
          kept: ({ call }) => w.n<{ seen: Set<unknown> }>('server').state.seen.has(addOf(call)),
        }),
    ],
  ])('%s', (_name, assert) => expect(said(done(assert))).toBe(''))

  test('toBeDeterministic, of a scenario', () => expect(counter).toBeDeterministic())
})

const addOf = (call: unknown): unknown =>
  typeof call === 'object' && call !== null && 'add' in call ? call.add : null

describe('a matcher bites', () => {
  test.each<[string, (world: Fixtures['world']) => void, RegExp]>([
    [
      'toAlways: the first step, and what it changed',
      (w) =>
        expect(w).toAlways((view: Counting) =>
          view.server.state.total < 3 ? null : 'three were added',
        ),
      /^InvariantError: three were added\.\n {2}first at e\d+ at \d+ ms, add#\d+ client1>server of server:\n(.*\n)*? {4}\/total = 3/u,
    ],
    [
      'toNever: a goal',
      (w) => expect(w).toNever('a repeat came'),
      /^InvariantError: "a repeat came" happened (once|\d+ times)\./u,
    ],
    [
      'toNever: a function',
      (w) =>
        expect(w).toNever(function two(view: Counting) {
          return view.server.state.total === 2
        }),
      /^InvariantError: two is true\.\n {2}first at e/u,
    ],
    [
      'toHaveHappened: what there was instead',
      (w) => expect(w).toHaveHappened('the sky fell'),
      /^GoalError: "the sky fell" happened never, and should have happened at least once\.\n {2}by 1\.7 s there was: a repeat came ×\d+/u,
    ],
    [
      'toHaveHappened: so many times',
      (w) => expect(w).toHaveHappened('crash', { times: 2 }),
      /"crash" happened once, and should have happened 2 times/u,
    ],
    [
      'toMeet: the figure and its distribution',
      (w) => expect(w).toMeet('op.latency max < 1ms'),
      /^ThresholdError: op\.latency missed its threshold: it was \d+ ms, and the limit is 1ms\.\n {2}latency of 20 operations: min .* · p50 .* · max /u,
    ],
    [
      'toHaveNoLostAcks: who was told what',
      (w) => expect(w).toHaveNoLostAcks({ kept: ({ id }) => id !== 3 }),
      /^LostAckError: client1 was told at \d+ ms that .* is done, and nothing of it is left\.\n {2}1 of 20/u,
    ],
    [
      'a negation',
      (w) => expect(w).not.toMeet('op.latency max < 10s'),
      /it is met, and should not be/u,
    ],
  ])('%s', (_name, assert, words) => expect(said(done(assert))).toMatch(words))

  test('toHaveHappened tells the nearest miss', () => {
    const words = said(({ world }) => {
      world.advance('200ms')
      expect(world).toHaveHappened('crash')
    })
    expect(words).toMatch(
      /nearest miss: planned for 300 ms, 100 ms after the run was left at 200 ms/u,
    )
  })

  test('toBeDeterministic tells the first event that differs, and suspects', () => {
    let runs = 0
    const forgetful = scenario('forgetful', {
      about: 'Remembers how often it has run.',
      nodes: () => ({
        a: {
          start: (node: { setTimer(timer: { kind: string }, after: number): void }) => {
            runs += 1
            node.setTimer({ kind: runs % 2 === 0 ? 'even' : 'odd' }, 1_000)
            return {}
          },
          receive: () => {},
          expire: () => {},
        },
      }),
      always: { true: () => null },
    })
    expect(() => expect(forgetful).toBeDeterministic()).toThrow(
      /forgetful is not deterministic\.\n(.*\n)*.*differed at e\d+/u,
    )
  })
})

describe('what is asked wrongly is told with the nearest thing', () => {
  test.each<[(world: Fixtures['world']) => void, RegExp]>([
    [
      (w) => expect(w).toAlways('each number is aded once'),
      /no property "each number is aded once"/u,
    ],
    [(w) => expect(w).toNever('the sky fel'), /no goal "the sky fel"/u],
    [(w) => expect(w).toHaveHappened('the sky fel'), /no goal "the sky fel"/u],
    [(w) => expect(w).toMeet('op.latncy p99 < 1s'), /op\.latncy/u],
    [(w) => expect(w).toHaveNoLostAcks(), /nothing says how an acknowledged operation shows/u],
    [() => expect(3).toMeet('op.latency p99 < 1s'), /looks at a world/u],
  ])('%#', (assert, words) => expect(() => said(done(assert))).toThrow(words))
})

describe('a golden trace', () => {
  const folder = mkdtempSync(join(import.meta.dirname, '.golden-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = relative(import.meta.dirname, join(folder, 'first.trace'))
  const matches = (): string =>
    said(({ world }) => {
      world.advance('40ms')
      expect(world).toMatchTrace(file)
    })

  test('is written, holds, and tells the first line that is another one', () => {
    if (process.env['CI'] === undefined) expect(matches()).toBe('')
    else {
      expect(matches()).toContain('none is written on a build server')
      said(({ world }) => {
        world.advance('40ms')
        expect(otherTrace(world, file, join(import.meta.dirname, 'x.test.ts'), 'new')).toBeNull()
      })
    }
    expect(existsSync(join(folder, 'first.trace'))).toBe(true)
    expect(matches()).toBe('')
    const words = said(({ world }) => {
      world.inject('crash server')
      world.advance('40ms')
      expect(world).toMatchTrace(file)
    })
    expect(words).toMatch(
      /^TraceError: the run is another one than .*first\.trace tells\.\n {2}first at line \d+: /u,
    )
  })
})

simTest('the world of a body is typed', counter, { seed: 7 }, ({ world, n, history, net }) => {
  world.untilQuiet()
  expect(world).toHaveHappened('a repeat came')
  expect(n.all('client').map(({ id }) => id)).toContain('client1')
  expect(history.every(({ end }) => end !== null)).toBe(true)
  expect(net.delivered('added')).toBeGreaterThan(0)
  expect(world.explain(3).split('\n')).toHaveLength(3)
})
