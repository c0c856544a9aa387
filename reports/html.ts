// The report of one run as a page: one file that asks nothing of the network, needs no script and
// reads from top to bottom as verdict, story, picture, tables. It shows what the report says.

import type { Report } from '../sim/report.ts'
import { leftRail } from './html/left.ts'
import { logsSection } from './html/logs.ts'
import { rightRail } from './html/right.ts'
import {
  eventsCut,
  eventsTable,
  faultsTable,
  listedEvents,
  operationsTable,
  rowsUsual,
} from './html/rows.ts'
import { pageStyle } from './html/style.ts'
import { type Markup, markup, nothing, trusted } from './markup.ts'
import { chosenOf } from './svg/chosen.ts'
import { type Picture, pictureOf, summaryOf } from './svg.ts'
import { counted, grouped } from './words.ts'

const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/**
 * The whole page. The same report gives the same bytes.
 * @param rows of each table at most; what is left out is counted on the page
 */
export function renderHtml(report: Report, rows: number = rowsUsual): string {
  const drawn = chosenOf(report, 'told')?.events ?? new Set()
  const shown = listedEvents(report, drawn, rows)
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(report)}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#told">Skip to the story</a>
${verdictBar(report)}
<main class="columns" id="told">
<div class="rail story">
${leftRail(report, shown)}</div>
<div class="picture">
${pictures(report)}${logsSection(report)}${tables(report, shown, rows)}</div>
<div class="rail facts">
${rightRail(report, shown)}</div>
</main>
<footer>worldline ${report.worldline} · ${report.coordinate} · digest ${report.run.digest}</footer>
</body>
</html>
`
  return page.markup
}

const words = { pass: '✓ PASS', fail: '✕ FAIL', inconclusive: '? INCONCLUSIVE' } as const

function titleOf({ run, coordinate, failure }: Report): string {
  const property = failure === null ? '' : ` ${failure.failure.property}`
  return `${words[run.verdict]}${property} · ${coordinate}`
}

/** Verdict, property, sentence, coordinate: enough to know what happened. */
function verdictBar({ run, failure, coordinate }: Report): Markup {
  const why = run.findings.find(({ verdict }) => verdict === run.verdict)
  const said =
    failure !== null
      ? markup`<strong>${failure.failure.property}</strong> <span class="sentence text">${failure.failure.sentence}</span>`
      : markup`<span class="sentence">${run.verdict === 'pass' ? 'Every property held.' : (why?.why ?? '')}</span>`
  return markup`<header class="verdict"><h1><span class="word word-${run.verdict}">${words[run.verdict]}</span> ${said}</h1> <code class="where">${coordinate}</code></header>`
}

/** The picture that tells the story, and the whole run where that is more. */
function pictures(report: Report): Markup {
  const told = pictureOf(report, 'told')
  if (told === null) return nothing
  const whole = told.missing === null ? null : pictureOf(report, 'whole')
  const more =
    whole === null
      ? nothing
      : markup`<details class="screen"><summary>The whole run, ${counted(report.run.trace?.length ?? 0, 'event')}</summary>
${framed(whole, 'The whole run')}</details>
`
  if (report.failure === null && told.high * told.wide > calmArea) {
    return markup`<section class="screen" aria-labelledby="diagram"><h2 id="diagram">Diagram <small>· ${summaryOf(report).replace(/^[^:]+: /u, '')}</small></h2>
<details><summary>The run as a picture</summary>
${framed(told, 'Space-time diagram')}${told.missing === null ? nothing : markup`<p><small>${told.missing}</small></p>`}</details></section>
`
  }
  const missing = told.missing === null ? nothing : markup`<p><small>${told.missing}</small></p>`
  return markup`<section aria-labelledby="diagram"><h2 id="diagram">How it happened <small>· ${summaryOf(report).replace(/^[^:]+: /u, '')}</small></h2>
${framed(told, 'Space-time diagram')}${missing}${more}</section>
`
}

/** A picture of a run that did not fail waits to be asked for where it is larger than this. */
const calmArea = 1_040 * 600

/** A little wider than its column it is drawn smaller; much wider it scrolls. */
const shrinksTo = 1_040

const framed = ({ svg, wide }: Picture, name: string): Markup =>
  markup`<div class="scroll${wide <= shrinksTo ? ' fits' : ''}" tabindex="0" role="region" aria-label="${name}">${svg}</div>
`

function tables(report: Report, shown: Parameters<typeof eventsTable>[1], rows: number): Markup {
  const { operations, faults, run } = report
  return markup`<section aria-labelledby="operations"><h2 id="operations">What the clients saw <small>· ${counted(operations.length, 'operation')}</small></h2>
${operationsTable(report, Math.max(20, rows / 4))}</section>
<section aria-labelledby="faults"><h2 id="faults">Faults <small>· ${counted(faults.length, 'fault')}</small></h2>
${faultsTable(report)}</section>
<section class="screen" aria-labelledby="events"><h2 id="events">Events <small>· ${grouped(run.trace?.length ?? 0)}</small></h2>
${eventsCut(report, shown)}<details><summary>Every event${run.trace?.length === shown.size ? '' : ' listed'} in order, each with its cause</summary>
${eventsTable(report, shown)}</details></section>
`
}
