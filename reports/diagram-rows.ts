// The rows of a diagram: the events of a story with what repeats itself folded into one row, and the
// least telling left out until they fit.

import { hashPlain, hashText } from '../sim/plain.ts'
import type { FaultTold } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { cyclesOf } from './cycles.ts'
import { peersOf, type Story } from './story.ts'
import { workload } from './story-focus.ts'

export interface Row {
  readonly event: TraceEvent
  /** how often it happened in a row, from this event on */
  readonly times: number
}

/** @param room how many rows at most */
export function folded(
  told: Story,
  faults: readonly FaultTold[],
  room: number,
): { readonly rows: readonly Row[]; readonly leftOut: number } {
  const events = onceEach(told.events, faults)
  const kept = repeats(events, told.guilty)
  let out = 0
  while (kept.length > room) {
    const worst = Math.max(...kept.map(({ event }) => told.rank(event)))
    // The beginning tells least of what led to the end; without a guilty step, the end does.
    const fits = (row: Row): boolean => told.rank(row.event) === worst
    const at = told.guilty === null ? kept.findLastIndex(fits) : kept.findIndex(fits)
    out += kept[at]?.times ?? 0
    kept.splice(at, 1)
    join(kept, at, told.guilty)
  }
  return { rows: kept, leftOut: out }
}

/** Where what stood between two equal rows is gone, they are one. */
function join(rows: Row[], at: number, guilty: EventId | null): void {
  const [above, below] = [rows[at - 1], rows[at]]
  if (above === undefined || below === undefined || below.event.id === guilty) return
  const sign = signOf(above.event)
  if (sign === null || sign !== signOf(below.event)) return
  rows.splice(at - 1, 2, { event: above.event, times: above.times + below.times })
}

/** A line of the plan that struck with several entries at once is one row. */
function onceEach(events: readonly TraceEvent[], faults: readonly FaultTold[]): TraceEvent[] {
  const seen = new Set<string>()
  return events.filter((event) => {
    if (event.kind !== 'fault') return true
    const line = faults.find(({ planned }) => planned.includes(event.planned))
    const key = `${line?.id ?? event.planned} ${event.time} ${event.fault.kind}`
    return !seen.has(key) && seen.add(key) !== undefined
  })
}

/** Timers that fire, messages that come and are lost again and again are drawn once. */
const repeats = (events: readonly TraceEvent[], guilty: EventId | null): Row[] =>
  cyclesOf(events, (event) => (event.id === guilty ? null : signOf(event))).flatMap(
    ({ items, times }) => items.map((event) => ({ event, times })),
  )

/** What makes two events the same again; null: each is its own. */
function signOf(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'expire':
      return `${event.node} ${event.timer.kind}`
    case 'receive':
      if (event.from === workload) return null
      return `${event.from} ${event.node} ${hashText(hashPlain(event.body))}`
    case 'drop': {
      const peers = peersOf(event.message)
      return `${peers?.kind} ${peers?.from} ${peers?.to} ${event.why} ${event.fault}`
    }
    default:
      return null
  }
}
