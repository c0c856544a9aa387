// What Raft promises of its elections: one leader a term, at one time and over time. What leaders do
// is in invariants.ts.

import type { NodeId, Term } from '../../sim/units.ts'
import { change, type Server } from './looks.ts'
import { ofOneRun, type Property } from './properties.ts'

const afterElections = change.life | change.role | change.term

/**
 * Election Safety: a term has at most one leader.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export const oneLeaderPerTerm: Property = {
  after: afterElections,
  wrong(_, servers) {
    let leaders = 0
    for (const { state } of servers) if (state.role.kind === 'leader') leaders += 1
    return leaders < 2 ? null : twoInOneTerm(servers)
  },
}

/** Asked for when there are several leaders, which is rare. */
function twoInOneTerm(servers: readonly Server[]): string | null {
  const leaders = new Map<Term, NodeId>()
  for (const { id, state } of servers) {
    if (state.role.kind !== 'leader') continue
    const other = leaders.get(state.term)
    if (other !== undefined) return `${other} and ${id} both lead term ${state.term}`
    leaders.set(state.term, id)
  }
  return null
}

/** By whom a term is led, and in which life. */
interface Reign {
  readonly id: NodeId
  readonly life: unknown
}

/**
 * The same over time: a term has one reign, by one server in one life. Who led it before may be down,
 * or may have forgotten.
 * @returns a property that remembers the reigns of a run; one for each use
 */
export function oneReignPerTerm(): Property {
  const reignsOf = ofOneRun(new Map<Term, Reign>())
  return {
    after: afterElections,
    wrong(one) {
      const { id, life, state } = one
      const reigns = reignsOf(one)
      if (state.role.kind !== 'leader') return null
      const before = reigns.get(state.term)
      if (before?.id === id && before.life === life) return null
      reigns.set(state.term, { id, life })
      if (before === undefined) return null
      return before.id === id
        ? `${id} leads term ${state.term} in a second life`
        : `${before.id} has led term ${state.term}, and now ${id} does`
    },
  }
}
