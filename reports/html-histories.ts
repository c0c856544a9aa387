// Judged histories as a page: which passed and which did not, and for each that did not the sentence,
// the picture with the legal order, and the operations that suffice to show it. One file that asks
// nothing of the network and needs no script.

import type { CycleStep, Judgement } from '../sim/judgement.ts'
import type { OperationTold } from '../sim/report.ts'
import type { OpId } from '../sim/units.ts'
import { anomaly } from './codes.ts'
import { clip, tableOf } from './html/rows.ts'
import { pageStyle } from './html/style.ts'
import { type Markup, markup, nothing, trusted } from './markup.ts'
import { historyPicture } from './svg/history.ts'
import { counted, grouped, span } from './words.ts'

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** Pictures on one page at most. */
const picturesMax = 50

/**
 * The whole page. The same judgements give the same bytes.
 * @param judgements at least one, in the order in which they are listed
 */
export function renderHistories(judgements: readonly Judgement[], worldline: string): string {
  const drawn = judgements.filter(({ verdict }) => verdict !== 'pass')
  const worst = drawn.some(({ verdict }) => verdict === 'fail')
    ? 'fail'
    : drawn.length > 0
      ? 'inconclusive'
      : 'pass'
  const [first] = judgements
  const only = judgements.length === 1 && first !== undefined ? first : null
  const shown = only === null ? drawn.slice(0, picturesMax) : [only]
  const title = only === null ? counted(judgements.length, 'history', 'histories') : only.name
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${signs[worst]} · ${title}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<header class="verdict"><h1><span class="word word-${worst}">${signs[worst]}</span> <span class="sentence">${told(judgements, only)}</span></h1> <code class="where">${title}</code></header>
<main class="picture">
${only === null ? listOf(judgements, new Set(shown)) : nothing}${shown.map((one) => sectionOf(one, judgements.indexOf(one)))}${leftOut(drawn.length - shown.length)}</main>
<footer>worldline ${worldline}</footer>
</body>
</html>
`
  return page.markup
}

const signs = { pass: '✓ PASS', fail: '✕ FAIL', inconclusive: '? INCONCLUSIVE' } as const

function told(judgements: readonly Judgement[], only: Judgement | null): string {
  if (only !== null) return only.sentence ?? `${only.property}: ${only.counts}`
  const counts = (['fail', 'inconclusive', 'pass'] as const).flatMap((verdict) => {
    const count = judgements.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${grouped(count)} ${verdictWords[verdict]}`]
  })
  return counts.join(' · ')
}

const verdictWords = { pass: 'passed', fail: 'failed', inconclusive: 'undecided' } as const

function listOf(judgements: readonly Judgement[], drawn: ReadonlySet<Judgement>): Markup {
  const rows = judgements.map((one, at) => {
    const name = !drawn.has(one) ? markup`${one.name}` : markup`<a href="#h${at}">${one.name}</a>`
    return markup`<tr><td class="outcome">${signs[one.verdict]}</td><td class="id">${name}</td><td>${one.property}</td><td>${one.model}</td><td>${one.counts}</td><td class="said">${clip(one.sentence ?? '')}</td></tr>
`
  })
  const heads = ['verdict', 'history', 'property', 'model', 'operations', 'why']
  return markup`<section><h2>Histories</h2>
${tableOf('Histories', heads, rows)}</section>
`
}

function sectionOf(one: Judgement, at: number): Markup {
  const picture = historyPicture(one)
  const kind =
    one.code === null ? nothing : markup` <p class="faint">This is ${anomaly(one.code)}.</p>`
  const state =
    one.state === null
      ? nothing
      : markup`<p>In the legal order that is drawn the object holds <strong>${one.state}</strong> where the operation marked ✕ should have been.</p>`
  const left =
    one.left === 0
      ? nothing
      : markup` <small>· ${counted(one.left, 'operation')} more not drawn</small>`
  const drawing =
    picture === null
      ? nothing
      : markup`<div class="scroll" tabindex="0" role="region" aria-label="History of ${one.name}">${picture}</div>
`
  return markup`<section id="h${at}"><h2><span class="name text">${one.name}</span> <small>· ${one.property} · ${one.counts}</small>${left}</h2>
<p><strong class="text">${clip(one.sentence ?? 'A legal order of all operations was found.')}</strong></p>${kind}${state}
${drawing}${cycleOf(one)}${tableOf(`Operations of ${one.name}`, headsOf(one), rowsOf(one))}</section>
`
}

const headsOf = ({ cycle }: Judgement): readonly string[] => [
  ...['name', 'client', 'operation', 'from', 'to', 'outcome'],
  cycle === null ? 'in the legal order' : 'in the cycle',
]

function rowsOf({ operations, where, inEvents, cycle }: Judgement): readonly Markup[] {
  const first = operations.filter((one) => one.told)
  const rest = operations.filter((one) => !one.told)
  const time = (at: number): string => (inEvents ? `event ${grouped(at)}` : span(at))
  return [...first, ...rest].map((one) => {
    const place = where.get(one.op)
    return markup`<tr${one.misfit === null ? nothing : markup` class="guilty"`}><td class="id">${one.told ? markup`<strong>${one.label}</strong>` : one.label}</td><td>${one.client}</td><td class="said">${clip(one.call)}${place === undefined ? nothing : markup` <small>${place}</small>`}</td><td class="number">${time(one.start)}</td><td class="number">${one.end === null ? 'no answer' : time(one.end)}</td><td class="outcome">${outcomes[one.outcome]}</td><td>${cycle === null ? placeWords(one) : cyclePlace(one.op, cycle)}</td></tr>
`
  })
}

const outcomes = { ok: '✓ ok', failed: '✕ failed', unknown: '? unknown' } as const

function placeWords({ misfit, order }: OperationTold): Markup {
  if (misfit !== null) return markup`<strong>✕ fits nowhere: ${clip(misfit)}</strong>`
  return order === null ? markup`–` : markup`number ${grouped(order)}`
}

function cyclePlace(op: OpId, cycle: readonly CycleStep[]): Markup {
  const place = cycle.findIndex((step) => step.op === op)
  return place < 0 ? markup`–` : markup`number ${place + 1}`
}

/** Each transaction of a cycle with what makes the next one come after it. */
function cycleOf({ cycle, operations }: Judgement): Markup {
  if (cycle === null) return nothing
  const steps = cycle.map(({ op, edge, because }) => {
    const told = operations.find((one) => one.op === op)
    return markup`<li><strong>${told?.label ?? ''}</strong> ${clip(told?.call ?? '')} <span class="at">${edge} → ${clip(because)}</span></li>
`
  })
  return markup`<ol class="steps">
${steps}</ol>
`
}

const leftOut = (count: number): Markup =>
  count <= 0
    ? nothing
    : markup`<p class="note">${counted(count, 'history', 'histories')} more that did not pass are not drawn.</p>
`
