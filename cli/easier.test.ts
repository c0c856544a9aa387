// A history that is too hard to judge is told with what its reader can do: a line, and commands that
// are there and look at less.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { called } from './called.suite.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'worldline-')))
afterAll(() => rmSync(home, { recursive: true }))
mkdirSync(join(home, 'node_modules'))
symlinkSync(join(import.meta.dirname, '..'), join(home, 'node_modules', 'worldline'))
writeFileSync(join(home, 'package.json'), '{ "type": "module" }')

/** A lock and its clients; how much its check may look at is in the name of the file. */
const lock = (bytes: number): string => `
import { linearizable, mutex, nodeId, scenario } from 'worldline'
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
  params: { clients: 6 },
  nodes: ({ clients }) => ({ server, c: { count: clients, actor: client, client: true } }),
  workload: { from: 'c', send: (nth) => ({ kind: 'go', nth }), count: 100, rate: '100/s' },
  network: { latency: '1ms..100ms' },
  until: '1s', settle: '300ms',
  check: linearizable(mutex(), { budget: { configurations: 2_000, bytes: ${bytes} } }),
})
`
const [poor, rich] = ['poor', 'rich'].map((name) => `${name}.scenario.mjs`)
writeFileSync(join(home, String(poor)), lock(1_000))
writeFileSync(join(home, String(rich)), lock(100_000_000))
const advice = /A shorter run has fewer operations to order[^]*`budget` of the check/u

test('a run out of budget says what helps, and each of its commands is one', async () => {
  const { out, code } = await called(['run', String(poor)], home)
  expect(out).toContain('undecided within its budget: 100 operations')
  expect(out).toMatch(advice)
  expect(code).toBe(3)
  const commands = [...out.matchAll(/^ {4}worldline (run .*)$/gmu)].map(([, words]) => words ?? '')
  expect(commands.map((words) => words.replace(/^run \S+ /u, ''))).toEqual([
    '--until 500ms',
    '--set clients=3',
    '-vv',
  ])
  for (const words of commands.slice(0, 2)) {
    const less = await called(words.split(' '), home)
    expect([0, 3], less.out + less.err).toContain(less.code)
  }
})

test('so do many', async () => {
  const { out } = await called(['explore', String(poor), '--seeds', '3', '--no-save'], home)
  expect(out).toMatch(advice)
  expect(out).toMatch(/worldline explore \S+ --until 500ms --seeds 1\.\.3\n/u)
})

test('what was judged, and what had no answer to judge, are not told so', async () => {
  const judged = await called(['run', String(rich)], home)
  expect(judged.out).toContain('PASS')
  const silent = await called(['run', String(rich), '-f', 'drop 100%'], home)
  expect(silent.out).toContain('0 operations completed')
  for (const { out } of [judged, silent]) expect(out).not.toMatch(advice)
})
