// A real run on one screen: who ran where, what was killed when, what was found, what was left
// behind. Its times are those of the wall and differ from run to run.

import type { Drift } from '../sim/drift.ts'
import type { Finding, Verdict } from '../sim/verdict.ts'
import { driftRows } from './drift.ts'
import { type EffectTold, effectRows, seconds } from './effects.ts'
import { findingRows } from './findings.ts'
import { columns, type Page, pad, padLeft, printable } from './page.ts'
import { verdictWord } from './run-screen.ts'
import { counted, grouped, span, wrapped } from './words.ts'

interface Place {
  readonly id: string
  readonly pid: number
  readonly address: string
}

/** How many links there are, each way counted, and how many go through proxies of ours. */
interface LinksTold {
  readonly all: number
  readonly proxied: number
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
  readonly effects: readonly EffectTold[]
  /** faults of a swarm that were left out */
  readonly leftOut: readonly string[]
  readonly links: LinksTold
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
  /** the command that goes through its recording again */
  readonly replay: string
  /** beside the simulation; null: was not asked for */
  readonly drift: Drift | null
}

const deathsMax = 6

/** What runs, as it begins. */
export interface HeadTold {
  readonly coordinate: string
  readonly via: string
  readonly nodes: readonly Place[]
  readonly links: LinksTold
  /** how many faults are to come */
  readonly faults: number
  readonly leftOut: readonly string[]
}

/** The head: what runs, where each node is, and who makes the faults. */
export function realHead(told: HeadTold, page: Page): string {
  const note =
    'Timing is real: the seed fixes the workload and the fault plan, not the interleaving.'
  const { faults, leftOut } = told
  return [
    '',
    `  ${page.ink.strong(told.coordinate)} over ${carrierName(told.via)} on this machine`,
    ...faintly(note, page),
    ...faintly(makersTold(told), page),
    '',
    ...placeRows(told.nodes, page),
    '',
    faults === 0 ? '  no faults' : `  ${counted(faults, 'fault')} to come`,
    ...leftOut
      .slice(0, leftOutMax)
      .map((text) => `  left out    ${text}   waits for an event: in simulation only`),
    ...(leftOut.length > leftOutMax ? [`  and ${leftOut.length - leftOutMax} more left out`] : []),
    '',
  ].join('\n')
}

const leftOutMax = 6

const carrierName = (via: string): string => (via === 'grpc' ? 'gRPC' : via.toUpperCase())

const faintly = (text: string, page: Page): string[] =>
  wrapped(text, page.width - 4).map((line) => `  ${page.ink.faint(line)}`)

function makersTold({ links: { all, proxied }, faults }: HeadTold): string {
  if (faults === 0) return 'Links are direct; nothing outside loopback is touched.'
  const how =
    proxied === 0
      ? 'Links are direct.'
      : `${proxied === all ? 'All' : `${grouped(proxied)} of`} ${grouped(all)} links go through proxies of ours, each way counted.`
  return `${how} Faults come from the nodes themselves, our proxies and our signals; nothing outside loopback is touched.`
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
  | { readonly kind: 'struck'; readonly at: number; readonly told: string }
  | {
      readonly kind: 'killed'
      readonly at: number
      readonly node: string
      readonly pid: number
      readonly name: string
    }
  | { readonly kind: 'restarted'; readonly at: number; readonly node: Place }
  | { readonly kind: 'died'; readonly at: number; readonly node: string; readonly why: string }
  | { readonly kind: 'calm'; readonly at: number }
  | { readonly kind: 'progress'; readonly at: number; readonly asked: number }

/** One line about it, or null where the line would only repeat itself. */
export function realNews(event: RealNews): string | null {
  switch (event.kind) {
    case 'struck':
      return `${clock(event.at)}  ${event.told}`
    case 'killed':
      return `${clock(event.at)}  ${event.name} SIGKILL ${event.node} (pid ${event.pid})`
    case 'restarted':
      return `${clock(event.at)}  ${event.node.id} started again (pid ${event.node.pid})`
    case 'died':
      return `${clock(event.at)}  ${event.node} died: ${printable(event.why)}`
    case 'calm':
      return `${clock(event.at)}  healed: no more faults, no more requests`
    case 'started':
    case 'progress':
      return null
  }
}

/** Seconds of the storm, so that news stand below each other: ` 5.02 s`. */
const clock = (at: number): string => padLeft(seconds(at), 8)

/** The rest: deaths, findings, effects, verdict, what is left. */
export function renderReal(told: RealTold, page: Page): string {
  const { bullet } = page.glyphs
  const lines: string[] = ['']
  for (const death of told.deaths.slice(0, deathsMax)) {
    lines.push(page.ink.bad(`    ${clock(death.at)}  ${death.node} died: ${printable(death.why)}`))
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
  lines.push(...effectRows(told.effects, page))
  if (told.drift !== null) lines.push('', ...driftRows(told.drift, page))
  lines.push(
    '',
    `  ${verdictWord(told.verdict, page)}   ${span(told.storm)} + ${span(told.calm)} real${early} ${bullet} judged at ${counted(told.instants, 'instant')} ${bullet} ${left}`,
    `  Record   ${told.folder}`,
    `  Replay   ${page.ink.accent(told.replay)}`,
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
