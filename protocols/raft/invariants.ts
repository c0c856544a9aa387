// What Raft promises at every step, as functions of its servers' states: what broke, in words, or null.
// They are asked after every event of a run, so each remembers what it has looked at. What clients
// were told is judged from the history, elsewhere.

import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import {
  acknowledgedIsHeld,
  both,
  committedAlike,
  type Invariant,
  leaderHasCommitted,
  logsAreChains,
  logsMatch,
  ofChanged,
  ofEveryTwo,
  type ServerSeen,
  sumAt,
} from './invariants-logs.ts'
import { oneLeaderPerTerm, oneReignPerTerm } from './invariants-elections.ts'
import { lastIndex, termAt } from './log.ts'
import type { Leader, RaftState, Session } from './state.ts'

export type { Invariant, ServerSeen } from './invariants-logs.ts'

/** A property with what lists and pages say of it. */
export interface Safety {
  readonly holds: Invariant
  /** anomaly code */
  readonly code: string
  /** one sentence */
  readonly about: string
}

/** What is remembered of one life of a server. */
interface Before {
  state: RaftState
  term: Term
  votedFor: NodeId | null
  commit: LogIndex
  applied: LogIndex
  /** of a leader: its reign, and its log then */
  reign: Leader | null
  last: LogIndex
  sum: number | null
  match: LogIndex[]
}

/** Asks about every server, with what was seen of the same life before. */
function ofEach(
  wrong: (before: Before, one: ServerSeen, all: readonly ServerSeen[]) => string | null,
): Invariant {
  const memory: Before[] = []
  return (servers, stepped) =>
    ofChanged(servers, stepped, (one, at) => {
      const before = memory[at]
      if (before === undefined) {
        memory[at] = seen(one.state)
        return null
      }
      const why = before.state === one.state ? wrong(before, one, servers) : null
      remember(before, one.state)
      return why
    })
}

function seen(state: RaftState): Before {
  const blank = { term: 0, votedFor: null, commit: 0, applied: 0, reign: null, last: 0, sum: null }
  const before: Before = { state, ...blank, match: [] }
  remember(before, state)
  return before
}

function remember(before: Before, state: RaftState): void {
  before.state = state
  before.term = state.term
  before.votedFor = state.votedFor
  before.commit = state.commit
  before.applied = state.applied
  const { role } = state
  before.reign = role.kind === 'leader' ? role : null
  if (role.kind !== 'leader') return
  before.last = lastIndex(state)
  before.sum = sumAt(state, before.last)
  let at = 0
  for (const { match } of role.peers.values()) before.match[at++] = match
  before.match.length = at // members come and go
}

/**
 * Terms, commits and what is carried out never go back, and a vote given in a term stays given.
 * @source Ongaro and Ousterhout 2014, figure 2
 */
function nothingGoesBack(before: Before, { id, state }: ServerSeen): string | null {
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
function leaderOnlyAppends(before: Before, { id, state }: ServerSeen): string | null {
  if (before.reign === null || before.reign !== state.role) return null
  if (lastIndex(state) < before.last) return `${id} leads and deleted its entry ${before.last}`
  const sum = sumAt(state, before.last)
  if (sum === null || before.sum === null || sum === before.sum) return null
  return `${id} leads and overwrote its entry ${before.last}`
}

/**
 * What a leader knows of a follower's log never shrinks within its reign, and what it sends next is
 * behind it.
 * @source Ongaro and Ousterhout 2014, figure 2
 */
function matchOnlyGrows(before: Before, { id, state }: ServerSeen): string | null {
  const { role } = state
  if (role.kind !== 'leader') return null
  const sameReign = before.reign === role && before.match.length === role.peers.size
  let at = 0
  for (const [peer, { next, match }] of role.peers) {
    if (next <= match)
      return `${id} would send ${peer} entry ${next}, and knows that it has ${match}`
    const was = sameReign ? (before.match[at++] ?? 0) : 0
    if (match < was) return `${id} knew that ${peer} has entry ${was}, and now only ${match}`
  }
  return null
}

/**
 * A leader commits by counting entries of its own term only, and what it commits a majority has.
 * @source Ongaro and Ousterhout 2014, section 5.4.2 and figure 8
 */
function commitsAreOwn(
  before: Before,
  { id, state }: ServerSeen,
  all: readonly ServerSeen[],
): string | null {
  const { commit, role, term, members } = state
  if (before.reign === null || before.reign !== role || commit === before.commit) return null
  const of = termAt(state, commit)
  if (of !== null && of !== term)
    return `${id} leads term ${term} and committed entry ${commit} of term ${of} by counting`
  const sum = sumAt(state, commit)
  for (const voters of [members.voters, members.outgoing]) {
    const holders = voters.filter((voter) => holds(all, voter, commit, sum))
    if (voters.length > 0 && 2 * holders.length <= voters.length)
      return `${id} committed entry ${commit}, which only ${holders.join(', ') || 'nobody'} of ${voters.join(', ')} has`
  }
  return null
}

function holds(
  all: readonly ServerSeen[],
  voter: NodeId,
  index: LogIndex,
  sum: number | null,
): boolean {
  const state = all.find(({ id }) => id === voter)?.state
  if (state === undefined || sum === null) return true // nobody here can tell
  const there = sumAt(state, index)
  return there === null ? index <= state.commit : there === sum
}

/**
 * A command of a session has its effect once.
 * @source Ongaro, dissertation, section 6.3
 */
function effectsAreOnce(before: Before, { id, state }: ServerSeen): string | null {
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

/**
 * Raft's safety properties by name, for `always`. Each call makes its own, which remember what they
 * have seen of the world that they are asked about.
 */
export const safety = (): Readonly<Record<SafetyName, Safety>> => ({
  'election safety': {
    holds: both(oneLeaderPerTerm, oneReignPerTerm()),
    code: 'WL2007',
    about: 'a term has at most one leader',
  },
  'leader append-only': {
    holds: ofEach(leaderOnlyAppends),
    code: 'WL2002',
    about: 'a leader never overwrites or deletes entries of its log',
  },
  'log matching': {
    holds: both(logsAreChains(), ofEveryTwo(logsMatch)),
    code: 'WL2008',
    about: 'two logs with an entry of the same index and term are equal up to there',
  },
  'leader completeness': {
    holds: ofEveryTwo(leaderHasCommitted),
    code: 'WL2002',
    about: 'what is committed is in the log of every later leader',
  },
  'state machine safety': {
    holds: ofEveryTwo(committedAlike),
    code: 'WL2008',
    about: 'two servers never commit different entries at one index',
  },
  'nothing goes back': {
    holds: ofEach(nothingGoesBack),
    code: 'WL2099',
    about: 'terms and commits never go back, and a vote given in a term stays given',
  },
  'match only grows': {
    holds: ofEach(matchOnlyGrows),
    code: 'WL2099',
    about: 'what a leader knows of a follower never shrinks, and what it sends next is behind it',
  },
  'acknowledged is held': {
    holds: acknowledgedIsHeld,
    code: 'WL2002',
    about: 'what a leader knows a follower to have, it has, as long as both are in that term',
  },
  'commits are its own': {
    holds: ofEach(commitsAreOwn),
    code: 'WL2002',
    about: 'a leader commits by counting entries of its own term only, once a majority has them',
  },
  'effects are once': {
    holds: ofEach(effectsAreOnce),
    code: 'WL2006',
    about: 'a command of a session has its effect once',
  },
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
