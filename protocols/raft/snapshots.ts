// Snapshots: a log that has grown long is replaced by what it has made of the state machine, and who
// lacks what was replaced gets that, in chunks. Source: Ongaro, dissertation, chapter 5.

import { assert } from '../../sim/assert.ts'
import type { LogIndex, NodeId } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import { bytesOf, contentsOf, takeUp } from './durable.ts'
import { adopt, compact, entryAt, membersAt, restartLog, termAt } from './log.ts'
import type { Chunk, Chunked } from './messages.ts'
import { checkOfSnapshot } from './seal.ts'
import type { Contents, Incoming, Leader, Progress, RaftState, Snapshot } from './state.ts'

/** A log that is longer than it should be gets a snapshot in its place, up to what is carried out. */
export function takeSnapshot(raft: Config, node: RaftNode, state: RaftState): void {
  const { parameters, rules } = raft
  if (state.applied - state.base.index < parameters.compactAfter || isBeingSent(state)) return
  const index = rules.snapshotIndex(state.applied)
  const entry = entryAt(state, index)
  if (entry === undefined) return
  const { term } = entry
  const bytes = bytesOf(state, entry.sum, membersAt(state, index))
  keep(node, state, { index, term, bytes, check: checkOfSnapshot({ index, term, bytes }) })
  forgetMembers(state, index)
  compact(node, state, Math.max(state.base.index, state.applied - parameters.trail))
}

/**
 * Somebody who answers is getting the snapshot that is there. A newer one in its place would begin from
 * its first byte, and while commands go on it would never end: the log may be longer until then.
 */
function isBeingSent({ role, snapshot }: RaftState): boolean {
  if (role.kind !== 'leader' || snapshot === null) return false
  for (const { phase, active, snapshot: index } of role.peers.values()) {
    if (phase === 'snapshot' && active && index === snapshot.index) return true
  }
  return false
}

/** Those in force at the snapshot are in it; older ones are never asked for again. */
function forgetMembers(state: RaftState, index: LogIndex): void {
  const { membersLog } = state
  while (membersLog[1] !== undefined && membersLog[1].index <= index) membersLog.shift()
}

function keep(node: RaftNode, state: RaftState, snapshot: Snapshot): void {
  state.snapshot = snapshot
  node.store.put('snapshot', 'latest', snapshot)
}

/** The next chunk for a peer that lacks what the log no longer has. */
export function sendChunk(
  { parameters }: Config,
  node: RaftNode,
  state: RaftState,
  { round }: Leader,
  peer: NodeId,
  progress: Progress,
): void {
  const { snapshot, term } = state
  assert(snapshot !== null, 'a log that begins later has a snapshot before it')
  if (progress.phase !== 'snapshot' || progress.snapshot !== snapshot.index) {
    progress.phase = 'snapshot'
    progress.snapshot = snapshot.index
    progress.offset = 0
  }
  const { index: lastIndex, term: lastTerm, bytes } = snapshot
  const { offset } = progress
  const part = bytes.slice(offset, offset + parameters.chunk)
  node.send(
    peer,
    { kind: 'chunk', term, lastIndex, lastTerm, offset, bytes: part, size: bytes.length, round },
    'early',
  )
  progress.waits = true
}

/**
 * A peer has the chunks up to `upTo`: fewer than it had when it has started again since, or an old
 * answer comes late. Then the next heartbeat goes on from there, so that no answer brings two chunks.
 * @returns whether it is ready for the next
 */
export function onChunked(progress: Progress, { lastIndex: index, upTo }: Chunked): boolean {
  if (progress.phase !== 'snapshot' || progress.snapshot !== index) return false
  const isReady = upTo > progress.offset || !progress.waits
  progress.offset = upTo
  if (isReady) progress.waits = false
  return isReady
}

/** A part of a snapshot of the leader of this term; the last one installs it. */
export function onChunk(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  message: Chunk,
  from: NodeId,
): void {
  const { term } = state
  const { lastIndex: index, size, round } = message
  if (!raft.rules.isNews(index, state.commit)) {
    state.incoming = null
    return node.send(from, { kind: 'appended', term, match: state.commit, round })
  }
  const incoming = gather(state, message)
  const { upTo } = incoming
  if (upTo < size) {
    return node.send(from, { kind: 'chunked', term, lastIndex: index, upTo, round }, 'early')
  }
  state.incoming = null
  const contents = contentsOf(whole(incoming), raft.service)
  if (contents === null) return node.sometimes('a snapshot was no snapshot')
  install(raft, node, state, incoming, contents)
  node.send(from, { kind: 'appended', term: state.term, match: index, round })
}

/** Chunks are kept in order; one that comes too early or again changes nothing. */
function gather(
  state: RaftState,
  { lastIndex: index, lastTerm, offset, bytes, size }: Chunk,
): Incoming {
  const { incoming } = state
  const same =
    incoming !== null &&
    incoming.index === index &&
    incoming.term === lastTerm &&
    incoming.size === size
  const into: Incoming = same ? incoming : { index, term: lastTerm, size, chunks: [], upTo: 0 }
  state.incoming = into
  if (bytes.length > 0 && offset === into.upTo && offset + bytes.length <= size) {
    into.chunks.push(bytes)
    into.upTo += bytes.length
  }
  return into
}

function whole({ chunks, size }: Incoming): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** The snapshot takes the place of the state machine and of the log up to it. */
function install(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  incoming: Incoming,
  contents: Contents,
): void {
  node.sometimes('a snapshot was installed')
  const { index, term } = incoming
  const goesOn = raft.rules.keepsLogAfter(termAt(state, index), term)
  const kept = goesOn ? state.log.slice(Math.max(0, index - state.base.index)) : []
  node.sometimes('a log went on after a snapshot', kept.length > 0)
  const bytes = whole(incoming)
  const snapshot: Snapshot = { index, term, bytes, check: checkOfSnapshot({ index, term, bytes }) }
  state.term = raft.rules.termAfterSnapshot(state.term, term)
  keep(node, state, snapshot)
  if (goesOn) compact(node, state, index)
  else restartLog(node, state, { index, term, sum: contents.sum })
  takeUp(state, snapshot, contents)
  for (const entry of kept) {
    if (entry.kind === 'members') adopt(state, entry.index, entry.members)
  }
}
