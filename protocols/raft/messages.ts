// What Raft's servers say to each other and to their clients. Who does what with a message is in the
// file that hears it; what a stranger may send is bounded in shapes.ts.

import type { Plain } from '../../sim/plain.ts'
import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import type { Change, Members } from './members.ts'

/** A session is named by the index of the entry that opened it. */
export type SessionId = LogIndex

/**
 * An entry of the log; it never changes. `sum` covers everything else in it and the `sum` of the entry
 * before it, so that neither a damaged entry nor a stale or misplaced one passes for the right one.
 */
export type Entry = { readonly index: LogIndex; readonly term: Term; readonly sum: number } & Body

export type Body =
  /** a leader's first: with it, what earlier terms left behind is committed (§3.6.2, §6.4) */
  | { readonly kind: 'no-op' }
  | {
      readonly kind: 'command'
      readonly session: SessionId
      /** the client's own number of the command, ascending within the session */
      readonly number: number
      /** the client waits for no answer to a command with a smaller number */
      readonly floor: number
      readonly command: Plain
    }
  /** opens a session, named by this entry's index */
  | { readonly kind: 'open' }
  | { readonly kind: 'members'; readonly members: Members }

// server and server

/** Would you vote for me in `term`? Asking changes nothing, neither here nor there (§9.6). */
export type Canvass = {
  readonly kind: 'canvass'
  readonly term: Term
  readonly lastIndex: LogIndex
  readonly lastTerm: Term
}
export type Canvassed = {
  readonly kind: 'canvassed'
  /** the term asked for when granted, else the term of the server that refuses */
  readonly term: Term
  readonly granted: boolean
}
export type Vote = {
  readonly kind: 'vote'
  readonly term: Term
  readonly lastIndex: LogIndex
  readonly lastTerm: Term
  /** the leader itself asked for this election: nobody holds it back for the leader's sake */
  readonly transfer: boolean
}
export type Voted = {
  readonly kind: 'voted'
  readonly term: Term
  readonly granted: boolean
  /** the end of the log that was asked for: a vote is for that log and no other */
  readonly lastIndex: LogIndex
  readonly lastTerm: Term
}

/** Entries after (`prevIndex`, `prevTerm`); none of them: a heartbeat. */
export type Append = {
  readonly kind: 'append'
  readonly term: Term
  readonly prevIndex: LogIndex
  readonly prevTerm: Term
  readonly entries: readonly Entry[]
  readonly commit: LogIndex
  /** number of the leader's newest heartbeat round, echoed: who answers still follows in this round */
  readonly round: number
}
export type Appended = {
  readonly kind: 'appended'
  readonly term: Term
  /** this log equals the leader's up to here, on disk */
  readonly match: LogIndex
  readonly round: number
}
export type Rejected = {
  readonly kind: 'rejected'
  readonly term: Term
  /** of the append that did not fit */
  readonly prevIndex: LogIndex
  /** the logs can only be equal up to here: the last entry of a term <= the leader's `prevTerm` */
  readonly hintIndex: LogIndex
  readonly hintTerm: Term
  /** 0 where the append was of an earlier term */
  readonly round: number
}
/** Bytes `offset` and following of a snapshot whose last entry is (`lastIndex`, `lastTerm`). */
export type Chunk = {
  readonly kind: 'chunk'
  readonly term: Term
  readonly lastIndex: LogIndex
  readonly lastTerm: Term
  readonly offset: number
  readonly bytes: Uint8Array
  /** size of the whole */
  readonly size: number
  readonly round: number
}
export type Chunked = {
  readonly kind: 'chunked'
  readonly term: Term
  readonly lastIndex: LogIndex
  /** bytes that are here without a gap */
  readonly upTo: number
  readonly round: number
}
/** Stand for election at once (§3.10). */
export type TimeoutNow = { readonly kind: 'timeout now'; readonly term: Term }
/** To oneself: the log up to `match` is on disk. */
export type Stored = { readonly kind: 'stored'; readonly term: Term; readonly match: LogIndex }

// client and server; `ask` is the client's own number of the question, repeated with it

export type Open = { readonly kind: 'open'; readonly ask: number }
export type Opened = {
  readonly kind: 'opened'
  readonly ask: number
  readonly session: SessionId
}
/** `ask` numbers the commands of a session, ascending. */
export type Command = {
  readonly kind: 'command'
  readonly ask: number
  readonly session: SessionId
  readonly floor: number
  readonly command: Plain
}
/** A command that only looks; it is not logged. */
export type Query = { readonly kind: 'query'; readonly ask: number; readonly command: Plain }
export type Answer = { readonly kind: 'answer'; readonly ask: number; readonly result: Plain }
/**
 * Makes these the members, by joint consensus or one server at a time, if they are still those that the
 * operator knows: a late copy of a request changes nothing any more.
 */
export type Reconfigure = {
  readonly kind: 'reconfigure'
  readonly ask: number
  /** where the members that it knows stand in the log; 0: those that the cluster began with */
  readonly upon: LogIndex
  readonly change: Change
}
/** Lets `to` lead, the most up-to-date follower when null (§3.10). */
export type Transfer = {
  readonly kind: 'transfer'
  readonly ask: number
  readonly to: NodeId | null
}
/** Reconfigured: the change is committed. Transferred: somebody else leads. */
export type Done = {
  readonly kind: 'done'
  readonly ask: number
  /** where the latest members stand in the log, as far as the server that answers knows */
  readonly index: LogIndex
}
/** The members are others than those that the request was made upon; nothing has been done. */
export type Outdated = {
  readonly kind: 'outdated'
  readonly ask: number
  /** where they stand in the log, and who they are */
  readonly index: LogIndex
  readonly members: Members
}

export type Refusal =
  /** ask `leader`; nothing has been done */
  | 'not the leader'
  /** the session is unknown or forgotten: whether its command was carried out is not known */
  | 'no such session'
  /** too much is waiting; nothing has been done */
  | 'busy'
  /** leadership is being handed over; nothing has been done */
  | 'handing over'
  /** whoever should lead has not taken over in time; it still may */
  | 'not taken over'
  /** another change of members is under way, or this leader has committed nothing yet (§4.1) */
  | 'not now'
  /** the change asked for leads nowhere: no voter, a name twice, a joint one on top of another */
  | 'impossible'
  /** the command may change something: it is no query */
  | 'not a query'
  /** this server's disk is damaged: it answers nothing */
  | 'damaged'

export type Refused = {
  readonly kind: 'refused'
  readonly ask: number
  readonly why: Refusal
  /** who leads, as far as this server knows */
  readonly leader: NodeId | null
}

export type ClientSays = Open | Command | Query | Reconfigure | Transfer
export type ClientHears = Opened | Answer | Done | Outdated | Refused
export type ServerSays =
  | Canvass
  | Canvassed
  | Vote
  | Voted
  | Append
  | Appended
  | Rejected
  | Chunk
  | Chunked
  | TimeoutNow
  | Stored
export type Hears = ServerSays | ClientSays
export type Says = ServerSays | ClientHears
