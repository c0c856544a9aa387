// Histories that were judged, a line each and what is wrong under it; and the same as a document. Which
// files there are, and who judges them, is not known here.

import type { Operation } from '../sim/history.ts'
import { toJson } from '../sim/plain.ts'
import type { Problem } from '../sim/problem.ts'
import type { Verdict } from '../sim/verdict.ts'
import { columns, failed, pad, type Page, printable } from './page.ts'
import { renderProblems } from './problems.ts'
import { counted, grouped, wrapped } from './words.ts'

/** What was judged of a file. */
export interface HistoryTold {
  readonly kind: 'judged'
  readonly file: string
  readonly verdict: Verdict
  readonly exitCode: number
  readonly format: string
  readonly model: string
  /** `linearizable`; and what it is called when it is not */
  readonly property: readonly [yes: string, no: string]
  readonly operations: number
  readonly unknown: number
  /** left out: they failed, or were none of a client */
  readonly dropped: number
  /** a sentence; null on a pass */
  readonly why: string | null
  /** of a failure: `WL2016` */
  readonly code: string | null
  /** operations that suffice to show it, in order of start, each with the place it was read from */
  readonly enough: readonly PlacedOperation[]
  /** the operation that fits nowhere; null: none is to blame alone */
  readonly misfit: PlacedOperation | null
  /** what the object was when it ought to have taken effect, in words */
  readonly state: string | null
  /** a failure on a few lines, in place of the sentence; empty: the sentence says it */
  readonly explanation: readonly string[]
  /** milliseconds to read and to judge it */
  readonly wallMs: { readonly read: number; readonly judge: number }
}

export interface PlacedOperation {
  readonly operation: Operation
  /** `line 41` */
  readonly place: string
}

/** A file that is none: nothing of it was judged. */
export interface BadFileTold {
  readonly kind: 'bad'
  readonly file: string
  readonly problems: readonly Problem[]
}

export type CheckTold = HistoryTold | BadFileTold

const words = { pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE' } as const

function wordOf(verdict: Verdict, page: Page): string {
  const { ink } = page
  if (verdict === 'pass') return ink.good(words.pass)
  if (verdict === 'inconclusive') return ink.warn(words.inconclusive)
  return ink.bad(failed(words.fail, page))
}

/**
 * One file: its line, and under it why.
 * @param wide columns of the names of files, so that lines stand under each other
 * @param exitCode what the process ends with, where this is the last that is said; else null
 * @param isDrawn a page shows it
 */
export function renderCheck(
  told: HistoryTold,
  wide: number,
  exitCode: number | null,
  page: Page,
  isDrawn: boolean = false,
): string {
  const { verdict, file, property, operations, unknown, code, enough, explanation } = told
  const { bullet } = page.glyphs
  const [yes, no] = property
  const hint = isDrawn ? '' : '     --report draws them'
  const said = { pass: yes, fail: no, inconclusive: `not known to be ${yes}` }[verdict]
  const counts = [
    counted(operations, 'operation'),
    ...(unknown > 0 ? [`${grouped(unknown)} unknown`] : []),
    // Where a story is told, it begins with the code.
    ...(code === null || explanation.length > 0 ? [] : [code]),
  ]
  const lines = [
    `  ${pad(wordOf(verdict, page), 6)} ${pad(printable(file), wide)}   ${said}   ${counts.join(` ${bullet} `)}`,
    ...reasonRows(told, page),
    ...(enough.length > 1 && explanation.length === 0
      ? [`    ${enough.length} operations are enough to show it${hint}`]
      : []),
    ...(verdict === 'inconclusive' && operations > unknown
      ? ['    a larger --budget looks further']
      : []),
  ]
  return `${withExit(lines, exitCode, page).join('\n')}\n`
}

/** The sentence, or all lines of what takes more than one. */
function reasonRows({ why, explanation }: HistoryTold, { width }: Page): readonly string[] {
  if (explanation.length > 0) return explanation.map((line) => `    ${printable(line)}`)
  return why === null ? [] : wrapped(printable(why), width - 4).map((line) => `    ${line}`)
}

/** The exit code at the right edge of the last line, or on a line of its own. */
function withExit(
  lines: readonly string[],
  exitCode: number | null,
  { width, ink }: Page,
): readonly string[] {
  if (exitCode === null || exitCode === 0) return lines
  const said = `exit ${exitCode}`
  const last = lines.at(-1) ?? ''
  const room = width - said.length - 1
  if (columns(last) + 3 > room) return [...lines, `${' '.repeat(room)}${ink.faint(said)}`]
  return [...lines.slice(0, -1), `${pad(last, room)}${ink.faint(said)}`]
}

/** `FAIL etcd_000.log`: the verdict only. */
export const renderQuietCheck = (told: HistoryTold, page: Page): string =>
  `${wordOf(told.verdict, page)} ${printable(told.file)}\n`

/** What is wrong with a file that could not be judged. @param exitCode as of `renderCheck` */
export function renderBadFile(told: BadFileTold, exitCode: number | null, page: Page): string {
  const lines = renderProblems(told.problems, exitCode ?? 2, page)
    .trimEnd()
    .split('\n')
  return `${(exitCode === null ? lines.slice(0, -1) : lines).join('\n')}\n`
}

/** Columns that the names of some files take. */
export const wideOf = (files: readonly string[]): number =>
  Math.min(60, Math.max(0, ...files.map((file) => columns(printable(file)))))

/** `54 files: 14 PASS · 40 FAIL`, of several; with what the process ends with. */
export function renderCheckEnd(told: readonly CheckTold[], exitCode: number, page: Page): string {
  const judged = told.filter((one) => one.kind === 'judged')
  const bad = told.length - judged.length
  const counts = (['pass', 'fail', 'inconclusive'] as const)
    .map((verdict) => ({ verdict, count: judged.filter((one) => one.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${words[verdict]}`)
  const parts = [...counts, ...(bad > 0 ? [`${bad} not judged`] : [])].join(
    ` ${page.glyphs.bullet} `,
  )
  const wall = judged.reduce((sum, { wallMs }) => sum + wallMs.read + wallMs.judge, 0)
  const timing = page.timing && judged.length > 0 ? `   ${inTime(wall)}` : ''
  const line = `  ${counted(told.length, 'file')}: ${parts}${timing}`
  return `${withExit([line], exitCode, page).join('\n')}\n`
}

const inTime = (wallMs: number): string =>
  wallMs < 1_000 ? `${Math.round(wallMs)} ms` : `${(wallMs / 1_000).toFixed(1)} s`

/** What one file adds to a document. @param timing whether wall times are wanted */
export function checkDocument(told: CheckTold, timing: boolean): Record<string, unknown> {
  if (told.kind === 'bad') {
    const { file, problems } = told
    return { file, verdict: null, exitCode: 2, problems }
  }
  const { file, verdict, exitCode, format, model, property, operations, unknown, dropped } = told
  return {
    ...{ file, verdict, exitCode, format, model, property: property[0] },
    operations: { asked: operations, answered: operations - unknown, unanswered: unknown, dropped },
    ...(verdict === 'inconclusive' ? { why: told.why } : {}),
    failure: verdict === 'fail' ? failureOf(told) : null,
    ...(timing
      ? {
          timing: {
            readMs: Math.round(told.wallMs.read),
            judgeMs: Math.round(told.wallMs.judge),
          },
        }
      : {}),
  }
}

const failureOf = ({ property, code, why, state, enough, misfit, explanation }: HistoryTold) => ({
  ...{ property: property[0], code, sentence: why, state },
  ...(explanation.length > 0 ? { story: explanation.map((text) => ({ text })) } : {}),
  misfit: misfit === null ? null : misfit.operation.id,
  operations: enough.map(({ operation, place }) => ({
    ...{ id: operation.id, client: operation.client, place },
    ...{ call: toJson(operation.call), result: toJson(operation.result) },
    ...{ start: operation.start, end: operation.end },
  })),
})

/** All files in one document. */
export const checksDocument = (
  told: readonly CheckTold[],
  exitCode: number,
  timing: boolean,
): Record<string, unknown> => ({
  schema: 'worldline.result/1',
  ...{ verdict: worst(told), exitCode, coordinate: null },
  results: told.map((one) => checkDocument(one, timing)),
})

function worst(told: readonly CheckTold[]): Verdict {
  const verdicts = told.map((one) => (one.kind === 'bad' ? 'inconclusive' : one.verdict))
  return (['fail', 'inconclusive'] as const).find((one) => verdicts.includes(one)) ?? 'pass'
}
