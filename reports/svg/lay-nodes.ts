// Where nodes stand: the height of each lane, their steps upon it, and the gaps in which they are
// down.

import type { Lane, OperationTold } from '../../sim/report.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { EventId, Micros, NodeId } from '../../sim/units.ts'
import { isStepEvent } from '../lineage.ts'
import { type Axis, fanStep, type Need } from './axis.ts'
import { type Box, type Dot, type Down, type Point, rowHigh } from './places.ts'

/** Heights of the lanes. Clients stand close, servers so far apart that arrows have room. */
export function heightsOf(
  lanes: readonly Lane[],
  rows: ReadonlyMap<OperationTold, number>,
  top: number,
): ReadonlyMap<NodeId, number> {
  const servers = lanes.filter(({ client }) => !client).length
  const apart = servers <= 4 ? 88 : servers <= 7 ? 72 : 58
  const deep = new Map<NodeId, number>()
  for (const [{ client }, row] of rows) deep.set(client, Math.max(deep.get(client) ?? 1, row + 1))
  const heights = new Map<NodeId, number>()
  let y = top + 38
  let before: Lane | null = null
  for (const lane of lanes) {
    if (before !== null) {
      const mine = before.client ? rowHigh * (deep.get(before.id) ?? 1) : apart
      y += before.client && !lane.client ? mine + 34 : mine
    }
    heights.set(lane.id, y)
    before = lane
  }
  return heights
}

/** What a node does at one instant, as a mark of its own; its first start is where its lane begins. */
export const isStep = (event: TraceEvent): boolean =>
  isStepEvent(event) && (event.kind !== 'start' || event.life > 1)

/** Steps of one node at one instant, by node and time. */
export function fansOf(steps: Trace): ReadonlyMap<string, readonly EventId[]> {
  const fans = new Map<string, EventId[]>()
  for (const { id, node, time } of steps) {
    const key = fanKey(node, time)
    const list = fans.get(key)
    if (list === undefined) fans.set(key, [id])
    else list.push(id)
  }
  return fans
}

export const fanKey = (node: NodeId | null, time: Micros): string => `${node ?? ''} ${time}`

/** How many steps of one node fall on each time, at most. */
export function fanSizes(
  steps: Trace,
  fans: ReadonlyMap<string, readonly EventId[]>,
): ReadonlyMap<Micros, number> {
  const sizes = new Map<Micros, number>()
  for (const { node, time } of steps) {
    const size = fans.get(fanKey(node, time))?.length ?? 1
    if (size > 1) sizes.set(time, Math.max(size, sizes.get(time) ?? 1))
  }
  return sizes
}

/** The dots; what a box of an operation shows by its ends has none. */
export function dotsOf(
  steps: Trace,
  fans: ReadonlyMap<string, readonly EventId[]>,
  axis: Axis,
  yOf: (node: NodeId) => number | null,
): readonly Dot[] {
  return steps.flatMap((event): Dot[] => {
    const y = event.node === null ? null : yOf(event.node)
    if (y === null) return []
    const nth = fans.get(fanKey(event.node, event.time))?.indexOf(event.id) ?? 0
    return [{ event, x: axis.at(event.time) + Math.max(0, nth) * fanStep, y }]
  })
}

/** Steps in which operations were asked and answered, with the end of the box that shows them. */
export function boxEnds(trace: Trace, boxes: readonly Box[]): ReadonlyMap<EventId, Point> {
  const byOp = new Map(boxes.map((box) => [box.told.op, box]))
  const ends = new Map<EventId, Point>()
  for (const event of trace) {
    if (event.kind !== 'invoke' && event.kind !== 'complete') continue
    const box = byOp.get(event.op)
    if (box === undefined || event.cause === null) continue
    const x = event.kind === 'invoke' ? box.x : box.x + box.wide
    ends.set(event.cause, { x, y: box.y })
  }
  return ends
}

/** Every point that an arrow may begin or end at: steps, and sends where they leave. */
export function pointsOf(
  trace: Trace,
  dots: readonly Dot[],
  ends: ReadonlyMap<EventId, Point>,
  axis: Axis,
  yOf: (node: NodeId) => number | null,
): ReadonlyMap<EventId, Point> {
  const points = new Map<EventId, Point>(dots.map(({ event, x, y }) => [event.id, { x, y }]))
  for (const [step, point] of ends) points.set(step, point)
  const times = new Map(trace.map(({ id, time }) => [id, time]))
  for (const event of trace) {
    if (points.has(event.id) || event.node === null) continue
    const step = event.cause === null ? undefined : points.get(event.cause)
    const same = event.cause !== null && times.get(event.cause) === event.time
    const y = step?.y ?? yOf(event.node)
    if (same && step !== undefined) points.set(event.id, step)
    else if (y !== null) points.set(event.id, { x: axis.at(event.time), y })
  }
  return points
}

/** From a crash to the next start there is room for the words of what was lost. */
export function downNeeds(trace: Trace): readonly Need[] {
  return crashes(trace).map(({ crash, start }) => ({
    from: crash.time,
    to: start?.time ?? null,
    least: 112,
  }))
}

/** Where each node is down. */
export function downsOf(
  trace: Trace,
  axis: Axis,
  yOf: (node: NodeId) => number | null,
): readonly Down[] {
  return crashes(trace).flatMap(({ crash, start }): Down[] => {
    const y = crash.node === null ? null : yOf(crash.node)
    if (y === null) return []
    const to = start === null ? axis.edge : axis.at(start.time)
    return [{ crash, start, y, from: axis.at(crash.time), to }]
  })
}

function crashes(trace: Trace): readonly Pick<Down, 'crash' | 'start'>[] {
  const open = new Map<NodeId, Down['crash']>()
  const all: { crash: Down['crash']; start: Down['start'] }[] = []
  for (const event of trace) {
    if (event.node === null) continue
    if (event.kind === 'crash') {
      open.set(event.node, event)
      all.push({ crash: event, start: null })
    }
    const crash = open.get(event.node)
    if (event.kind === 'start' && crash !== undefined) {
      const entry = all.find((one) => one.crash === crash)
      if (entry !== undefined) entry.start = event
      open.delete(event.node)
    }
  }
  return all
}
