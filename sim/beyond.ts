// Whether a plan asks more than a protocol promises to survive. It is judged on the plan as it was
// drawn, so a partition that fell on a single node counts as what it was.

import type { Budget } from './budget.ts'
import { heldOf } from './budget-held.ts'
import { linkExcess } from './budget-links.ts'
import { nodeExcess } from './budget-nodes.ts'
import type { Planned } from './fault.ts'
import type { Roster } from './roster.ts'
import type { Micros } from './units.ts'

/**
 * What of a plan the protocol does not promise to survive, in one sentence; null when it is inside.
 * Where an event starts a fault its time is not known, and it counts as if it fell at the worst one.
 */
export function beyond(
  plan: readonly Planned[],
  budget: Budget,
  context: { readonly roster: Roster; readonly until: Micros },
): string | null {
  const held = heldOf(plan, context.until)
  const excess =
    nodeExcess(held, budget, context.roster) ?? linkExcess(held, budget, context.roster)
  return excess === null ? null : `outside the fault budget (${excess})`
}
