// A real run on one screen: who ran where, what was killed when, what was found, what was left
// behind. Its times are those of the wall and differ from run to run.

import type { Drift } from '../sim/drift.ts'
import type { Finding, Verdict } from '../sim/verdict.ts'
import { driftRows } from './drift.ts'
import { findingRows } from './findings.ts'
import { columns, type Page, pad, printable } from './page.ts'
import { verdictWord } from './run-screen.ts'
import { counted, grouped, span, wrapped } from './words.ts'

interface Place {
  readonly id: string
  readonly pid: number
  readonly address: string
}

/** What a real run left, as far as a screen tells it. Times in microseconds of the wall. */
export interface RealTold {
  readonly coordinate: string
  readonly via: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly goals: Readonly<Record<string, number>>
  readonly operations: {
    readonly total: number
    readonly ok: number
    readonly failed: number
    readonly unknown: number
  }
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number } | null
  readonly unasked: number
  readonly kills: readonly {
    readonly node: string
    readonly pid: number
    readonly at: number
    readonly upAt: number | null
  }[]
  readonly deaths: readonly { readonly node: string; readonly at: number; readonly why: string }[]
  readonly instants: number
  readonly storm: number
  readonly calm: number
  readonly left: { readonly processes: number; readonly ports: number }
  readonly folder: string
  /** the plan in the notation */
  readonly faults: readonly string[]
  /** whether the storm was ended before its time */
  readonly interrupted: boolean
  readonly assumptions: readonly string[]
  /** beside the simulation; null: was not asked for */
  readonly drift: Drift | null
}

const deathsMax = 6

/** The head: what runs, and where each node is. */
export function realHead(
  coordinate: string,
  via: string,
  nodes: readonly Place[],
  page: Page,
): string {
  const note =
    'Timing is real: the seed fixes the workload and the fault plan, not the interleaving. Faults are signals of our own supervisor; nothing outside loopback is touched.'
  return [
    '',
    `  ${page.ink.strong(coordinate)} over ${via.toUpperCase()} on this machine`,
    ...wrapped(note, page.width - 4).map((line) => `  ${page.ink.faint(line)}`),
    '',
    ...placeRows(nodes, page),
    '',
  ].join('\n')
}

/** Nodes with address and process, side by side as the width allows. */
function placeRows(nodes: readonly Place[], page: Page): string[] {
  const wide = Math.max(0, ...nodes.map(({ id }) => columns(id)))
  const cells = nodes.map(({ id, address, pid }) => `${pad(id, wide)}  ${address}  pid ${pid}`)
  const cell = Math.max(1, ...cells.map(columns)) + 5
  const across = Math.max(1, Math.floor((page.width - 4) / cell))
  const rows: string[] = []
  for (let at = 0; at < cells.length; at += across) {
    rows.push(
      `    ${cells
        .slice(at, at + across)
        .map((text) => pad(text, cell))
        .join('')}`.trimEnd(),
    )
  }
  return rows
}

/** Something that happened while it ran; times in microseconds since the storm began. */
export type RealNews =
  | { readonly kind: 'started' }
  | { readonly kind: 'killed'; readonly at: number; readonly node: string; readonly pid: number }
  | { readonly kind: 'restarted'; readonly at: number; readonly node: Place }
  | { readonly kind: 'died'; readonly at: number; readonly node: string; readonly why: string }
  | { readonly kind: 'calm'; readonly at: number }
  | { readonly kind: 'progress'; readonly at: number; readonly asked: number }

/** One line about it, or null where the line would only repeat itself. */
export function realNews(event: RealNews): string | null {
  switch (event.kind) {
    case 'killed':
      return `${span(event.at)}  SIGKILL ${event.node} (pid ${event.pid})`
    case 'restarted':
      return `${span(event.at)}  ${event.node.id} started again (pid ${event.node.pid})`
    case 'died':
      return `${span(event.at)}  ${event.node} died: ${printable(event.why)}`
    case 'calm':
      return `${span(event.at)}  calm: no more faults, no more requests`
    case 'started':
    case 'progress':
      return null
  }
}

/** The rest: kills, findings, verdict, what is left. */
export function renderReal(told: RealTold, page: Page): string {
  const { bullet } = page.glyphs
  const lines: string[] = ['']
  for (const kill of told.kills) {
    const up = kill.upAt === null ? 'never came back' : `back after ${span(kill.upAt - kill.at)}`
    lines.push(`    ${span(kill.at)}  SIGKILL ${kill.node} (pid ${kill.pid})   ${up}`)
  }
  for (const death of told.deaths.slice(0, deathsMax)) {
    lines.push(page.ink.bad(`    ${span(death.at)}  ${death.node} died: ${printable(death.why)}`))
  }
  if (told.deaths.length > deathsMax)
    lines.push(`    and ${told.deaths.length - deathsMax} more deaths`)
  if (lines.length > 1) lines.push('')
  lines.push(...findingRows(told.findings, told.goals, page), '')
  const { total, ok, failed, unknown } = told.operations
  lines.push(
    `  operations  ${grouped(total)}: ${grouped(ok)} ok ${bullet} ${grouped(failed)} failed ${bullet} ${grouped(unknown)} unknown${
      told.unasked === 0
        ? ''
        : ` ${bullet} ${counted(told.unasked, 'request')} found the client down`
    }`,
  )
  const early = told.interrupted ? ', ended early' : ''
  const left = `${counted(told.left.processes, 'process', 'processes')} and ${counted(told.left.ports, 'port')} left`
  if (told.latency !== null) {
    const { p50, p99, max } = told.latency
    lines.push(
      `  latency     p50 ${span(p50)} ${bullet} p99 ${span(p99)} ${bullet} max ${span(max)}`,
    )
  }
  if (told.drift !== null) lines.push('', ...driftRows(told.drift, page))
  lines.push(
    '',
    `  ${verdictWord(told.verdict, page)}   ${span(told.storm)} + ${span(told.calm)} real${early} ${bullet} judged at ${counted(told.instants, 'instant')} ${bullet} ${left}`,
    `  Record   ${told.folder}`,
  )
  const said = told.assumptions.slice(0, 4)
  if (told.verdict === 'pass' && said.length > 0) {
    lines.push(
      '',
      '  What this cannot say',
      ...said.flatMap((text) =>
        wrapped(printable(text), page.width - 6).map(
          (line, at) => `    ${at === 0 ? bullet : ' '} ${line}`,
        ),
      ),
    )
  }
  return `${lines.join('\n')}\n\n`
}

/** The quiet form, one line. */
export function renderQuietReal(told: RealTold, page: Page): string {
  const { ok, total } = told.operations
  return `${verdictWord(told.verdict, page)} ${told.coordinate} via ${told.via}: ${grouped(ok)} of ${counted(total, 'operation')} ok, ${counted(told.kills.length, 'kill')}\n`
}
