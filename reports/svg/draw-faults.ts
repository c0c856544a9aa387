// Marks of faults: bars in the lane at the top, hatched bands between nodes that do not hear each
// other, letters on the lanes where the groups do not touch, half arrows where only one way is cut.

import type { Links } from '../../sim/fault.ts'
import type { Report } from '../../sim/report.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Markup, markup } from '../markup.ts'
import { counted, span } from '../words.ts'
import { type Bar, barHigh, type Held, type LanePlace, type Layout } from './places.ts'
import { hatched, line, mark, path, px, type Rect, type Sheet, text } from './sheet.ts'
import { fitted, textWidth } from './text-width.ts'

/** The lane of faults. */
export function drawBars(report: Report, layout: Layout, sheet: Sheet): void {
  const name = { text: 'faults', size: 12, bold: true, look: 'wl-name' }
  sheet.put('lanes', text(name, { x: 12, y: 12 + barHigh / 2 + 4, anchor: 'start' }))
  sheet.take({ x: 0, y: 12, wide: 60, high: barHigh })
  for (const bar of layout.bars) drawBar(bar, sheet)
  if (layout.bars.length === 0) {
    sheet.put(
      'lanes',
      text(
        { text: 'none', size: 11, look: 'wl-word' },
        { x: layout.axis.left - 16, y: 26, anchor: 'start' },
      ),
    )
  }
  drawRemoved(report, layout, sheet)
  if (layout.barsLeft > 0) {
    const rows = Math.max(...layout.bars.map(({ row }) => row)) + 1
    const words = `and ${layout.barsLeft} more, in the table of faults`
    const y = 12 + rows * (barHigh + 6) + 11
    sheet.put(
      'lanes',
      text(
        { text: words, size: 11, look: 'wl-word' },
        { x: layout.axis.left - 16, y, anchor: 'start' },
      ),
    )
  }
}

/** What shrinking showed not to be needed. */
function drawRemoved({ failure }: Report, { bars, axis, boxes }: Layout, sheet: Sheet): void {
  const count = failure?.shrunk?.removed.length ?? 0
  const [first, last] = [bars[0], bars.filter(({ row }) => row === 0).at(-1)]
  if (count === 0 || first === undefined || last === undefined) return
  const y = first.y + barHigh / 2 + 4
  const below = Math.max(...bars.map((bar) => bar.y)) + barHigh + 14
  // What is said above the boxes of operations stands there too.
  const crowded = boxes.some(({ told }) => told.order !== null || told.misfit !== null)
  sheet.write(
    { text: `${counted(count, 'fault')} removed by shrinking`, size: 11, look: 'wl-word' },
    [
      { x: first.x - 8, y, anchor: 'end' },
      { x: Math.max(last.x + last.wide + 10, axis.left), y, anchor: 'start' },
      ...(crowded ? [] : [{ x: axis.left - 16, y: below, anchor: 'start' as const }]),
    ],
  )
}

function drawBar({ told, label, x, y, wide, instant, toTheEnd }: Bar, sheet: Sheet): void {
  const { id, text: notation, start, end } = told
  const when = `${span(start ?? 0)}${end === start ? '' : ` to ${end === null ? 'the end' : span(end)}`}`
  const said = text(
    { text: label, size: 11, look: 'wl-plain' },
    { x: x + 8, y: y + barHigh / 2 + 4, anchor: 'start' },
  )
  const outline = instant
    ? path('wl-instant', line({ x: x + 1, y }, { x: x + 1, y: y + barHigh }))
    : toTheEnd
      ? path('wl-bar', `M${px(x + wide)} ${px(y)}H${px(x)}V${px(y + barHigh)}H${px(x + wide)}`)
      : markup`<rect class="wl-bar" x="${px(x)}" y="${px(y)}" width="${px(wide)}" height="${barHigh}" rx="2"/>`
  sheet.put('lanes', mark('wl-fault', `${id}: ${notation}, ${when}`, outline, said))
  sheet.take({ x, y, wide, high: barHigh })
}

/** What keeps nodes apart, while it lasts. */
export function drawCuts(layout: Layout, sheet: Sheet): void {
  const taken: Rect[] = []
  for (const held of layout.held) {
    const sides = sidesOf(held)
    if (sides !== null) drawCut(held, sides, layout, taken, sheet)
  }
}

interface Sides {
  readonly groups: readonly (readonly NodeId[])[]
  readonly oneWay: boolean
}

/** Who does not hear whom; null for a fault that keeps nobody apart. */
function sidesOf({ spell, told }: Held): Sides | null {
  const { fault } = spell
  if (fault.kind !== 'cut' && fault.kind !== 'stall' && fault.kind !== 'half-open') return null
  const oneWay = fault.kind === 'cut' && isOneWay(fault.links)
  if (told?.groups !== null && told?.groups !== undefined && !oneWay) {
    return { groups: told.groups, oneWay }
  }
  const first = fault.links[0]
  if (first === undefined) return null
  const to = first.to.filter((id) => !first.from.includes(id))
  const from = to.length === 0 ? first.from : first.from.filter((id) => !first.to.includes(id))
  return { groups: [from, to], oneWay }
}

const isOneWay = (links: readonly Links[]): boolean =>
  !links.some((one) =>
    links.some(
      (other) =>
        one.from.some((id) => other.to.includes(id)) &&
        one.to.some((id) => other.from.includes(id)),
    ),
  )

const kindOf = ({ spell }: Held): string => {
  const { kind } = spell.fault
  return kind === 'cut' ? 'partition' : kind === 'half-open' ? 'half open' : kind
}

function drawCut(
  held: Held,
  { groups, oneWay }: Sides,
  layout: Layout,
  taken: Rect[],
  sheet: Sheet,
): void {
  const { spell, told, from, to } = held
  const kind = kindOf(held)
  const names = groups.map((group) => group.join(' '))
  const short = oneWay ? `one way: ${names.join(' ⇥ ')}` : `${kind} ${names.join(' ┃ ')}`
  const id = told === null ? '' : `${told.id} `
  const end = spell.to > (layout.axis.times.at(-1) ?? 0) ? 'the end' : span(spell.to)
  const whole = oneWay
    ? `${id}cuts ${names[0] ?? ''} off from ${names[1] ?? ''} one way, ${span(spell.from)} to ${end}`
    : `${id}separates ${names.join(' from ')}, ${span(spell.from)} to ${end}`
  const places = layout.lanes.flatMap((place) => {
    const group = groups.findIndex((ids) => ids.includes(place.lane.id))
    return group < 0 ? [] : [{ place, group }]
  })
  if (new Set(places.map(({ group }) => group)).size < 2) return
  const borders = places.slice(1).flatMap((lower, nth) => {
    const upper = places[nth]
    return upper === undefined || upper.group === lower.group ? [] : [{ upper, lower }]
  })
  const touching = borders.length === new Set(places.map(({ group }) => group)).size - 1
  const bands: Markup[] = []
  for (const { upper, lower } of borders) {
    const above = layout.lanes.findLast(({ y }) => y < lower.place.y) ?? upper.place
    const rect = bandBetween(above, lower.place, from, to)
    // Of cuts that overlap the first is drawn here; the lane of faults has them all.
    if (taken.some((one) => meets(one, rect))) continue
    taken.push(rect)
    bands.push(band(rect, oneWay))
    const said = fitted(short, 11.5, Math.max(60, rect.wide - 20), true)
    if (oneWay) bands.push(...halfArrows(rect, textWidth(said, 11.5, true), upper.group === 0))
    bandWords(said, rect, layout, sheet)
  }
  if (!touching && bands.length > 0) {
    for (const { place, group } of places) bands.push(letter(place, group, from, sheet))
  }
  if (bands.length > 0) sheet.put('ground', mark('wl-cutting', whole, ...bands))
}

const meets = (one: Rect, other: Rect): boolean =>
  one.y === other.y && one.x < other.x + other.wide && other.x < one.x + one.wide

/** In the gap between two neighbouring lanes. */
function bandBetween(upper: LanePlace, lower: LanePlace, x: number, right: number): Rect {
  const gap = lower.y - upper.y
  const high = Math.min(30, gap - 34)
  return { x, y: upper.y + Math.max(14, gap * 0.3), wide: right - x, high: Math.max(8, high) }
}

function band(rect: Rect, oneWay: boolean): Markup {
  const frame = markup`<rect class="wl-band" x="${px(rect.x)}" y="${px(rect.y)}" width="${px(rect.wide)}" height="${px(rect.high)}"/>`
  return markup`${frame}${hatched(oneWay ? 'wl-hatch wl-sparse' : 'wl-hatch', rect, oneWay ? 18 : 9)}`
}

/** A head with one barb that stops at a bar: what goes this way does not arrive. */
function halfArrows({ x, y, wide, high }: Rect, words: number, down: boolean): Markup[] {
  const marks: Markup[] = []
  const [tail, head, back] = down ? [y + 2, y + high - 4, -7] : [y + high - 2, y + 4, 7]
  for (let at = x + wide - 14; at > x + words + 14 && marks.length < 6; at -= 60) {
    const shaft = line({ x: at, y: tail }, { x: at, y: head })
    const barb = line({ x: at, y: head }, { x: at + 6, y: head + back })
    const bar = line({ x: at - 5, y: head }, { x: at + 5, y: head })
    marks.push(path('wl-half', shaft + barb + bar))
  }
  return marks
}

function bandWords(short: string, rect: Rect, layout: Layout, sheet: Sheet): void {
  const y = rect.y + rect.high / 2 + 4
  const wide = textWidth(short, 11.5, true)
  const spots = [8, rect.wide / 2 - wide / 2, rect.wide - wide - 30].map((off) => ({
    x: Math.max(layout.axis.left, rect.x + off),
    y,
    anchor: 'start' as const,
  }))
  sheet.write({ text: short, size: 11.5, bold: true, look: 'wl-strong' }, spots, 99)
}

/** The letter of a lane's group, where the cut begins. */
function letter({ y }: LanePlace, group: number, from: number, sheet: Sheet): Markup {
  const rect = { x: from - 8, y: y - 22, wide: 16, high: 15 }
  sheet.take(rect)
  const box = markup`<rect class="wl-letter" x="${px(rect.x)}" y="${px(rect.y)}" width="16" height="15"/>`
  const said = text(
    { text: String.fromCharCode(65 + group), size: 10.5, bold: true, look: 'wl-strong' },
    { x: from, y: y - 10.8, anchor: 'middle' },
  )
  return markup`${box}${said}`
}
