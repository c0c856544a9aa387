// Marks of the lanes: names, worldlines with the gaps in which a node is down and the dots while it
// is paused or slow, the ruler of simulated time with its breaks.

import type { Planned } from '../../sim/fault.ts'
import type { Down, Held, LanePlace, Layout } from './places.ts'
import { markup } from '../markup.ts'
import { span } from '../words.ts'
import { laneMax, laneSize } from './layout.ts'
import { cross, hatched, line, mark, path, px, type Sheet, text } from './sheet.ts'
import { fitted, textWidth } from './text-width.ts'

export const overhang = 12

/** Names, lines and gaps of all lanes. */
export function drawLanes(layout: Layout, plan: readonly Planned[], sheet: Sheet): void {
  for (const place of layout.lanes) drawLane(place, layout, sheet)
  for (const down of layout.downs) drawDown(down, plan, sheet)
}

function drawLane({ lane, y }: LanePlace, layout: Layout, sheet: Sheet): void {
  const name = fitted(lane.id, laneSize, laneMax, true)
  const words = { text: name, size: laneSize, bold: true, look: 'wl-name' }
  const wide = textWidth(name, laneSize, true)
  const label = text(words, { x: 12, y: y + 4, anchor: 'start' })
  sheet.put('lanes', mark('wl-lane', `${lane.id}, ${lane.role}`, label))
  sheet.take({ x: 0, y: y - 8, wide: wide + 14, high: 16 })
  const left = layout.axis.left - 16
  const right = layout.axis.edge + overhang
  sheet.take({ x: left, y: y - 2, wide: right - left, high: 4 })
  if (lane.client) {
    sheet.put('lanes', path('wl-client', line({ x: left, y }, { x: right, y })))
    return
  }
  const spells = layout.held.filter(
    ({ spell }) =>
      (spell.fault.kind === 'pause' || spell.fault.kind === 'slow') && spell.fault.node === lane.id,
  )
  const downs = layout.downs.filter((down) => down.y === y)
  const broken = [...downs, ...spells].sort((one, other) => one.from - other.from)
  let x = left
  for (const { from, to } of broken) {
    if (from > x) sheet.put('lanes', path('wl-line', line({ x, y }, { x: from, y })))
    x = Math.max(x, to)
  }
  if (right > x && !broken.some(({ to }) => to >= layout.axis.edge)) {
    sheet.put('lanes', path('wl-line', line({ x, y }, { x: right, y })))
  }
  for (const spell of spells) drawSpell(spell, y, layout.axis.edge, sheet)
}

/** A lane of dots: close ones while it is paused, wide ones while it is slow. */
function drawSpell({ spell, from, to }: Held, y: number, edge: number, sheet: Sheet): void {
  const paused = spell.fault.kind === 'pause'
  const node = 'node' in spell.fault ? spell.fault.node : ''
  const word = paused ? 'paused' : 'slow'
  const length = span(spell.to - spell.from)
  const dots = path(
    paused ? 'wl-paused' : 'wl-slow',
    line({ x: from + 2, y }, { x: to >= edge ? to + overhang : to, y }),
  )
  sheet.put(
    'lanes',
    mark('wl-spell', `${node} ${word} for ${length}, from ${span(spell.from)}`, dots),
  )
  const middle = (from + to) / 2
  const spots = [20, -12].flatMap((down) =>
    [middle, from + 40, to - 40].map((x) => ({ x, y: y + down, anchor: 'middle' as const })),
  )
  sheet.write({ text: `${word} ${length}`, size: 11, look: 'wl-word' }, spots)
}

/** The lane stops at a cross, is hatched while the node is down, and goes on where it starts again. */
function drawDown(
  { crash, start, y, from, to }: Down,
  plan: readonly Planned[],
  sheet: Sheet,
): void {
  const node = crash.node ?? ''
  const lost = lostWords(crash, plan)
  const again =
    start === null ? 'never started again' : `started again ${span(start.time - crash.time)} later`
  const gap = { x: from, y: y - 8, wide: to - from, high: 16 }
  const cause = crash.place === '' ? '' : ` at ${crash.place}`
  const marks = [hatched('wl-hatch', gap, 7), cross('wl-cross', { x: from, y }, 7)]
  sheet.put(
    'steps',
    mark(
      'wl-down',
      `e${crash.id} ${node} crashed at ${span(crash.time)}${cause}, ${again}, ${lost.told}`,
      ...marks,
    ),
  )
  sheet.take({ x: from - 9, y: y - 9, wide: to - from + 18, high: 18 })
  chip(`∅ ${lost.word}`, (from + to) / 2, y, `${node} lost: ${lost.told}`, sheet)
  sheet.write({ text: 'crash', size: 11, look: 'wl-word wl-bad' }, [
    { x: from, y: y - 13, anchor: 'middle' },
    { x: from, y: y + 22, anchor: 'middle' },
  ])
  if (start !== null) {
    const words = `e${start.id} ${node} starts again, life ${start.life}`
    const turn = path(
      'wl-turn',
      `M${px(to + 4)} ${px(y - 4)}A5.5 5.5 0 1 0 ${px(to + 5.5)} ${px(y + 1.5)}M${px(to + 5.6)} ${px(y - 7)}L${px(to + 4.4)} ${px(y - 3)}L${px(to + 0.2)} ${px(y - 3.6)}`,
    )
    const disc = markup`<circle class="wl-disc" cx="${px(to)}" cy="${px(y)}" r="8"/>`
    sheet.put('steps', mark('wl-start', words, disc, turn))
    sheet.write({ text: 'restart', size: 11, look: 'wl-word' }, [
      { x: to, y: y - 13, anchor: 'middle' },
      { x: to, y: y + 22, anchor: 'middle' },
    ])
  }
}

/** What a crash took: always the memory, sometimes writes that were not yet durable, or the disk. */
function lostWords(
  { undone, fault: id }: Down['crash'],
  plan: readonly Planned[],
): { readonly word: string; readonly told: string } {
  const fault = plan.find((one) => one.id === id)?.fault
  if (fault?.kind === 'crash' && fault.lose === 'disk') {
    return { word: 'disk', told: 'memory and disk lost' }
  }
  if (undone.length === 0) return { word: 'memory', told: 'memory lost' }
  const steps = undone.map((id) => `e${id}`).join(', ')
  return { word: 'unsynced', told: `memory and unsynced writes lost (of ${steps})` }
}

/** A small label on a lane, over whatever is there. */
export function chip(words: string, x: number, y: number, told: string, sheet: Sheet): void {
  const wide = textWidth(words, 10.5, true) + 10
  const box = markup`<rect class="wl-chip" x="${px(x - wide / 2)}" y="${px(y - 8)}" width="${px(wide)}" height="16" rx="8"/>`
  const said = text(
    { text: words, size: 10.5, bold: true, look: 'wl-strong' },
    { x, y: y + 3.7, anchor: 'middle' },
  )
  sheet.put('boxes', mark('wl-chipped', told, box, said))
  sheet.take({ x: x - wide / 2, y: y - 8, wide, high: 16 })
}

/** Simulated time along the foot: a tick where anything is, figures where there is room. */
export function drawRuler(layout: Layout, sheet: Sheet): void {
  const { axis, ruler: y } = layout
  const [left, right] = [axis.left - 16, axis.edge + overhang]
  const ticks = axis.times.map((time) =>
    line({ x: axis.at(time), y }, { x: axis.at(time), y: y + 5 }),
  )
  sheet.put('lanes', path('wl-ruler', line({ x: left, y }, { x: right, y }) + ticks.join('')))
  sheet.put(
    'lanes',
    text({ text: 'time', size: 11, look: 'wl-word' }, { x: 12, y: y + 4, anchor: 'start' }),
  )
  for (const { from, to } of axis.idle) {
    const x = (axis.at(from) + axis.at(to)) / 2
    const slashes =
      line({ x: x - 5, y: y + 5 }, { x: x - 1, y: y - 5 }) +
      line({ x: x + 1, y: y + 5 }, { x: x + 5, y: y - 5 })
    const blank = markup`<rect class="wl-blank" x="${px(x - 4)}" y="${px(y - 3)}" width="8" height="6"/>`
    const words = `nothing drawn happened for ${span(to - from)}`
    sheet.put('lanes', mark('wl-idle', words, blank, path('wl-ruler', slashes)))
    sheet.write({ text: `⋯ ${span(to - from)}`, size: 10.5, look: 'wl-word' }, [
      { x, y: y - 9, anchor: 'middle' },
    ])
  }
  const figure = (time: number): boolean =>
    sheet.write({ text: span(time), size: 10.5, look: 'wl-word' }, [
      { x: axis.at(time), y: y + 17, anchor: 'middle' },
    ])
  const ends = [axis.times[0], axis.times.at(-1)].filter((time) => time !== undefined)
  for (const time of new Set([...ends, ...axis.idle.map(({ to }) => to), ...axis.times]))
    figure(time)
}
