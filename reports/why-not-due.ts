// What was still to come when the run ended, as far as it has to do with what is asked: timers of
// nodes that know it, the soonest first.

import type { EventId } from '../sim/units.ts'
import { holds, type Needle } from './needle.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { span } from './words.ts'

/** Timers of nodes that know it (or of all, for a question about a message), the soonest first. */
export function tellDueTimers(scene: Scene, needle: Needle | null, into: Reasons): void {
  const { lineage, due, end } = scene
  for (const one of due) {
    if (one.kind !== 'timer' || one.at === null || into.size > 8) continue
    if (needle !== null) {
      const step = lineage.at(one.cause)
      const about =
        holds(one.timer, needle) || (step !== null && 'body' in step && holds(step.body, needle))
      if (!about && !setFor(one.cause, needle, scene)) continue
    }
    const when = `${span(one.at - end)} after the end`
    const words = `the timer ${one.timer.kind} of ${one.node} is due ${when}`
    into.add(words, one.cause, needle === null ? weights.aside : weights.origin)
  }
}

/** Whether the step that set a timer also said it: what will be said again. */
function setFor(cause: EventId | null, needle: Needle, { lineage }: Scene): boolean {
  if (cause === null) return false
  return lineage.of(cause).some((one) => one.kind === 'send' && holds(one.body, needle))
}
