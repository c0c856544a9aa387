// What thresholds measure of a world: its history, its messages, and when which faults were in force.

import type { Measurable } from '../../sim/check/measure.ts'
import type { Planned } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { Intervals } from './intervals.ts'
import type { Site, Stage } from './site.ts'

/**
 * A world as it is now.
 * @param plan everything that was to strike it
 * @param goalAt when goals were first reached
 */
export function measurableOf(
  { claims, until }: Site,
  { world, judge }: Stage,
  plan: readonly Planned[],
  goalAt: ReadonlyMap<string, Micros>,
): Measurable {
  const struck = { struckAt: world.struckAt, goalAt: (goal: string) => goalAt.get(goal) ?? null }
  const intervals = new Intervals(plan, struck, until)
  return {
    history: world.history(),
    outcome: claims.outcome ?? null,
    messages: world.sentInAll(),
    end: world.now,
    during: (word) => intervals.during(word),
    after: (word) => intervals.after(word),
    convergence: judge.convergence,
    lifeBegan: (node) => lifeBegan(world, node),
  }
}

function lifeBegan({ cells, system }: Stage['world'], node: NodeId): Micros | null {
  const cell = cells[system.index.get(node) ?? -1]
  return cell === undefined || cell.state === null ? null : cell.startedAt
}
