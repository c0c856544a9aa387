// The tests of MIT's 6.5840 for elections (3A) and agreement (3B), each assertion in virtual time.

import { describe, expect, test } from 'vitest'
import { sizeOf } from '../../sim/plain.ts'
import { told } from '../../sim/kernel/lab.ts'
import { ms, nodeId, seconds } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import { electionTimeout, Mit } from './mit.suite.ts'
import { parametersDefault } from './parameters.ts'
import { rules } from './rules.ts'
import { server } from './server.ts'

const seeds = [1, 2, 3]
const times = (count: number): undefined[] => Array.from({ length: count })

describe.each(seeds)('3A elections, seed %i', (seed) => {
  test('InitialElection: one leader, and no new term while nothing happens', () => {
    const mit = new Mit({ servers: 3, seed })
    const leader = mit.oneLeader()
    mit.sleep(ms(50))
    const term = mit.terms()
    expect(term).toBeGreaterThanOrEqual(1)
    mit.sleep(2 * electionTimeout)
    expect(mit.terms()).toBe(term)
    expect(mit.oneLeader()).toBe(leader)
  })

  test('ReElection: a leader that comes back disturbs nobody; none without a majority', () => {
    const mit = new Mit({ servers: 3, seed })
    const first = mit.oneLeader()
    mit.disconnect(first)
    const second = mit.oneLeader()
    const term = mit.state(second)?.term
    mit.connect(first)
    expect(mit.oneLeader()).toBe(second)
    expect(mit.terms()).toBe(term)
    mit.disconnect(second)
    mit.disconnect(second + 1)
    mit.sleep(2 * electionTimeout)
    mit.noLeader()
    mit.connect(second + 1)
    mit.oneLeader()
    mit.connect(second)
    mit.oneLeader()
  })

  test('ManyElections: three of seven cut off, ten times', () => {
    const mit = new Mit({ servers: 7, seed })
    mit.oneLeader()
    for (const _ of times(10)) {
      const cut = [mit.rand(7), mit.rand(7), mit.rand(7)]
      for (const place of cut) mit.disconnect(place)
      mit.oneLeader()
      for (const place of cut) mit.connect(place)
    }
    mit.oneLeader()
  })
})

describe.each(seeds)('3B agreement, seed %i', (seed) => {
  test('BasicAgree: three entries, none of them before it is asked for', () => {
    const mit = new Mit({ servers: 3, seed })
    for (const place of [1, 2, 3]) {
      expect(mit.applied).toHaveLength(place - 1)
      expect(mit.one(3, false)).toBe(place)
    }
  })

  test('FollowerFailure: with one follower gone it goes on, with both gone nothing commits', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3, false)
    mit.disconnect(mit.oneLeader() + 1)
    mit.one(2, false)
    mit.sleep(electionTimeout)
    mit.one(2, false)
    const leader = mit.oneLeader()
    mit.disconnect(leader + 1)
    mit.disconnect(leader + 2)
    const command = mit.fresh()
    expect(mit.give(leader, command)).toBe(true)
    mit.sleep(2 * electionTimeout)
    expect(mit.committed(command)).toBe(0)
  })

  test('LeaderFailure: with the first leader gone it goes on, with the second nothing commits', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3, false)
    mit.disconnect(mit.oneLeader())
    mit.one(2, false)
    mit.sleep(electionTimeout)
    mit.one(2, false)
    mit.disconnect(mit.oneLeader())
    const command = mit.fresh()
    for (const place of mit.places) mit.give(place, command)
    mit.sleep(2 * electionTimeout)
    expect(mit.committed(command)).toBe(0)
  })

  test('FailAgree: a follower that was away catches up', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3, false)
    const away = mit.oneLeader() + 1
    mit.disconnect(away)
    mit.one(2, false)
    mit.one(2, false)
    mit.sleep(electionTimeout)
    mit.one(2, false)
    mit.one(2, false)
    mit.connect(away)
    mit.one(3)
    mit.sleep(electionTimeout)
    expect(mit.one(3)).toBe(7)
  })

  test('FailNoAgree: three of five gone, nothing commits; then the next place is the 2nd or 3rd', () => {
    const mit = new Mit({ servers: 5, seed })
    mit.one(5, false)
    const leader = mit.oneLeader()
    for (const other of [1, 2, 3]) mit.disconnect(leader + other)
    const lost = mit.fresh()
    expect(mit.give(leader, lost)).toBe(true)
    mit.sleep(2 * electionTimeout)
    expect(mit.committed(lost)).toBe(0)
    for (const other of [1, 2, 3]) mit.connect(leader + other)
    const second = mit.oneLeader()
    const command = mit.fresh()
    expect(mit.give(second, command)).toBe(true)
    mit.one(5)
    expect([2, 3]).toContain(mit.applied.indexOf(command) + 1)
  })

  test('ConcurrentStarts: five at once, in one term', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3)
    const leader = mit.oneLeader()
    const term = mit.state(leader)?.term
    const commands = [1, 2, 3, 4, 5].map(() => mit.fresh())
    for (const command of commands) expect(mit.give(leader, command)).toBe(true)
    mit.sleep(ms(200))
    expect(mit.state(leader)?.term).toBe(term)
    expect(commands.map((command) => mit.committed(command))).toEqual([3, 3, 3, 3, 3])
  })

  test('Rejoin: what a leader took up while cut off is overwritten', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3)
    const first = mit.oneLeader()
    mit.disconnect(first)
    const lost = [mit.fresh(), mit.fresh(), mit.fresh()]
    for (const command of lost) expect(mit.give(first, command)).toBe(true)
    mit.one(2)
    mit.disconnect(mit.oneLeader())
    mit.connect(first)
    mit.one(2)
    for (const place of mit.places) mit.connect(place)
    mit.one(3)
    expect(lost.map((command) => mit.committed(command))).toEqual([0, 0, 0])
  })

  test('Backup: logs that conflict in fifty entries are brought together quickly', () => {
    const mit = new Mit({ servers: 5, seed })
    const fifty = (leader: number): void =>
      void times(50).map(() => expect(mit.give(leader, mit.fresh())).toBe(true))
    mit.one(5)
    const first = mit.oneLeader()
    for (const other of [2, 3, 4]) mit.disconnect(first + other)
    fifty(first)
    mit.sleep(electionTimeout / 2)
    for (const other of [0, 1]) mit.disconnect(first + other)
    for (const other of [2, 3, 4]) mit.connect(first + other)
    for (const _ of times(50)) mit.one(3)
    const second = mit.oneLeader()
    const left = (first + 2) % 5 === second ? first + 3 : first + 2
    mit.disconnect(left)
    fifty(second)
    mit.sleep(electionTimeout / 2)
    for (const place of mit.places) mit.disconnect(place)
    for (const place of [first, first + 1, left]) mit.connect(place)
    for (const _ of times(50)) mit.one(3)
    for (const place of mit.places) mit.connect(place)
    mit.one(5)
    // A sample run of the lab takes 34.5 s, with the same waiting for leaders.
    expect(mit.now).toBeLessThan(seconds(34.5))
  })

  test('Count: calls for an election, for ten entries, and while nothing happens', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.oneLeader()
    expect(mit.calls).toBeGreaterThanOrEqual(1)
    expect(mit.calls).toBeLessThanOrEqual(30)
    mit.one(3)
    const leader = mit.oneLeader()
    const before = { calls: mit.calls, at: mit.now }
    const commands = times(10).map(() => mit.fresh())
    for (const command of commands) expect(mit.give(leader, command)).toBe(true)
    while (commands.some((command) => mit.committed(command) < 3)) mit.sleep(ms(5))
    expect(mit.calls - before.calls).toBeLessThanOrEqual((10 + 1 + 3) * 3)
    const idle = mit.calls
    mit.sleep(seconds(1))
    expect(mit.calls - idle).toBeLessThanOrEqual(60)
  })
})

test.each(seeds)('RPCBytes: each byte goes once to each other server, seed %i', (seed) => {
  const ids = ['n1', 'n2', 'n3'].map(nodeId)
  const actor = server({ members: ids, service: kvService, parameters: parametersDefault, rules })
  const lab = { nodes: Object.fromEntries(ids.map((id) => [id, actor])) }
  const value = 'x'.repeat(5_000)
  const commands = times(10).flatMap((_, nth) =>
    ids.map((client) => ({
      client,
      at: seconds(1) + ms(50 * nth),
      message: {
        kind: 'command',
        ask: nth,
        session: 2,
        floor: 0,
        command: { kind: 'put', key: `k${nth}`, value },
      },
    })),
  )
  const open = ids.map((client) => ({ client, at: ms(900), message: { kind: 'open', ask: 1 } }))
  const { world, trace } = told(lab, seconds(2), seed, { workload: [...open, ...commands] })
  const machine = world.cells.map(
    ({ state }) => (state as { machine: Map<string, string> }).machine,
  )
  expect(machine.map(({ size }) => size)).toEqual([10, 10, 10])
  let bytes = 0
  for (const event of trace) {
    if (event.kind === 'send' && event.to !== event.node) bytes += sizeOf(event.body)
  }
  expect(bytes).toBeLessThanOrEqual(3 * 10 * 5_000 + 50_000)
})
