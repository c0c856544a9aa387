// What a server of the source's library knows. All of it is memory: no journal, no dump file. Only
// the rows of the database are on disk, and the library knows nothing of them.

import type { Node } from '../../sim/actor.ts'
import type { LogIndex, Micros, NodeId, Term } from '../../sim/units.ts'
import type { ClientHears, ClientSays } from '../raft/messages.ts'
import type { KvCommand, KvResult } from './messages.ts'
import type { Dump, OriginalEntry, PeerSays, Replicated } from './original-messages.ts'
import type { OriginalTimings } from './original-timings.ts'
import type { Usage } from './original-usage.ts'

export interface OriginalConfig {
  /** every server of the cluster, oneself among them */
  readonly servers: readonly NodeId[]
  readonly timings: OriginalTimings
  readonly usage: Usage
}

/** A client on one connection: `line` counts those that it has lost. */
export type Client = { readonly at: NodeId; readonly line: number; readonly ask: number }

/** Who waits for a command to be applied; null: nobody. */
export type Caller =
  | { readonly kind: 'thread'; readonly client: Client }
  | { readonly kind: 'server'; readonly server: NodeId; readonly request: number }
  | null

export type Queued = { readonly command: Replicated; readonly caller: Caller }

export type Link = {
  phase: 'dialling' | 'open'
  /** when something was last read from it */
  readAt: Micros
}

export type OriginalState = {
  term: Term
  votedFor: NodeId | null
  votes: number
  role: { readonly kind: 'follower' | 'candidate' | 'leader' }
  leader: NodeId | null
  /** stands for election when it has passed */
  deadline: Micros
  /** never empty; the first entry is NO_OP or the last but one that a snapshot covers */
  log: OriginalEntry[]
  commit: LogIndex
  applied: LogIndex
  /** by peer */
  next: Map<NodeId, LogIndex>
  match: Map<NodeId, LogIndex>
  respondedAt: Map<NodeId, Micros>
  /** entries are sent when it has passed */
  appendAt: Micros
  links: Map<NodeId, Link>
  dialledAt: Map<NodeId, Micros>
  queue: Queued[]
  /** commands passed on to the leader, by number of the request */
  passedOn: Map<number, Client>
  requests: number
  /** who waits for an entry, by its index */
  waiting: Map<LogIndex, { readonly term: Term; readonly caller: Caller }[]>
  dump: Dump | null
  dumpedAt: Micros
  dumpedEntry: LogIndex | null
  /** an exception ends every tick before the sockets are looked at: nothing is read any more */
  deaf: boolean
  /** where the database is, and its rows there */
  path: string
  machine: Map<string, string>
  opened: boolean
  /** the variable in which the last command left its answer */
  answer: KvResult
  /** calls of a service of one thread; the first is under way */
  calls: { readonly client: Client; readonly command: KvCommand }[]
  /** connections that a client has lost */
  lines: Map<NodeId, number>
}

export type OriginalServing = {
  state: OriginalState
  hears: PeerSays | ClientSays
  says: PeerSays | ClientHears
  timers: { kind: 'tick' } | { kind: 'open database' } | { kind: 'take the answer' }
  disk: { rows: { key: string; value: string } }
}

export type Self = Node<OriginalServing>

export const isLeader = ({ role }: OriginalState): boolean => role.kind === 'leader'

/** More than half of all servers. */
export const isMajority = (count: number, { servers }: OriginalConfig): boolean =>
  count > servers.length / 2

export const partners = (self: Self, { servers }: OriginalConfig): readonly NodeId[] =>
  servers.filter((one) => one !== self.id)

const noOp: OriginalEntry = { idx: 1, term: 0, command: null }

export const lastEntry = ({ log }: OriginalState): OriginalEntry => log.at(-1) ?? noOp
export const firstEntry = ({ log }: OriginalState): OriginalEntry => log[0] ?? noOp

/**
 * Entries from an index on; none when it lies before the log or is null.
 * @param count at most so many
 * @param bytes until so many are reached; one entry always goes
 */
export function entriesFrom(
  { log }: OriginalState,
  from: LogIndex | null,
  { count = log.length, bytes = Number.MAX_SAFE_INTEGER }: { count?: number; bytes?: number } = {},
): OriginalEntry[] {
  const start = from === null ? -1 : from - (log[0]?.idx ?? 1)
  if (start < 0) return []
  const taken: OriginalEntry[] = []
  let size = 0
  for (let at = start; at < log.length && taken.length < count && size < bytes; at++) {
    const entry = log[at]
    if (entry === undefined) break
    taken.push(entry)
    size += bytesOf(entry)
  }
  return taken
}

/** About what the pickled arguments take. */
function bytesOf({ command }: OriginalEntry): number {
  if (command === null) return 1
  let size = 16
  for (const field of Object.values(command.command)) {
    if (typeof field === 'string') size += field.length
  }
  return size
}

/** Every server starts with the same entry: NO_OP, index 1, term 0. */
export function freshState(self: Self, { timings }: OriginalConfig): OriginalState {
  const now = self.clock()
  return {
    term: 0,
    votedFor: null,
    votes: 0,
    role: { kind: 'follower' },
    leader: null,
    deadline: now + patience(self, timings),
    log: [noOp],
    commit: 1,
    applied: 1,
    next: new Map(),
    match: new Map(),
    respondedAt: new Map(),
    appendAt: now,
    links: new Map(),
    dialledAt: new Map(),
    queue: [],
    passedOn: new Map(),
    requests: 0,
    waiting: new Map(),
    dump: null,
    dumpedAt: now,
    dumpedEntry: null,
    deaf: false,
    path: `db_${self.id}`,
    machine: new Map(),
    opened: true,
    answer: null,
    calls: [],
    lines: new Map(),
  }
}

/** Drawn anew each time, evenly. */
export const patience = (self: Self, { electionMin, electionMax }: OriginalTimings): Micros =>
  electionMin + self.random(Math.max(1, electionMax - electionMin), 'election timeout')
