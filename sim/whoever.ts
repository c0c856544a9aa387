// Whom the faults of a role have struck in a run, and the plan as it then was: with named nodes, as if
// it had been known before.

import type { Place, Planned } from './fault.ts'
import type { NodeId } from './units.ts'

/** `place`: the end of the step that gave the role, where the fault had waited for it; else null. */
export type Chosen = { readonly node: NodeId; readonly place: Place | null }

/**
 * A plan in which what has struck names whom; what has not is as it was.
 * @param chosen by the first entry of each occurrence
 */
export function asStruck(
  plan: readonly Planned[],
  chosen: ReadonlyMap<number, Chosen>,
): readonly Planned[] {
  if (chosen.size === 0) return plan
  return plan.map((entry) => {
    const { fault } = entry
    const node = fault.kind === 'whoever' ? chosen.get(fault.by)?.node : undefined
    if (fault.kind !== 'whoever' || node === undefined) return entry
    const own = fault.choices.find((one) => one.node === node)?.fault ?? null
    return own === null ? entry : { ...entry, fault: own, who: { role: fault.role, node } }
  })
}
