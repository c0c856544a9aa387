// The events of a run for ShiViz: an event a pair of lines, the second with its node and vector
// clock, as ShiViz reads them unless it is told otherwise. What follows from what is decided by the
// causes of the trace and by the order of a node's own events, and by nothing else.

import type { Report } from '../sim/report.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { eventWords } from './events.ts'

/** Where faults stand that are of no node. */
const everywhere = 'world'

/** The expression that ShiViz proposes; as the first line of a file it is taken for that file. */
export const shivizExpression = '(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})'

/** Whole log, beginning with the expression that reads it. */
export function renderShiviz({ run }: Report): string {
  const trace = run.trace ?? []
  const fates = fatesOf(trace)
  const clocks = vectorClocks(trace)
  const lines = [shivizExpression, '']
  for (const event of trace) {
    const clock = clocks.get(event.id)
    if (clock === undefined) continue
    const fate = (fates.get(event.id) ?? []).map((words) => ` · ${words}`).join('')
    const words = `e${event.id} ${(event.time / 1_000).toFixed(3)} ms ${eventWords(event)}${fate}`
    lines.push(words.replaceAll('{', '(').replaceAll('}', ')'))
    lines.push(`${hostOf(event)} ${JSON.stringify(Object.fromEntries(clock))}`)
  }
  return `${lines.join('\n')}\n`
}

const hostOf = (event: TraceEvent): string => event.node ?? everywhere

/** A loss is nobody's event: no node learns of it. It is told where the message was sent. */
const isFate = (event: TraceEvent): boolean => event.kind === 'drop' && event.cause !== null

/** By event of a send: what became of the message underway. */
function fatesOf(trace: Trace): ReadonlyMap<EventId, string[]> {
  const fates = new Map<EventId, string[]>()
  for (const event of trace) {
    if (event.kind !== 'drop' || event.cause === null) continue
    const copy = event.copy === 2 ? ' (a copy)' : ''
    const words = `lost${copy}: ${event.why}`
    fates.set(event.cause, [...(fates.get(event.cause) ?? []), words])
  }
  return fates
}

/**
 * The vector clock of every event that has one, its entries by node, the event's own node first. One
 * event precedes another exactly if its clock is nowhere greater and somewhere less.
 */
export function vectorClocks(trace: Trace): ReadonlyMap<EventId, ReadonlyMap<string, number>> {
  const clocks = new Map<EventId, ReadonlyMap<string, number>>()
  const latest = new Map<string, ReadonlyMap<string, number>>()
  for (const event of trace) {
    if (isFate(event)) continue
    const host = hostOf(event)
    const before = latest.get(host)
    const clock = new Map<string, number>([[host, (before?.get(host) ?? 0) + 1]])
    const cause = event.cause === null ? undefined : clocks.get(event.cause)
    for (const known of [before, cause]) {
      for (const [other, count] of known ?? []) {
        if (other !== host) clock.set(other, Math.max(clock.get(other) ?? 0, count))
      }
    }
    clocks.set(event.id, clock)
    latest.set(host, clock)
  }
  return clocks
}
