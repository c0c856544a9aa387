// One run on one screen: who and under what, the strip, what was found, the verdict, what to do
// next. A failing run says its sentence first (failure.ts).

import type { Run } from '../sim/run.ts'
import type { Micros, NodeId } from '../sim/units.ts'
import { failureHead, failureRows } from './failure.ts'
import { findingRows } from './findings.ts'
import { type Page, pad, wrapListed } from './page.ts'
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
  readonly run: Run
  /** milliseconds of the wall that it took, or null */
  readonly wallMs: number | null
  /** whole commands to go on with */
  readonly next: readonly string[]
}

/** The whole screen, line breaks included. */
export function renderRun(told: RunTold, page: Page): string {
  const { run } = told
  const lines: string[] = ['']
  if (run.failure !== null) lines.push(...failureHead(run.failure, told.coordinate, page), '')
  lines.push(...titleRows(told, page), '')
  if (run.trace !== null) {
    const { trace, simTime, failure } = run
    lines.push(
      ...strip(
        { nodes: told.nodes, trace, until: told.until, end: simTime, broke: failure?.time ?? null },
        page,
      ),
      '',
    )
  }
  if (run.failure !== null) lines.push(...failureRows(run.failure, run, page))
  lines.push(...foundRows(run, page), '')
  lines.push(verdictLine(told, page))
  if (told.next.length > 0) {
    lines.push('', `  ${run.verdict === 'pass' ? 'One seed is one story. Next:' : 'Next:'}`)
    lines.push(...told.next.map((command) => `    ${page.ink.accent(command)}`))
  }
  return `${lines.join('\n')}\n\n`
}

/** Who, how long, under what; the coordinate too, unless the failure's head has said it. */
function titleRows(told: RunTold, page: Page): string[] {
  const { bullet } = page.glyphs
  const nodes = told.roles.map(([role, count]) => (count === 1 ? role : `${count} ${role}s`))
  const length = `${span(told.until)} + ${span(told.settle)} calm`
  const head = [...nodes, length].join(` ${bullet} `)
  const title = told.run.failure === null ? `${page.ink.strong(told.coordinate)}   ${head}` : head
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
function verdictLine({ run, wallMs }: RunTold, page: Page): string {
  const { bullet } = page.glyphs
  const pace =
    page.timing && wallMs !== null
      ? ` in ${wall(wallMs)} (${grouped(Math.max(1, Math.round(run.simTime / 1_000 / Math.max(wallMs, 0.001))))}×)`
      : ''
  const parts = [
    `${(run.simTime / 1_000_000).toFixed(3)} s simulated${pace}`,
    `${grouped(run.events)} events`,
    `digest ${run.digest}`,
  ]
  return `  ${verdictWord(run.verdict, page)}   ${parts.join(` ${bullet} `)}`
}

/** The verdict, always in upper case and first on its line. */
export function verdictWord(verdict: Run['verdict'], { ink }: Page): string {
  if (verdict === 'pass') return ink.good('PASS')
  return verdict === 'fail' ? ink.bad('FAIL') : ink.warn('INCONCLUSIVE')
}

/** The quiet form: `PASS raft-kv@7 3f9c21a15b7e04d8`. */
export function renderQuiet(coordinate: string, run: Run, page: Page): string {
  const why = run.failure === null ? '' : `  ${run.failure.sentence}`
  return `${verdictWord(run.verdict, page)} ${coordinate} ${run.digest}${why}\n`
}
