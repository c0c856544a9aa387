// A plan as what a budget counts: each fault with the time it strikes and the time it is over.

import { diskHarms, type Fault, isSettled, type Planned } from './fault.ts'
import { tableOf } from './span-table.ts'
import type { Span } from './span.ts'
import type { Micros } from './units.ts'

export type Held = {
  readonly fault: Fault
  readonly from: Micros
  /**
   * Its end, its node's restart, the healing, or the end of the storm; of a disk that is full or
   * cannot be read, the restart of the node after that, because it stopped the node.
   */
  readonly to: Micros
  /** how long it holds; less than `to - from` where an event decides when it begins */
  readonly length: Micros
}

const healed = new Set([
  ...['drop', 'burst', 'duplicate', 'reorder', 'corrupt', 'hold', 'delay', 'bandwidth'],
  ...['stall', 'cut', 'half-open', 'refuse', 'hang', 'disconnect'],
  ...['disk-full', 'disk-stall', 'disk-slow'],
  ...diskHarms.map((harm) => `disk-${harm}`),
])

/** What would strike after the storm does not strike. */
export function heldOf(plan: readonly Planned[], until: Micros): Held[] {
  return plan.filter(isSettled).flatMap((entry): Held[] => {
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
  const others = othersOf(plan, entry, timed)
  const first = (from: Micros, ends: (other: Fault) => boolean): Micros =>
    others
      .filter(({ fault: other, time }) => time >= from && ends(other))
      .reduce((least, { time }) => Math.min(least, time), until)
  const restarts = (other: Fault): boolean =>
    other.kind === 'restart' && 'node' in fault && other.node === fault.node
  const end = first(
    begins,
    (other) =>
      (other.kind === 'end' && other.of === entry.id) ||
      (fault.kind === 'crash' && restarts(other)) ||
      (timed && other.kind === 'heal' && other.links === null && healed.has(fault.kind)),
  )
  const stops = fault.kind === 'disk-full' || fault.kind === 'disk-read-error'
  return stops ? first(end, restarts) : end
}

/** What else strikes at a time that can be told beside that of the entry. */
function othersOf(
  plan: readonly Planned[],
  entry: Planned,
  timed: boolean,
): { readonly fault: Fault; readonly time: Micros }[] {
  return plan.filter(isSettled).flatMap(({ fault, when, since }) => {
    if (when.kind !== 'time') return []
    const beside = since === entry.since && entry.when.kind === 'time'
    if (since !== entry.id && !beside) return []
    const offset = !timed && beside && entry.when.kind === 'time' ? entry.when.time : 0
    return [{ fault, time: when.time - offset }]
  })
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
