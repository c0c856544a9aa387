// What a leader does: it brings the logs of the others to its own, and counts who has what.
// Source: Ongaro, dissertation §3.5, §3.6.2, §10.2.1; the phases of progress are etcd's.

import { assert } from '../../sim/assert.ts'
import type { LogIndex, NodeId } from '../../sim/units.ts'
import { commitTo } from './applying.ts'
import { type Config, election, heartbeat, type RaftNode } from './config.ts'
import { tellHanded } from './handed.ts'
import { entriesFrom, entryAt, extend, lastIndex, mayAgreeUpTo, termAt } from './log.ts'
import type { Appended, Body, Chunked, Entry, Rejected, Stored } from './messages.ts'
import { everyone } from './quorum.ts'
import { confirmRounds, newRound, wantsRound } from './rounds.ts'
import { onChunked, sendChunk } from './snapshots.ts'
import type { Leader, Progress, RaftState } from './state.ts'

/** The server leads the term that it is in. */
export function lead(raft: Config, node: RaftNode, state: RaftState): void {
  const { rules, parameters } = raft
  node.sometimes('a leader was elected')
  node.sometimes('a leader changed', state.term > 1)
  tellHanded(node, state, node.id)
  const last = lastIndex(state)
  const peers = new Map<NodeId, Progress>()
  for (const peer of everyone(state.members)) {
    if (peer !== node.id) peers.set(peer, rules.freshProgress(last, state.commit))
  }
  state.role = {
    kind: 'leader',
    peers,
    first: last + 1,
    // Everything in the log was on the disk before its own vote was, without which it does not lead.
    stored: last,
    ...{ round: 0, confirmed: 0, rounds: [], leaseEnd: 0, queries: [] },
    ...{ asked: new Map(), transfer: null, changing: null, settled: false, told: false },
  }
  state.commit = rules.commitOnElection(state.commit)
  node.setTimer(election, parameters.electionMin)
  if (rules.beginsWithNoOp()) propose(raft, node, state, { kind: 'no-op' })
  onHeartbeat(raft, node, state)
}

/** An entry of the leader's own goes to its log, and to everybody who is ready for it. */
export function propose(raft: Config, node: RaftNode, state: RaftState, body: Body): Entry {
  const { role } = state
  assert(role.kind === 'leader', 'a leader proposes')
  const entry = extend(raft, node, state, body)
  const stored: Stored = { kind: 'stored', term: state.term, match: entry.index }
  node.send(node.id, stored)
  for (const [peer, progress] of role.peers) {
    if (progress.phase === 'stream') replicate(raft, node, state, role, peer, progress)
  }
  return entry
}

/** Everybody hears that the leader lives, and gets what may have been lost. */
export function onHeartbeat(raft: Config, node: RaftNode, state: RaftState): void {
  const { role } = state
  if (role.kind !== 'leader') return
  node.setTimer(heartbeat, raft.parameters.heartbeat)
  for (const progress of role.peers.values()) {
    if (raft.rules.sendsAgain(progress.waits)) progress.waits = false
  }
  beginRound(raft, node, state, role)
}

/** Everybody is asked whether this server still leads. */
export function beginRound(raft: Config, node: RaftNode, state: RaftState, role: Leader): void {
  newRound(raft, node, role)
  for (const [peer, progress] of role.peers) {
    if (raft.rules.beats(progress.waits)) beat(raft, node, state, role, peer, progress)
  }
  confirmRounds(raft, node, state, role)
}

/** A peer has answered a round of this reign, or speaks of none. */
function answered(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  role: Leader,
  progress: Progress,
  round: number,
): void {
  progress.active = true
  if (round <= progress.round || !raft.rules.hasBegun(round, role.round)) return
  progress.round = round
  confirmRounds(raft, node, state, role)
  if (wantsRound(role) && role.confirmed >= role.round) beginRound(raft, node, state, role)
}

/** One message to a peer, with what it needs next or with nothing. */
export function beat(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  role: Leader,
  peer: NodeId,
  progress: Progress,
): void {
  if (progress.next <= state.base.index) return sendChunk(raft, node, state, role, peer, progress)
  const full = progress.waits || isFull(raft, progress)
  sendAppend(node, state, role, peer, progress, full ? none : lacking(raft, state, progress))
}

/** Sends what a peer lacks, as far as it is ready for it. */
export function replicate(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  role: Leader,
  peer: NodeId,
  progress: Progress,
): void {
  if (progress.next <= state.base.index) {
    if (!progress.waits) sendChunk(raft, node, state, role, peer, progress)
    return
  }
  while (progress.next <= lastIndex(state) && !progress.waits && !isFull(raft, progress)) {
    sendAppend(node, state, role, peer, progress, lacking(raft, state, progress))
  }
}

const isFull = ({ parameters }: Config, { phase, next, match }: Progress): boolean =>
  phase === 'stream' && next - 1 - match >= parameters.window

/** What one append takes of what a peer lacks. */
const lacking = ({ parameters }: Config, state: RaftState, { next }: Progress): readonly Entry[] =>
  next > lastIndex(state) ? none : entriesFrom(state, next, parameters)

function sendAppend(
  node: RaftNode,
  state: RaftState,
  role: Leader,
  peer: NodeId,
  progress: Progress,
  entries: readonly Entry[],
): void {
  const prevIndex = progress.next - 1
  const prevTerm = termAt(state, prevIndex)
  assert(prevTerm !== null, 'a leader knows the term before the entries that it sends')
  const { term, commit } = state
  node.send(
    peer,
    { kind: 'append', term, prevIndex, prevTerm, entries, commit, round: role.round },
    'early',
  )
  if (progress.phase === 'stream') progress.next += entries.length
  else progress.waits = true
}
const none: readonly Entry[] = []

/** A peer's log equals the leader's up to `match`. */
export function onAppended(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { match, round }: Appended,
  from: NodeId,
): void {
  const { role } = state
  // Who claims to have more than there is has not got it from this leader.
  if (role.kind !== 'leader' || match > lastIndex(state)) return
  const progress = role.peers.get(from)
  if (progress === undefined) return
  const grown = advance(raft, progress, match)
  if (progress.phase !== 'stream' && progress.match >= state.base.index) {
    progress.phase = 'stream'
    progress.next = raft.rules.nextAfter(progress.match + 1, progress.match)
  }
  progress.waits = false
  // What is committed here already cannot make more committed: who has less is not asked about.
  if (grown && progress.match > state.commit) count(raft, node, state, role)
  answered(raft, node, state, role, progress, round)
  if (state.role === role) replicate(raft, node, state, role, from, progress)
}

/** @returns whether the peer is known to have more than before */
function advance({ rules }: Config, progress: Progress, acked: LogIndex): boolean {
  const before = progress.match
  progress.match = rules.matchAfter(before, acked)
  progress.next = rules.nextAfter(progress.next, progress.match)
  return progress.match !== before
}

/** A peer has no entry where the append began, or one of another term. */
export function onRejected(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { prevIndex, hintIndex, hintTerm, round }: Rejected,
  from: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'leader') return
  const progress = role.peers.get(from)
  if (progress === undefined) return
  answered(raft, node, state, role, progress, round)
  if (state.role !== role || raft.rules.isOldRefusal(progress, prevIndex)) return
  node.sometimes('a log was found to differ')
  progress.phase = 'probe'
  progress.waits = false
  progress.next = Math.min(
    lastIndex(state) + 1,
    raft.rules.backUp(mayAgreeUpTo(state, hintIndex, hintTerm), progress.match),
  )
  replicateOrProbe(raft, node, state, role, from, progress)
}

function replicateOrProbe(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  role: Leader,
  peer: NodeId,
  progress: Progress,
): void {
  if (progress.next > lastIndex(state)) beat(raft, node, state, role, peer, progress)
  else replicate(raft, node, state, role, peer, progress)
}

/** A peer has more of a snapshot. */
export function onChunkTaken(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  message: Chunked,
  from: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'leader') return
  const progress = role.peers.get(from)
  if (progress === undefined) return
  answered(raft, node, state, role, progress, message.round)
  if (state.role === role && onChunked(progress, message)) {
    beat(raft, node, state, role, from, progress)
  }
}

/** The leader's own disk has its log up to `match`. */
export function onStored(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { term, match }: Stored,
): void {
  const { role } = state
  if (role.kind !== 'leader' || term !== state.term) return
  role.stored = Math.max(role.stored, match)
  count(raft, node, state, role)
}

/** Commits what a majority has, if it is of this term. */
export function count(raft: Config, node: RaftNode, state: RaftState, role: Leader): void {
  const { rules } = raft
  const { id: self } = node
  const { peers } = role
  const own = rules.countsItself(role.stored, lastIndex(state))
  const stored = Math.min(
    lastIndex(state),
    rules.stored(state.members, (id) => (id === self ? own : (peers.get(id)?.match ?? 0))),
  )
  if (stored <= state.commit) return
  const entry = entryAt(state, stored)
  if (entry === undefined || !rules.mayCommit(entry.term, state.term)) return
  commitTo(raft, node, state, stored)
}

/** The connection to a peer ended: what was on its way may be lost. */
export function onLost(state: RaftState, peer: NodeId): void {
  const { role } = state
  if (role.kind !== 'leader') return
  const progress = role.peers.get(peer)
  if (progress === undefined) return
  progress.waits = false
  if (progress.phase !== 'stream') return
  progress.phase = 'probe'
  progress.next = progress.match + 1
}
