// What the links of this room ask of their owner: the faults that lie over them, and a way out.

import type { Shapes } from '../../sim/shape.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Laid } from './laid.ts'

/** The faults of a node, as one of its links sees them. */
export interface Over {
  /** those that lie over links to that node, in the order they came */
  at(peer: NodeId): readonly Laid[]
  /** messages that may be kept back for one peer */
  readonly queue: number
  /** of this process */
  readonly life: number
  /** What the actor there hears, as far as that is known; damage that nobody checks stays within. */
  hearsOf(peer: NodeId): Shapes | null
  dropped(peer: NodeId, message: string, why: DropWhy): void
  /** @returns gives it up again */
  after(wait: Micros, act: () => void): () => void
}
