// What a supervisor knows of one node, over all its lives.

import type { Fault } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Tally } from '../records/tally.ts'
import type { Child } from './child.ts'
import type { NodePlan } from './mail.ts'

/** A fault that a node was told, and when, since the origin. */
export interface Told {
  readonly id: number
  readonly fault: Fault
  readonly at: Micros
}

/** A node, whose process changes with every life. */
export interface Place {
  readonly plan: NodePlan
  child: Child
  address: NodeId | null
  /** counts of the lives before this one */
  readonly past: Tally
  /** since the beginning or the last calm: a new life finds its machine as the old one left it */
  readonly faults: Told[]
  /** it hears what it is told, and has been told of all faults so far */
  listens: boolean
  /** its end is asked for: nothing to report */
  ending: boolean
}
