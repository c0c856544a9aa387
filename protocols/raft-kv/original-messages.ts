// What the servers of the source's library say to each other, under its own names, as types and as
// shape tables. Bytes are no part of it: the library pickles and compresses them.

import type { Shape, Shapes } from '../../sim/shape.ts'
import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import type { KvCommand } from './messages.ts'

/** An entry of the log: (command, idx, term). It never changes. */
export type OriginalEntry = {
  readonly idx: LogIndex
  readonly term: Term
  /** null: NO_OP */
  readonly command: Replicated | null
}

/** A call of a replicated method: its arguments. `version` in ms since 1970 where rows have one, else 0. */
export type Replicated = { readonly command: KvCommand; readonly version: number }

/** What TCP does by itself, so that an end knows whether a connection stands before it uses it. */
export type Connect = { readonly kind: 'connect' }
export type Connected = { readonly kind: 'connected' }
/** First message on a connection, from the end that dialled. */
export type Hello = { readonly kind: 'hello'; readonly address: NodeId }

export type RequestVote = {
  readonly kind: 'request_vote'
  readonly term: Term
  readonly last_log_index: LogIndex
  readonly last_log_term: Term
}
/** There is no refusal: who does not vote is silent. */
export type ResponseVote = { readonly kind: 'response_vote'; readonly term: Term }

/** `prevLogIdx` null: the leader has no entry there. */
export type AppendEntries = {
  readonly kind: 'append_entries'
  readonly term: Term
  readonly commit_index: LogIndex
  readonly entries: readonly OriginalEntry[]
  readonly prevLogIdx: LogIndex | null
  readonly prevLogTerm: Term | null
}
/** The same kind of message in the library, with `serialized` in place of entries. */
export type AppendSerialized = {
  readonly kind: 'append_serialized'
  readonly term: Term
  readonly commit_index: LogIndex
  readonly serialized: Dump | null
}
/** Says of no term which it speaks of. */
export type NextNodeIdx = {
  readonly kind: 'next_node_idx'
  readonly next_node_idx: LogIndex
  readonly reset: boolean
  readonly success: boolean
}
/** A follower passes a command on; without `request_id` nobody waits for it. */
export type ApplyCommand = {
  readonly kind: 'apply_command'
  readonly command: Replicated
  readonly request_id: number | null
}
export type ApplyCommandResponse = {
  readonly kind: 'apply_command_response'
  readonly request_id: number
  readonly log_idx: LogIndex
  readonly log_term: Term
  /** null: it stands in the leader's log */
  readonly error: FailReason | null
}

export type FailReason =
  | 'QUEUE_FULL'
  | 'MISSING_LEADER'
  | 'DISCARDED'
  | 'NOT_LEADER'
  | 'LEADER_CHANGED'

/**
 * A snapshot: the last two applied entries and what the object had for attributes when it was made.
 * Rows of a database are no attributes; the path to it may be one.
 */
export type Dump = {
  readonly before: OriginalEntry
  readonly last: OriginalEntry
  readonly db_path: string | null
}

export type PeerSays =
  | Connect
  | Connected
  | Hello
  | RequestVote
  | ResponseVote
  | AppendEntries
  | AppendSerialized
  | NextNodeIdx
  | ApplyCommand
  | ApplyCommandResponse

const count: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }
const text: Shape = { kind: 'string', max: 65_536 }
const textOrNull: Shape = { kind: 'one of', shapes: [text, { kind: 'literal', value: null }] }
const countOrNull: Shape = { kind: 'one of', shapes: [count, { kind: 'literal', value: null }] }
const flag: Shape = { kind: 'boolean' }

const literal = (value: string): Shape => ({ kind: 'literal', value })
const record = (fields: Readonly<Record<string, Shape>>): Shape => ({ kind: 'record', fields })

const command: Shape = {
  kind: 'one of',
  shapes: [
    record({ kind: literal('get'), key: text }),
    record({ kind: literal('put'), key: text, value: text }),
    record({ kind: literal('delete'), key: text }),
    record({ kind: literal('cas'), key: text, from: textOrNull, to: textOrNull }),
    record({ kind: literal('range'), from: text, to: text }),
  ],
}
const replicated = record({ command, version: count })
const entry = record({
  idx: count,
  term: count,
  command: { kind: 'one of', shapes: [replicated, { kind: 'literal', value: null }] },
})
const dump = record({ before: entry, last: entry, db_path: textOrNull })
const reasons: Shape = {
  kind: 'one of',
  shapes: [
    literal('QUEUE_FULL'),
    literal('MISSING_LEADER'),
    literal('DISCARDED'),
    literal('NOT_LEADER'),
    literal('LEADER_CHANGED'),
    { kind: 'literal', value: null },
  ],
}

/** Between servers. */
export const peerHears: Shapes = {
  connect: {},
  connected: {},
  hello: { address: { kind: 'node' } },
  request_vote: { term: count, last_log_index: count, last_log_term: count },
  response_vote: { term: count },
  append_entries: {
    term: count,
    commit_index: count,
    entries: { kind: 'list', of: entry, max: 65_536 },
    prevLogIdx: countOrNull,
    prevLogTerm: countOrNull,
  },
  append_serialized: {
    term: count,
    commit_index: count,
    serialized: { kind: 'one of', shapes: [dump, { kind: 'literal', value: null }] },
  },
  next_node_idx: { next_node_idx: count, reset: flag, success: flag },
  apply_command: { command: replicated, request_id: countOrNull },
  apply_command_response: {
    request_id: count,
    log_idx: count,
    log_term: count,
    error: reasons,
  },
}

/** Of a client: the protocol of Raft's own clients, so that the same clients can ask. */
const askedBy: Shapes = {
  open: { ask: count },
  command: { ask: count, session: count, floor: count, command },
  query: { ask: count, command },
}

export const originalServerHears: Shapes = { ...peerHears, ...askedBy }
