// A plan as what a budget counts: each fault with the time it strikes and the time it is over.

import type { Fault, Planned } from './fault.ts'
import { tableOf } from './span-table.ts'
import type { Span } from './span.ts'
import type { Micros } from './units.ts'

export type Held = {
  readonly fault: Fault
  readonly from: Micros
  /** its end, its node's restart, the healing of the network, or the end of the storm */
  readonly to: Micros
  /** how long it holds; less than `to - from` where an event decides when it begins */
  readonly length: Micros
}

const network = new Set([
  ...['drop', 'burst', 'duplicate', 'reorder', 'corrupt', 'hold', 'delay', 'bandwidth'],
  ...['stall', 'cut', 'half-open', 'refuse', 'hang', 'disconnect'],
])

/** What would strike after the storm does not strike. */
export function heldOf(plan: readonly Planned[], until: Micros): Held[] {
  return plan.flatMap((entry): Held[] => {
    const { fault, when } = entry
    if (fault.kind === 'end' || fault.kind === 'restart' || fault.kind === 'heal') return []
    const timed = when.kind === 'time' && entry.since === null
    const from = timed ? when.time : 0
    if (from >= until) return []
    const end = endOf(plan, entry, timed, until)
    return [{ fault, from, to: timed ? end : until, length: end - from }]
  })
}

/** Of an entry whose time is not known: as if it had begun at 0. */
function endOf(plan: readonly Planned[], entry: Planned, timed: boolean, until: Micros): Micros {
  const { fault } = entry
  const begins = timed && entry.when.kind === 'time' ? entry.when.time : 0
  let end = until
  for (const { fault: other, when, since } of plan) {
    if (when.kind !== 'time') continue
    const mine = since === entry.id || (since === entry.since && entry.when.kind === 'time')
    if (!mine) continue
    const offset =
      !timed && since === entry.since && entry.when.kind === 'time' ? entry.when.time : 0
    const time = when.time - offset
    if (time < begins || time >= end) continue
    const ends =
      (other.kind === 'end' && other.of === entry.id) ||
      (other.kind === 'restart' && fault.kind === 'crash' && other.node === fault.node) ||
      (timed && other.kind === 'heal' && other.links === null && network.has(fault.kind))
    if (ends) end = time
  }
  return end
}

/** A duration that a span exceeds at most once in 4,096 draws. */
export function usuallyAtMost(span: Span): Micros {
  if (span.kind === 'const') return span.at
  if (span.kind === 'uniform') return span.max
  if (span.kind === 'trace') return span.samples.reduce((most, one) => Math.max(most, one), 0)
  if (span.kind === 'bimodal') {
    return span.rarePpm === 0 ? span.usual : Math.max(span.usual, span.rare)
  }
  return tableOf(span)[4095] ?? 0
}

export const overlap = (one: Held, other: Held): boolean =>
  one.from < other.to && other.from < one.to

/** `30 %` */
export const percent = (ppm: number): string => `${Math.round(ppm / 100) / 100} %`
