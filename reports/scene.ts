// What an explanation looks at: the trace with its lineage, and the names that people know things by.

import type { Due } from '../sim/due.ts'
import type { FailureTold, FaultTold, OperationTold, Report } from '../sim/report.ts'
import type { NodeRoles } from '../sim/role-view.ts'
import type { Micros, NodeId } from '../sim/units.ts'
import { type Lineage, lineageOf } from './lineage.ts'

export interface Scene {
  readonly lineage: Lineage
  readonly faults: readonly FaultTold[]
  readonly operations: readonly OperationTold[]
  readonly failure: FailureTold | null
  readonly due: readonly Due[]
  /** what the nodes were that have a view */
  readonly roles: readonly NodeRoles[]
  readonly end: Micros
}

/** Of a run without its trace, a scene in which nothing happens. */
export const sceneOf = ({ run, faults, operations, failure, roles }: Report): Scene => ({
  ...{ faults, operations, failure, roles },
  lineage: lineageOf(run.trace ?? []),
  due: run.due ?? [],
  end: run.simTime,
})

/** The nodes that did anything, in the order in which they began. */
export const nodesOf = ({ trace }: Lineage): NodeId[] => [
  ...new Set(trace.flatMap(({ node }) => (node === null ? [] : [node]))),
]
