// How a server changes its role. What it does in one is in elections.ts, following.ts and leading.ts.

import type { NodeId, Term } from '../../sim/units.ts'
import { type Config, election, handover, heartbeat, type RaftNode } from './config.ts'
import { saveVote } from './durable.ts'
import type { Leader, RaftState } from './state.ts'
import type { Occasion } from './rules.ts'

/** Waits for a leader, as long as a server waits before it stands for election. */
export function waitForLeader(raft: Config, node: RaftNode): void {
  node.setTimer(election, raft.parameters.electionMin, raft.rules.spread(raft.parameters))
}

/** The same where the occasion is one to begin the wait anew. */
export function mayWaitAnew(raft: Config, node: RaftNode, occasion: Occasion): void {
  if (raft.rules.restartsWait(occasion)) waitForLeader(raft, node)
}

/** A higher term was heard: the server forgets its role and its vote, and follows in that term. */
export function enterTerm(raft: Config, node: RaftNode, state: RaftState, term: Term): void {
  state.term = term
  state.votedFor = null
  saveVote(raft, node, state)
  follow(raft, node, state, null)
  mayWaitAnew(raft, node, 'higher term')
}

/** In the term that it is in, the server follows `leader`, or nobody yet. */
export function follow(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  leader: NodeId | null,
): void {
  const { role } = state
  if (role.kind === 'leader') {
    state.handed = role.transfer
    resign(raft, node, role)
  }
  const heardAt = role.kind === 'follower' ? role.heardAt : null
  state.role = { kind: 'follower', leader, heardAt }
}

/** Clients that wait are not told anything: what they asked for may still come to be. */
function resign(raft: Config, node: RaftNode, { asked, queries }: Leader): void {
  node.sometimes('a leader stepped down')
  node.sometimes('a leader stepped down while clients waited', asked.size + queries.length > 0)
  node.cancelTimer(heartbeat)
  node.cancelTimer(handover)
  waitForLeader(raft, node)
}
