// Where operations stand: which are drawn, their labels, and in which row of their client's lane, so
// that no two of them overlap.

import type { OperationTold, Report } from '../../sim/report.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Axis, Need } from './axis.ts'
import type { Chosen } from './chosen.ts'
import { type Box, rowHigh } from './places.ts'
import { fitted, textWidth } from './text-width.ts'

const labelSize = 12

/** Those that the picture's events asked or answered, and those that the story speaks of. */
export function drawnOperations(report: Report, chosen: Chosen): readonly OperationTold[] {
  const asked = new Set<number>()
  for (const event of report.run.trace ?? []) {
    if ((event.kind === 'invoke' || event.kind === 'complete') && chosen.events.has(event.id)) {
      asked.add(event.op)
    }
  }
  return report.operations.filter(
    ({ op, told, client }) => (told || asked.has(op)) && chosen.nodes.has(client),
  )
}

/** How wide labels may make their boxes, from telling whole to telling in short. */
export const labelRooms: readonly number[] = [400, 360, 320, 280, 240, 200, 150]

/** `A put x=1 → ok` */
export function boxLabel(told: OperationTold, wide: number): string {
  const { label, call, outcome, result, misfit } = told
  const whole = wholeLabel(told)
  if (textWidth(whole, labelSize, true) <= wide) return whole
  const mark = outcome === 'failed' || misfit !== null ? '✕ ' : ''
  const end =
    outcome === 'unknown'
      ? ' → ?'
      : result === ''
        ? ''
        : ` → ${fitted(result ?? outcome, labelSize, Math.max(90, wide / 3), true)}`
  const room = wide - textWidth(mark + end, labelSize, true)
  return `${mark}${fitted(`${label} ${call}`, labelSize, room, true)}${end}`
}

function wholeLabel({ label, call, outcome, result, misfit }: OperationTold): string {
  const mark = outcome === 'failed' || misfit !== null ? '✕ ' : ''
  const end = outcome === 'unknown' ? ' → ?' : result === '' ? '' : ` → ${result ?? outcome}`
  return `${mark}${label} ${call}${end}`
}

/** From its call to its return there is room for its label. */
export const boxNeed = (one: OperationTold, end: Micros | null, room: number): Need => ({
  from: one.start,
  to: end,
  least: textWidth(boxLabel(one, room), labelSize, true) + 22,
})

/** Of more unknown ones a client's lane would grow too tall. */
const openMax = 2

/**
 * Where each box ends; null: at the right edge. An unknown operation is open up to there, but where
 * a client has many of them, only up to its next operation.
 */
export function endsOf(
  operations: readonly OperationTold[],
  last: Micros,
): ReadonlyMap<OperationTold, Micros | null> {
  const open = new Map<NodeId, number>()
  const starts = new Map<NodeId, Micros[]>()
  for (const { client, end, start } of operations) {
    if (end === null) open.set(client, (open.get(client) ?? 0) + 1)
    const list = starts.get(client)
    if (list === undefined) starts.set(client, [start])
    else list.push(start)
  }
  return new Map(
    operations.map((one): readonly [OperationTold, Micros | null] => {
      if (one.end !== null) return [one, one.end > last ? null : one.end]
      if ((open.get(one.client) ?? 0) <= openMax) return [one, null]
      const later = (starts.get(one.client) ?? []).filter((start) => start > one.start)
      return [one, later.length === 0 ? null : Math.min(...later)]
    }),
  )
}

/** The row of each within its client's lane: the first that is free. */
export function rowsOf(
  stops: ReadonlyMap<OperationTold, Micros | null>,
): ReadonlyMap<OperationTold, number> {
  const rows = new Map<OperationTold, number>()
  const ends = new Map<NodeId, Micros[]>()
  for (const [one, stop] of [...stops].sort(([some], [other]) => some.start - other.start)) {
    const taken = ends.get(one.client) ?? []
    ends.set(one.client, taken)
    // What is open up to its client's next operation has made room for that.
    const free = taken.findIndex((end) => end < one.start)
    const row = free < 0 ? taken.length : free
    const open = one.end === null && stop !== null
    taken[row] = open ? stop - 1 : (stop ?? Number.POSITIVE_INFINITY)
    rows.set(one, row)
  }
  return rows
}

/** The boxes themselves. */
export function boxesOf(
  rows: ReadonlyMap<OperationTold, number>,
  stops: ReadonlyMap<OperationTold, Micros | null>,
  axis: Axis,
  yOf: (node: NodeId) => number | null,
  room: number,
): readonly Box[] {
  return [...rows].map(([told, row]) => {
    const x = axis.at(told.start)
    const stop = stops.get(told) ?? null
    const right = stop === null ? axis.edge : axis.at(stop) - (told.end === null ? 6 : 0)
    const y = (yOf(told.client) ?? 0) + row * rowHigh
    // An answer at the instant of its call still needs a box that holds its label.
    const wide = Math.max(right - x, told.end === told.start ? boxNeed(told, stop, room).least : 0)
    return { told, label: boxLabel(told, Math.max(room, wide - 16)), x, y, wide }
  })
}
