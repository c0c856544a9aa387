// One run on one screen: who and under what, the strip, what was found, the verdict, what to do
// next. Of a failing one the failure is told (failure-screen.ts), and the rest when it is asked for.

import type { Report } from '../sim/report.ts'
import type { NodeRoles } from '../sim/role-view.ts'
import { eventsOf, type Run } from '../sim/run.ts'
import type { Micros, NodeId, OpId } from '../sim/units.ts'
import { adviceOf, whyHard } from './advice.ts'
import { brokeOf } from './broke.ts'
import { type Ending, endingNone } from './ending.ts'
import { failureScreen } from './failure-screen.ts'
import { findingRows } from './findings.ts'
import { columns, itemRows, pad, type Page, printable, wrapListed } from './page.ts'
import { strip } from './strip.ts'
import { grouped, span, wall, wrapped } from './words.ts'

/** A run and what a screen says about it beyond what it left. */
export interface RunTold {
  /** `ack-retry@7`, or the command that names a run with other than default settings */
  readonly coordinate: string
  readonly nodes: readonly NodeId[]
  /** nodes by role, in the order of the roster: `['receiver', 3]` */
  readonly roles: readonly (readonly [string, number])[]
  readonly until: Micros
  readonly settle: Micros
  /** the plan in the notation, one damage each */
  readonly faults: readonly string[]
  /** where the plan is from: `default`, `swarm`, `none`, `given` */
  readonly planned: string
  /** faults that waited for something that never came to pass, in the notation */
  readonly idle?: readonly string[]
  readonly run: Run
  /** whether its scenario came with worldline; absent: it is the reader's */
  readonly builtIn?: boolean
  /** what its nodes were, of those that have a view */
  readonly nodeRoles?: readonly NodeRoles[]
  /** operations that came to what was asked, where the scenario says which */
  readonly succeeded?: ReadonlySet<OpId>
  /** of a failing run; null: it did not fail */
  readonly report: Report | null
  /** how that came to be told, but for its last lines */
  readonly ending?: Partial<Ending>
  /** of a failing run: the whole run too */
  readonly verbose?: boolean
  /** milliseconds of the wall that it took, or null */
  readonly wallMs: number | null
  /** whole commands to go on with */
  readonly next: readonly string[]
}

/** The whole screen, line breaks included. */
export function renderRun(told: RunTold, page: Page): string {
  const { report, verbose = false } = told
  const lines =
    report === null
      ? [
          ...wholeRun(told, page),
          ...verdictLines(told, page),
          ...adviceRows(told, page),
          ...nextRows(told, page),
        ]
      : [...(verbose ? wholeRun(told, page) : []), ...failureRows(report, told, page)]
  return `${lines.join('\n')}\n\n`
}

/** Who and under what, the strip, what was found. */
function wholeRun(told: RunTold, page: Page): string[] {
  const { run, nodes, until } = told
  const lines = ['', ...titleRows(told, page), ...idleRows(told, page), '']
  if (run.trace !== null) {
    const { trace, simTime: end } = run
    const broke = brokeOf(run)?.time ?? null
    const roles = told.nodeRoles ?? []
    const counted = told.succeeded === undefined ? {} : { succeeded: told.succeeded }
    lines.push(...strip({ nodes, trace, until, end, broke, roles, ...counted }, page), '')
  }
  return [...lines, ...foundRows(run, page), '']
}

const idleMax = 4

/** A fault that never struck is easily taken for one that did no harm. */
function idleRows({ idle = [] }: RunTold, page: Page): string[] {
  const more = idle.length - idleMax
  const said = [...idle.slice(0, idleMax), ...(more > 0 ? [`and ${more} more`] : [])]
  return said.flatMap((line) =>
    wrapped(`${page.glyphs.never} never struck: ${printable(line)}`, page.width - 6).map(
      (row, at) => `    ${at === 0 ? '' : '  '}${row}`,
    ),
  )
}

function failureRows(report: Report, told: RunTold, page: Page): string[] {
  const { verbose = false, next, ending } = told
  return failureScreen(report, page, {
    ...endingNone,
    next: next.map((command) => ({ command, does: '' })),
    ...{ closing: verdictLines(told, page), verbose },
    ...ending,
  })
}

/** What can be done about a run that nobody could judge. */
function adviceRows({ run, builtIn = false }: RunTold, { width }: Page): string[] {
  const advice = adviceOf(whyHard(run.findings), builtIn)
  if (advice === null) return []
  return ['', ...wrapped(advice, width - 4).map((line) => `  ${line}`)]
}

function nextRows({ next, run }: RunTold, { ink }: Page): string[] {
  if (next.length === 0) return []
  const head = `  ${run.verdict === 'pass' ? 'One seed is one story. Next:' : 'Next:'}`
  return ['', head, ...next.map((command) => `    ${ink.accent(command)}`)]
}

/** Who, how long, under what. */
function titleRows(told: RunTold, page: Page): string[] {
  const { bullet } = page.glyphs
  const nodes = told.roles.map(castOf)
  const length = `${span(told.until)} + ${span(told.settle)} calm`
  const head = [...nodes, length].join(` ${bullet} `)
  const title = `${page.ink.strong(told.coordinate)}   ${head}`
  const from = `(faults: ${told.planned})`
  if (told.faults.length === 0) return [`  ${title} ${bullet} no faults   ${from}`]
  return [`  ${title}`, ...wrapListed([...told.faults, from], '    ', page.width)]
}

/** What was found; of a run that broke early also what it could not come to. */
function foundRows({ findings, goals, failure }: Run, page: Page): string[] {
  if (failure === null) return findingRows(findings, goals, page)
  const judged = findings.filter(({ verdict }) => verdict !== 'inconclusive')
  const open = findings.filter(({ verdict }) => verdict === 'inconclusive')
  const reached = Object.fromEntries(Object.entries(goals).filter(([, times]) => times > 0))
  const rows = findingRows(judged, reached, page)
  if (open.length === 0) return rows
  const names = wrapped(open.map(({ property }) => property).join(', '), page.width - 14)
  return [...rows, ...names.map((line, at) => `  ${pad(at === 0 ? 'not judged' : '', 12)}${line}`)]
}

/** `PASS   5 s simulated in 2 ms (2,500×) · 9,812 events · digest 3f9c21a15b7e04d8`. */
function verdictLines({ run, wallMs }: RunTold, page: Page): string[] {
  const pace =
    page.timing && wallMs !== null
      ? ` in ${wall(wallMs)} (${grouped(Math.max(1, Math.round(run.simTime / 1_000 / Math.max(wallMs, 0.001))))}×)`
      : ''
  const parts = [
    `${(run.simTime / 1_000_000).toFixed(3)} s simulated${pace}`,
    `${grouped(eventsOf(run))} events`,
    `digest ${run.digest}`,
  ]
  const word = verdictWord(run.verdict, page)
  const indent = columns(word) + 5
  return itemRows(parts, page.width - indent, page).map((line, at) =>
    at === 0 ? `  ${word}   ${line}` : ' '.repeat(indent) + line,
  )
}

/** The verdict, always in upper case and first on its line. */
export function verdictWord(verdict: Run['verdict'], { ink }: Page): string {
  if (verdict === 'pass') return ink.good('PASS')
  return verdict === 'fail' ? ink.bad('FAIL') : ink.warn('INCONCLUSIVE')
}

/** The quiet form: `PASS raft-kv@7 3f9c21a15b7e04d8`. */
export function renderQuiet(coordinate: string, run: Run, page: Page): string {
  const why = run.failure === null ? '' : `  ${printable(run.failure.sentence)}`
  return `${verdictWord(run.verdict, page)} ${coordinate} ${run.digest}${why}\n`
}

/** `2 clients`; a role that is a letter has no plural, `n1..n5`. */
function castOf([role, count]: readonly [string, number]): string {
  if (count === 1) return role
  return role.length === 1 ? `${role}1..${role}${count}` : `${count} ${role}s`
}
