import { expect, test } from 'vitest'
import { at, openingOf, planOf, silent, systemOf, told } from '../../sim/kernel/lab.ts'
import { World } from '../../sim/kernel/world.ts'
import { type Micros, ms, nodeId, type NodeId, seconds } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import { lastIndex } from './log.ts'
import type { Hears } from './messages.ts'
import { parametersDefault, type Parameters } from './parameters.ts'
import { rules } from './rules.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'

const ids = (count: number): NodeId[] =>
  Array.from({ length: count }, (_, nth) => nodeId(`n${nth + 1}`))

const clusterOf = (count: number, more: Partial<Parameters> = {}) => {
  const members = ids(count)
  const actor = server({
    members,
    service: kvService,
    parameters: { ...parametersDefault, ...more },
    rules,
  })
  return { nodes: Object.fromEntries(members.map((id) => [id, actor])) }
}

const statesOf = (world: World): RaftState[] => world.cells.map(({ state }) => state as RaftState)

const leadersOf = (world: World): RaftState[] =>
  statesOf(world).filter(({ role }) => role.kind === 'leader')

const mail = (to: string, time: Micros, message: Hears) => ({
  client: nodeId(to),
  at: time,
  message,
})

test('a quiet cluster elects one leader and keeps it', () => {
  for (const size of [1, 2, 3, 5, 7]) {
    const world = silent(clusterOf(size), seconds(5))
    const [leader, ...others] = leadersOf(world)
    expect(others).toEqual([])
    expect(leader?.commit).toBe(1)
    for (const state of statesOf(world)) expect(state.term).toBe(leader?.term)
  }
})

test('what is written through the leader is on every server', () => {
  const lab = clusterOf(3)
  const first = silent(lab, seconds(1))
  const leader = first.cells.find(({ state }) => (state as RaftState).role.kind === 'leader')
  const world = new World(systemOf(lab))
  const workload = [mail(leader?.id ?? '', seconds(1), { kind: 'open', ask: 1 })]
  for (let number = 1; number <= 100; number++) {
    const command = { kind: 'put', key: `k${number % 7}`, value: `v${number}` }
    workload.push(
      mail(leader?.id ?? '', seconds(1) + ms(number), {
        kind: 'command',
        ...{ ask: number, session: 2, floor: number, command },
      }),
    )
  }
  world.reset(openingOf(1, { workload }))
  world.run(seconds(3), null)
  for (const state of statesOf(world)) {
    expect(lastIndex(state)).toBe(102)
    expect(state.machine).toEqual(statesOf(world)[0]?.machine)
  }
  expect(kvService.apply(statesOf(world)[0]?.machine as never, { kind: 'get', key: 'k1' })).toBe(
    'v99',
  )
})

test('what a server knows is a tree, also after a snapshot and a restart', () => {
  const lab = clusterOf(3, { compactAfter: 3, trail: 0 })
  const workload = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((ask) =>
    ['n1', 'n2', 'n3'].map((id) => mail(id, ms(500 + 10 * ask), { kind: 'open', ask })),
  )
  const crash = (node: string) => ({ kind: 'crash', node: nodeId(node), lose: 'memory' }) as const
  const restart = (node: string) => ({ kind: 'restart', node: nodeId(node) }) as const
  const plan = planOf(
    [at(ms(510)), crash('n2')],
    [at(ms(700)), restart('n2')],
    [at(ms(800)), crash('n1')],
    [at(ms(900)), restart('n1')],
  )
  const { world, stop } = told(lab, seconds(2), 3, { workload, plan })
  expect(stop).toEqual({ kind: 'until' })
  expect(world.goals.get('a snapshot was installed')).toBeGreaterThan(0)
})
