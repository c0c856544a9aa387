// What a follower does: it takes the leader's entries where they fit, and says how far they do.
// Source: Ongaro & Ousterhout 2014, figure 2 (AppendEntries); Ongaro, dissertation §3.5.

import { assert } from '../../sim/assert.ts'
import type { NodeId } from '../../sim/units.ts'
import { commitTo } from './applying.ts'
import type { Config, RaftNode } from './config.ts'
import { tellHanded } from './handed.ts'
import { append, lastIndex, lastUpTo, termAt, truncate } from './log.ts'
import type { Append, Chunk } from './messages.ts'
import { mayWaitAnew } from './roles.ts'
import type { RaftState } from './state.ts'

/** A message of the leader of this term: the server follows it. */
export function heardLeader(raft: Config, node: RaftNode, state: RaftState, from: NodeId): void {
  const { role } = state
  assert(role.kind !== 'leader', 'a term has one leader')
  if (role.kind === 'follower') {
    role.leader = from
    role.heardAt = node.clock()
  } else state.role = { kind: 'follower', leader: from, heardAt: node.clock() }
  tellHanded(node, state, from)
  mayWaitAnew(raft, node, 'append')
}

/** An append or a chunk of an earlier term: its sender no longer leads, and is told so. */
export function refuseStale(
  { rules }: Config,
  node: RaftNode,
  state: RaftState,
  message: Append | Chunk,
  from: NodeId,
): void {
  const prevIndex = message.kind === 'append' ? message.prevIndex : message.lastIndex
  const { term } = state
  const round = rules.roundOfStale(message.round)
  node.send(from, { kind: 'rejected', term, prevIndex, hintIndex: 0, hintTerm: 0, round })
}

/** Entries of the leader of this term, or none: a heartbeat. */
export function onAppend(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  message: Append,
  from: NodeId,
): void {
  const { rules } = raft
  const { prevIndex, prevTerm, round } = message
  if (!isRun(message)) return
  heardLeader(raft, node, state, from)
  const { term } = state
  const compacted = rules.alreadyCompacted(prevIndex, state.base.index)
  if (compacted === 0 && !rules.fits(termAt(state, prevIndex), prevTerm)) {
    const hintIndex = lastUpTo(state, prevIndex, prevTerm)
    const hintTerm = termAt(state, hintIndex) ?? 0
    return node.send(from, { kind: 'rejected', term, prevIndex, hintIndex, hintTerm, round })
  }
  take(raft, node, state, message, compacted)
  const match = rules.acked(prevIndex, message.entries.length, lastIndex(state))
  const commit = rules.followerCommit(state.commit, message.commit, match)
  if (commit !== state.commit) commitTo(raft, node, state, commit)
  node.send(from, { kind: 'appended', term, match, round }, rules.ackLeaves())
}

/** Whether its entries follow upon each other, and the first upon `prevIndex`: a log has no gaps. */
function isRun({ prevIndex, entries }: Append): boolean {
  let last = prevIndex
  for (const { index } of entries) {
    if (index !== last + 1) return false
    last = index
  }
  return true
}

/** What is new of the entries goes into the log, in place of what conflicts with it. */
function take(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { entries }: Append,
  compacted: number,
): void {
  const news = compacted === 0 ? entries : entries.slice(compacted)
  const first = news[0]
  if (first === undefined) return
  // What begins behind the end of the log conflicts with nothing in it.
  if (first.index <= lastIndex(state)) takeBack(raft, node, state, news)
  const last = lastIndex(state)
  for (const entry of news) if (entry.index > last) append(raft, node, state, entry)
}

/** What conflicts with the leader's entries goes out of the log, and all that follows it. */
function takeBack(raft: Config, node: RaftNode, state: RaftState, news: Append['entries']): void {
  const conflict = raft.rules.conflict(news, (index) => termAt(state, index), lastIndex(state))
  if (conflict === null || conflict <= state.base.index) return
  assert(conflict > state.commit, 'what is committed is never taken back')
  truncate(raft, node, state, conflict)
}
