// Replication in the source's library: entries leave a leader with its heartbeats, a follower cuts its
// log after the entry before them, whatever stood there, and says what it wants next.

import type { LogIndex, NodeId } from '../../sim/units.ts'
import { leaderChanged } from './original-commands.ts'
import { install } from './original-compaction.ts'
import { isOpen, say } from './original-links.ts'
import type { AppendEntries, AppendSerialized, NextNodeIdx } from './original-messages.ts'
import {
  entriesFrom,
  firstEntry,
  isLeader,
  isMajority,
  lastEntry,
  type OriginalConfig,
  type OriginalState,
  partners,
  patience,
  type Self,
} from './original-state.ts'

export function appendNoOp(state: OriginalState): void {
  state.log.push({ idx: lastEntry(state).idx + 1, term: state.term, command: null })
}

/** What a leader does in each tick: commits what a majority has, and falls back after long silence. */
export function lead(self: Self, state: OriginalState, config: OriginalConfig): void {
  if (!isLeader(state)) return
  state.commit = committed(state, config)
  const since = self.clock() - config.timings.fallback
  let heard = 1
  for (const at of state.respondedAt.values()) if (at > since) heard += 1
  if (isMajority(heard, config)) return
  self.note('falls back: no majority has answered for long')
  state.role = { kind: 'follower' }
  state.leader = null
}

/** Only an entry of the own term is committed by count, as the paper demands. */
function committed(state: OriginalState, config: OriginalConfig): LogIndex {
  let commit = state.commit
  for (const { idx, term } of entriesFrom(state, state.commit + 1)) {
    let holders = 1
    for (const match of state.match.values()) if (match >= idx) holders += 1
    if (!isMajority(holders, config)) break
    if (term === state.term) commit = idx
  }
  return commit
}

/** Entries wait for the next heartbeat, as appendEntriesUseBatch has it. */
export function maybeSendAppends(self: Self, state: OriginalState, config: OriginalConfig): void {
  if (isLeader(state) && self.clock() > state.appendAt) sendAppends(self, state, config)
}

/** To each that is connected: all that it lacks, as far as is known; at least an empty message. */
export function sendAppends(self: Self, state: OriginalState, config: OriginalConfig): void {
  state.appendAt = self.clock() + config.timings.append
  for (const peer of partners(self, config)) {
    do sendNext(self, state, config, peer)
    while (isOpen(state, peer) && lacks(state, peer))
  }
}

/** A peer that needs a snapshot which is not there gets one message and waits. */
const lacks = (state: OriginalState, peer: NodeId): boolean => {
  const next = state.next.get(peer) ?? 1
  return next <= lastEntry(state).idx && (next > firstEntry(state).idx || state.dump !== null)
}

function sendNext(self: Self, state: OriginalState, config: OriginalConfig, peer: NodeId): void {
  if (!isOpen(state, peer)) return
  const { term, commit } = state
  const next = state.next.get(peer) ?? lastEntry(state).idx + 1
  if (next <= firstEntry(state).idx) {
    if (state.dump !== null) state.next.set(peer, state.dump.last.idx + 1)
    const serialized = state.dump
    const said = { kind: 'append_serialized', term, commit_index: commit, serialized } as const
    return say(self, state, config, peer, said)
  }
  const [before] = entriesFrom(state, next - 1, { count: 1 })
  const entries = entriesFrom(state, next, { bytes: config.timings.batch })
  const newest = entries.at(-1)
  if (newest !== undefined) state.next.set(peer, newest.idx + 1)
  say(self, state, config, peer, {
    kind: 'append_entries',
    term,
    commit_index: commit,
    entries,
    prevLogIdx: before?.idx ?? null,
    prevLogTerm: before?.term ?? null,
  })
}

/** Takes entries or a snapshot from whoever says that it leads, in this term or a later one. */
export function onAppend(
  self: Self,
  state: OriginalState,
  config: OriginalConfig,
  message: AppendEntries | AppendSerialized,
  from: NodeId,
): void {
  if (message.term < state.term) return
  state.deadline = self.clock() + patience(self, config.timings)
  if (state.leader !== from) leaderChanged(self, state, config)
  state.leader = from
  if (message.term > state.term) {
    state.term = message.term
    state.votedFor = null
  }
  state.role = { kind: 'follower' }
  if (message.kind === 'append_entries') {
    const wants = take(state, message)
    say(self, state, config, from, wants)
    if (!wants.success) return
  } else if (message.serialized !== null) {
    install(self, state, message.serialized)
    say(self, state, config, from, nextIdx(lastEntry(state).idx + 1, 'success'))
  }
  if (message.commit_index > state.commit) {
    state.commit = Math.min(message.commit_index, lastEntry(state).idx)
  }
}

/** The log is cut after the entry before the new ones, also where it holds the very same ones. */
function take(
  state: OriginalState,
  { entries, prevLogIdx, prevLogTerm }: AppendEntries,
): NextNodeIdx {
  const [before] = entriesFrom(state, prevLogIdx, { count: 1 })
  if (before === undefined) return nextIdx(lastEntry(state).idx + 1, 'reset')
  if (before.term !== prevLogTerm) return nextIdx(before.idx, 'reset')
  state.log.length = before.idx - firstEntry(state).idx + 1
  state.log.push(...entries)
  return nextIdx((entries.at(-1)?.idx ?? before.idx) + 1, 'success')
}

const nextIdx = (next: LogIndex, how: 'reset' | 'success'): NextNodeIdx => ({
  kind: 'next_node_idx',
  next_node_idx: next,
  reset: how === 'reset',
  success: how === 'success',
})

/** Without a term: an answer to an earlier reign counts like one to this. */
export function onNextIdx(
  self: Self,
  state: OriginalState,
  { next_node_idx: next, reset, success }: NextNodeIdx,
  from: NodeId,
): void {
  if (!isLeader(state)) return
  if (reset) state.next.set(from, next)
  if (success && (state.match.get(from) ?? 0) < next - 1) {
    state.match.set(from, next - 1)
    state.next.set(from, next)
  }
  state.respondedAt.set(from, self.clock())
}
