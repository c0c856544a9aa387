// What is promised where the members of a Raft cluster change: Raft's own promises, that servers go by the
// members in their log, and what all members are in the end.

import { isJoint } from '../protocols/raft/changes.ts'
import { entryAt } from '../protocols/raft/log.ts'
import { promises } from '../protocols/raft/promises.ts'
import { everyone } from '../protocols/raft/quorum.ts'
import { settling } from '../protocols/raft/settling.ts'
import type { RaftState } from '../protocols/raft/state.ts'
import { converged } from '../sim/check/convergence.ts'
import { canElect } from './raft-kv.ts'
import type { NodeView } from './view.ts'

type Servers = readonly NodeView<RaftState>[]
type World = { readonly n: Servers; readonly stepped: NodeView | null }
type Claim = {
  readonly when?: (world: World) => boolean
  readonly holds: (world: World) => string | null
  readonly code?: string
  readonly about: string
}

/** Asked after every step. */
export const membersAlways: Readonly<Record<string, Claim>> = {
  ...promises('n'),
  'members of its log': {
    holds: (w) => membersOfLogs(w.n),
    about: 'a server decides by the latest members in its log, committed or not',
  },
}

const settles = settling('n')

/** Asked of a calm. */
export const membersEventually: Readonly<Record<'converged' | 'led', Claim>> = {
  converged: {
    when: settles,
    holds: (w) => agreed(w.n),
    code: 'WL2009',
    about: 'all members have carried out the same commands, and have the same map and sessions',
  },
  led: {
    when: settles,
    holds: (w) => led(w.n),
    about:
      'one server leads, the other members follow it, and no change of members is under way, if they are enough to elect it',
  },
}

/** "A server always uses the latest configuration in its log." (Ongaro, dissertation, section 4.1) */
function membersOfLogs(servers: Servers): string | null {
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
function leaderOf(servers: Servers): NodeView<RaftState> | null {
  let found: NodeView<RaftState> | null = null
  for (const one of servers) {
    if (one.state.role.kind !== 'leader') continue
    if (found === null || one.state.term > found.state.term) found = one
  }
  return found
}

/** In the end: every member follows the leader, by whose log they are members for good. */
function led(servers: Servers): string | null {
  const leader = leaderOf(servers)
  if (leader === null) return canElect(servers) ? 'nobody leads' : null
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
function agreed(servers: Servers): string | null {
  const leader = leaderOf(servers)
  if (leader === null) return null // `led` says so, where somebody could be elected
  const members = everyone(leader.state.members)
  const those = servers.filter(({ id }) => members.includes(id))
  const lags = those.find(({ state }) => state.applied !== leader.state.applied)
  if (lags === undefined) return converged(those, whatWasMade)
  return `${lags.id} has carried out ${lags.state.applied} entries, ${leader.id} ${leader.state.applied}`
}

const whatWasMade = ({ machine, sessions }: RaftState): object => ({ machine, sessions })
