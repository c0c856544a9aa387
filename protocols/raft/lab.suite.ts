// A cluster for tests of members: servers of which some are members, what an operator asks of them and
// what it is told, and what the servers know in the end.

import type { Actor } from '../../sim/actor.ts'
import type { Fault, Planned, When } from '../../sim/fault.ts'
import { allMessages, at, planOf, silent, told } from '../../sim/kernel/lab.ts'
import type { World } from '../../sim/kernel/world.ts'
import type { Network } from '../../sim/link.ts'
import type { Trace } from '../../sim/trace.ts'
import { type LogIndex, type Micros, ms, nodeId, type NodeId } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import type { Change } from './members.ts'
import type { ClientHears, ClientSays } from './messages.ts'
import { type Parameters, parametersDefault } from './parameters.ts'
import { type Rules, rules } from './rules.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'

export interface Cluster {
  /** servers n1, n2, …; the first `members` of them are voters at the beginning */
  readonly servers: number
  readonly members: number
  readonly parameters?: Partial<Parameters>
  readonly rules?: Partial<Rules>
  readonly network?: Partial<Network>
  readonly seed?: number
}

export type Ask = { readonly to: NodeId; readonly at: Micros; readonly message: ClientSays }
/** Stands for the members of which the operator was told last. */
const lastTold = -1

export const n = (...places: number[]): NodeId[] => places.map((place) => nodeId(`n${place}`))
export const one = (place: number): NodeId => nodeId(`n${place}`)

export const wanted = (
  how: Change['how'],
  voters: readonly number[],
  learners: readonly number[] = [],
): Change => ({ how, voters: n(...voters), learners: n(...learners) })

/**
 * @param ask tells the questions of one operator apart
 * @param upon without it, upon the members of which the operator was told last
 */
export const reconfigure = (
  ask: number,
  to: NodeId,
  time: Micros,
  change: Change,
  upon: LogIndex = lastTold,
): Ask => ({
  ...{ to, at: time },
  message: { kind: 'reconfigure', ask, upon, change },
})

export const transfer = (ask: number, from: NodeId, time: Micros, to: NodeId | null): Ask => ({
  ...{ to: from, at: time },
  message: { kind: 'transfer', ask, to },
})

/** From `time` on nothing passes between the groups; who is in none hears nobody. */
export const split = (time: Micros, ...groups: readonly number[][]): [When, Fault] => {
  const links = groups.flatMap((from) =>
    groups.filter((to) => to !== from).map((to) => ({ from: n(...from), to: n(...to) })),
  )
  return [at(time), { kind: 'cut', links }]
}
/** From `time` on messages of a kind do not arrive at one server. */
export const deaf = (time: Micros, to: NodeId, kind: string): [When, Fault] => [
  at(time),
  {
    ...{ kind: 'drop', ppm: 1_000_000, filter: { ...allMessages, kinds: [kind] } },
    links: [{ from: n(1, 2, 3, 4, 5, 6).filter((from) => from !== to), to: [to] }],
  },
]
export const healed = (time: Micros): [When, Fault] => [at(time), { kind: 'heal', links: null }]
export const crashed = (time: Micros, node: NodeId, lose: 'memory' | 'disk'): [When, Fault] => [
  at(time),
  { kind: 'crash', node, lose },
]
export const restarted = (time: Micros, node: NodeId): [When, Fault] => [
  at(time),
  { kind: 'restart', node },
]

type Operating = {
  state: { answers: string[]; upon: LogIndex }
  hears: { kind: 'ask'; to: NodeId; message: ClientSays } | ClientHears
  says: ClientSays
}

/** Asks what the test wants of whom it wants, and writes down what it is told. */
const operator: Actor<Operating> = {
  start: () => ({ answers: [], upon: 0 }),
  receive(node, state, message) {
    if (message.kind === 'ask') {
      const { to, message: asked } = message
      const known = asked.kind === 'reconfigure' && asked.upon === lastTold
      return node.send(to, known ? { ...asked, upon: state.upon } : asked)
    }
    if (message.kind === 'done') state.upon = message.index
    state.answers.push(`${message.ask} ${message.kind === 'refused' ? message.why : message.kind}`)
  },
}

function opened(cluster: Cluster, asks: readonly Ask[], plan: readonly (readonly [When, Fault])[]) {
  const actor = server({
    members: n(...Array.from({ length: cluster.members }, (_, nth) => nth + 1)),
    service: kvService,
    parameters: { ...parametersDefault, ...cluster.parameters },
    rules: { ...rules, ...cluster.rules },
  })
  const names = Array.from({ length: cluster.servers }, (_, nth) => `n${nth + 1}`)
  const lab = { nodes: { ...Object.fromEntries(names.map((id) => [id, actor])), op: operator } }
  const workload = asks.map(({ to, at: time, message }) => ({
    ...{ client: nodeId('op'), at: time },
    message: { kind: 'ask', to, message },
  }))
  const opening: { workload: typeof workload; plan: Planned[] } = {
    workload,
    plan: planOf(...plan),
  }
  const network = cluster.network === undefined ? {} : { network: cluster.network }
  return { lab: { ...lab, ...network }, opening }
}

export interface Played {
  readonly world: World
  readonly trace: Trace
  /** what the operator was told, in order: `1 done`, `2 not now` */
  readonly answers: readonly string[]
  state(place: number): RaftState
}

/** Runs the cluster until `until`. */
export function played(
  cluster: Cluster,
  until: Micros,
  asks: readonly Ask[] = [],
  plan: readonly (readonly [When, Fault])[] = [],
): Played {
  const { lab, opening } = opened(cluster, asks, plan)
  const { world, trace, stop } = told(lab, until, cluster.seed ?? 1, opening)
  if (stop.kind !== 'until') throw new Error(JSON.stringify(stop))
  const state = (place: number): RaftState =>
    world.cells.find(({ id }) => id === `n${place}`)?.state as RaftState
  const operating = world.cells.find(({ id }) => id === 'op')?.state as
    | Operating['state']
    | undefined
  return { world, trace, answers: operating?.answers ?? [], state }
}

/** Who leads the highest term at `time`. */
export function leaderAt(
  cluster: Cluster,
  time: Micros,
  asks: readonly Ask[] = [],
  plan: readonly (readonly [When, Fault])[] = [],
): NodeId {
  const { lab, opening } = opened(cluster, asks, plan)
  const { cells } = silent(lab, time, cluster.seed ?? 1, opening)
  const leaders = cells
    .map(({ id, state }) => ({ id, state: state as RaftState }))
    .filter(({ id, state }) => id !== 'op' && state.role.kind === 'leader')
    .toSorted((a, b) => b.state.term - a.state.term)
  return leaders[0]?.id ?? nodeId('nobody')
}

/** `1 2 3 & 1 2 | 4`: voters & outgoing | learners. */
export function tellMembers({ members }: RaftState): string {
  const places = (ids: readonly NodeId[]): string => ids.map((id) => id.slice(1)).join(' ')
  const { voters, outgoing, learners } = members
  const both = outgoing.length === 0 ? places(voters) : `${places(voters)} & ${places(outgoing)}`
  return learners.length === 0 ? both : `${both} | ${places(learners)}`
}

/** Two servers that hold different entries, both committed; null: none do. */
export function committedApart(states: readonly RaftState[]): string | null {
  const known = new Map<LogIndex, number>()
  for (const { log, commit } of states) {
    for (const { index, sum } of log) {
      if (index > commit) break
      const other = known.get(index)
      if (other !== undefined && other !== sum) return `entry ${index}`
      known.set(index, sum)
    }
  }
  return null
}

/** By then a quiet cluster has its leader. */
export const calm: Micros = ms(600)
