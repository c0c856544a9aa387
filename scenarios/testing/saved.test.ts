// Saved cases of tests: the second run fails from them at once, a cured scenario is guarded by them,
// and a build server writes nothing beside the tests.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Folder, type Ran } from './spawned.suite.ts'

/** A scenario of its own, so that its code can change. */
const protocol = (repeat: string): string => `import { nodeId } from '../../dist/sim/units.js'
import { scenario } from '../../dist/scenarios/scenario.js'
const server = {
  start: () => ({ seen: new Set(), total: 0 }),
  receive(node, state, { nth }, from) {
    if (${repeat}) { state.seen.add(nth); state.total += 1 }
    node.send(from, { kind: 'added', nth })
  },
}
const client = {
  start: () => ({ open: new Map() }),
  receive(node, state, message) {
    if (message.kind === 'add') { state.open.set(message.nth, node.invoke(message)); return ask(node, message.nth) }
    const op = state.open.get(message.nth)
    if (op === undefined) return
    state.open.delete(message.nth)
    node.cancelTimer({ kind: 'again', nth: message.nth })
    node.complete(op, 'added')
  },
  expire: (node, _state, { nth }) => ask(node, nth),
}
function ask(node, nth) {
  node.send(nodeId('server'), { kind: 'add', nth })
  node.setTimer({ kind: 'again', nth }, 40_000)
}
const form = {
  about: 'A client adds until it is answered.',
  nodes: () => ({ server, client }),
  workload: { from: 'client', send: (nth) => ({ kind: 'add', nth }), count: 20, rate: '20/s' },
  faults: ['drop 20%'],
  until: '1200ms',
  settle: '500ms',
}
export const unclaimed = scenario('unclaimed', { ...form, expect: ['op.ok rate > 0%'] })
export const adding = scenario('adding', {
  ...form,
  always: { 'each number is added once': ({ server: { state } }) =>
    state.total === state.seen.size ? null : \`\${state.total - state.seen.size} added again\` },
})
`
const forgets = protocol('true')
const remembers = protocol('!state.seen.has(nth)')

const tests = `import { expect } from 'vitest'
import { simTest } from '../../dist/scenarios/testing/vitest.js'
import { adding, unclaimed } from './adding.ts'
simTest('adds once', adding, { seeds: 50 })
simTest('adds once, by hand', adding, { seeds: 50, faults: ['drop 30% @ 100ms for 600ms'] }, ({ world, n }) => {
  world.inject('pause server for 20ms')
  world.untilQuiet()
})
simTest('claims by hand', unclaimed, { seeds: 50 }, ({ world, n }) => {
  world.untilQuiet()
  expect(n('server').state.total).toBe(n('server').state.seen.size)
})
`

describe('a test that has failed before', () => {
  const folder = new Folder({ 'adding.ts': forgets, 'adding.test.ts': tests })
  afterAll(() => folder.remove())
  const runs: Ran[] = []
  const messages = (name: string): string[] =>
    runs.map(({ tests: told }) => told.get(name)?.message ?? 'no such test')

  test('fails from its case the next time, in milliseconds and in the same words', () => {
    runs.push(folder.run(), folder.run())
    const [first = '', second = ''] = messages('adds once')
    expect(first.split('\n')[0]).toBe('InvariantError: 1 added again.')
    expect(second.split('\n')[0]).toBe('InvariantError: 1 added again.')
    expect(first).toMatch(/ {2}saved {4}\S*adds-once\.case\.json/u)
    expect(second).toMatch(/ {2}case {5}__worldline__\/adds-once\.case\.json {3}\(found on \d{4}-/u)
    expect(second).toContain('adding.test.ts:4:1')
    // The very same events were told.
    const story = (text: string): string[] =>
      text.split('\n').filter((line) => /e\d+ {2}/u.test(line))
    expect(story(second)).toEqual(story(first))
    expect(runs[1]?.output).not.toMatch(/failed on the/u)
    expect(folder.list('__worldline__')).toEqual([
      'adds-once-by-hand.case.json',
      'adds-once.case.json',
      'claims-by-hand.case.json',
    ])
    const [asserted = '', again = ''] = messages('claims by hand')
    expect(again.split('\n')[0]).toMatch(/^AssertionError: expected \d+ to be \d+/u)
    expect(asserted).toMatch(/unclaimed seed \d+ · WL2015 .* · 1 fault · \d operations?/u)
    expect(again).toContain("replay   npx vitest run adding.test.ts -t 'claims by hand'")
    expect(again).toContain('adding.test.ts:11:')
  })

  test('fails with WL4003 when the same code makes another run', () => {
    const name = '__worldline__/adds-once-by-hand.case.json'
    const text = folder.read(name)
    folder.write(name, text.replace(/"digest": "\w{4}/u, '"digest": "0000'))
    const ran = folder.run()
    folder.write(name, text)
    expect(ran.tests.get('adds once, by hand')?.message).toMatch(
      /^Mistake: WL4003 the same code made another run than __worldline__\/adds-once-by-hand/u,
    )
    expect(ran.tests.get('adds once')?.message).toMatch(/^InvariantError/u)
  })

  test('is guarded once it is cured', () => {
    folder.write('adding.ts', remembers)
    const cured = folder.run()
    runs.push(cured)
    expect(cured.code, cured.output).toBe(0)
    expect(cured.junit).toMatch(/adds-once\.case\.json guards WL2099/u)
    expect(cured.junit).toMatch(
      /(?:its sources|adding\.ts) changed \(code \w+ → \w+\); it runs differently, first at e\d+/u,
    )
    expect(cured.junit).toMatch(/50 seeds · 1\.4 min simulated in /u)
  })

  test('fails again, from the case, when the cure is undone otherwise', () => {
    folder.write('adding.ts', forgets.replace('(true)', '(!state.seen.has(nth) || nth % 2 >= 0)'))
    const undone = folder.run()
    expect(undone.code).toBe(1)
    expect(undone.tests.get('adds once')?.message).toMatch(/ {2}case {5}/u)
  })

  test('says what is stale, and goes on to its seeds', () => {
    folder.write(
      'adding.ts',
      remembers
        .replace('{ server, client }', '{ server, buyer: client }')
        .replace("from: 'client'", "from: 'buyer'"),
    )
    const stale = folder.run()
    expect(stale.code, stale.output).toBe(0)
    expect(stale.junit).toMatch(/adds-once\.case\.json is stale: there is no node client/u)
  })

  test('tells a damaged case by its place', () => {
    folder.write('adding.ts', remembers)
    folder.write('__worldline__/adds-once.case.json', '{ "schema": "worldline.case/1"')
    const damaged = folder.run()
    expect(damaged.tests.get('adds once')?.message).toMatch(
      /^Mistake: WL1201 .*adds-once\.case\.json:1:/u,
    )
  })
})

describe('on a build server', () => {
  const folder = new Folder({ 'adding.ts': forgets, 'adding.test.ts': tests })
  afterAll(() => folder.remove())

  test('nothing is written beside the test, and reports carry coordinate, code and line', () => {
    const ran = folder.run({ CI: '1', GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '42' }, [
      '--reporter=github-actions',
    ])
    expect(folder.list('__worldline__')).toEqual([])
    expect(existsSync(join(folder.path, '.worldline/cases/adds-once.case.json'))).toBe(true)
    expect(ran.tests.get('adds once')?.message).toMatch(
      / {2}artifact {1}\.worldline\/cases\/adds-once\.case\.json {3}\(gh run download 42/u,
    )
    // An annotation: the file and line of the test, and the message with its coordinate.
    expect(ran.output).toMatch(
      /::error file=[^,]*adding\.test\.ts,title=adding\.test\.ts > adds once,line=4,column=1::InvariantError: 1 added again\.%0A.*adding@\d+\/min · WL2099/u,
    )
    const one = /<testcase [^>]*name="adds once"[\s\S]*?<\/testcase>/u.exec(ran.junit)?.[0] ?? ''
    expect(one).toMatch(/<property name="coordinate" value="adding@\d+\/min">/u)
    expect(one).toMatch(/<property name="code" value="WL2099">/u)
    expect(one).toMatch(/<property name="replay" value="npx worldline replay adding@\d+\/min">/u)
    expect(one).toMatch(/<failure message="1 added again\.[\s\S]*" type="InvariantError">/u)
  })
})
