// Of an explanation: the faults of the plan, when they struck and which were in force at an instant.
// A line of the plan may have many entries, some of which only end what others began.

import type { Fault } from '../sim/fault.ts'
import type { FaultTold } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId, Micros } from '../sim/units.ts'
import { faultOf } from './event-words.ts'
import { lasts } from './fault-words.ts'
import type { Event } from './lineage.ts'
import { type Reasons, weights } from './reasons.ts'
import type { Scene } from './scene.ts'
import { spells } from './spells.ts'

/** What ends another entry of its line, and is none of the words for it. */
const ending: ReadonlySet<Fault['kind']> = new Set(['end', 'restart', 'stay-down'])

/** Whether it is a fault that struck, and not the end of one. */
export const isStrike = (event: TraceEvent): event is Event<'fault'> =>
  event.kind === 'fault' && !ending.has(event.fault.kind)

/**
 * When the faults struck that have been told of.
 * @param planned their entries of the plan
 * @param before what struck from this event on is not told
 */
export function tellStrikes(
  planned: ReadonlySet<number>,
  before: EventId,
  { lineage, faults }: Scene,
  into: Reasons,
): void {
  for (const event of lineage.trace) {
    if (!isStrike(event) || event.id >= before || !planned.has(event.planned)) continue
    const fault = faultOf(event.planned, faults)
    if (fault !== null) into.add(`${fault.id} struck: ${fault.words}`, event.id, weights.origin)
  }
}

/** The lines of the plan that were wholly in force at an instant, and are not over with it. */
export function heldAt(at: Micros, { lineage, faults }: Scene): readonly FaultTold[] {
  const { trace } = lineage
  const covering = new Set(
    spells(trace, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
      .filter(({ from, to }) => from < at && to > at)
      .map(({ id }) => id),
  )
  return faults.filter(({ start, end, planned }) => {
    if (start === null || start >= at || (end ?? Number.POSITIVE_INFINITY) <= at) return false
    const strikes = trace.filter((one) => isStrike(one) && planned.includes(one.planned))
    // Of a line that strikes again and again, its beginning and its end do not tell.
    return strikes.every(
      (one) =>
        one.kind === 'fault' &&
        (lasts(one.fault) ? covering.has(one.planned) : strikes.length === 1),
    )
  })
}
