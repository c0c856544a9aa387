// An instant of a system as data: what a world goes on from in place of the first boot of its nodes.
// Nothing says where it comes from; a recording of a real run is one place.

import type { Message, Timer } from './actor.ts'
import type { Operation } from './history.ts'
import type { Plain } from './plain.ts'
import type { Key } from './store.ts'
import type { Micros, NodeId } from './units.ts'

/** One node between two steps. All its writes are durable. */
export interface ResumedNode {
  readonly id: NodeId
  /** plain; each world takes a copy */
  readonly state: object
  /** which of its lives it is in, from 1 */
  readonly life: number
  /** its clocks: monotonic since this start, and since 1970 */
  readonly clock: Micros
  readonly wall: Micros
  readonly rows: readonly (readonly [table: string, key: Key, value: Plain])[]
  /** armed, in the order they were set; `left` on its own clock */
  readonly timers: readonly { readonly timer: Timer; readonly left: Micros }[]
}

/** A connection that at least one end still holds. */
export interface ResumedStream {
  readonly between: readonly [NodeId, NodeId]
  /** the end that has closed it, which the other does not know yet; null: both hold it */
  readonly closedBy: NodeId | null
}

/** An instant of a whole system, which becomes virtual time 0. Every node is up. */
export interface Resume {
  readonly nodes: readonly ResumedNode[]
  readonly streams: readonly ResumedStream[]
  /** messages on their way, in the order they had left; their fate is drawn anew */
  readonly flying: readonly {
    readonly from: NodeId
    readonly to: NodeId
    readonly message: Message
  }[]
  /** operations so far, in order of `start`, in times up to 0; `own` is their client's number */
  readonly history: readonly (Operation & { readonly own: number })[]
  /** messages so far, by kind */
  readonly sent: ReadonlyMap<string, number>
  readonly delivered: ReadonlyMap<string, number>
  readonly goals: ReadonlyMap<string, number>
}
