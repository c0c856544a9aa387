// What shrinking did, on one screen: how much there was and is, and what is left: its faults, its
// operations, its decisions. Why it fails is told elsewhere.

import type { Size } from '../sim/explicit.ts'
import type { Shrunk } from '../sim/report.ts'
import type { Failure } from '../sim/verdict.ts'
import { type Page, pad, padLeft, printable } from './page.ts'
import { counted, grouped, wall, wrapped } from './words.ts'

/** A shrunk run as far as a screen tells it. */
export interface ShrinkTold {
  /** `ack-retry:forget-dedup@1`, or the case it was read from */
  readonly name: string
  /** null: it passes, or could not be judged, and nothing was shrunk */
  readonly failure: Failure | null
  /** why there is nothing to shrink, where `failure` is null */
  readonly why: string | null
  readonly shrunk: Shrunk
  /** as `--set` takes them */
  readonly params: Readonly<Record<string, string>>
  readonly nodes: readonly string[]
  /** length of the storm, `5s` */
  readonly until: string
  /** in the notation */
  readonly faults: readonly string[]
  /** `client1 @ 201ms send …` */
  readonly operations: readonly string[]
  /** in words, with the outcome */
  readonly decisions: readonly (readonly [name: string, outcome: string])[]
  /** milliseconds of the wall */
  readonly wallMs: number
  /** where it was saved; null: it was not */
  readonly saved: string | null
  /** whole commands */
  readonly next: readonly string[]
}

const removedMax = 6
const rowsMax = 12

/** The screen; at most about sixty lines. */
export function renderShrunk(told: ShrinkTold, page: Page): string {
  const { ink, glyphs } = page
  const { failure, shrunk } = told
  if (failure === null) {
    return `\n  ${ink.strong(told.name)} does not fail: there is nothing to shrink.\n  ${printable(told.why ?? '')}\n\n`
  }
  const lines = [
    '',
    `  ${ink.bad(glyphs.fail)} ${ink.strong(told.name)}   ${printable(failure.property)}`,
    ...wrapped(printable(failure.sentence), page.width - 4).map((line) => `    ${line}`),
    '',
    ...sizeRows(shrunk, page),
    '',
    ...part('Faults', told.faults, 'none', page),
    ...part('Operations', told.operations, 'none', page),
    ...part(
      'Decisions',
      told.decisions.map(([name, to]) => `${name}: ${to}`),
      allDull,
      page,
    ),
    ...part('World', [worldOf(told)], '', page),
    ...removedRows(shrunk, page),
    `  Shrunk   ${effort(told, page)}`,
    ...(told.saved === null ? [] : [`  Saved    ${printable(told.saved)}`]),
  ]
  if (told.next.length > 0)
    lines.push('', '  Next', ...told.next.map((one) => `    ${ink.accent(one)}`))
  return `${lines.join('\n')}\n\n`
}

const allDull = 'none: everything takes its least time'

const parts: readonly (readonly [keyof Size, string])[] = [
  ['nodes', 'nodes'],
  ['faults', 'faults'],
  ['operations', 'operations'],
  ['decisions', 'decisions'],
  ['events', 'events'],
]

function sizeRows({ from, to }: Shrunk, { ink }: Page): string[] {
  const head = `  ${pad('', 12)}${padLeft('found', 9)}${padLeft('shrunk', 9)}`
  return [
    ink.faint(head),
    ...parts.map(
      ([key, word]) =>
        `  ${pad(word, 12)}${padLeft(grouped(from[key]), 9)}${padLeft(grouped(to[key]), 9)}`,
    ),
  ]
}

function part(title: string, rows: readonly string[], none: string, page: Page): string[] {
  const shown = rows.slice(0, rowsMax).map((row) => `    ${printable(row)}`)
  const more = rows.length - rowsMax
  return [
    `  ${page.ink.strong(title)}`,
    ...(rows.length === 0 ? [`    ${page.ink.faint(none)}`] : shown),
    ...(more > 0 ? [`    ${page.ink.faint(`and ${grouped(more)} more`)}`] : []),
  ]
}

function worldOf({ nodes, params, until }: ShrinkTold): string {
  const set = Object.entries(params).map(([name, text]) => `${name}=${text}`)
  return [nodes.join(', '), `storm of ${until}`, ...set].join(' · ')
}

function removedRows({ removed }: Shrunk, page: Page): string[] {
  if (removed.length === 0) return []
  const shown = removed.slice(0, removedMax).map((line) => `    ${page.ink.faint(printable(line))}`)
  const more = removed.length - removedMax
  return [
    `  ${page.ink.strong('Removed')}  ${counted(removed.length, 'fault')} that it does not need`,
    ...shown,
    ...(more > 0 ? [`    ${page.ink.faint(`and ${grouped(more)} more`)}`] : []),
  ]
}

function effort({ shrunk, wallMs }: ShrinkTold, page: Page): string {
  const { runs, complete } = shrunk
  const took = page.timing ? `, ${wall(wallMs)}` : ''
  const end = complete ? 'no single part can be taken away' : page.ink.warn('best so far')
  return `${counted(runs, 'run')}${took} ${page.glyphs.bullet} ${end}`
}

/** The same for machines. */
export function shrinkDocument(
  told: ShrinkTold,
  scenario: { readonly name: string; readonly variant: string | null; readonly codeHash: string },
  exitCode: number,
  timing: boolean,
): Record<string, unknown> {
  const { failure, shrunk, params, nodes, until, faults, operations, decisions } = told
  const { from, to, runs, complete, removed } = shrunk
  return {
    schema: 'worldline.result/1',
    verdict: exitCode === 1 ? 'fail' : exitCode === 3 ? 'inconclusive' : 'pass',
    exitCode,
    coordinate: told.name,
    scenario: { ...scenario, params },
    failure,
    shrunk: {
      ...Object.fromEntries(parts.map(([key]) => [key, [from[key], to[key]]])),
      ...{ runs, complete, removed },
    },
    run: { nodes, until, faults, operations, decisions: Object.fromEntries(decisions) },
    saved: told.saved,
    ...(timing ? { timing: { wallMs: Math.round(told.wallMs) } } : {}),
  }
}
