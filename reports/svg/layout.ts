// Where everything of a picture stands, as plain numbers: lanes from top to bottom, times from left
// to right, boxes, bars, dots and arrows. It draws nothing; draw*.ts turns these into marks.

import { assert } from '../../sim/assert.ts'
import type { OperationTold, Report } from '../../sim/report.ts'
import type { Trace } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { axisOf, type Need } from './axis.ts'
import { type Chosen, drawnFaults, fewFaults } from './chosen.ts'
import { crossingsOf } from './crossings.ts'
import { barNeed, barsOf, heldOf } from './lay-faults.ts'
import { arrowNeed, arrowOf, type Bundle, bundled, endOf } from './lay-messages.ts'
import {
  boxEnds,
  dotsOf,
  downNeeds,
  downsOf,
  fanSizes,
  fansOf,
  heightsOf,
  isStep,
  pointsOf,
} from './lay-nodes.ts'
import { boxesOf, boxNeed, drawnOperations, endsOf, labelRooms, rowsOf } from './lay-operations.ts'
import { barHigh, type Layout } from './places.ts'
import { fitted, textWidth } from './text-width.ts'

export const laneSize = 12
export const laneMax = 130
const top = 12
const margin = 34

/** Where nothing makes it fit, so many may still be told whole. */
const fewBoxes = 4

/**
 * Labels of operations are told as whole as the room allows.
 * @param room how wide the picture should be, in pixels; it is wider where time needs it
 */
export function layoutOf(report: Report, chosen: Chosen, room: number): Layout {
  const [whole, ...shorter] = labelRooms
  assert(whole !== undefined, 'there is a way to tell an operation')
  const longest = laidOut(report, chosen, room, whole)
  for (const words of shorter) {
    if (longest.wide <= room) break
    const layout = laidOut(report, chosen, room, words)
    if (layout.wide <= room) return layout
  }
  if (longest.wide <= room || longest.boxes.length <= fewBoxes) return longest
  return laidOut(report, chosen, room, shorter.at(-1) ?? whole)
}

function laidOut(report: Report, chosen: Chosen, room: number, words: number): Layout {
  const whole = report.run.trace ?? []
  const trace = whole.filter(({ id }) => chosen.events.has(id))
  const bundles = bundled(crossingsOf(whole).filter(({ sent }) => chosen.events.has(sent.id)))
  const askers = new Set(report.operations.map(({ client }) => client))
  const lanes = report.lanes
    .filter(({ id }) => chosen.nodes.has(id))
    .map((lane) => ({ ...lane, client: lane.client || askers.has(lane.id) }))
  const faults = drawnFaults(report, chosen)
  const few = faults.length <= fewFaults
  const operations = drawnOperations(report, chosen)
  const last = trace.reduce((latest, { time }) => Math.max(latest, time), 0)
  const stops = endsOf(operations, last)
  const names = lanes.map(({ id }) =>
    textWidth(fitted(id, laneSize, laneMax, true), laneSize, true),
  )
  const edge = 44 + Math.max(48, ...names)

  const inBoxes = shownByBoxes(trace, operations)
  const steps = trace.filter((event) => isStep(event) && !inBoxes.has(event.id))
  const fans = fansOf(steps)
  const needs: readonly (Need | null)[] = [
    ...[...stops].map(([one, stop]) => boxNeed(one, stop, words)),
    ...(few ? faults.map((one) => barNeed(one, last)) : []),
    ...bundles.map(({ crossing }) => arrowNeed(crossing)),
    ...downNeeds(trace),
  ]
  const axis = axisOf(
    [
      ...timesOf(trace, bundles),
      ...operations.flatMap(({ start, end }) => [start, end ?? start]),
      ...(few ? faults : []).flatMap(({ start, end }) =>
        [start, end].filter((time) => time !== null),
      ),
      ...(report.failure === null ? [] : [report.failure.failure.time]),
    ].filter((time) => time <= last),
    fanSizes(steps, fans),
    needs.filter((need) => need !== null),
    edge,
    room - margin,
  )

  const { bars, left } = barsOf(faults, axis, last, top, few)
  const struck = report.faults.filter(({ start }) => start !== null).length
  const barsLeft = left + struck - faults.length
  const barRows = Math.max(1, ...bars.map(({ row }) => row + 1))
  const rows = rowsOf(stops)
  const heights = heightsOf(lanes, rows, top + barRows * (barHigh + 6) + (barsLeft > 0 ? 16 : 0))
  const yOf = (node: NodeId): number | null => heights.get(node) ?? null
  const boxes = boxesOf(rows, stops, axis, yOf, words)
  const dots = dotsOf(steps, fans, axis, yOf)
  const points = pointsOf(trace, dots, boxEnds(trace, boxes), axis, yOf)
  const pointOf: Layout['pointOf'] = (event) => points.get(event) ?? null
  const foot = Math.max(top + 60, ...heights.values())
  return {
    wide: Math.ceil(Math.max(axis.edge + margin, ...bars.map(({ x, wide }) => x + wide + 8))),
    high: foot + 110,
    axis,
    lanes: lanes.map((lane) => ({ lane, y: heights.get(lane.id) ?? 0 })),
    bars,
    barsLeft,
    boxes,
    dots,
    arrows: bundles.flatMap((one) => arrowOf(one, (id) => points.get(id) ?? null, axis, yOf) ?? []),
    downs: downsOf(trace, axis, yOf),
    held: heldOf(report, axis),
    pointOf,
    yOf,
    ruler: foot + 46,
  }
}

/** Steps that the ends of a box show. */
function shownByBoxes(trace: Trace, operations: readonly OperationTold[]): ReadonlySet<number> {
  const drawn = new Set(operations.map(({ op }) => op))
  const steps = new Set<number>()
  for (const event of trace) {
    if (event.kind !== 'invoke' && event.kind !== 'complete') continue
    if (event.cause !== null && drawn.has(event.op)) steps.add(event.cause)
  }
  return steps
}

/** Times at which something is drawn. Of what was lost again and again only the first has one. */
function timesOf(trace: Trace, bundles: readonly Bundle[]): readonly Micros[] {
  const first = new Set(bundles.map(({ crossing }) => crossing.sent.id))
  const times: Micros[] = bundles.flatMap(({ crossing }) => endOf(crossing) ?? [])
  for (const event of trace) {
    const drawn =
      isStep(event) ||
      event.kind === 'crash' ||
      event.kind === 'note' ||
      event.kind === 'sometimes' ||
      (event.kind === 'send' && first.has(event.id))
    if (drawn) times.push(event.time)
  }
  return times
}
