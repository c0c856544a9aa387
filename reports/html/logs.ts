// The logs of the nodes at the violation, as a grid of the page: a row a node, a cell an entry, its
// border the colour of the term, which is printed in it; dashed is not committed.

import type { Report } from '../../sim/report.ts'
import { heldAt, type LogRow, logWindow, type LogWindow, type WindowCell } from '../log-window.ts'
import { type Markup, markup, nothing } from '../markup.ts'
import { clipped } from '../page.ts'
import { counted, grouped, span } from '../words.ts'
import { clip } from './rows.ts'

/** Cells of a row; the grid scrolls where the page is narrower. */
const room = 28
const textMax = 14
const colours = 6

/** Nothing for a run that did not fail, and where nobody has a log. */
export function logsSection({ logs, failure, run }: Report): Markup {
  const window = failure === null ? null : logWindow(logs, room)
  if (failure === null || window === null) return nothing
  const { time } = run.trace?.[failure.event - 1] ?? failure.failure
  const heads = Array.from(
    { length: window.to - window.from + 1 },
    (_, at) => markup`<th scope="col">${window.from + at}</th>`,
  )
  const beyond =
    window.beyond === 0
      ? nothing
      : markup`<p class="faint">${counted(window.beyond, 'entry', 'entries')} further on not shown.</p>
`
  return markup`<section aria-labelledby="logs"><h2 id="logs">Logs <small>· at e${failure.event}, ${span(time)}</small></h2>
<div class="scroll" tabindex="0" role="region" aria-label="Logs, table"><table class="logs">
<thead><tr><th scope="col">index</th>${heads}</tr></thead>
<tbody>
${window.rows.map(rowOf)}</tbody></table></div>
${partsAt(window, logs)}${beyond}${legend(window)}</section>
`
}

function rowOf({ id, role, cells }: LogRow): Markup {
  const term = role?.term ?? null
  const what = role === null ? 'down' : `${role.name}${term === null ? '' : ` T${term}`}`
  const head = markup`<th scope="row">${id} <small>${what}</small></th>`
  return markup`<tr>${head}${(cells ?? []).map(cellOf)}</tr>
`
}

const signs = { match: '●', next: '▲' } as const

function cellOf({ index, entry, committed, mark }: WindowCell): Markup {
  const sign = mark === null ? nothing : markup` <span class="mark">${signs[mark]}</span>`
  if (entry === null) return markup`<td class="log-end">${sign}</td>`
  if (entry === 'snapshot') {
    return markup`<td class="log-snapshot"><span title="${index}: in a snapshot">▒</span>${sign}</td>`
  }
  const look = `log-entry log-term-${((((entry.term - 1) % colours) + colours) % colours) + 1}`
  const open = committed ? '' : ' log-open'
  const said = entry.text ?? ''
  const words = `${index}: term ${entry.term}${said === '' ? '' : `, ${clip(said)}`}${committed ? '' : ', not committed'}`
  const text = said === '' ? nothing : markup`<small>${clipped(said, textMax)}</small>`
  return markup`<td class="${look}${open}" title="${words}"><b>${entry.term}</b>${sign}${text}</td>`
}

function partsAt({ conflict }: LogWindow, logs: Report['logs']): Markup {
  if (conflict === null) return nothing
  const held = heldAt(logs, conflict).map(
    ({ entry, nodes }) =>
      markup`<li>${nodes.join(', ')}: term ${entry.term}${entry.text === undefined ? '' : `, ${clip(entry.text)}`}</li>`,
  )
  return markup`<p>They part at ${grouped(conflict)}:</p><ul class="plain">${held}</ul>
`
}

/** Only what there is. */
function legend({ rows, leader }: LogWindow): Markup {
  const cells = rows.flatMap((row) => row.cells ?? [])
  const isEntry = ({ entry }: WindowCell): boolean => entry !== null && entry !== 'snapshot'
  const words = ['A number is the term of an entry.']
  if (cells.some((cell) => isEntry(cell) && !cell.committed)) words.push('Dashed: not committed.')
  if (cells.some(({ entry }) => entry === 'snapshot')) words.push('▒: in a snapshot alone.')
  if (leader !== null) words.push(`●: the last that ${leader} knows to be there. ▲: sent next.`)
  return markup`<p class="faint">${words.join(' ')}</p>`
}

const termRules = Array.from(
  { length: colours },
  (_, at) => `.logs .log-term-${at + 1}{border-color:var(--term-${at + 1})}`,
).join('\n')

/** Rules for the grid; the borders say what the colours say. */
export const logStyle: string = `
.logs{width:auto;border-collapse:separate;border-spacing:3px;font-size:.88em}
.logs th,.logs td{border-bottom:0;padding:.16rem .4rem;text-align:center;white-space:nowrap}
.logs th[scope=row]{text-align:left}
.logs small{display:block}
.logs th small{display:inline}
.logs .log-entry{border:2px solid;border-radius:4px}
.logs .log-open{border-style:dashed}
.log-snapshot{color:var(--faint)}
${termRules}
`
