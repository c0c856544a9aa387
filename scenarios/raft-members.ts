// Raft while its members change: an operator adds and removes servers, one at a time and jointly, and
// hands leadership over, while clients read and write and the storm goes on.

import { budget } from '../protocols/raft/budget.ts'
import { isJoint } from '../protocols/raft/changes.ts'
import { type ClientRules, clientRules } from '../protocols/raft/client-rules.ts'
import type { Raft } from '../protocols/raft/config.ts'
import { safety } from '../protocols/raft/invariants.ts'
import { entryAt } from '../protocols/raft/log.ts'
import { memberMutants } from '../protocols/raft/mutants-members.ts'
import { type Operating, operator } from '../protocols/raft/operator.ts'
import { type Parameters, parametersDefault } from '../protocols/raft/parameters.ts'
import { everyone } from '../protocols/raft/quorum.ts'
import { type Rules, rules } from '../protocols/raft/rules.ts'
import { server } from '../protocols/raft/server.ts'
import { setUp, warningsAbout } from '../protocols/raft/setup.ts'
import { operatorHears } from '../protocols/raft/shapes.ts'
import type { RaftState } from '../protocols/raft/state.ts'
import { raftView } from '../protocols/raft/view.ts'
import { type KvAsking, kvClient } from '../protocols/raft-kv/client.ts'
import { kvService } from '../protocols/raft-kv/service.ts'
import { kvClientHears, kvServerHears } from '../protocols/raft-kv/shapes.ts'
import type { Actor } from '../sim/actor.ts'
import type { Budget } from '../sim/budget.ts'
import { converged } from '../sim/check/convergence.ts'
import { progress } from '../sim/check/progress.ts'
import type { Shapes } from '../sim/shape.ts'
import { ms, nodeId, type NodeId, seconds } from '../sim/units.ts'
import { oneOf } from './params.ts'
import type { Always } from './property.ts'
import { kvOutcome, linearizableKeys } from './raft-kv-check.ts'
import { kvWorkload } from './raft-kv-workload.ts'
import { memberWishes } from './raft-members-workload.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { NodeView } from './view.ts'

const patience = { attempt: ms(100), attemptMax: ms(400), pause: ms(30), giveUp: seconds(2) }
/** An operator in a hurry: it asks whoever has just been elected. */
const hurry = { pause: ms(25), attempts: 60 }

type Cast = {
  readonly n: { count: number; actor: Actor<Raft>; hears: Shapes }
  readonly c: { count: number; actor: Actor<KvAsking>; hears: Shapes; client: true }
  readonly op: { actor: Actor<Operating>; hears: Shapes; client: true }
}

interface Chosen {
  readonly members: number
  readonly spares: number
  readonly votersMin: number
  readonly clients: number
  readonly reads: string
  readonly link: string
  readonly compactAfter: number
}

/** Servers n1, n2, …, of which the first are members, and their operator. */
function cast(of: Chosen & { readonly rules: Rules & ClientRules }): Cast {
  const { rules: decisions, link, votersMin } = of
  const servers = namesOf(of.members + of.spares)
  const members = namesOf(of.members)
  const { parameters } = setUp({ voters: members, servers }, parametersOf(of))
  const actor = server({ members, service: kvService, parameters, rules: decisions })
  const copies = link === 'datagram'
  const asks = kvClient({ servers, copies, patience, rules: decisions })
  const changes = operator({ servers, members, votersMin, ...hurry })
  return {
    n: { count: servers.length, actor, hears: kvServerHears },
    c: { count: of.clients, actor: asks, hears: kvClientHears, client: true },
    op: { actor: changes, hears: operatorHears, client: true },
  }
}

const namesOf = (count: number): NodeId[] =>
  Array.from({ length: count }, (_, nth) => nodeId(`n${nth + 1}`))

function parametersOf({ reads, compactAfter }: Pick<Chosen, 'reads' | 'compactAfter'>): Parameters {
  const drawn = { reads: reads === 'lease' ? 'lease' : 'index' } as const
  const few = { compactAfter, trail: Math.floor(compactAfter / 8), chunk: 256 }
  return { ...parametersDefault, ...drawn, ...few }
}

/** That of Raft, for as many servers as there are members at the beginning. */
function budgetOf({ members, clients, ...chosen }: Chosen): Budget {
  const ofRaft = budget(
    { server: 'n', client: 'c' },
    { servers: members, clients },
    parametersOf(chosen),
  )
  return { ...ofRaft, down: { ...ofRaft.down, op: 1 } }
}

/** Leaders are cut off while they change the members, and voters from whom they have just elected. */
const splits: readonly string[] = [
  'partition leader | n @ 450ms..900ms for 300ms',
  'partition halves @ before voted#6 for 600ms',
  'partition leader | n every 900ms for 300ms',
  'partition leader | n @ after send "timeout now"#1 for 250ms',
  'partition leader | n @ after send "timeout now"#6 for 250ms',
  'partition leader | n @ after send "timeout now"#12 for 250ms',
]

type Servers = { readonly n: readonly NodeView<RaftState>[] }

/** Raft's own promises, of the servers of this scenario. */
const always: Readonly<Record<string, Always<Servers>>> = Object.fromEntries(
  Object.entries(safety()).map(([name, { holds, code, about }]) => [
    name,
    { holds: (w: Servers) => holds(w.n), code, about },
  ]),
)

export const raftMembers: Scenario = scenario('raft-members', {
  about:
    'The members of a Raft cluster change, one at a time and jointly, and its leader hands over, while it keeps a map. What clients see is one copy.',
  params: {
    members: [4, 3, 5, 2],
    spares: 2,
    votersMin: 1,
    clients: 2,
    reads: ['index', 'lease'],
    link: oneOf('datagram', 'stream'),
    compactAfter: 40,
    keys: 3,
    rate: 60,
    storm: ['splits', 'swarm'],
  },
  rules: { ...rules, ...clientRules } satisfies Rules & ClientRules,
  variants: memberMutants,
  nodes: cast,
  workload: (of) => [...kvWorkload(of), ...memberWishes(of)],
  views: { n: raftView },
  network: ({ link }) => ({ link, latency: '1ms..8ms' }),
  disk: { sync: '100us..1ms' },
  faults: ({ storm }) => (storm === 'swarm' ? storm : splits),
  budget: budgetOf,
  until: '4s',
  settle: '3s',
  always: {
    ...always,
    'members of its log': {
      holds: (w) => membersOfLogs(w.n),
      about: 'a server decides by the latest members in its log, committed or not',
    },
  },
  eventually: {
    converged: {
      holds: (w) => agreed(w.n),
      code: 'WL2009',
      about: 'all members have carried out the same commands, and have the same map and sessions',
    },
    led: {
      holds: (w) => led(w.n),
      about: 'one server leads, the other members follow it, and no change of members is under way',
    },
  },
  check: [linearizableKeys, progress({ within: '2500ms' })],
  outcome: kvOutcome,
  sometimes: [
    'members were changed',
    'an overlap of members was left',
    'a leader that was removed stepped down',
    'a server was told to stand',
    'a successor did not take over',
    'the end of a log was overwritten',
    'a snapshot was installed',
  ],
  assumptions: ({ members, ...chosen }) => [
    'disks keep what was synced, those of servers that are no members too',
    ...warningsAbout({ voters: namesOf(members) }, parametersOf(chosen)),
  ],
})

/** "A server always uses the latest configuration in its log." (Ongaro, dissertation, section 4.1) */
function membersOfLogs(servers: readonly NodeView<RaftState>[]): string | null {
  for (const { id, state } of servers) {
    const latest = state.membersLog[state.membersLog.length - 1]
    // Those of a snapshot stand where it ends, whatever entry is there.
    if (latest === undefined || latest.index <= (state.snapshot?.index ?? 0)) continue
    const entry = entryAt(state, latest.index)
    if (entry?.kind !== 'members') {
      return `${id} decides by members of entry ${latest.index}, which is not in its log`
    }
  }
  return null
}

/** The leader of the highest term; an old one may not know yet. */
function leaderOf(servers: readonly NodeView<RaftState>[]): NodeView<RaftState> | null {
  let found: NodeView<RaftState> | null = null
  for (const one of servers) {
    if (one.state.role.kind !== 'leader') continue
    if (found === null || one.state.term > found.state.term) found = one
  }
  return found
}

/** In the end: every member follows the leader, by whose log they are members for good. */
function led(servers: readonly NodeView<RaftState>[]): string | null {
  const leader = leaderOf(servers)
  if (leader === null) return 'nobody leads'
  const { members, term } = leader.state
  if (isJoint(members)) return `${leader.id} leads, and two configurations overlap`
  for (const id of everyone(members)) {
    const state = servers.find((one) => one.id === id)?.state
    if (id === leader.id || state === undefined) continue
    if (state.role.kind !== 'follower' || state.role.leader !== leader.id || state.term !== term)
      return `${id} does not follow ${leader.id}, which leads term ${term}`
  }
  return null
}

/** In the end: the same was carried out by every member, with the same effect. */
function agreed(servers: readonly NodeView<RaftState>[]): string | null {
  const leader = leaderOf(servers)
  if (leader === null) return null // which is told of it
  const members = everyone(leader.state.members)
  const those = servers.filter(({ id }) => members.includes(id))
  const lags = those.find(({ state }) => state.applied !== leader.state.applied)
  if (lags === undefined) return converged(those, whatWasMade)
  return `${lags.id} has carried out ${lags.state.applied} entries, ${leader.id} ${leader.state.applied}`
}

const whatWasMade = ({ machine, sessions }: RaftState): object => ({ machine, sessions })
