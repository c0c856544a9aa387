// A message between its node and the carrier, and what the links of this room ask of their owner.

import type { Message } from '../../sim/actor.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Laid } from './laid.ts'

/** One message; its identity is that of the object. */
export interface Parcel {
  readonly message: Message
  /** of this life's messages to the peer */
  readonly nth: number
  /** the name of the node it goes to, whichever of its addresses or connections that is */
  readonly to: NodeId
}

/** The faults of a node, as one of its links sees them. */
export interface Over {
  /** those that lie over links to that node, in the order they came */
  at(peer: NodeId): readonly Laid[]
  /** messages that may be kept back for one peer */
  readonly queue: number
  /** of this process */
  readonly life: number
  dropped(peer: NodeId, message: string, why: DropWhy): void
  /** @returns gives it up again */
  after(wait: Micros, act: () => void): () => void
}
