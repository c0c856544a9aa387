// The actor: three or four functions over plain state, and the node through which they see the
// world. Nothing here runs anything; worlds are in sim/kernel and in adapters.

import type { Plain } from './plain.ts'
import type { Store, Tables } from './store.ts'
import type { Micros, NodeId, OpId } from './units.ts'

/** `kind` must be a literal: kernels compare it by identity. */
export type Message = { readonly kind: string }

/** A timer is its fields: two equal ones are the same timer, whatever object says it. */
export type Timer = { readonly kind: string; readonly [field: string]: string | number }

/** Why a stream ended. */
export type Ended = 'refused' | 'closed' | 'reset'

/** What an actor is made of; a protocol names only the parts it has. */
export interface Parts {
  /** plain, a tree, the actor's own to mutate */
  state: object
  /** union by `kind` of what may arrive */
  hears: Message
  /** union by `kind` of what it may send */
  says: Message
  /** union by `kind`; a timer is its fields */
  timers?: Timer
  /** its durable tables */
  disk?: Tables
  /** what it writes into the client history */
  op?: { call: Plain; result: Plain }
}

export type TimerOf<P extends Parts> = P extends { timers: infer T extends Timer } ? T : never
// biome-ignore lint/complexity/noBannedTypes: an actor without tables has a store without names
export type DiskOf<P extends Parts> = P extends { disk: infer D extends Tables } ? D : {}
export type OpOf<P extends Parts> = P extends {
  op: infer O extends { call: Plain; result: Plain }
}
  ? O
  : never

/** All that a handler sees of the world. Never kept beyond the call. */
export interface Node<P extends Parts> {
  readonly id: NodeId
  /** Monotonic, since this start. */
  clock(): Micros
  /** Since 1970, under skew, drift and jumps. */
  wallClock(): Micros
  /** An even draw from 0 to `below - 1`, named by `what` (a literal). */
  random(below: number, what: string): number
  /** Leaves when every write of this node so far is durable; `early` leaves at once. */
  send(to: NodeId, message: P['says'], when?: 'early'): void
  /** Ends the stream in order, after what was sent before. */
  close(peer: NodeId): void
  /** Due after `after` plus a jitter below `spread`; an armed equal timer moves. */
  setTimer(timer: TimerOf<P>, after: Micros, spread?: Micros): void
  cancelTimer(timer: TimerOf<P>): void
  readonly store: Store<DiskOf<P>>
  /** Opens an operation in the client history. */
  invoke(call: OpOf<P>['call']): OpId
  /** Ends it; waits for the disk like a send. */
  complete(op: OpId, result: OpOf<P>['result']): void
  note(text: string): void
  sometimes(goal: string, reached?: boolean): void
}

export type Actor<P extends Parts> = {
  /** First boot and every restart. */
  start(node: Node<P>): P['state']
  receive(node: Node<P>, state: P['state'], message: P['hears'], from: NodeId): void
  /** The stream to `peer` ended. */
  lost?(node: Node<P>, state: P['state'], peer: NodeId, why: Ended): void
} & ([TimerOf<P>] extends [never]
  ? unknown
  : { expire(node: Node<P>, state: P['state'], timer: TimerOf<P>): void })

/** What a world holds: methods compare their parameters both ways, so any Actor<P> fits. */
export interface AnyActor {
  start(node: AnyNode): object
  receive(node: AnyNode, state: object, message: Message, from: NodeId): void
  lost?(node: AnyNode, state: object, peer: NodeId, why: Ended): void
  expire?(node: AnyNode, state: object, timer: Timer): void
}

export interface AnyNode {
  readonly id: NodeId
  clock(): Micros
  wallClock(): Micros
  random(below: number, what: string): number
  send(to: NodeId, message: Message, when?: 'early'): void
  close(peer: NodeId): void
  setTimer(timer: Timer, after: Micros, spread?: Micros): void
  cancelTimer(timer: Timer): void
  readonly store: AnyStore
  invoke(call: unknown): OpId
  complete(op: OpId, result: unknown): void
  note(text: string): void
  sometimes(goal: string, reached?: boolean): void
}

export interface AnyStore {
  get(table: string, key: string | number): unknown
  put(table: string, key: string | number, value: unknown, how?: 'relaxed'): void
  delete(table: string, key: string | number, how?: 'relaxed'): void
  deleteRange(table: string, from: string | number, to?: string | number): void
  scan(
    table: string,
    from?: string | number,
    to?: string | number,
  ): Iterable<[string | number, unknown]>
}
