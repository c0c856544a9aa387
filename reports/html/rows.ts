// Tables of a page: operations, faults and events, each row with an anchor of its own. Where there
// are more rows than a page should hold, what is missing is counted above them.

import type { OperationTold, Report } from '../../sim/report.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { EventId } from '../../sim/units.ts'
import { eventWords } from '../events.ts'
import { type Markup, markup, nothing } from '../markup.ts'
import { legalOrder } from '../legal-order.ts'
import { guiltyOf } from '../svg/draw-steps.ts'
import { counted, grouped, listed, millis, span } from '../words.ts'

/** How many rows of one table a page holds, unless all are asked for. */
export const rowsUsual = 2_000
const textMax = 400
/** Columns whose figures stand at the right. */
const numbers: ReadonlySet<string> = new Set(['from', 'to', 'ms'])

/** A table that scrolls sideways where the page is too narrow for it. */
export function tableOf(name: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  const cells = heads.map(
    (head) =>
      markup`<th scope="col"${numbers.has(head) ? markup` class="number"` : nothing}>${head}</th>`,
  )
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${name}, table"><table class="wide">
<thead><tr>${cells}</tr></thead>
<tbody>
${rows}</tbody></table></div>
`
}

const signs = { ok: '✓ ok', failed: '✕ failed', unknown: '? unknown' } as const

/** What the clients saw; of very many those that the story speaks of and the first. */
export function operationsTable(report: Report, most: number): Markup {
  const { operations } = report
  if (operations.length === 0) return markup`<p class="faint">There were no operations.</p>`
  const first = new Set(operations.slice(0, most))
  const shown = operations.filter((one) => one.told || first.has(one))
  const left = operations.length - shown.length
  const note =
    left === 0
      ? nothing
      : markup`<p class="note">${counted(left, 'operation')} of ${grouped(operations.length)} not listed: the story does not speak of them.</p>`
  const heads = ['name', 'client', 'operation', 'from', 'to', 'outcome', 'result']
  return markup`${note}${tableOf('Operations', heads, shown.map(operationRow))}${legalNote(report)}`
}

/** How far a legal order comes, and the state in which the misfit has no place. */
function legalNote(report: Report): Markup {
  const legal = legalOrder(report)
  if (legal === null) return nothing
  const { order, state, misfit } = legal
  const there = state === null ? nothing : markup` The state there: <code>${clip(state)}</code>.`
  const end = misfit === null ? nothing : markup` <strong>✕ ${misfit} fits nowhere.</strong>`
  return markup`<p class="legal">Legal order: ${order}.${there}${end}</p>
`
}

function operationRow(one: OperationTold): Markup {
  const { op, label, client, call, start, end, outcome, result, order, misfit } = one
  const place = order === null ? '' : ` · takes effect as number ${order}`
  const why = misfit === null ? nothing : markup` <strong>✕ fits nowhere: ${clip(misfit)}</strong>`
  return markup`<tr id="op${op}"${misfit === null ? nothing : markup` class="guilty"`}><td class="id"><strong>${label}</strong></td><td>${client}</td><td class="said">${clip(call)}</td><td class="number">${span(start)}</td><td class="number">${end === null ? 'no answer' : span(end)}</td><td class="outcome">${signs[outcome]}${place}</td><td>${clip(result ?? '–')}${why}</td></tr>
`
}

/** The plan, line by line. */
export function faultsTable({ faults }: Report): Markup {
  if (faults.length === 0) return markup`<p class="faint">There were no faults.</p>`
  const rows = faults.map(({ id, text, words, start, end }) => {
    const struck = start === null ? 'never struck' : span(start)
    const over = start === null || end === start ? '–' : end === null ? 'the end' : span(end)
    return markup`<tr id="${id}"><td class="id"><strong>${id}</strong></td><td class="said">${clip(words)}</td><td class="number">${struck}</td><td class="number">${over}</td><td><code>${clip(text)}</code></td></tr>
`
  })
  return tableOf('Faults', ['id', 'what', 'from', 'to', 'in the notation'], rows)
}

/** Which events of a trace a page lists: all, or the last before the failure and what was drawn. */
export function listedEvents(
  report: Report,
  drawn: ReadonlySet<EventId>,
  most: number,
): ReadonlySet<EventId> {
  const trace = report.run.trace ?? []
  if (trace.length <= most) return new Set(trace.map(({ id }) => id))
  const broke = report.failure?.event ?? trace.at(-1)?.id ?? 0
  const told = trace.filter(({ id }) => drawn.has(id)).slice(-most)
  const room = most - told.length
  const before = trace.filter(({ id }) => id <= broke && !drawn.has(id)).slice(-Math.max(0, room))
  return new Set([...told, ...(room > 0 ? before : [])].map(({ id }) => id))
}

/** Every event of `shown`, with where its step stands in the sources. */
export function eventsTable(report: Report, shown: ReadonlySet<EventId>): Markup {
  const trace = report.run.trace ?? []
  const guilty = guiltyOf(report)
  const rows = trace
    .filter(({ id }) => shown.has(id))
    .map((event) => eventRow(event, report, event.id === guilty, shown))
  const heads = ['event', 'ms', 'node', 'what happened', 'because of', 'source']
  return tableOf('Events', heads, rows)
}

function eventRow(
  event: TraceEvent,
  { places }: Report,
  guilty: boolean,
  shown: ReadonlySet<EventId>,
): Markup {
  const { id, time, node, cause, draws } = event
  const drew = draws.length === 0 ? nothing : markup` <small>${clip(draws.join('; '))}</small>`
  const why = cause === null ? markup`–` : eventLink(cause, shown)
  return markup`<tr id="e${id}"${guilty ? markup` class="guilty"` : nothing}><td class="id">e${id}</td><td class="number">${(time / 1_000).toFixed(3)}</td><td>${node ?? '–'}</td><td class="said">${guilty ? '✕ ' : ''}${clip(eventWords(event))}${drew}</td><td>${why}</td><td>${places.get(id) ?? ''}</td></tr>
`
}

/** A link to the row of an event, or its bare number where it has no row. */
export const eventLink = (id: EventId, shown: ReadonlySet<EventId>): Markup =>
  shown.has(id) ? markup`<a href="#e${id}">e${id}</a>` : markup`e${id}`

/** Says exactly what is missing, and how to get it; nothing where nothing is. */
export function eventsCut(report: Report, shown: ReadonlySet<EventId>): Markup {
  const trace = report.run.trace ?? []
  const left = trace.filter(({ id }) => !shown.has(id))
  const [first, last] = [left[0], left.at(-1)]
  if (first === undefined || last === undefined) return nothing
  const kinds = new Map<string, number>()
  for (const { kind } of left) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const words = [...kinds]
    .sort(([one, some], [other, more]) => more - some || (one < other ? -1 : 1))
    .map(([kind, count]) => `${grouped(count)} ${kind}`)
  return markup`<p class="note"><strong>${counted(left.length, 'event')} of ${grouped(trace.length)} not listed</strong>, between e${first.id} (${millis(first.time)} ms) and e${last.id} (${millis(last.time)} ms): ${listed(words, 20)}. Listed are those of the diagram and the last before the failure. All of them: <code>worldline report ${report.coordinate} --report-size all</code></p>
`
}

/** A text of an actor in a table: what is too long ends in a count of what is missing. */
export function clip(text: string): string {
  if (text.length <= textMax) return text
  const letters = [...text]
  if (letters.length <= textMax) return text
  const kept = letters.slice(0, textMax).join('')
  return `${kept}… (${grouped(letters.length - textMax)} more characters)`
}
