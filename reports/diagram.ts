// The space-time diagram in text: a lane a node, time downwards, an arrow where a message arrived, a
// cross where one was lost. It draws what story.ts chose, each event with its number, and puts what
// a step did into the margin. What repeats itself is drawn once, with its number.

import type { Report } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { NodeId } from '../sim/units.ts'
import { deedsOf } from './deeds.ts'
import type { Canvas, Standing } from './diagram-cells.ts'
import { arrow, band, mark } from './diagram-cells.ts'
import { folded, type Row } from './diagram-rows.ts'
import { type Margins, marginsOf } from './diagram-words.ts'
import { clipped, columns, type Page, pad, padLeft, printable } from './page.ts'
import { spells } from './spells.ts'
import { peersOf, type Story, story } from './story.ts'
import { millis } from './words.ts'

const timeWide = 9
const numberWide = 6
const lanesMax = 6
const laneMin = 11
const laneMax = 16
const marginMin = 30

/** What was drawn, without line breaks; no line for a run that did not fail, or has no trace. */
export interface Drawn {
  readonly lines: readonly string[]
  /** events that belong to it and had no room */
  readonly leftOut: number
}

/** @param room how many lines at most, the heads of the lanes included */
export const diagram = (report: Report, room: number, page: Page): Drawn =>
  drawingOf(report, page)(room)

/** The same for several rooms, so that the trace is gone through once. */
export function drawingOf(report: Report, page: Page): (room: number) => Drawn {
  const { trace } = report.run
  const failure = report.failure?.failure ?? null
  const nothing: Drawn = { lines: [], leftOut: 0 }
  if (trace === null || failure === null) return () => nothing
  const told = story(trace, failure)
  if (told.events.length === 0) return () => nothing
  const lanes = lanesOf(told, report, page)
  const seen = told.events.filter((event) => isOn(event, lanes))
  const wide = wideOf(lanes.length, page)
  const standing = standingOf(report)
  const margins = marginsOf(report, deedsOf(trace, told.nodes))
  const head = lanes.map((id) => pad(clipped(id, wide - 1), wide)).join('')
  return (room) => {
    const { rows, leftOut } = folded(
      { ...told, events: seen },
      report.faults,
      Math.max(1, room - 1),
    )
    const lines = rows.map((row) => {
      const canvas = { lanes, wide, page, standing: (id: NodeId) => standing(id, row.event) }
      return lineOf(row, row.event.id === told.guilty, margins, canvas)
    })
    return {
      lines: [`${padLeft('ms', timeWide - 3)}   ${head}`.trimEnd(), ...lines],
      leftOut: leftOut + told.events.length - seen.length,
    }
  }
}

/**
 * In the order of the report. Where there are too many, those of the events that tell most, the last
 * of them first; where no step is guilty, the first.
 */
function lanesOf(
  { events, nodes, guilty, rank }: Story,
  { lanes }: Report,
  { width }: Page,
): NodeId[] {
  const room = Math.floor((width - timeWide - numberWide - 4) / laneMin)
  const most = Math.max(2, Math.min(lanesMax, room))
  const inOrder = guilty === null ? events : events.toReversed()
  const telling = inOrder.toSorted(
    (one, other) =>
      Number(other.id === guilty) - Number(one.id === guilty) || rank(one) - rank(other),
  )
  const kept = new Set(nodes.length <= most ? nodes : [])
  for (const id of telling.flatMap(endsOf)) {
    if (kept.size < most && nodes.includes(id)) kept.add(id)
  }
  return lanes.map(({ id }) => id).filter((id) => kept.has(id))
}

/** Whether a row would show something of an event: what strikes no node strikes all. */
function isOn(event: TraceEvent, lanes: readonly NodeId[]): boolean {
  const ends = endsOf(event)
  return ends.length === 0 || ends.some((id) => lanes.includes(id))
}

/** Both ends of a message, else the node of the event. */
function endsOf(event: TraceEvent): NodeId[] {
  if (event.kind === 'receive' || event.kind === 'drop') {
    const peers = peersOf(event.message)
    return peers === null ? [] : [peers.from, peers.to]
  }
  if (event.kind === 'fault') return 'node' in event.fault ? [event.fault.node] : []
  return event.node === null ? [] : [event.node]
}

function wideOf(lanes: number, { width }: Page): number {
  const room = Math.floor((width - timeWide - marginMin) / Math.max(1, lanes))
  return Math.max(laneMin, Math.min(laneMax, room))
}

/** Whether a node is up when an event happens: the lane of one that is down is empty. */
function standingOf({ run, until }: Report): (node: NodeId, event: TraceEvent) => Standing {
  const trace = run.trace ?? []
  const pauses = spells(trace, until, Number.POSITIVE_INFINITY).filter(
    ({ fault }) => fault.kind === 'pause',
  )
  return (node, { id, time }) => {
    const last = trace.findLast(
      (one) => one.id < id && one.node === node && (one.kind === 'crash' || one.kind === 'start'),
    )
    if (last?.kind === 'crash') return 'down'
    const still = pauses.some(
      ({ fault, from, to }) => 'node' in fault && fault.node === node && from < time && time < to,
    )
    return still ? 'still' : 'up'
  }
}

function lineOf(row: Row, guilty: boolean, margins: Margins, canvas: Canvas): string {
  const { page } = canvas
  const { event } = row
  const sign = guilty ? `${page.ink.bad(page.glyphs.fail)} ` : ''
  const cells = pictureOf(row, margins, canvas)
  const room = page.width - timeWide - columns(cells) - columns(sign) - numberWide - 4
  const tail = room < 6 ? '' : clipped([...margins.of(event), ...more(row)].join(' · '), room)
  const number = page.ink.faint(pad(`e${event.id}`, numberWide))
  return `${padLeft(millis(event.time), timeWide - 3)}   ${cells} ${number} ${sign}${tail}`.trimEnd()
}

const more = ({ event, times }: Row): string[] => {
  if (times === 1) return []
  return [event.kind === 'drop' ? `then ${times - 1} more` : `${times} times`]
}

function pictureOf({ event }: Row, margins: Margins, canvas: Canvas): string {
  const { glyphs } = canvas.page
  switch (event.kind) {
    case 'receive':
      return message(event.from, event.node, kindOf(event), false, canvas)
    case 'drop': {
      const peers = peersOf(event.message)
      return message(peers?.from ?? null, peers?.to ?? null, kindOf(event), true, canvas)
    }
    case 'expire':
      return mark(event.node, `${glyphs.timer} ${printable(event.timer.kind)}`, canvas)
    case 'lost':
      return mark(event.node, `${glyphs.never} lost ${event.peer}`, canvas)
    case 'crash':
      return mark(event.node, `${glyphs.down} crash`, canvas)
    case 'start':
      return mark(event.node, 'start', canvas)
    case 'fault':
      return 'node' in event.fault
        ? mark(event.fault.node, margins.short(event), canvas)
        : band(margins.short(event), canvas)
    default:
      return mark(event.node, event.kind, canvas)
  }
}

/** An arrow where both ends have a lane, else a mark at the one that has. */
function message(
  from: NodeId | null,
  to: NodeId | null,
  kind: string,
  lost: boolean,
  canvas: Canvas,
): string {
  const { lanes, page } = canvas
  const [tail, head] = [from, to].map((id) => (id === null ? -1 : lanes.indexOf(id)))
  if (tail !== undefined && head !== undefined && tail >= 0 && head >= 0 && tail !== head) {
    return arrow(tail, head, kind, lost, canvas)
  }
  if (lost)
    return mark(tail === undefined || tail < 0 ? to : from, `${kind} ${page.glyphs.fail}`, canvas)
  return mark(to, `${page.glyphs.right} ${kind}`, canvas)
}

/** The kind of a message; a copy is marked as the second. */
function kindOf(event: Extract<TraceEvent, { kind: 'receive' | 'drop' }>): string {
  const kind = printable(peersOf(event.message)?.kind ?? event.message)
  return event.copy === 2 ? `${kind} ×2` : kind
}
