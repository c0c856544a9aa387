// What was under way in a world when something happened to its run: in words, and as whom to blame.

import type { Stop } from '../../sim/kernel/stop.ts'
import type { World } from '../../sim/kernel/world.ts'
import type { NodeId } from '../../sim/units.ts'
import { failureOf, type Handlers } from './blame.ts'
import type { Broken } from './broken.ts'

/** `receive of n2` */
export function underWay(world: World): string {
  const { stepNode } = world
  const step = world.stepName()
  if (stepNode === null) return ''
  if (step.includes('>')) return `receive of ${stepNode}`
  if (step.startsWith('start#')) return `start of ${stepNode}`
  return `${step.startsWith('lost#') ? 'lost' : 'expire'} of ${stepNode}`
}

/** The functions of a node, by the name of the step that ran. */
export const handlersOf =
  ({ system }: World): Handlers =>
  (node: NodeId, handler) =>
    system.actors[system.index.get(node) ?? -1]?.[handler]

/** What broke by itself: an actor that threw, a message that nobody hears. */
export const brokenBy = (stop: Stop): Broken | null =>
  stop.kind === 'until' || stop.kind === 'broken' ? null : failureOf(stop)
