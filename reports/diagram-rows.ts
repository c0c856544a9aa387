// The rows of a diagram: the events of a story with what repeats itself folded into one row, and the
// least telling left out until they fit.

import type { FaultTold } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { peersOf, type Story } from './story.ts'

export interface Row {
  readonly event: TraceEvent
  /** how often it happened in a row, from this event on */
  readonly times: number
}

const periodMax = 3

/** @param room how many rows at most */
export function folded(
  told: Story,
  faults: readonly FaultTold[],
  room: number,
): { readonly rows: readonly Row[]; readonly leftOut: number } {
  const events = onceEach(told.events, faults)
  const rows = repeats(events)
  const kept = [...rows]
  while (kept.length > room) {
    const worst = Math.max(...kept.map(({ event }) => told.rank(event)))
    // The beginning tells least of what led to the end; without a guilty step, the end does.
    const fits = (row: Row): boolean => told.rank(row.event) === worst
    const at = told.guilty === null ? kept.findLastIndex(fits) : kept.findIndex(fits)
    kept.splice(at, 1)
  }
  const out = rows.filter((row) => !kept.includes(row))
  return { rows: kept, leftOut: out.reduce((sum, { times }) => sum + times, 0) }
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

/** Timers that fire and messages that are lost again and again are drawn once. */
function repeats(events: readonly TraceEvent[]): Row[] {
  const signs = events.map(signOf)
  const rows: Row[] = []
  for (let at = 0; at < events.length; ) {
    const { period, times } = cycleAt(signs, at)
    for (const event of events.slice(at, at + period)) rows.push({ event, times })
    at += period * times
  }
  return rows
}

function cycleAt(signs: readonly (string | null)[], at: number): { period: number; times: number } {
  for (let period = 1; period <= periodMax; period += 1) {
    const cycle = signs.slice(at, at + period)
    if (cycle.length < period || cycle.includes(null)) break
    let times = 1
    while (cycle.every((sign, offset) => signs[at + times * period + offset] === sign)) times += 1
    if (times > 1) return { period, times }
  }
  return { period: 1, times: 1 }
}

/** What makes two events the same again; null: each is its own. */
function signOf(event: TraceEvent): string | null {
  if (event.kind === 'expire') return `${event.node} ${event.timer.kind}`
  if (event.kind !== 'drop') return null
  const peers = peersOf(event.message)
  return `${peers?.kind} ${peers?.from} ${peers?.to} ${event.why} ${event.fault}`
}
