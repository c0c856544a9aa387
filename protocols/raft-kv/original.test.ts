// The copy of the source's library, held against what is known of it: its times, its first entry, who
// dials whom, what a restart forgets, what a follower cuts off, and how long a lone leader leads.

import { describe, expect, test } from 'vitest'
import { type Lab, at, planOf, silent, systemOf, openingOf, told } from '../../sim/kernel/lab.ts'
import { World } from '../../sim/kernel/world.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import { type Micros, ms, nodeId, seconds } from '../../sim/units.ts'
import type { ClientSays } from '../raft/messages.ts'
import type { OriginalEntry, PeerSays } from './original-messages.ts'
import type { OriginalState } from './original-state.ts'
import { libraryTimings, type OriginalTimings, originalTimingsDefault } from './original-timings.ts'
import { originalServer, shopUsage, tasksUsage, type Usage } from './original.ts'

const names = ['n1', 'n2', 'n3']

const labOf = (usage: Usage = shopUsage, timings: OriginalTimings = libraryTimings): Lab => {
  const actor = originalServer({ servers: names.map(nodeId), timings, usage })
  return {
    nodes: Object.fromEntries(names.map((name) => [name, actor])),
    network: { link: 'stream', resetAfter: seconds(60) },
  }
}

const stateOf = (world: World, name: string): OriginalState =>
  world.cells.find(({ id }) => id === name)?.state as OriginalState

const leaders = (world: World): string[] =>
  names.filter((name) => stateOf(world, name).role.kind === 'leader')

const mail = (to: string, time: Micros, message: ClientSays | PeerSays): Call => ({
  client: nodeId(to),
  at: time,
  message,
})

const put = (to: string, time: Micros, key: string, value: string): Call =>
  mail(to, time, {
    kind: 'command',
    ...{ ask: 1, session: 1, floor: 1 },
    command: { kind: 'put', key, value },
  })

test('a twentieth of the times, and all of the entries and bytes', () => {
  expect(originalTimingsDefault).toEqual({
    tick: ms(2.5),
    electionMin: ms(20),
    electionMax: ms(70),
    append: ms(5),
    connection: ms(175),
    reconnect: ms(250),
    fallback: ms(1_500),
    compaction: seconds(15),
    compactionEntries: 5_000,
    batch: 65_536,
  })
})

test('every log begins with NO_OP of term 0, and a leader adds one of its own', () => {
  const world = silent(labOf(), seconds(10))
  const [leader = ''] = leaders(world)
  const { term } = stateOf(world, leader)
  for (const name of names) {
    const { log, commit, applied } = stateOf(world, name)
    expect(log).toEqual([
      { idx: 1, term: 0, command: null },
      { idx: 2, term, command: null },
    ])
    expect([commit, applied]).toEqual([2, 2])
  }
})

test('the greater address dials the smaller one', () => {
  const { trace } = told(labOf(), seconds(3))
  const dials = trace.flatMap((event) =>
    event.kind === 'send' && event.body.kind === 'connect' ? [`${event.node}>${event.to}`] : [],
  )
  expect(dials.toSorted()).toEqual(['n2>n1', 'n3>n1', 'n3>n2'])
})

test('a write through any server is on all of them a heartbeat later', () => {
  const workload = names.map((name, nth) => put(name, seconds(4 + nth), name, 'value'))
  const world = silent(labOf(), seconds(8), 1, { workload })
  for (const name of names) {
    expect([...stateOf(world, name).machine.keys()]).toEqual(names)
  }
})

test('a restart forgets term, vote and log, and keeps the rows', () => {
  const plan = planOf(
    [at(seconds(6)), { kind: 'crash', node: nodeId('n1'), lose: 'memory' }],
    [at(seconds(7)), { kind: 'restart', node: nodeId('n1') }],
  )
  const workload = [put('n1', seconds(4), 'k', 'value')]
  const { term, votedFor, log, machine } = stateOf(
    silent(labOf(), seconds(7) + ms(50), 1, { plan, workload }),
    'n1',
  )
  expect([term, votedFor, log.length]).toEqual([0, null, 1])
  expect([...machine]).toEqual([['k', 'value']])
})

describe('a lone leader', () => {
  const cutFrom = (leader: string): Planned[] => {
    const others = names.filter((one) => one !== leader).map(nodeId)
    const links = [
      { from: [nodeId(leader)], to: others },
      { from: others, to: [nodeId(leader)] },
    ]
    return planOf([at(seconds(5)), { kind: 'cut', links }])
  }

  test('leads for thirty seconds more, beside another', () => {
    const [leader = ''] = leaders(silent(labOf(), seconds(5)))
    const world = new World(systemOf(labOf()))
    world.reset(openingOf(1, { plan: cutFrom(leader) }))
    world.run(seconds(30), null)
    expect(leaders(world)).toHaveLength(2)
    world.run(seconds(40), null)
    expect(leaders(world)).toHaveLength(1)
    expect(leaders(world)).not.toContain(leader)
  })
})

describe('a follower', () => {
  const entry = (idx: number): OriginalEntry => ({
    idx,
    term: 1,
    command: { command: { kind: 'put', key: `k${idx}`, value: 'x' }, version: 0 },
  })
  const append = (time: Micros, before: number, entries: OriginalEntry[], commit = 1): Call =>
    mail('n1', time, {
      kind: 'append_entries',
      ...{ term: 1, commit_index: commit, entries },
      ...{ prevLogIdx: before, prevLogTerm: before === 1 ? 0 : 1 },
    })
  /** The workload plays the other server. */
  const follower = (calls: Call[]): OriginalState => {
    const servers = ['n1', 'workload'].map(nodeId)
    const actor = originalServer({ servers, timings: libraryTimings, usage: shopUsage })
    const workload = [mail('n1', 1, { kind: 'hello', address: nodeId('workload') }), ...calls]
    const world = silent({ nodes: { n1: actor }, network: { link: 'stream' } }, ms(350), 1, {
      workload,
    })
    return stateOf(world, 'n1')
  }

  test('takes entries in the order in which they come', () => {
    const { log } = follower([
      append(ms(10), 1, [entry(2), entry(3)]),
      append(ms(20), 3, [entry(4)]),
    ])
    expect(log.map(({ idx }) => idx)).toEqual([1, 2, 3, 4])
  })

  test('cuts off what it has, committed or not, when an earlier message comes again', () => {
    const { log, commit } = follower([
      append(ms(10), 1, [entry(2), entry(3), entry(4)], 4),
      append(ms(20), 1, [entry(2)], 4),
    ])
    expect(log.map(({ idx }) => idx)).toEqual([1, 2])
    expect(commit).toBe(4)
  })

  test('takes nothing behind an entry that it has not', () => {
    const { log } = follower([append(ms(10), 3, [entry(4)])])
    expect(log.map(({ idx }) => idx)).toEqual([1])
  })
})

test('an object that cannot be pickled never reads a socket again', () => {
  const timings = { ...libraryTimings, compaction: seconds(3) }
  const world = silent(labOf(tasksUsage, timings), seconds(10))
  for (const name of names) expect(stateOf(world, name).deaf).toBe(true)
  const path = silent(labOf(shopUsage, timings), seconds(10))
  for (const name of names) expect(stateOf(path, name).deaf).toBe(false)
})
