// Elections of the source's library. A vote is an entry in memory: who restarts has voted for nobody
// and knows no term. Nobody asks before he stands, and nobody refuses; silence is a no.

import { assert } from '../../sim/assert.ts'
import type { NodeId } from '../../sim/units.ts'
import { leaderChanged } from './original-commands.ts'
import { isConnected, say } from './original-links.ts'
import type { RequestVote, ResponseVote } from './original-messages.ts'
import { appendNoOp, sendAppends } from './original-replication.ts'
import {
  isLeader,
  isMajority,
  lastEntry,
  type OriginalConfig,
  type OriginalState,
  partners,
  patience,
  type Self,
} from './original-state.ts'

/** A follower or candidate that has waited for too long, and is connected to somebody. */
export function maybeStand(self: Self, state: OriginalState, config: OriginalConfig): void {
  const now = self.clock()
  if (isLeader(state) || state.deadline >= now || !isConnected(state, config)) return
  state.deadline = now + patience(self, config.timings)
  state.leader = null
  state.role = { kind: 'candidate' }
  state.term += 1
  state.votedFor = self.id
  state.votes = 1
  const { idx, term } = lastEntry(state)
  for (const peer of partners(self, config)) {
    say(self, state, config, peer, {
      kind: 'request_vote',
      term: state.term,
      last_log_index: idx,
      last_log_term: term,
    })
  }
  leaderChanged(self, state, config)
  if (isMajority(state.votes, config)) becomeLeader(self, state, config)
}

/** Votes for whoever asks first in a term and has a log as long; to everybody else it says nothing. */
export function onRequestVote(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  asked: RequestVote,
  candidate: NodeId,
): void {
  if (asked.term > state.term) {
    state.term = asked.term
    state.votedFor = null
    state.role = { kind: 'follower' }
    state.leader = null
  }
  if (isLeader(state) || asked.term < state.term) return
  const own = lastEntry(state)
  if (asked.last_log_term < own.term) return
  if (asked.last_log_term === own.term && asked.last_log_index < own.idx) return
  if (state.votedFor !== null) return
  state.votedFor = candidate // in memory, and nowhere else
  state.deadline = self.clock() + patience(self, config.timings)
  say(self, state, config, candidate, { kind: 'response_vote', term: asked.term })
}

/** Votes are counted, not voters. */
export function onResponseVote(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  { term }: ResponseVote,
): void {
  if (state.role.kind !== 'candidate' || term !== state.term) return
  state.votes += 1
  if (isMajority(state.votes, config)) becomeLeader(self, state, config)
}

function becomeLeader(self: Self, state: OriginalState, config: OriginalConfig): void {
  assert(state.role.kind === 'candidate', 'only a candidate becomes leader')
  state.leader = self.id
  state.role = { kind: 'leader' }
  const { idx } = lastEntry(state)
  for (const peer of partners(self, config)) {
    state.next.set(peer, idx + 1)
    state.match.set(peer, 0)
    state.respondedAt.set(peer, self.clock())
  }
  appendNoOp(state)
  sendAppends(self, state, config)
}
