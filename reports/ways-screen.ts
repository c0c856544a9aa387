// Ways of running the same seeds, side by side: a row each with its digests, then the first event in
// which two of them differ, the line that made it, and what in the sources may be to blame.

import type { Problem } from '../sim/problem.ts'
import type { SourceFrame } from '../sim/report.ts'
import { columns, failed, type Page, pad, printable } from './page.ts'
import { counted } from './words.ts'

export interface WayRow {
  readonly name: string
  /** of all seeds together; null: it was not run, or not to its end */
  readonly digest: string | null
  /** null: this way has none */
  readonly content: string | null
  /** the lowest seed that differs; null: none does */
  readonly differs: number | null
  readonly problem: Problem | null
  /** why it was not run; null: it was */
  readonly skipped: string | null
}

export interface WaysTold {
  /** as commands take it */
  readonly label: string
  readonly first: number
  readonly last: number
  readonly rows: readonly WayRow[]
  readonly difference: DifferenceTold | null
  /** `src/cache.ts:12    module-level "let last" …` */
  readonly suspects: readonly string[]
  /** commands to paste */
  readonly next: readonly string[]
}

export interface DifferenceTold {
  readonly seed: number
  /** the two ways */
  readonly here: string
  readonly there: string
  /** how many events are the same; null: all of them, as far as they were recorded */
  readonly same: number | null
  readonly first: string
  readonly second: string
  readonly place: string | null
  readonly frame: SourceFrame | null
}

/** Whether every way that was run gave the same. */
export const agree = ({ rows }: WaysTold): boolean =>
  rows.every(({ differs, problem }) => differs === null && problem === null)

/** The whole screen. */
export function waysScreen(told: WaysTold, page: Page): string {
  const { ink, glyphs } = page
  const seeds =
    told.first === told.last ? `seed ${told.first}` : `seeds ${told.first}..${told.last}`
  const wide = Math.max(...told.rows.map(({ name }) => columns(name)))
  const ends = agree(told)
    ? [
        `  ${ink.good('PASS')}   the same in every way: ${told.label} is deterministic, as far as this can show`,
      ]
    : [
        // An exploration that complains of the same says nothing new.
        ...(told.difference === null ? problemLines(told.rows, page) : []),
        ...(told.difference === null ? [] : differenceLines(told.difference, page)),
        ...suspectLines(told.suspects),
        `  ${ink.bad(failed('DIVERGED', page))}   ${told.label} is not deterministic`,
      ]
  const lines = [
    '',
    `  ${ink.strong(told.label)}   ${seeds}, in every way that must not matter`,
    '',
    `  ${ink.faint(`${pad('', columns(glyphs.ok))} ${pad('WAY', wide)}  ${pad('DIGEST', 16)}  CONTENT`)}`,
    ...told.rows.map((row) => rowOf(row, wide, page)),
    '',
    ...ends,
    ...(told.next.length === 0 ? [] : ['', ...told.next.map((line) => `    ${line}`)]),
    '',
  ]
  return `${lines.join('\n')}\n`
}

function rowOf(row: WayRow, wide: number, { ink, glyphs }: Page): string {
  const bad = row.differs !== null || row.problem !== null
  const width = Math.max(columns(glyphs.ok), columns(glyphs.fail))
  const sign =
    row.skipped !== null
      ? ink.faint(pad(glyphs.bullet, width))
      : bad
        ? ink.bad(pad(glyphs.fail, width))
        : ink.good(pad(glyphs.ok, width))
  const told =
    row.skipped ??
    (row.problem === null
      ? `${pad(row.digest ?? '', 16)}  ${pad(row.content ?? '–', 16)}`
      : `${row.problem.code} ${printable(row.problem.sentence)}`)
  const from = row.differs === null ? '' : `  differs from seed ${row.differs} on`
  return `  ${sign} ${pad(row.name, wide)}  ${told}${from}`.trimEnd()
}

/** What the first way that could not go on was told of. */
function problemLines(rows: readonly WayRow[], { ink }: Page): string[] {
  const problem = rows.find((row) => row.problem !== null)?.problem
  if (problem === null || problem === undefined) return []
  return [
    `  ${ink.bad(`error ${problem.code}`)}: ${printable(problem.sentence)}`,
    ...problem.lines.map((line) => `    ${printable(line)}`),
    '',
  ]
}

function differenceLines(one: DifferenceTold, { ink, width }: Page): string[] {
  const wide = Math.max(columns(one.here), columns(one.there))
  const head =
    one.same === null
      ? [
          `  Seed ${one.seed} has the same events in both ways when they are recorded, and other digests:`,
        ]
      : [
          `  Seed ${one.seed} is the same for ${counted(one.same, 'event')}, then differs at e${one.same + 1}:`,
          `    ${pad(one.here, wide)}   ${printable(one.first)}`,
          `    ${pad(one.there, wide)}   ${printable(one.second)}`,
        ]
  const { frame, place } = one
  const where =
    place === null ? [] : [`  Made at   ${place}${frame === null ? '' : `, ${frame.handler}`}`]
  const lines = (frame?.lines ?? []).map(({ number, text }) => {
    const mark = number === frame?.line ? ink.strong('>') : ' '
    return `  ${mark} ${String(number).padStart(5)} │ ${printable(text)}`.slice(0, width)
  })
  return [...head, ...where, ...lines, '']
}

const suspectLines = (suspects: readonly string[]): string[] =>
  suspects.length === 0
    ? []
    : ['  Suspects in the modules that ran:', ...suspects.map((one) => `    ${printable(one)}`), '']

/** The same as data. */
export const waysDocument = (told: WaysTold, exitCode: number): Record<string, unknown> => ({
  schema: 'worldline.doctor/1',
  exitCode,
  target: told.label,
  seeds: { first: told.first, last: told.last },
  verdict: agree(told) ? 'pass' : 'diverged',
  ways: told.rows,
  difference: told.difference,
  suspects: told.suspects,
})
