// What Raft promises of its servers' logs, two servers at a time. An entry's sum covers all entries
// before it, so two logs are compared by one look at each: nothing here walks a log that did not change.

import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import { entryAt, lastIndex, termAt } from './log.ts'
import { change, type Server } from './looks.ts'
import type { Entry } from './messages.ts'
import { ofOneRun, type Property } from './properties.ts'
import { sumOf } from './seal.ts'
import type { Base, RaftState } from './state.ts'

/** The sum of the entry at an index; null where it is not known (any more). */
export function sumAt(state: RaftState, index: LogIndex): number | null {
  if (index === state.base.index) return state.base.sum
  return entryAt(state, index)?.sum ?? null
}

/**
 * Log Matching: two logs with an entry of the same index and term are equal up to there.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export function logsMatch(one: Server, other: Server): string | null {
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

/** What was looked at of one server's log. */
interface Chain {
  last: Entry | undefined
  base: Base | null
}

/**
 * Each log is a chain: an entry's sum is that of itself upon the entry before it, in this log. Without
 * that, equal sums would say nothing of what lies before.
 * @returns a property that remembers what it has looked at; one for each use
 */
export function logsAreChains(): Property {
  const chains: Chain[] = []
  // Entries that were found to follow, with the sum of the one before each: true in every log.
  const before = new WeakMap<Entry, number>()
  return {
    after: change.life | change.log,
    wrong(one) {
      const { log, base } = one.state
      const chain = (chains[one.place] ??= { last: undefined, base: null })
      const last = log.length === 0 ? undefined : log[log.length - 1]
      if (chain.last === last && chain.base === base) return null
      chain.last = last
      const from = chain.base === base ? null : base
      chain.base = base
      return unchained(one, before, from)
    },
  }
}

/** @param base where a log begins now that began elsewhere before; null: where it did */
function unchained(
  { id, state }: Server,
  before: WeakMap<Entry, number>,
  base: Base | null,
): string | null {
  const { log } = state
  const why = (entry: Entry): string =>
    `entry ${entry.index} of ${id} does not follow upon what is before it in its log`
  const [first] = log
  if (base !== null && first !== undefined && !follows(first, base.sum)) return why(first)
  for (let at = log.length - 1; at >= 0; at -= 1) {
    const entry = log[at]
    const sum = (at === 0 ? undefined : log[at - 1])?.sum ?? state.base.sum
    if (entry === undefined || before.get(entry) === sum) break
    if (!follows(entry, sum)) return why(entry)
    before.set(entry, sum)
  }
  return null
}

const follows = (entry: Entry, sum: number): boolean =>
  sumOf(sum, entry.index, entry.term, entry) === entry.sum

/**
 * State Machine Safety: what two servers hold for committed is the same.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
export function committedAlike(one: Server, other: Server): string | null {
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
export function leaderHasCommitted(leader: Server, other: Server): string | null {
  const { state } = leader
  // What a server of a later term holds for committed may have been committed by a later leader.
  if (state.role.kind !== 'leader' || !leader.up || other.state.term > state.term) return null
  const index = other.state.commit
  if (index <= state.base.index) return null
  if (index <= lastIndex(state)) {
    const there = sumAt(other.state, index)
    if (there === null || sumAt(state, index) === there) return null
  }
  return `${leader.id} leads term ${state.term} without entry ${index}, which ${other.id} knows to be committed`
}

/** What was committed, as somebody knew it in a term. */
interface Committed {
  readonly index: LogIndex
  readonly sum: number
  readonly by: NodeId
}

/**
 * The same over time: who knew it may have started again, and know less now.
 * @returns a property that remembers what was committed in a run; one for each use
 */
export function leadersKeepCommitted(): Property {
  const committedIn = ofOneRun(new Map<Term, Committed>())
  return {
    after: change.life | change.role | change.term | change.commit,
    wrong(one) {
      const { id, up, state } = one
      const committed = committedIn(one)
      const { commit: index, term } = state
      const sum = sumAt(state, index)
      if (sum !== null && index > (committed.get(term)?.index ?? 0)) {
        committed.set(term, { index, sum, by: id })
      }
      if (state.role.kind !== 'leader' || !up) return null
      for (const [of, known] of committed) {
        if (of > term || known.index <= state.base.index) continue
        if (sumAt(state, known.index) === known.sum) continue
        return `${id} leads term ${term} without entry ${known.index}, which ${known.by} knew to be committed`
      }
      return null
    },
  }
}

/**
 * What a leader knows a follower to have, the follower has, as long as both are in that term: nothing
 * that was acknowledged is lost or taken back before there is another leader.
 * @source Ongaro, dissertation, section 3.8: on stable storage before it is acknowledged
 */
export const acknowledgedIsHeld: Property = {
  // Asked at steps of the leader; what of the others it depends on may have changed since the last.
  after: change.life | change.role | change.term | change.log | change.match | change.around,
  wrong({ id, state }, servers) {
    const { role, term } = state
    if (role.kind !== 'leader') return null
    for (const { id: peer, up: isUp, state: there } of servers) {
      const match = role.peers.get(peer)?.match ?? 0
      if (match <= there.base.index || there.term !== term) continue
      // What a server had when it ended shows when it starts again.
      if (!isUp || there.role.kind === 'damaged') continue
      const has = sumAt(there, match)
      const known = sumAt(state, match)
      if (has === known || (known === null && has !== null)) continue
      return `${id} leads term ${term} and knows that ${peer} has entry ${match}, which it has not`
    }
    return null
  },
}
