// What Raft promises of its elections: one leader a term, at one time and over time. What leaders do
// is in invariants.ts.

import type { NodeId, Term } from '../../sim/units.ts'
import { type Invariant, ofChanged, type ServerSeen } from './invariants-logs.ts'
import type { RaftState } from './state.ts'

/**
 * Election Safety: a term has at most one leader.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export const oneLeaderPerTerm: Invariant = (servers, stepped) => {
  if (stepped && !servers.some((one) => one === stepped)) return null
  let leader: ServerSeen | null = null
  for (const one of servers) {
    if (one.state.role.kind !== 'leader') continue
    if (leader === null) leader = one
    else {
      const twice = twoInOneTerm(servers)
      if (twice !== null) return twice
    }
  }
  return null
}

/** Asked for when there are several leaders, which is rare. */
function twoInOneTerm(servers: readonly ServerSeen[]): string | null {
  const leaders = new Map<Term, NodeId>()
  for (const { id, state } of servers) {
    if (state.role.kind !== 'leader') continue
    const other = leaders.get(state.term)
    if (other !== undefined) return `${other} and ${id} both lead term ${state.term}`
    leaders.set(state.term, id)
  }
  return null
}

/**
 * The same over time: a term has one reign, by one server in one life. Who led it before may be down,
 * or may have forgotten.
 * @returns an invariant that remembers the reigns of a world; one for each use
 */
export function oneReignPerTerm(): Invariant {
  const lives: RaftState[] = []
  const reigns = new Map<Term, ServerSeen & { readonly life: RaftState }>()
  return (servers, stepped) =>
    ofChanged(servers, stepped, (one, at) => {
      const { id, state } = one
      if (lives[at] !== state) {
        // Servers start one by one, so where all are new the world is.
        if (!servers.some((server, nth) => lives[nth] === server.state)) reigns.clear()
        lives[at] = state
      }
      if (state.role.kind !== 'leader') return null
      const before = reigns.get(state.term)
      if (before?.life === state) return null
      reigns.set(state.term, { ...one, life: state })
      if (before === undefined) return null
      return before.id === id
        ? `${id} leads term ${state.term} in a second life`
        : `${before.id} has led term ${state.term}, and now ${id} does`
    })
}
