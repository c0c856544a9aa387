// A history that is too hard to judge is told with what its reader can do: a line, and commands that
// are there, are taken, and look at less.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findBuiltIn } from '../scenarios/runner/load.ts'
import { settingsDefault, type Source } from '../scenarios/runner/order.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { called } from './called.suite.ts'
import { isBuiltIn } from './easier.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'worldline-')))
afterAll(() => rmSync(home, { recursive: true }))
mkdirSync(join(home, 'node_modules'))
symlinkSync(join(import.meta.dirname, '..'), join(home, 'node_modules', 'worldline'))
writeFileSync(join(home, 'package.json'), '{ "type": "module" }')

interface Lock {
  /** how much its check may look at */
  readonly bytes?: number
  /** the parameter, as the scenario says it */
  readonly clients?: string
  readonly faults?: string
  /** checks that are asked before its own */
  readonly before?: string
}

/** A lock and its clients. */
const lock = ({ bytes = 1_000, clients = '6', faults = '', before = '' }: Lock): string => `
import { linearizable, mutex, nodeId, oneOf, scenario } from 'worldline'
const server = {
  start: () => ({ held: false }),
  receive(node, state, { kind, nth }, from) {
    const does = (kind === 'acquire') !== state.held
    if (does) state.held = kind === 'acquire'
    node.send(from, { kind: 'said', nth, does })
  },
}
const client = {
  start: () => ({ open: [] }),
  receive(node, state, message) {
    const { kind, nth } = message
    if (kind !== 'said') {
      const call = { kind: nth % 2 === 0 ? 'acquire' : 'release' }
      state.open.push({ nth, op: node.invoke(call) })
      return node.send(nodeId('server'), { ...call, nth })
    }
    const asked = state.open.find((one) => one.nth === nth)
    if (asked !== undefined && message.does) node.complete(asked.op, true)
  },
}
export const lock = scenario('lock', {
  about: 'Clients that take a lock and give it back.',
  params: { clients: ${clients} },
  nodes: ({ clients }) => ({ server, c: { count: clients, actor: client, client: true } }),
  workload: { from: 'c', send: (nth) => ({ kind: 'go', nth }), count: 100, rate: '100/s' },
  network: { latency: '1ms..100ms' },
  faults: [${faults}],
  until: '1s', settle: '300ms',
  check: [${before} linearizable(mutex(), { budget: { configurations: 2_000, bytes: ${bytes} } })],
})
`
/** The file of one. */
const file = (name: string, told: Lock): string => {
  writeFileSync(join(home, `${name}.scenario.mjs`), lock(told))
  return `${name}.scenario.mjs`
}
const poor = file('poor', {})
const rich = file('rich', { bytes: 100_000_000 })
const advice = /A shorter run has fewer operations to order[^]*`budget` of the check/u

/** The words of every command that a screen offers, without the name of the program. */
const offered = (out: string): string[] =>
  [...out.matchAll(/^ {4}worldline (.*)$/gmu)].map(([, words]) => words ?? '')

/** The flags alone. */
const flagsOf = (out: string): string[] =>
  offered(out).map((words) => words.replace(/^\w+ \S+ /u, ''))

/** Runs each; none of them is refused, and what they look at is still too much here. */
async function areTaken(commands: readonly string[]): Promise<void> {
  for (const words of commands) {
    const { code, out, err } = await called(words.split(' '), home)
    expect(err, words).not.toContain('error')
    expect(out, words).toContain('undecided within its budget')
    expect(code, words).toBe(3)
  }
}

test('a run out of budget says what helps, and each of its commands is one', async () => {
  const { out, code } = await called(['run', poor], home)
  expect(out).toContain('undecided within its budget: 100 operations')
  expect(out).toMatch(advice)
  expect(code).toBe(3)
  expect(flagsOf(out)).toEqual(['--until 500ms', '--set clients=3', '-vv'])
  await areTaken(offered(out))
})

/** Without workers that would have to start, and without cases. */
const alone = ['--workers', '1', '--no-save']

test('so do many', async () => {
  const { out } = await called(['explore', poor, '--seeds', '3', ...alone], home)
  expect(out).toMatch(advice)
  expect(flagsOf(out)).toEqual(['--until 500ms --seeds 1..3', '--set clients=3 --seeds 1..3'])
  await areTaken(offered(out).map((words) => `${words} ${alone.join(' ')}`))
})

describe('fewer clients are as many as the parameter allows', () => {
  test.each`
    clients             | seed | fewer   | because
    ${'7'}              | ${1} | ${'4'}  | ${'half of a plain number'}
    ${'1'}              | ${1} | ${null} | ${'there are none fewer'}
    ${'oneOf(8, 4, 6)'} | ${1} | ${'6'}  | ${'the largest choice below'}
    ${'oneOf(4, 6, 8)'} | ${3} | ${null} | ${'the least choice is the default'}
    ${'[4, 6, 8]'}      | ${3} | ${'4'}  | ${'the seed draws 6'}
    ${'[4, 6, 8]'}      | ${1} | ${'6'}  | ${'the seed draws 8'}
    ${'oneOf(2, 0)'}    | ${1} | ${null} | ${'no client at all is no easier run'}
  `('$clients at seed $seed: $fewer, $because', async ({ clients, seed, fewer }) => {
    const own = file(`of${String(clients).replaceAll(/\W+/gu, '-')}`, { clients: String(clients) })
    const { out } = await called(['run', `${own}@${String(seed)}`], home)
    const set = fewer === null ? [] : [`--set clients=${String(fewer)}`]
    expect(flagsOf(out)).toEqual(['--until 500ms', ...set, '-vv'])
    await areTaken(offered(out).filter((words) => words.includes('--set')))
  })

  test('a list that was drawn from is one of many seeds, too', async () => {
    const own = file('many', { clients: '[4, 6, 8]' })
    const { out } = await called(['explore', own, '--seeds', '1..2', ...alone], home)
    expect(flagsOf(out)).toContain('--set clients=6 --seeds 1..2')
    const fewer = offered(out).filter((words) => words.includes('--set'))
    await areTaken(fewer.map((words) => `${words} ${alone.join(' ')}`))
  })

  test('none where a fault is of a client that would not be there', async () => {
    const own = file('last', { faults: "'crash c6 @ 200ms restart +10ms'" })
    const { out } = await called(['run', own], home)
    expect(flagsOf(out)).toEqual(['--until 500ms', '-vv'])
    const refused = await called(['run', own, '--set', 'clients=3'], home)
    expect(refused.err).toContain('there is no node c6')
  })
})

test('another check that cannot say hides neither the line nor the commands', async () => {
  const unsure = `{ name: 'unsure', code: 'WL2016', about: 'x',
    judge: () => ({ verdict: 'inconclusive', why: 'nobody knows' }) },`
  const { out } = await called(['run', file('unsure', { before: unsure })], home)
  expect(out).toContain('nobody knows')
  expect(out).toMatch(advice)
  expect(flagsOf(out)).toContain('--until 500ms')
})

test('what was judged, and what had no answer to judge, are not told so', async () => {
  const judged = await called(['run', rich], home)
  expect(judged.out).toContain('PASS')
  const silent = await called(['run', rich, '-f', 'drop 100%'], home)
  expect(silent.out).toContain('0 operations completed')
  for (const { out } of [judged, silent]) expect(out).not.toMatch(advice)
})

test("a scenario is its user's, or came with worldline, also behind a file that tunes it", () => {
  const { scenario } = findBuiltIn('raft-kv')
  const source: Source = { kind: 'file', path: '/wl/tuned.scenario.yaml' }
  const asked = (one: Scenario, of: Source): Parameters<typeof isBuiltIn>[0] => ({
    scenario: one,
    order: { source: of, scenario: one.name, variant: null, settings: settingsDefault },
  })
  const tuned = { ...scenario, base: { scenario, source: { kind: 'built-in' } as const } }
  expect(isBuiltIn(asked(scenario, { kind: 'built-in' }))).toBe(true)
  expect(isBuiltIn(asked(tuned, source))).toBe(true)
  expect(isBuiltIn(asked(scenario, source))).toBe(false)
})
