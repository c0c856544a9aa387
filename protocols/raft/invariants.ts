// What Raft promises at every step, as functions of its servers' states: what broke, in words, or null.
// They are asked after every event that has changed what they depend on (looks.ts). What clients were
// told is judged from the history, elsewhere.

import type { LogIndex, NodeId } from '../../sim/units.ts'
import { oneLeaderPerTerm, oneReignPerTerm } from './invariants-elections.ts'
import {
  acknowledgedIsHeld,
  committedAlike,
  leaderHasCommitted,
  leadersKeepCommitted,
  logsAreChains,
  logsMatch,
  sumAt,
} from './invariants-logs.ts'
import { lastIndex, termAt } from './log.ts'
import { change, type Look, sameMembers, sameReign, type Server } from './looks.ts'
import { alone, both, type Invariant, ofEach, ofEveryTwo, type Property } from './properties.ts'
import type { Members } from './members.ts'
import type { Session } from './state.ts'

export type { ServerSeen } from './looks.ts'
export type { Invariant } from './properties.ts'

/** A property with what lists and pages say of it. */
export interface Safety {
  /** asked by itself, after every step */
  readonly holds: Invariant
  /** the same, for who asks several after one look */
  readonly property: Property
  /** anomaly code */
  readonly code: string
  /** one sentence */
  readonly about: string
}

/**
 * Terms, commits and what is carried out never go back, and a vote given in a term stays given.
 * @source Ongaro and Ousterhout 2014, figure 2
 */
function nothingGoesBack(before: Look, { id, state }: Server): string | null {
  const { term, votedFor, commit, applied } = state
  if (term < before.term) return `the term of ${id} went back from ${before.term} to ${term}`
  if (commit < before.commit)
    return `the commit of ${id} went back from ${before.commit} to ${commit}`
  if (applied < before.applied)
    return `what ${id} has carried out went back from ${before.applied} to ${applied}`
  if (applied > commit) return `${id} carried out entry ${applied}, committed is ${commit}`
  if (term === before.term && before.votedFor !== null && votedFor !== before.votedFor)
    return `${id} voted for ${before.votedFor} and ${votedFor ?? 'nobody'} in term ${term}`
  return null
}

/**
 * Leader Append-Only: a leader never overwrites or deletes entries of its log.
 * @source Ongaro and Ousterhout 2014, figure 3
 */
function leaderOnlyAppends(before: Look, { id, state }: Server): string | null {
  if (!sameReign(before, state)) return null
  const end = before.base.index + before.length
  if (lastIndex(state) < end) return `${id} leads and deleted its entry ${end}`
  const sum = sumAt(state, end)
  if (sum === null || sum === (before.last?.sum ?? before.base.sum)) return null
  return `${id} leads and overwrote its entry ${end}`
}

/**
 * What a leader knows of a follower's log never shrinks within its reign, and what it sends next is
 * behind it.
 * @source Ongaro and Ousterhout 2014, figure 2
 */
function matchOnlyGrows(before: Look, { id, state }: Server): string | null {
  const { role } = state
  if (role.kind !== 'leader') return null
  const comparable =
    sameReign(before, state) &&
    sameMembers(before, state) &&
    before.match.length === role.peers.size
  let at = 0
  for (const [peer, { next, match }] of role.peers) {
    if (next <= match)
      return `${id} would send ${peer} entry ${next}, and knows that it has ${match}`
    const was = comparable ? (before.match[at++] ?? 0) : 0
    if (match < was) return `${id} knew that ${peer} has entry ${was}, and now only ${match}`
  }
  return null
}

/**
 * A leader commits by counting entries of its own term only, and what it commits a majority has.
 * @source Ongaro and Ousterhout 2014, section 5.4.2 and figure 8
 */
function commitsAreOwn(before: Look, { id, state }: Server, all: readonly Server[]): string | null {
  const { commit, term, members } = state
  if (!sameReign(before, state) || commit === before.commit) return null
  const of = termAt(state, commit)
  if (of !== null && of !== term)
    return `${id} leads term ${term} and committed entry ${commit} of term ${of} by counting`
  const sum = sumAt(state, commit)
  const why = lacked(all, members, commit, sum)
  // A commit may end an overlap, and the next members follow at once: it was counted by those before.
  if (
    why === null ||
    (before.members !== members && lacked(all, before.members, commit, sum) === null)
  )
    return null
  return `${id} committed entry ${commit}, which only ${why} has`
}

/** Who of the voters has an entry, where that is no majority; null: a majority has it. */
function lacked(
  all: readonly Server[],
  { voters: incoming, outgoing }: Members,
  index: LogIndex,
  sum: number | null,
): string | null {
  for (const voters of [incoming, outgoing]) {
    const holders = voters.filter((voter) => holds(all, voter, index, sum))
    if (voters.length > 0 && 2 * holders.length <= voters.length)
      return `${holders.join(', ') || 'nobody'} of ${voters.join(', ')}`
  }
  return null
}

function holds(
  all: readonly Server[],
  voter: NodeId,
  index: LogIndex,
  sum: number | null,
): boolean {
  const there = all.find(({ id }) => id === voter)
  // Nobody here can tell; a damaged server may have had it, and never votes for a log without it.
  if (there === undefined || !there.up || sum === null) return true
  if (there.state.role.kind === 'damaged') return true
  const { state } = there
  const its = sumAt(state, index)
  return its === null ? index <= state.commit : its === sum
}

/**
 * A command of a session has its effect once.
 * @source Ongaro, dissertation, section 6.3
 */
function effectsAreOnce(before: Look, { id, state }: Server): string | null {
  if (state.applied === before.applied) return null
  for (const [name, session] of state.sessions) {
    const twice = effectsTwice(session)
    if (twice > 0)
      return `${id} carried out ${twice === 1 ? '1 command' : `${twice} commands`} of session ${name} a second time`
  }
  return null
}

const effectsTwice = ({ effects, settled, answers }: Session): number =>
  effects - settled - answers.size

const afterLogs = change.life | change.role | change.term | change.log | change.commit
const afterSteps = change.term | change.vote | change.commit | change.applied

/**
 * Raft's safety properties by name, for `always`. Each call makes its own, which remember what they
 * have seen of the world that they are asked about.
 */
export const safety = (): Readonly<Record<SafetyName, Safety>> => ({
  'election safety': told(
    both(oneLeaderPerTerm, oneReignPerTerm()),
    'WL2007',
    'a term has at most one leader',
  ),
  'leader append-only': told(
    ofEach(change.log, leaderOnlyAppends),
    'WL2002',
    'a leader never overwrites or deletes entries of its log',
  ),
  'log matching': told(
    both(logsAreChains(), ofEveryTwo(afterLogs, logsMatch)),
    'WL2008',
    'two logs with an entry of the same index and term are equal up to there',
  ),
  'leader completeness': told(
    both(ofEveryTwo(afterLogs, leaderHasCommitted), leadersKeepCommitted()),
    'WL2002',
    'what is committed is in the log of every later leader',
  ),
  'state machine safety': told(
    ofEveryTwo(afterLogs, committedAlike),
    'WL2008',
    'two servers never commit different entries at one index',
  ),
  'nothing goes back': told(
    ofEach(afterSteps, nothingGoesBack),
    'WL2099',
    'terms and commits never go back, and a vote given in a term stays given',
  ),
  'match only grows': told(
    ofEach(change.role | change.match, matchOnlyGrows),
    'WL2099',
    'what a leader knows of a follower never shrinks, and what it sends next is behind it',
  ),
  'acknowledged is held': told(
    acknowledgedIsHeld,
    'WL2002',
    'what a leader knows a follower to have, it has, as long as both are in that term',
  ),
  'commits are its own': told(
    ofEach(change.commit, commitsAreOwn),
    'WL2002',
    'a leader commits by counting entries of its own term only, once a majority has them',
  ),
  'effects are once': told(
    ofEach(change.applied, effectsAreOnce),
    'WL2006',
    'a command of a session has its effect once',
  ),
})

const told = (property: Property, code: string, about: string): Safety => ({
  holds: alone(property),
  ...{ property, code, about },
})

export type SafetyName =
  | 'election safety'
  | 'leader append-only'
  | 'log matching'
  | 'leader completeness'
  | 'state machine safety'
  | 'nothing goes back'
  | 'match only grows'
  | 'acknowledged is held'
  | 'commits are its own'
  | 'effects are once'
