// The right rail: the step that broke it with its source and what it changed, what was found of each
// property and goal, and everything that names the run exactly.

import { eventsOf } from '../../sim/run.ts'
import type { FailureTold, Report, SourceFrame } from '../../sim/report.ts'
import type { Finding } from '../../sim/verdict.ts'
import type { EventId } from '../../sim/units.ts'
import { brief } from '../brief.ts'
import { brokeOf, brokeWords, isAtOnce } from '../broke.ts'
import { eventWords } from '../events.ts'
import { type Markup, markup, nothing } from '../markup.ts'
import { guiltyOf } from '../svg/draw-steps.ts'
import { counted, grouped, span } from '../words.ts'
import { changesBy } from './changes.ts'
import { clip, eventLink } from './rows.ts'

const changesMax = 12

/** Sections with a heading each. */
export const rightRail = (report: Report, shown: ReadonlySet<EventId>): Markup =>
  markup`${whereOf(report, shown)}${changed(report, shown)}${nextOf(report)}${propertiesOf(report)}${goalsOf(report)}${runOf(report)}${assumed(report)}`

function whereOf(report: Report, shown: ReadonlySet<EventId>): Markup {
  const told = report.failure
  if (told === null) return nothing
  const guilty = guiltyOf(report)
  if (guilty === null) return shownByNone(report, told)
  const event = report.run.trace?.find(({ id }) => id === guilty)
  const place = report.places.get(guilty) ?? null
  const rows =
    event === undefined
      ? nothing
      : markup`<dl>
<dt>at</dt><dd>${span(event.time)}</dd>
<dt>step</dt><dd class="mono">${clip(eventWords(event))}</dd>
${event.cause === null ? nothing : markup`<dt>because of</dt><dd>${eventLink(event.cause, shown)}</dd>`}
${place === null ? nothing : markup`<dt>source</dt><dd class="mono">${place}</dd>`}
</dl>
`
  const node = event?.node ?? ''
  const { failure } = told
  const [what, found] = isAtOnce(failure, report.run.findings)
    ? ['broke here', nothing]
    : ['shows it', markup`<p>Found once the run was over, at ${span(failure.time)}.</p>\n`]
  return markup`<section aria-labelledby="where"><h2 id="where">e${guilty} · ${node} · ${what}</h2>
${found}${rows}${told.source === null ? nothing : frame(told.source)}${excessOf(told)}</section>
`
}

/** What is missing at the end was broken by no step, nor what was seen between two of them. */
function shownByNone({ run }: Report, told: FailureTold): Markup {
  const { failure } = told
  const broke = brokeOf({ ...run, failure })
  const seen = broke === null ? '' : ` ${brokeWords(broke)}`
  const when = isAtOnce(failure, run.findings)
    ? 'when it was asked between two of them'
    : 'when the run was over'
  return markup`<section aria-labelledby="where"><h2 id="where">Seen${seen} · ${span(failure.time)}</h2>
<p>No single step broke it: it did not hold ${when}.</p>
${told.source === null ? nothing : frame(told.source)}${excessOf(told)}</section>
`
}

const excessOf = ({ failure }: FailureTold): Markup =>
  failure.excess === null ? nothing : markup`<p class="note">${failure.excess}</p>`

const frame = ({ file, line, handler, lines }: SourceFrame): Markup => {
  const indent = Math.min(
    ...lines.filter(({ text }) => text.trim() !== '').map(({ text }) => depthOf(text)),
  )
  return markup`<p class="mono">${file}:${line} <span class="faint">${handler}</span></p>
<ol class="source" tabindex="0" aria-label="Source of ${handler}">${lines.map(
    ({ number, text }) =>
      markup`<li${number === line ? markup` class="here"` : nothing}><span class="nr">${number}</span><span>${flat(text).slice(indent)}${number === line ? markup`<span class="faint"> ←</span>` : nothing}</span></li>`,
  )}</ol>
`
}

const flat = (text: string): string => text.replaceAll('\t', '  ')
const depthOf = (text: string): number => flat(text).length - flat(text).trimStart().length

const tints = { changed: '~', added: '+', removed: '−' } as const

function changed(report: Report, shown: ReadonlySet<EventId>): Markup {
  const told = report.failure
  const guilty = guiltyOf(report)
  if (told === null || guilty === null || report.run.trace === null) return nothing
  const changes = changesBy(report.run.trace, guilty)
  if (changes.length === 0) return nothing
  const node = report.run.trace.find(({ id }) => id === guilty)?.node ?? ''
  const rows = changes.slice(0, changesMax).map(({ place, kind, before, after, writer }) => {
    const last =
      writer === null ? nothing : markup` <small>before: ${eventLink(writer, shown)}</small>`
    const was = kind === 'added' ? '' : `${brief(before)} → `
    const is = kind === 'removed' ? 'gone' : brief(after)
    return markup`<span class="change mono"><span class="sign">${tints[kind]}</span>${place} ${clip(was)}<span class="is">${clip(is)}</span>${last}</span>
`
  })
  const more =
    changes.length > changesMax
      ? markup`<p class="faint">and ${counted(changes.length - changesMax, 'further change')}</p>`
      : nothing
  return markup`<section aria-labelledby="state"><h2 id="state">State ${node} · before → after</h2>
${rows}${more}</section>
`
}

const signs = { pass: '✓', fail: '✕', inconclusive: '?' } as const
const words = { pass: 'holds', fail: 'violated', inconclusive: 'not judged' } as const

function propertiesOf({ run }: Report): Markup {
  if (run.findings.length === 0) return nothing
  const row = ({ property, verdict, why, detail }: Finding): Markup => {
    const text = verdict === 'pass' ? detail : (why ?? detail)
    const said = text === null ? nothing : markup`<small>: ${clip(text)}</small>`
    return markup`<li><span class="sign sign-${verdict}">${signs[verdict]}</span>${property} <small>· ${words[verdict]}</small>${said}</li>
`
  }
  return markup`<section aria-labelledby="properties"><h2 id="properties">Properties</h2>
<ul class="plain">${run.findings.map(row)}</ul></section>
`
}

function goalsOf({ run }: Report): Markup {
  const goals = Object.entries(run.goals)
  if (goals.length === 0) return nothing
  const rows = goals.map(
    ([goal, times]) =>
      markup`<li><span class="sign">${times > 0 ? '◦' : '–'}</span>${goal} <small>· ${times === 0 ? 'not reached' : counted(times, 'time')}</small></li>
`,
  )
  const reached = goals.filter(([, times]) => times > 0).length
  return markup`<section aria-labelledby="goals"><h2 id="goals">Goals <small>· ${reached} of ${goals.length} reached</small></h2>
<details><summary>Each of them</summary><ul class="plain">${rows}</ul></details></section>
`
}

const nextOf = ({ next }: Report): Markup =>
  next.length === 0
    ? nothing
    : markup`<section aria-labelledby="next"><h2 id="next">Go on</h2>
${next.map(({ command, does }) => markup`<div><small>${does}</small><code class="command">${command}</code></div>`)}</section>
`

function runOf({ scenario, seed, run, worldline, until, settle }: Report): Markup {
  const params = Object.entries(scenario.params).sort(([one], [other]) => (one < other ? -1 : 1))
  const set = params.map(([name, value]) => `${name}=${value}`).join(' ')
  return markup`<section aria-labelledby="run"><h2 id="run">This run</h2>
<dl>
<dt>scenario</dt><dd>${scenario.name}${scenario.variant === null ? '' : `:${scenario.variant}`}</dd>
${set === '' ? nothing : markup`<dt>parameters</dt><dd class="mono">${set}</dd>`}
<dt>seed</dt><dd>${seed}</dd>
<dt>length</dt><dd>${span(run.simTime)} of ${span(until)} + ${span(settle)} calm</dd>
<dt>events</dt><dd>${grouped(eventsOf(run))}</dd>
<dt>digest</dt><dd class="mono">${run.digest}</dd>
${run.content === null ? nothing : markup`<dt>contents</dt><dd class="mono">${run.content}</dd>`}
<dt>code</dt><dd class="mono">${scenario.codeHash.slice(0, 16)}</dd>
<dt>worldline</dt><dd>${worldline}</dd>
</dl></section>
`
}

const assumed = ({ scenario }: Report): Markup =>
  scenario.assumptions.length === 0
    ? nothing
    : markup`<section aria-labelledby="assumed"><h2 id="assumed">Assumed</h2>
<ul class="plain">${scenario.assumptions.map((text) => markup`<li>${text}</li>`)}</ul></section>
`
