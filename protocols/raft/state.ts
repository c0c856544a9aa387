// What a server of Raft knows. Everything but the tables is lost in a crash; `start` builds it again
// from them.

import type { Plain } from '../../sim/plain.ts'
import type { LogIndex, Micros, NodeId, Term } from '../../sim/units.ts'
import type { Members } from './members.ts'
import type { Entry, SessionId } from './messages.ts'

export type Role =
  | {
      readonly kind: 'follower'
      /** whose appends it takes in this term, or null */
      leader: NodeId | null
      /** when it last heard from that leader, on its own clock; null: not in this life */
      heardAt: Micros | null
    }
  /** asks whether it would be elected, before it disturbs anybody with a new term (§9.6) */
  | { readonly kind: 'canvasser'; readonly granted: Set<NodeId>; readonly refused: Set<NodeId> }
  | {
      readonly kind: 'candidate'
      readonly granted: Set<NodeId>
      readonly refused: Set<NodeId>
      readonly transfer: boolean
    }
  | Leader
  /** its disk is not what it wrote: it says nothing and counts for nothing */
  | { readonly kind: 'damaged'; readonly what: string }

export type Leader = {
  readonly kind: 'leader'
  /** every other member, learners included */
  readonly peers: Map<NodeId, Progress>
  /** index of the first entry of its term */
  first: LogIndex
  /** how far its own log is on its own disk */
  stored: LogIndex
  /** number of the newest heartbeat round */
  round: number
  /** newest round that a majority has answered */
  confirmed: number
  /** rounds that no majority has answered yet, oldest first, and when they began */
  rounds: { readonly round: number; readonly at: Micros }[]
  /** until then nobody else can have been elected, on its own clock */
  leaseEnd: Micros
  /** queries that wait for a round or for the state machine, oldest first */
  queries: Waiting[]
  /** clients that wait for an entry, by its index */
  readonly asked: Map<LogIndex, { readonly client: NodeId; readonly ask: number }>
  /** the handover under way, or null */
  transfer: Transferring | null
  /** the client that waits for a change of members, or null */
  changing: { readonly client: NodeId; readonly ask: number } | null
  /** the latest members are committed, and nothing is left to be done about them */
  settled: boolean
  /** it has told a server to stand: no lease of this term holds from then on */
  told: boolean
}

export type Transferring = {
  readonly to: NodeId
  readonly client: NodeId
  readonly ask: number
}

export type Waiting = {
  readonly client: NodeId
  readonly ask: number
  readonly command: unknown
  /** the state machine must have come this far */
  readonly index: LogIndex
  /** a majority must have answered this round */
  readonly round: number
}

/** What a leader knows of another member. */
export type Progress = {
  /** the next entry to send; > match */
  next: LogIndex
  /** its log is known to equal the leader's up to here; never goes back within a term */
  match: LogIndex
  /**
   * `probe`: one append at a time, until one fits. `stream`: entries leave as they come, up to a
   * window. `snapshot`: it gets the chunks of one.
   */
  phase: 'probe' | 'stream' | 'snapshot'
  /** a probe or a chunk is on its way: the next one leaves when it is answered, or with a heartbeat */
  waits: boolean
  /** index of the snapshot that it gets, and how many bytes of it are known to be there */
  snapshot: LogIndex
  offset: number
  /** newest round that it answered */
  round: number
  /** it was heard since the last look (CheckQuorum) */
  active: boolean
}

/** What the state machine remembers of a session (§6.3). Part of every snapshot. */
export type Session = {
  /** entry that used it last: the session unused for longest is forgotten first */
  usedAt: LogIndex
  /** the client waits for nothing below */
  floor: number
  /** commands carried out so far */
  effects: number
  /** commands whose answers are no longer kept, because the floor has passed them */
  settled: number
  /** answers to commands at or above the floor; with `settled` as many as there were effects */
  readonly answers: Map<number, Plain>
}

/** The last entry that the log no longer has; all zero: none. It never changes. */
export type Base = {
  readonly index: LogIndex
  readonly term: Term
  /** of the entry, so that the chain of sums goes on */
  readonly sum: number
  /** covers the above */
  readonly check: number
}

/** What the entries up to `index` have made of the state machine. It never changes. */
export type Snapshot = {
  readonly index: LogIndex
  readonly term: Term
  /** `Contents`, encoded: what travels in chunks */
  readonly bytes: Uint8Array
  /** covers all of the above */
  readonly check: number
}

/** What a snapshot holds besides its place. */
export type Contents = {
  /** of the entry at its index */
  readonly sum: number
  readonly members: Members
  readonly machine: unknown
  readonly sessions: Map<SessionId, Session>
}

export type RaftState = {
  term: Term
  votedFor: NodeId | null
  role: Role
  base: Base
  /** `log[i]` has the index `base.index + 1 + i` */
  log: Entry[]
  /** the newest, at `base.index` or a little later; null: none was ever made */
  snapshot: Snapshot | null
  /** known to be committed */
  commit: LogIndex
  /** carried out on the state machine */
  applied: LogIndex
  /** the newest in the log, committed or not: they count as soon as they are there (§4.1) */
  members: Members
  /** where they came from, and the older ones back to those at the base of the log, oldest first */
  membersLog: { readonly index: LogIndex; readonly members: Members }[]
  /** of the service */
  machine: unknown
  sessions: Map<SessionId, Session>
  /** chunks of a snapshot that is on its way here, or null */
  incoming: Incoming | null
  /** a handover of which it is not known yet who leads now, or null */
  handed: Transferring | null
}

export type Incoming = {
  readonly index: LogIndex
  readonly term: Term
  readonly size: number
  readonly chunks: Uint8Array[]
  upTo: number
}

/** Where the latest members stand in the log; 0: the cluster began with them. */
export const latestMembers = ({ membersLog }: RaftState): LogIndex =>
  membersLog[membersLog.length - 1]?.index ?? 0
