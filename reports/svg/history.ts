// A history as a picture: a lane a client, a box an operation from call to answer, the number of each
// in a legal order, and the operation that fits nowhere. It knows no run: any judged history can be
// drawn so.

import type { Judgement } from '../../sim/judgement.ts'
import type { OperationTold } from '../../sim/report.ts'
import { nodeId, type NodeId } from '../../sim/units.ts'
import { type Markup, markup } from '../markup.ts'
import { counted, grouped, span } from '../words.ts'
import { axisOf, type Axis } from './axis.ts'
import { drawOperations } from './draw-operations.ts'
import { boxesOf, boxNeed, endsOf, labelRooms, rowsOf } from './lay-operations.ts'
import { laneMax, laneSize } from './layout.ts'
import { type Box, rowHigh } from './places.ts'
import { line, mark, path, Sheet, text } from './sheet.ts'
import { fitted, textWidth } from './text-width.ts'

interface Laid {
  readonly axis: Axis
  readonly boxes: readonly Box[]
  readonly lanes: readonly { readonly id: NodeId; readonly y: number }[]
  readonly wide: number
  readonly high: number
}

const room = 1_000
const top = 64

/** Null: there is nothing to draw. */
export function historyPicture(judgement: Judgement): Markup | null {
  const { operations } = judgement
  if (operations.length === 0) return null
  const [whole, ...shorter] = labelRooms
  let laid = laidOut(operations, whole ?? 400)
  for (const words of shorter) {
    if (laid.wide <= room) break
    laid = laidOut(operations, words)
  }
  const { axis, boxes, lanes, wide, high } = laid
  const sheet = new Sheet({ x: 2, y: 0, wide: wide - 4, high })
  for (const lane of lanes) drawLane(lane.id, lane.y, axis, sheet)
  drawOperations({ axis, boxes }, judgement.state, sheet)
  drawRuler(judgement, laid, sheet)
  return markup`<svg class="wl" xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${summary(judgement)}">
${sheet.marks()}</svg>`
}

function summary({ operations, left, verdict }: Judgement): string {
  const clients = new Set(operations.map(({ client }) => client)).size
  const more = left === 0 ? '' : `, ${grouped(left)} more not drawn`
  const end = verdict === 'fail' ? ', one that fits nowhere' : ''
  return `History: ${counted(clients, 'client')}, ${counted(operations.length, 'operation')}${more}${end}`
}

function laidOut(operations: readonly OperationTold[], words: number): Laid {
  const last = operations.reduce((most, { start, end }) => Math.max(most, start, end ?? start), 0)
  const stops = endsOf(operations, last)
  const clients = [...new Set(operations.map(({ client }) => client))].toSorted(byNumber)
  const names = clients.map((id) => textWidth(fitted(id, laneSize, laneMax, true), laneSize, true))
  const axis = axisOf(
    operations.flatMap(({ start, end }) => [start, end ?? start]),
    new Map(),
    [...stops].map(([one, stop]) => boxNeed(one, stop, words)),
    44 + Math.max(48, ...names),
    room - 34,
  )
  const rows = rowsOf(stops)
  let y = top
  const lanes = clients.map((id) => {
    const mine = operations.filter(({ client }) => client === id)
    const high = 1 + Math.max(0, ...mine.map((one) => rows.get(one) ?? 0))
    const lane = { id, y }
    y += high * rowHigh + 22
    return lane
  })
  const heights = new Map(lanes.map(({ id, y: height }) => [id, height]))
  const boxes = boxesOf(rows, stops, axis, (node) => heights.get(node) ?? null, words)
  const ends = boxes.map(({ x, wide }) => x + wide + 16)
  return { axis, boxes, lanes, wide: Math.ceil(Math.max(axis.edge + 34, ...ends)), high: y + 24 }
}

/** c2 before c10. */
function byNumber(one: string, other: string): number {
  const numberOf = (name: string): number => Number(/\d+$/u.exec(name)?.[0] ?? -1)
  return numberOf(one) - numberOf(other) || (one < other ? -1 : 1)
}

function drawLane(id: NodeId, y: number, axis: Axis, sheet: Sheet): void {
  const name = fitted(id, laneSize, laneMax, true)
  const words = { text: name, size: laneSize, bold: true, look: 'wl-name' }
  sheet.put('lanes', mark('wl-lane', nodeId(id), text(words, { x: 12, y: y + 4, anchor: 'start' })))
  const [left, right] = [axis.left - 16, axis.edge + 12]
  sheet.put('lanes', path('wl-client', line({ x: left, y }, { x: right, y })))
}

/** First and last instant, and where much is left out between two. */
function drawRuler({ operations, inEvents }: Judgement, { axis, high }: Laid, sheet: Sheet): void {
  const y = high - 26
  sheet.put('lanes', path('wl-ruler', line({ x: axis.left - 16, y }, { x: axis.edge, y })))
  const tell = (time: number): string => (inEvents ? `event ${grouped(time)}` : span(time))
  const times = axis.times
  const first = times[0]
  const last = operations.reduce((most, { start, end }) => Math.max(most, start, end ?? start), 0)
  const marks = [first, ...axis.idle.map(({ to }) => to), last]
  for (const time of new Set(marks.filter((one) => one !== undefined))) {
    const x = axis.at(time)
    sheet.put('lanes', path('wl-ruler', line({ x, y: y - 4 }, { x, y: y + 4 })))
    const spot = { x, y: y + 17, anchor: 'middle' as const }
    sheet.write({ text: tell(time), size: 11, look: 'wl-word' }, [spot, { ...spot, anchor: 'end' }])
  }
}
