// What Raft promises of its servers' logs, two servers at a time. An entry's sum covers all entries
// before it, so two logs are compared by one look at each: nothing here walks a log that did not change.

import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import { entryAt, lastIndex, termAt } from './log.ts'
import type { RaftState } from './state.ts'

/** A server as a property sees it; while it is down, with its last state. */
export interface ServerSeen {
  readonly id: NodeId
  readonly up: boolean
  readonly state: RaftState
}

/**
 * What broke, in words, or null.
 * @param stepped the node that took the last step, where that is known: no other has changed
 */
export type Invariant = (
  servers: readonly ServerSeen[],
  stepped?: { readonly id: NodeId } | null,
) => string | null

/** Asks about each server that may have changed. */
export function ofChanged(
  servers: readonly ServerSeen[],
  stepped: { readonly id: NodeId } | null | undefined,
  wrong: (one: ServerSeen, at: number) => string | null,
): string | null {
  for (let at = 0; at < servers.length; at++) {
    const one = servers[at]
    if (one === undefined || (stepped && stepped !== one)) continue
    const why = wrong(one, at)
    if (why !== null) return why
  }
  return null
}

/** The sum of the entry at an index; null where it is not known (any more). */
export function sumAt(state: RaftState, index: LogIndex): number | null {
  if (index === state.base.index) return state.base.sum
  return entryAt(state, index)?.sum ?? null
}

/**
 * Log Matching: two logs with an entry of the same index and term are equal up to there.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export function logsMatch(one: ServerSeen, other: ServerSeen): string | null {
  let index = Math.min(lastIndex(one.state), lastIndex(other.state))
  // Behind the first equal entry nothing can differ that has not been seen before.
  for (; index > 0; index -= 1) {
    const here = termAt(one.state, index)
    const there = termAt(other.state, index)
    if (here === null || there === null) return null
    if (here !== there) continue
    if (sumAt(one.state, index) === sumAt(other.state, index)) return null
    return `${one.id} and ${other.id} have different entries ${index} of term ${here}`
  }
  return null
}

/**
 * State Machine Safety: what two servers hold for committed is the same.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export function committedAlike(one: ServerSeen, other: ServerSeen): string | null {
  const index = Math.min(one.state.commit, other.state.commit)
  if (index === 0) return null
  const here = sumAt(one.state, index)
  const there = sumAt(other.state, index)
  if (here === null || there === null || here === there) return null
  const terms = `of term ${termAt(one.state, index)} and of term ${termAt(other.state, index)}`
  return `${one.id} and ${other.id} committed different entries ${index}, ${terms}`
}

/**
 * Leader Completeness: what is committed is in the log of every later leader.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export function leaderHasCommitted(leader: ServerSeen, other: ServerSeen): string | null {
  const { state } = leader
  // What a server of a later term holds for committed may have been committed by a later leader.
  if (state.role.kind !== 'leader' || other.state.term > state.term) return null
  const index = other.state.commit
  if (index <= state.base.index) return null
  if (index <= lastIndex(state)) {
    const there = sumAt(other.state, index)
    if (there === null || sumAt(state, index) === there) return null
  }
  return `${leader.id} leads term ${state.term} without entry ${index}, which ${other.id} knows to be committed`
}

/**
 * Asks about every two servers, in both orders, one of which has changed since the last time.
 * @returns an invariant that remembers what it has looked at; one for each use
 */
export function ofEveryTwo(
  wrong: (one: ServerSeen, other: ServerSeen) => string | null,
): Invariant {
  const looks: Look[] = []
  return (servers, stepped) =>
    ofChanged(servers, stepped, (one, at) => {
      if (!hasChanged(looks, at, one.state)) return null
      for (const other of servers) {
        if (other === one) continue
        const why = wrong(one, other) ?? wrong(other, one)
        if (why !== null) return why
      }
      return null
    })
}

/** All of a state that these properties depend on. */
interface Look {
  state: RaftState
  role: string
  term: Term
  commit: LogIndex
  length: number
  last: unknown
}

function hasChanged(looks: Look[], at: number, state: RaftState): boolean {
  const { term, commit, log } = state
  const { kind: role } = state.role
  const last = log[log.length - 1]
  const look = looks[at]
  if (look === undefined) {
    looks[at] = { state, role, term, commit, length: log.length, last }
    return true
  }
  if (
    look.state === state &&
    look.last === last &&
    look.commit === commit &&
    look.term === term &&
    look.role === role &&
    look.length === log.length
  )
    return false
  look.state = state
  look.role = role
  look.term = term
  look.commit = commit
  look.length = log.length
  look.last = last
  return true
}
