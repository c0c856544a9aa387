// The space-time diagram of a report as SVG: faults, operations and messages on one axis of time,
// and where it broke. It asks nothing of the network and runs nothing.

import type { Report } from '../sim/report.ts'
import { brokeOf, brokeWords } from './broke.ts'
import { type Markup, markup, nothing, trusted } from './markup.ts'
import { dark, light, system } from './palette.ts'
import { chosenOf } from './svg/chosen.ts'
import { drawViolation } from './svg/draw-end.ts'
import { drawBars, drawCuts } from './svg/draw-faults.ts'
import { drawLanes, drawRuler } from './svg/draw-lanes.ts'
import { drawKinds, drawMessages, takeCrosses } from './svg/draw-messages.ts'
import { drawOperations } from './svg/draw-operations.ts'
import { drawSteps, takeSteps } from './svg/draw-steps.ts'
import { layoutOf } from './svg/layout.ts'
import { Sheet } from './svg/sheet.ts'
import { fitted } from './svg/text-width.ts'
import { markColours, markShapes } from './svg/style.ts'
import { counted, wrapped } from './words.ts'

export type Theme = 'light' | 'dark' | 'auto'

/** A picture without its style sheet, for a page that has it. */
export interface Picture {
  readonly svg: Markup
  readonly wide: number
  readonly high: number
  /** what it does not show, in words; null: it shows everything */
  readonly missing: string | null
}

/** How wide a picture is at least, in pixels: the middle column of a page. */
const roomUsual = 836
/** Above so many steps their names stay with those who point at them. */
const namedMax = 120

/**
 * @param view `told` shows what the story needs, `whole` every event
 * @returns null where the whole run is more than a picture can hold, or there is no trace
 */
export function pictureOf(report: Report, view: 'told' | 'whole'): Picture | null {
  const chosen = chosenOf(report, view)
  if (chosen === null || chosen.events.size === 0) return null
  const layout = layoutOf(report, chosen, roomUsual)
  const sheet = new Sheet({ x: 2, y: 0, wide: layout.wide - 4, high: layout.high })
  drawBars(report, layout, sheet)
  drawOperations(layout, report.failure?.failure.state ?? null, sheet)
  drawViolation(report, layout, sheet)
  drawLanes(layout, report.run.plan, sheet)
  takeSteps(report, layout, sheet)
  takeCrosses(layout, sheet)
  drawCuts(layout, sheet)
  drawMessages(report, layout, sheet)
  drawSteps(report, layout, chosen.events, layout.dots.length <= namedMax, sheet)
  drawKinds(report, layout, sheet)
  drawRuler(layout, sheet)
  const { wide, high } = layout
  const svg = markup`<svg class="wl" xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${summaryOf(report)}">
${sheet.marks()}</svg>`
  return { svg, wide, high, missing: chosen.missing }
}

/** `Space-time diagram: 3 servers, 2 clients, 58 events, 1 fault, violation at e58` */
export function summaryOf(report: Report): string {
  const { lanes, faults, run, failure } = report
  const clients = lanes.filter(({ client }) => client).length
  const broke = failure === null ? null : brokeOf({ ...run, failure: failure.failure })
  const parts = [
    counted(lanes.length - clients, 'server'),
    counted(clients, 'client'),
    counted(run.trace?.length ?? 0, 'event'),
    counted(faults.length, 'fault'),
    broke === null ? 'no violation' : `violation ${brokeWords(broke)}`,
  ]
  return `Space-time diagram: ${parts.join(', ')}`
}

/**
 * A file of its own: the picture that tells the story, with its title above it and what it leaves
 * out below. The same report gives the same bytes.
 */
export function renderSvg(report: Report, theme: Theme): string {
  const picture = pictureOf(report, 'told')
  const { svg, wide, high, missing } = picture ?? {
    ...{ svg: nothing, wide: roomUsual, high: 20 },
    missing: 'There is no trace to draw.',
  }
  const notes = missing === null ? [] : wrapped(missing, Math.floor((wide - 24) / 6))
  const lines = notes.map(
    (words, nth) =>
      markup`<text class="wl-word" x="12" y="${high + 36 + nth * 15}" font-size="11">${words}</text>\n`,
  )
  const tall = high + 36 + notes.length * 15 + (notes.length > 0 ? 6 : 0)
  const verdict = { pass: 'PASS', inconclusive: 'INCONCLUSIVE', fail: '✕ FAIL' }[report.run.verdict]
  const said = report.failure === null ? '' : ` · ${report.failure.failure.sentence}`
  const file = markup`<svg class="wl" xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${tall}" viewBox="0 0 ${wide} ${tall}">
<title>${report.coordinate}: ${summaryOf(report)}</title>
<style>${trusted(styleOf(theme))}</style>
<rect class="wl-ground-fill" x="0" y="0" width="${wide}" height="${tall}"/>
<text class="wl-strong" x="12" y="22" font-size="13">${fitted(`${verdict} · ${report.coordinate}${said}`, 13, wide - 24, true)}</text>
<g transform="translate(0 30)">
${svg}
</g>
${lines}</svg>
`
  return file.markup
}

function styleOf(theme: Theme): string {
  const shapes = `${markShapes}\n${markColours(theme === 'dark' ? dark : light)}`
  const forced = `@media (forced-colors:active){${markColours(system)}}`
  if (theme !== 'auto') return `${shapes}\n${forced}\n`
  return `${shapes}\n@media screen and (prefers-color-scheme:dark){${markColours(dark)}}\n${forced}\n`
}
