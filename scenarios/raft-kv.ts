// Raft under everything that its budget names: three or five servers keep one map, and clients read
// and write it, while the network splits, servers restart and disks are slow.

import type { Raft } from '../protocols/raft/config.ts'
import { budget } from '../protocols/raft/budget.ts'
import { type ClientRules, clientRules, type Patience } from '../protocols/raft/client-rules.ts'
import { type Parameters, parametersDefault, waysToRead } from '../protocols/raft/parameters.ts'
import { type Promised, promises, type Watched } from '../protocols/raft/promises.ts'
import { isMajority } from '../protocols/raft/quorum.ts'
import { type Rules, rules } from '../protocols/raft/rules.ts'
import { server } from '../protocols/raft/server.ts'
import { settling } from '../protocols/raft/settling.ts'
import { setUp, warningsAbout } from '../protocols/raft/setup.ts'
import type { RaftState } from '../protocols/raft/state.ts'
import { raftView } from '../protocols/raft/view.ts'
import { type KvAsking, kvClient } from '../protocols/raft-kv/client.ts'
import { kvService } from '../protocols/raft-kv/service.ts'
import { kvClientHears, kvServerHears } from '../protocols/raft-kv/shapes.ts'
import { converged } from '../sim/check/convergence.ts'
import { progress } from '../sim/check/progress.ts'
import { assert } from '../sim/assert.ts'
import type { Actor } from '../sim/actor.ts'
import type { Shapes } from '../sim/shape.ts'
import type { Span } from '../sim/span.ts'
import { type Micros, ms, nodeId, type NodeId, seconds } from '../sim/units.ts'
import { disksKeep } from './assumption.ts'
import { oneOf } from './params.ts'
import { kvOutcome, linearizableKeys } from './raft-kv-check.ts'
import { checkAttempt } from './raft-kv-door.ts'
import { originalOf } from './raft-kv-original.ts'
import { kvWorkload } from './raft-kv-workload.ts'
import { mutantsOfKv } from './raft-mutants.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { NodeView } from './view.ts'

/** @param attempt how long a client waits for its first answer @throws Mistake for one that cannot be */
export function patienceOf(attempt: Micros): Patience {
  const giveUp = seconds(2)
  checkAttempt(attempt, giveUp)
  return { attempt, attemptMax: Math.max(ms(400), attempt), pause: ms(30), giveUp }
}

export interface Chosen {
  readonly electionTimeout: Span
  readonly heartbeat: Micros
  readonly preVote: boolean
  readonly checkQuorum: boolean
  /** one of `waysToRead` */
  readonly reads: string
  readonly compactAfter: number
}

export function parametersOf(chosen: Chosen): Parameters {
  const { electionTimeout, heartbeat, preVote, reads, compactAfter } = chosen
  const [electionMin, electionMax] =
    electionTimeout.kind === 'uniform' ? [electionTimeout.min, electionTimeout.max] : [0, 0]
  const way = waysToRead.find((one) => one === reads)
  assert(way !== undefined, 'a parameter is one of its choices')
  return {
    ...parametersDefault,
    ...{ electionMin, electionMax, heartbeat, preVote, reads: way, compactAfter },
    // A lease is none without it; a seed that draws it off has it on then.
    checkQuorum: chosen.checkQuorum || way === 'lease',
    trail: Math.floor(compactAfter / 8),
    chunk: 256,
  }
}

export type Cast = {
  readonly n: { count: number; actor: Actor<Raft>; hears: Shapes }
  readonly c: { count: number; actor: Actor<KvAsking>; hears: Shapes; client: true }
}

/** Servers n1, n2, … and clients c1, c2, … of them all. */
export function cast(
  of: Chosen & {
    readonly servers: number
    readonly clients: number
    readonly link: string
    readonly attempt: Micros
    readonly rules: Rules & ClientRules
  },
): Cast {
  const { servers: count, rules: decisions } = of
  const servers = namesOf(count)
  const { parameters } = setUp({ voters: servers }, parametersOf(of))
  const actor = server({ members: servers, service: kvService, parameters, rules: decisions })
  const copies = of.link === 'datagram'
  const asks = kvClient({ servers, copies, patience: patienceOf(of.attempt), rules: decisions })
  return {
    n: { count, actor, hears: kvServerHears },
    c: { count: of.clients, actor: asks, hears: kvClientHears, client: true },
  }
}

export const namesOf = (count: number): NodeId[] =>
  Array.from({ length: count }, (_, nth) => nodeId(`n${nth + 1}`))

/** Raft's own promises, of the servers of this scenario. */
export const always: Readonly<Record<string, Promised<'n'>>> = promises('n')

/** When it may be worth to ask what holds in the end. */
export const settles: (world: Watched<'n'>) => boolean = settling('n')

export const raftKv: Scenario = scenario('raft-kv', {
  about:
    'Three to five Raft servers keep one map while the network splits and servers restart. What clients see is one copy.',
  params: {
    servers: [3, 5],
    clients: 3,
    electionTimeout: '150ms..300ms',
    heartbeat: '50ms',
    preVote: [true, false],
    checkQuorum: [true, false],
    reads: ['index', 'lease', 'log'],
    link: oneOf('datagram', 'stream'),
    compactAfter: 40,
    attempt: '100ms',
    keys: 3,
    rate: 80,
  },
  rules: { ...rules, ...clientRules } satisfies Rules & ClientRules,
  variants: { ...mutantsOfKv(), original: originalOf(patienceOf(ms(100))) },
  nodes: cast,
  workload: kvWorkload,
  network: ({ link }) => ({ link, latency: '1ms..8ms' }),
  disk: { sync: '100us..1ms' },
  faults: 'swarm',
  budget: ({ servers, clients, ...chosen }) =>
    budget({ server: 'n', client: 'c' }, { servers, clients }, parametersOf(chosen)),
  until: '4s',
  settle: '2s',
  always,
  eventually: {
    converged: {
      when: settles,
      holds: (w) => agreed(w.n.filter(isWhole)),
      code: 'WL2009',
      about: 'all servers have carried out the same commands, and have the same map and sessions',
    },
    led: {
      when: settles,
      holds: (w) => led(w.n),
      about: 'one server leads, and the others follow it, if they are a majority',
    },
  },
  check: [linearizableKeys, progress({ within: '1500ms' })],
  outcome: kvOutcome,
  sometimes: [
    'an election was lost',
    'a leader without a majority stepped down',
    'the end of a log was overwritten',
    'a snapshot was installed',
    'a repeated command was only answered',
  ],
  views: { n: raftView },
  assumptions: ({ servers, ...chosen }) => [
    disksKeep,
    ...warningsAbout({ voters: namesOf(servers) }, parametersOf(chosen)),
  ],
})

export const isWhole = ({ state }: NodeView<RaftState>): boolean => state.role.kind !== 'damaged'

/** In the end: the same was carried out everywhere, with the same effect. */
export function agreed(servers: readonly NodeView<RaftState>[]): string | null {
  const [first, ...others] = servers
  if (first === undefined) return 'every disk is damaged'
  const lags = others.find(({ state }) => state.applied !== first.state.applied)
  if (lags === undefined) return converged(servers, whatWasMade)
  return `${first.id} and ${lags.id} have not carried out the same: ${first.id} ${first.state.applied} entries, ${lags.id} ${lags.state.applied}`
}

const whatWasMade = ({ machine, sessions }: RaftState): object => ({ machine, sessions })

/**
 * Whether these servers could elect one of themselves, by the members that each goes by. Else none is
 * missed: too many disks are damaged, or somebody who makes a failure smaller has left out too many servers.
 */
export function canElect(servers: readonly NodeView<RaftState>[]): boolean {
  const those = new Set(servers.map(({ id }) => id))
  return those.size > 0 && servers.every(({ state }) => isMajority(state.members, those))
}

/** In the end: one server leads, and the others follow it in its term, if they are enough. */
export function led(servers: readonly NodeView<RaftState>[]): string | null {
  const whole = servers.filter(isWhole)
  const leader = whole.find(({ state }) => state.role.kind === 'leader')
  if (leader === undefined) return canElect(whole) ? 'nobody leads' : null
  for (const { id, state } of whole) {
    const { role, term } = state
    if (id === leader.id) continue
    if (role.kind !== 'follower' || role.leader !== leader.id || term !== leader.state.term)
      return `${id} does not follow ${leader.id}, which leads term ${leader.state.term}`
  }
  return null
}
