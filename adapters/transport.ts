// The seam between a node and the wire. A host sees links and gives ears; what carries the bytes
// (carriers.ts) knows nothing of actors, stores or timers.

import type { Ended, Message } from '../sim/actor.ts'
import type { LinkKind } from '../sim/link.ts'
import type { Shapes } from '../sim/shape.ts'
import type { DropWhy } from '../sim/trace.ts'
import type { NodeId } from '../sim/units.ts'
import { type Carrier, isAddress, type Spot, spotOf } from './address.ts'

/**
 * The way to one peer. A stream's link is one connection: when that ends, the link has ended for
 * good, and what is still sent on it is dropped, so an output never leaves on a connection its
 * step did not see. A datagram's link never ends.
 */
export interface Link {
  readonly peer: NodeId
  /**
   * Leaves now, or as soon as the connection is up. A full queue resets a stream.
   * @param nth of this life's messages to the peer, from 1; the peer is told it (`Mark`)
   */
  send(message: Message, nth: number): void
  /** The same for mail that is sealed already (`wire.ts`) and may be damaged; datagrams only. */
  sendSealed(kind: string, mail: Uint8Array): void
  /** Ends the stream in order, after what was sent before; the peer gets `lost(…, 'closed')`. */
  close(): void
}

/** Which of a peer's messages one is: its life, and its number among that life's to us, from 1. */
export interface Mark {
  readonly life: number
  readonly nth: number
}

/** What a transport tells its node. Calls never come from inside a call of the node's own. */
export interface Ears {
  /** @param mark null for peers that do not number what they say (callers from outside) */
  receive(from: NodeId, message: Message, mark: Mark | null): void
  /** The stream to `peer` ended; nothing of it arrives afterwards. Never called for datagrams. */
  lost(peer: NodeId, why: Ended): void
  /** A message of ours, or to us, that went nowhere. */
  dropped(peer: NodeId, message: string, why: DropWhy): void
  /** Bytes from outside that are not ours: whose, and why the connection was closed. */
  refused(remote: string, why: string): void
}

export interface Transport {
  /** Where others reach this node, `tcp/127.0.0.1:41873`. */
  readonly address: NodeId
  /**
   * The link an output of this instant belongs to; opens nothing yet.
   * @returns null when the peer is neither in the address book nor connected (`gone`)
   */
  linkTo(peer: NodeId): Link | null
  /** Stops reading from every peer (the node's line of held outputs is long). */
  pause(): void
  resume(): void
  /** Ends every connection in order and gives the port back. */
  close(): Promise<void>
}

/** Names and where they are reached now; the supervisor rewrites it when a node starts again. */
export type Book = Map<NodeId, NodeId>

export interface TransportOptions {
  readonly id: NodeId
  /** of this process: 1 at its first start, one more at each */
  readonly life: number
  /** what this node hears; null: everything */
  readonly hears: Shapes | null
  readonly book: Book
  readonly ears: Ears
  kindOf(peer: NodeId): LinkKind
  /** loopback unless told otherwise */
  readonly host: string
  /** null: any free one */
  readonly port: number | null
  /** messages that may wait for one peer */
  readonly queue: number
  readonly limits: Limits
}

/** What strangers may cost. */
export interface Limits {
  /** bytes of one message's frame */
  readonly frameMax: number
  /** milliseconds until a connection has to be introduced, and until a begun frame has to end */
  readonly handshake: number
  readonly frameWithin: number
  /** connections that have not said who they are */
  readonly strangersMax: number
}

export const limitsDefault: Limits = {
  frameMax: 1 << 20,
  handshake: 2_000,
  frameWithin: 10_000,
  strangersMax: 128,
}

/** `receiver` of `receiver/3` (a third connection of its own); an address stays whole. */
export function baseOf(peer: NodeId): NodeId {
  const slash = isAddress(peer) ? -1 : peer.indexOf('/')
  return slash < 0 ? peer : (peer.slice(0, slash) as NodeId)
}

/** A caller from outside, `call/17` or `conn/5`: its name means nothing once it has gone. */
export const isPassing = (peer: NodeId): boolean => /^(?:call|conn)\//.test(peer)

/** `/3` of `receiver/3`, else nothing. */
export const channelOf = (peer: NodeId): string => peer.slice(baseOf(peer).length)

/** Where a peer is dialed: as the book says, or an address of this carrier as it stands. */
export function whereIs(peer: NodeId, book: Book, carrier: Carrier): Spot | null {
  const isOwn = isAddress(peer)
  const address = isOwn ? peer : book.get(baseOf(peer))
  const spot = address === undefined ? null : spotOf(address)
  return isOwn && spot?.carrier !== carrier ? null : spot
}

/** Names that mail from outside may not carry: the world itself speaks under them. */
const reserved: ReadonlySet<string> = new Set(['workload'])

/** Whether a peer that is not `id` may call itself that. */
export const isFree = (caller: NodeId, id: NodeId): boolean =>
  caller !== id && !reserved.has(caller) && !isAddress(caller)
