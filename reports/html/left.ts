// The left rail: the story as an ordered list that is enough to understand the failure, what does
// not matter and what does, what shrinking took away.

import type { FailureTold, Report, Shrunk } from '../../sim/report.ts'
import type { EventId } from '../../sim/units.ts'
import { type Markup, markup, nothing } from '../markup.ts'
import { counted, grouped, span } from '../words.ts'
import { clip, eventLink } from './rows.ts'

/** For a run that did not fail it says what was run. */
export function leftRail(report: Report, shown: ReadonlySet<EventId>): Markup {
  const { failure, scenario } = report
  if (failure === null) {
    return markup`<h2>Scenario</h2>
<p>${scenario.about}</p>
<p class="faint">${span(report.until)}, then ${span(report.settle)} of calm. ${counted(report.operations.length, 'operation')}, ${counted(report.faults.length, 'fault')}.</p>
`
  }
  return markup`${storyOf(failure, shown)}<div class="after">
${proven(failure)}${shrunkFrom(failure.shrunk)}</div>
`
}

function storyOf(
  { story, event, anomaly, cure }: FailureTold,
  shown: ReadonlySet<EventId>,
): Markup {
  const broke = story.findLastIndex(({ from, to }) => from <= event && event <= to)
  const steps = story.map(({ text, from, to, time, place }, nth) => {
    const link =
      from === to
        ? eventLink(from, shown)
        : markup`${eventLink(from, shown)}–${eventLink(to, shown)}`
    const at =
      place === null
        ? nothing
        : markup` · <span title="${place}">${place.split('/').at(-1) ?? place}</span>`
    const look = nth === broke ? markup` class="broke"` : nothing
    return markup`<li${look}><span class="text">${text}</span><span class="at mono">${link} · ${span(time)}${at}</span></li>
`
  })
  const pattern = cure === null ? nothing : markup`<p class="faint">A usual cure: ${cure}</p>`
  return markup`<section aria-labelledby="story"><h2 id="story">Story · ${counted(story.length, 'step')}</h2>
<ol class="steps">
${steps}</ol>
<p>This is ${anomaly}.</p>
${pattern}</section>
`
}

function proven({ irrelevant, matters }: FailureTold): Markup {
  const without =
    irrelevant.length === 0
      ? nothing
      : markup`<section aria-labelledby="not"><h2 id="not">Does not matter</h2>
<ul class="plain">${irrelevant.map(({ what, perturbed }) => markup`<li>${what} <small>· still failed in ${perturbed} of ${perturbed}</small></li>`)}</ul></section>
`
  const needed =
    matters.length === 0
      ? nothing
      : markup`<section aria-labelledby="does"><h2 id="does">Matters</h2>
<ul class="plain">${matters.map((what) => markup`<li>${what}</li>`)}</ul></section>
`
  return markup`${without}${needed}`
}

function shrunkFrom(shrunk: Shrunk | null): Markup {
  if (shrunk === null) return nothing
  const { from, to, removed, runs, complete } = shrunk
  const names = ['nodes', 'faults', 'operations', 'decisions', 'events'] as const
  const rows = names.map(
    (name) =>
      markup`<tr><th scope="row">${name}</th><td class="number">${grouped(from[name])}</td><td class="number">${grouped(to[name])}</td></tr>
`,
  )
  const gone =
    removed.length === 0
      ? nothing
      : markup`<details><summary>${counted(removed.length, 'fault')} not needed</summary><ul class="plain">${removed.map((text) => markup`<li><code>${clip(text)}</code></li>`)}</ul></details>
`
  const bound = complete
    ? 'Nothing more can be taken away.'
    : 'The best so far: the search was stopped.'
  return markup`<section aria-labelledby="shrunk"><h2 id="shrunk">Shrunk from</h2>
<table><thead><tr><th scope="col">of</th><th scope="col" class="number">orig</th><th scope="col" class="number">min</th></tr></thead><tbody>
${rows}</tbody></table>
<p class="faint">${bound} ${counted(runs, 'run')}.</p>
${gone}</section>
`
}
