// What the parts of a world (datagrams, streams, faults) see of it, and the words they share.

import type { Ended, Message } from '../actor.ts'
import type { Odds } from '../chooser.ts'
import type { DropWhy } from '../trace.ts'
import type { Micros, NodeId } from '../units.ts'
import type { System } from './compile.ts'
import type { EventQueue } from './queue.ts'

// Kinds of events, the low four bits of a queue entry's kind word.
export const arrive = 0 // a message reaches its node: a = to, b = from, c = nth
export const timer = 1 // a timer is due: a = node, c = nth, body = its entry
export const durable = 2 // a sync has ended: a = node
export const boot = 3 // a node starts: a = node
export const lost = 4 // a stream's end is told: a = node, b = peer, c = serial, body = why
export const fault = 5 // an entry of the plan strikes: a = its position
export const mail = 6 // the workload's next call
export const dial = 7 // a stream's opening reaches its peer, c = its number, body = the connection
export const serve = 8 // a slow node has done its work: a = node, body = the event
export const stalled = 9 // a cut stream has been cut for long enough: body = the connection

/** bit 4 of the kind word: the second copy of a message */
export const copyBit = 16
/** what (the index of a word) stands above it */
export const whatShift = 5

// Purposes of a draw, by index in `purposes` of chooser.ts.
export const fate = 0
export const delay = 1
export const delayOfCopy = 2
export const jitter = 3
export const random = 4
export const sync = 5
export const kept = 6
export const faultDraw = 7

/** A message on its way over a link that has a fault on it. */
export interface Parcel {
  readonly from: number
  readonly to: number
  readonly what: number
  readonly nth: number
  readonly copy: 1 | 2
  readonly message: Message
  /** its send event in the trace; 0 when nobody records */
  readonly event: number
}

export interface Wire {
  readonly system: System
  readonly queue: EventQueue
  readonly now: Micros
  /** index of a word that names draws and events; `whatText` gives it back */
  word(text: string): number
  textOf(what: number): string
  /** the outcome of a decision, by whoever chooses in this world; `to` -1 where there is no peer */
  decide(purpose: number, what: number, from: number, to: number, nth: number, odds: Odds): number
  /** the parcel will reach its node at `at` */
  arriveAt(at: Micros, parcel: Parcel): number
  /** it never will */
  dropped(parcel: Parcel, why: DropWhy, fault: number | null): void
  /** a scheduled arrival is taken back (an event of the queue) and becomes a parcel again */
  takeBack(slot: number): Parcel
  isUp(node: number): boolean
  /** a node has closed a connection: of what waits for it, that connection's messages are dropped */
  closed(node: number, peer: number, serial: number): void
  idOf(node: number): NodeId
  /** a stream's end will be told to `node` at `at`; @returns the slot */
  tellLost(at: Micros, node: number, peer: number, why: Ended, serial: number): number
}
