// Marks of messages: what became of each is seen by the shape of its arrow, said beside it where
// there is room, and told whole to those who point at it.

import type { Report } from '../../sim/report.ts'
import { type Markup, markup } from '../markup.ts'
import type { Crossing } from './crossings.ts'
import { type Arrow, type Box, boxHigh, type Layout, type Point } from './places.ts'
import { messageWords } from './message-words.ts'
import { cross, line, mark, path, px, type Sheet, type Spot } from './sheet.ts'
import { fitted } from './text-width.ts'

const wordSize = 10.5

/** Where messages were lost no words shall stand. */
export function takeCrosses({ arrows }: Layout, sheet: Sheet): void {
  for (const { crossing, head, times } of arrows) {
    if (crossing.dropped === null) continue
    sheet.take({ x: head.x - 6, y: head.y - 6, wide: times > 1 ? 24 : 12, high: 12 })
  }
}

/** All arrows, and the words of what went wrong with some, which have the first choice of places. */
export function drawMessages(report: Report, layout: Layout, sheet: Sheet): void {
  const drawn = layout.arrows.map((arrow) => ({ arrow, way: wayOf(arrow, layout) }))
  for (const { way } of drawn) sheet.avoid(way.tail, way.head)
  for (const { arrow, way } of drawn) {
    sheet.put('arrows', drawArrow(arrow, way, report))
    if (arrow.crossing.received !== null) sheet.put('halos', haloOf(way))
    if (!onDot(arrow.tail, layout) && boxAt(arrow.tail, layout) === undefined) leaves(arrow, sheet)
  }
  for (const { arrow, way } of drawn) drawOvertaking(arrow, way, drawn, sheet)
  for (const { arrow, way } of drawn) {
    if (messageWords(arrow, report).strange) drawWords(arrow, way, report, sheet)
  }
}

/** The kinds of ordinary messages, where room is left. */
export function drawKinds(report: Report, layout: Layout, sheet: Sheet): void {
  for (const arrow of layout.arrows) {
    if (!messageWords(arrow, report).strange) drawWords(arrow, wayOf(arrow, layout), report, sheet)
  }
}

/** It left after its step, when what that wrote was durable. */
function leaves({ crossing, tail }: Arrow, sheet: Sheet): void {
  const dot = markup`<circle class="wl-leaves" cx="${px(tail.x)}" cy="${px(tail.y)}" r="2.4"/>`
  sheet.put('steps', mark('wl-leaving', `e${crossing.sent.id} ${crossing.kind} leaves`, dot))
}

interface Way {
  readonly tail: Point
  readonly head: Point
}

/** Between the edges of the marks at its ends. */
function wayOf({ tail, head, crossing }: Arrow, layout: Layout): Way {
  const from = atEdge(tail, head, layout, 5)
  const arrives = crossing.received !== null
  return { tail: from, head: arrives ? atEdge(head, tail, layout, 6) : head }
}

const boxAt = (point: Point, layout: Layout): Box | undefined =>
  layout.boxes.find(
    ({ x, y, wide }) => y === point.y && point.x >= x - 1 && point.x <= x + wide + 1,
  )

const onDot = (point: Point, layout: Layout): boolean =>
  layout.dots.some(({ x, y }) => x === point.x && y === point.y)

function atEdge(point: Point, other: Point, layout: Layout, off: number): Point {
  const box = boxAt(point, layout)
  const down = other.y >= point.y ? 1 : -1
  if (box !== undefined) return { x: point.x, y: point.y + (down * boxHigh) / 2 + down }
  const [dx, dy] = [other.x - point.x, other.y - point.y]
  const length = Math.sqrt(dx * dx + dy * dy)
  if (length < off * 2 || !onDot(point, layout)) return point
  return { x: point.x + (dx / length) * off, y: point.y + (dy / length) * off }
}

const lookOf = ({ dropped, received, copy, damage, late, reply }: Crossing): string => {
  if (dropped !== null) return 'wl-lost'
  if (received === null) return 'wl-flying'
  if (damage !== null) return 'wl-damaged'
  if (copy === 2) return 'wl-copy'
  if (late !== null) return 'wl-late'
  return reply ? 'wl-reply' : 'wl-request'
}

function drawArrow(arrow: Arrow, { tail, head }: Way, report: Report): Markup {
  const { crossing, times } = arrow
  const look = lookOf(crossing)
  const words = messageWords(arrow, report).whole
  if (crossing.dropped !== null) {
    const parts = [shaft(look, line(tail, head)), cross('wl-cross', head, 5)]
    if (times > 1) {
      const again = { x: tail.x + 10, y: tail.y }
      const end = { x: head.x + 12, y: head.y }
      parts.push(shaft(look, line(again, end)), cross('wl-cross', end, 5))
    }
    return mark(look, words, ...parts)
  }
  if (crossing.received === null) return flying(tail, head, words)
  const way = crossing.damage === null ? line(tail, head) : zigzag(tail, head)
  return mark(look, words, shaft(look, way), headOf(tail, head, crossing.reply))
}

/** Sets it off from the lanes and hatches that it crosses. */
const haloOf = ({ tail, head }: Way): Markup =>
  path('wl-halo', line(between(tail, head, 10), between(head, tail, 10)))

/** A point of the way, so far from its beginning. */
function between(from: Point, to: Point, off: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const share = Math.min(0.5, off / Math.max(1, Math.sqrt(dx * dx + dy * dy)))
  return { x: from.x + dx * share, y: from.y + dy * share }
}

const shaft = (look: string, d: string): Markup => path(`wl-shaft ${look}-shaft`, d)

/** Fades out towards the edge, with an open head: nobody has received it. */
function flying(tail: Point, head: Point, words: string): Markup {
  const at = (share: number): Point => ({
    x: tail.x + (head.x - tail.x) * share,
    y: tail.y + (head.y - tail.y) * share,
  })
  return mark(
    'wl-flying',
    words,
    shaft('wl-flying', line(at(0), at(0.5))),
    shaft('wl-flying wl-fade', line(at(0.5), at(0.8))),
    shaft('wl-flying wl-faint', line(at(0.8), at(1))),
    headOf(tail, head, true),
  )
}

/** A request has a filled head, a reply an open one. */
function headOf(tail: Point, head: Point, open: boolean): Markup {
  const [dx, dy] = [head.x - tail.x, head.y - tail.y]
  const length = Math.max(1, Math.sqrt(dx * dx + dy * dy))
  const [ux, uy] = [dx / length, dy / length]
  const back = { x: head.x - ux * 9, y: head.y - uy * 9 }
  const one = { x: back.x - uy * 4.4, y: back.y + ux * 4.4 }
  const other = { x: back.x + uy * 4.4, y: back.y - ux * 4.4 }
  return open
    ? path('wl-open', line(one, head, other))
    : path('wl-head', `${line(one, head, other)}Z`)
}

function zigzag(tail: Point, head: Point): string {
  const [dx, dy] = [head.x - tail.x, head.y - tail.y]
  const length = Math.max(1, Math.sqrt(dx * dx + dy * dy))
  const teeth = Math.max(4, Math.round(length / 9))
  const points: Point[] = [tail]
  for (let nth = 1; nth < teeth; nth += 1) {
    const side = nth % 2 === 0 ? 4 : -4
    const share = nth / teeth
    points.push({
      x: tail.x + dx * share - (dy / length) * side,
      y: tail.y + dy * share + (dx / length) * side,
    })
  }
  return line(...points, head)
}

/** A dot where it passes each message that had left before it. */
function drawOvertaking(
  { crossing }: Arrow,
  way: Way,
  all: readonly { readonly arrow: Arrow; readonly way: Way }[],
  sheet: Sheet,
): void {
  for (const id of crossing.overtook) {
    const passed = all.find(({ arrow }) => arrow.crossing.sent.id === id)
    const point = passed === undefined ? null : meeting(way, passed.way)
    if (point === null) continue
    const dot = markup`<circle class="wl-pass" cx="${px(point.x)}" cy="${px(point.y)}" r="3.5"/>`
    sheet.put(
      'steps',
      mark('wl-overtook', `e${crossing.sent.id} ${crossing.kind} overtook e${id}`, dot),
    )
    sheet.take({ x: point.x - 4, y: point.y - 4, wide: 8, high: 8 })
    sheet.write({ text: `overtook e${id}`, size: wordSize, look: 'wl-word' }, [
      { x: point.x + 8, y: point.y + 4, anchor: 'start' },
      { x: point.x - 8, y: point.y + 4, anchor: 'end' },
    ])
  }
}

/** Where two ways cross, or null. */
function meeting(one: Way, other: Way): Point | null {
  const [ax, ay] = [one.head.x - one.tail.x, one.head.y - one.tail.y]
  const [bx, by] = [other.head.x - other.tail.x, other.head.y - other.tail.y]
  const across = ax * by - ay * bx
  if (across === 0) return null
  const [cx, cy] = [other.tail.x - one.tail.x, other.tail.y - one.tail.y]
  const share = (cx * by - cy * bx) / across
  if (share < 0 || share > 1) return null
  return { x: one.tail.x + ax * share, y: one.tail.y + ay * share }
}

/** Near the tail of requests and the head of replies: in the middle labels would collide. */
function drawWords(arrow: Arrow, way: Way, report: Report, sheet: Sheet): void {
  const { short, strange } = messageWords(arrow, report)
  const bold = strange
  const bad = arrow.crossing.dropped !== null
  const words = {
    text: fitted(short, wordSize, 210, bold),
    size: wordSize,
    bold,
    look: `wl-word${strange ? ' wl-strong' : ''}${bad ? ' wl-bad' : ''}`,
  }
  sheet.write(
    words,
    bad ? besideCross(way, arrow.times) : along(way, arrow.crossing.reply),
    strange ? 3 : 1,
  )
}

const besideCross = ({ tail, head }: Way, times: number): Spot[] => {
  const right = head.x + (times > 1 ? 22 : 10)
  const under = head.y >= tail.y ? 1 : -1
  return [
    { x: right, y: head.y + 4, anchor: 'start' },
    { x: right, y: head.y - 5, anchor: 'start' },
    { x: head.x - 10, y: head.y - 5, anchor: 'end' },
    { x: right - 4, y: head.y + 4 + under * 10, anchor: 'start' },
    { x: head.x - 4, y: head.y + 4 + under * 16, anchor: 'start' },
    { x: head.x + 4, y: head.y + 4 + under * 16, anchor: 'end' },
    { x: tail.x - 6, y: head.y + 4, anchor: 'end' },
  ]
}

function along({ tail, head }: Way, reply: boolean): Spot[] {
  const shares = reply ? [0.62, 0.74, 0.5, 0.36] : [0.36, 0.26, 0.5, 0.62]
  return shares.flatMap((share): Spot[] => {
    const x = tail.x + (head.x - tail.x) * share
    const y = tail.y + (head.y - tail.y) * share
    const steep = Math.abs(head.y - tail.y) > 2
    if (!steep) return [{ x, y: y - 7, anchor: 'middle' }]
    // Above a falling line lies its right, below it its left; of a rising one it is the other way.
    const falls = head.y > tail.y
    return [
      { x: x - 8, y: y + (falls ? 9 : 0), anchor: 'end' },
      { x: x + 8, y: y + (falls ? 0 : 9), anchor: 'start' },
    ]
  })
}
