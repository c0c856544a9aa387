// What the stream transport asks of one connection, whatever carries it: control words and mail in
// order, reading that can be paused, writing that is counted, an end that is told once. Who the
// other side is and what is said when is decided in streams.ts.

import type { Ended } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Spot } from '../address.ts'
import type { Control } from './hello.ts'

/** A connection under way or open, whoever began it. */
export interface Connection {
  /** Settles when nothing of it is left. */
  readonly closed: Promise<void>
  /** the other side, in words */
  readonly remote: string
  /** frames handed over and not yet taken by the system */
  readonly unflushed: number
  /** when the frame under way began (`performance.now`); null where none is or none is seen */
  readonly begunAt: number | null
  /** Frames this long are taken from now on (strangers are allowed little). */
  allow(frameMax: number): void
  say(said: Control): void
  mail(sealed: Uint8Array): void
  pause(): void
  resume(): void
  /** In order: what was written goes out, then the end. Nothing is heard or told any more. */
  finish(): void
  /** At once: what is on the way is lost. Nothing is heard any more; `ended` is not told. */
  reset(): void
  /** The last word has been read: the peer ended in order. */
  farewell(): void
}

/** What a connection tells; never after `ended`, `finish` or `reset`. */
export interface ConnectionEvents {
  said(connection: Connection, said: Control): void
  mail(connection: Connection, sealed: Uint8Array): void
  /** The bytes were not frames of ours; the connection is ended by its owner. */
  refused(connection: Connection, why: string): void
  /** Nothing comes any more. An end without a farewell is a reset, as after a SIGKILL. */
  ended(connection: Connection, why: Ended): void
}

export interface DoorEvents extends ConnectionEvents {
  /** Somebody has connected and said nothing yet. */
  came(connection: Connection): void
  /** Somebody was sent away before there was a connection. */
  turnedAway(remote: string, why: string): void
}

/** Where connections of one node come in and go out. */
export interface Door {
  /** Where others reach it. */
  readonly address: NodeId
  /** Takes callers from now on. */
  open(events: DoorEvents): void
  dial(spot: Spot): Connection
  /** Takes no further callers; settles when the port is free and nothing is left. */
  close(): Promise<void>
}

/** Longest frame that is taken of somebody who has not been introduced, in bytes. */
export const helloMax = 1_024

/** How long an ended connection may take to hand over its last bytes, ms. */
export const lingerMs = 1_000
