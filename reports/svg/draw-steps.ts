// Marks of steps: circles for what a node received, diamonds for its timers, an open ring for a lost
// connection, flags for goals, and the ring around the step that broke it.

import type { Report } from '../../sim/report.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { EventId } from '../../sim/units.ts'
import { shownBy } from '../broke.ts'
import { eventWords } from '../events.ts'
import { type Markup, markup } from '../markup.ts'
import { span } from '../words.ts'
import type { Dot, Layout, Point } from './places.ts'
import { line, mark, path, px, type Sheet } from './sheet.ts'
import { fitted } from './text-width.ts'

/** Where steps stand no words shall. */
export function takeSteps(report: Report, layout: Layout, sheet: Sheet): void {
  const guilty = guiltyOf(report)
  for (const { x, y, event } of layout.dots) {
    const r = event.id === guilty ? 13 : 7
    sheet.take({ x: x - r, y: y - r, wide: r * 2, high: r * 2 })
  }
}

/** Steps and what they noted; `words` false leaves out what only helps where there is room. */
export function drawSteps(
  report: Report,
  layout: Layout,
  events: ReadonlySet<EventId>,
  words: boolean,
  sheet: Sheet,
): void {
  const guilty = guiltyOf(report)
  for (const dot of layout.dots) {
    if (dot.event.kind === 'start') continue
    const said = `e${dot.event.id} ${dot.event.node ?? ''} ${span(dot.event.time)}: ${eventWords(dot.event)}`
    const ring = dot.event.id === guilty ? ringed(dot) : []
    const look = dot.event.id === guilty ? 'wl-step wl-guilty' : 'wl-step'
    sheet.put('steps', mark(look, said, shapeOf(dot), ...ring))
  }
  const trace = report.run.trace ?? []
  drawGoals(trace, layout, events, sheet)
  if (words) drawNames(trace, layout, events, sheet)
}

/** The step that shows a failure; null where only the end of the run does. */
export const guiltyOf = ({ failure, run }: Report): EventId | null =>
  failure === null ? null : (shownBy(run.trace ?? [], failure.failure)?.id ?? null)

function shapeOf({ event, x, y }: Dot): Markup {
  switch (event.kind) {
    case 'expire':
      return path(
        'wl-timer',
        `M${px(x)} ${px(y - 7)}L${px(x + 7)} ${px(y)}L${px(x)} ${px(y + 7)}L${px(x - 7)} ${px(y)}Z`,
      )
    case 'lost':
      return path(
        'wl-cut',
        `M${px(x - 5)} ${px(y - 1.5)}A5 5 0 0 1 ${px(x + 5)} ${px(y - 1.5)}M${px(x - 5)} ${px(y + 1.5)}A5 5 0 0 0 ${px(x + 5)} ${px(y + 1.5)}`,
      )
    default:
      return markup`<circle class="wl-dot" cx="${px(x)}" cy="${px(y)}" r="5"/>`
  }
}

const ringed = ({ x, y }: Point): Markup[] => [
  markup`<circle class="wl-ring" cx="${px(x)}" cy="${px(y)}" r="12"/>`,
]

/** What timers are called and what steps noted, beside them. */
function drawNames(trace: Trace, layout: Layout, events: ReadonlySet<EventId>, sheet: Sheet): void {
  for (const event of trace) {
    if (!events.has(event.id)) continue
    const said = saidBy(event)
    const point = said === null ? null : layout.pointOf(event.id)
    if (said === null || point === null) continue
    const { x, y } = point
    sheet.write({ text: fitted(said, 10.5, 190), size: 10.5, look: 'wl-word' }, [
      { x: x + 3, y: y + 20, anchor: 'start' },
      { x: x - 3, y: y + 20, anchor: 'end' },
      { x, y: y - 13, anchor: 'middle' },
      { x: x + 6, y: y - 11, anchor: 'start' },
      { x: x - 6, y: y - 11, anchor: 'end' },
      { x: x + 3, y: y + 32, anchor: 'start' },
    ])
  }
}

function saidBy(event: TraceEvent): string | null {
  if (event.kind === 'expire') return event.timer.kind
  if (event.kind === 'note') return event.text
  if (event.kind === 'lost') return `lost ${event.peer}`
  return null
}

/** A small flag where a goal was reached. */
function drawGoals(trace: Trace, layout: Layout, events: ReadonlySet<EventId>, sheet: Sheet): void {
  const reached = trace.flatMap((event) => {
    const point =
      event.kind === 'sometimes' && events.has(event.id) ? layout.pointOf(event.id) : null
    return event.kind === 'sometimes' && point !== null ? [{ event, ...point }] : []
  })
  for (const { x, y } of reached) sheet.take({ x: x - 2, y: y - 25, wide: 15, high: 18 })
  for (const { event, x, y } of reached) {
    const pole = path('wl-pole', line({ x, y: y - 6 }, { x, y: y - 24 }))
    const flag = path('wl-flag', `M${px(x)} ${px(y - 24)}h11l-3.5 4l3.5 4h-11Z`)
    sheet.put('steps', mark('wl-goal', `e${event.id} goal reached: ${event.goal}`, pole, flag))
    sheet.write(
      { text: fitted(`◦ ${event.goal}`, 10.5, 170), size: 10.5, look: 'wl-word' },
      [
        { x: x + 15, y: y - 16, anchor: 'start' },
        { x: x - 5, y: y - 16, anchor: 'end' },
      ],
      0,
    )
  }
}
