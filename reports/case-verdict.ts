// What a case that was run again ended with: its verdict, where it broke, and what that means for what
// was recorded. It judges nothing.

import type { Run } from '../sim/run.ts'
import type { Micros } from '../sim/units.ts'
import { type BrokeTold, brokeWords } from './broke.ts'
import { columns, failed, type Page, printable } from './page.ts'
import { span, wrapped } from './words.ts'

/** A case that was run again, as far as its verdict goes; what each is says case-screen.ts. */
export interface VerdictTold {
  readonly status: 'fails' | 'passes' | 'inconclusive' | 'diverged' | 'stale'
  readonly run: Run | null
  readonly broke: BrokeTold | null
  readonly guard: { readonly variant: string; readonly run: Run } | null
  readonly recorded: {
    readonly violates: string
    readonly code: string
    readonly title: string
  } | null
}

/** The verdict of today, beside that of the record. */
export function verdictRows(told: VerdictTold, page: Page): string[] {
  const { run, guard, recorded, status } = told
  const { ink } = page
  if (run === null) {
    return [
      '  It says nothing about the code of today, and is passed over.',
      ...(recorded === null
        ? []
        : [ink.faint(`  It guards ${recorded.code}: ${printable(recorded.title)}`)]),
    ]
  }
  if (guard !== null) return guardRows(guard, run, page)
  const rows = verdictOf(run, told.broke, page)
  if (recorded === null) return rows
  const { violates, code } = recorded
  if (run.failure !== null && run.failure.property !== violates) {
    rows.push(ink.warn(`  That is another failure than the recorded one: ${violates} (${code}).`))
  }
  if (status === 'passes') {
    rows.push(
      code === asserted
        ? `  ${violates}: what a test asserts only the test can judge. Run it: its cases run first.`
        : `  ${violates}: the recorded failure no longer happens. The case guards ${code}.`,
    )
  }
  return rows
}

/** Of a case that the body of a test has found. */
const asserted = 'WL2015'

/** What the scenario did, and what the variant, which must fail. */
function guardRows(guard: NonNullable<VerdictTold['guard']>, run: Run, page: Page): string[] {
  const { ink, glyphs } = page
  const bites = run.verdict === 'fail'
  const passes = guard.run.verdict === 'pass'
  const variant = bites
    ? `  ${ink.good(glyphs.ok)} fails on ${guard.variant}, as it must: ${printable(run.failure?.sentence ?? '')}`
    : `  ${ink.bad(failed('FAIL', page))}   it no longer fails on ${guard.variant}: the case has lost its bite`
  return [
    variant,
    ...(passes ? [`  ${ink.good('PASS')}   on the scenario`] : verdictOf(guard.run, null, page)),
  ]
}

/**
 * `✕ FAIL   no duplicate effect at e58 · 741 ms   sentence`, and what found it where no step did.
 * @param broke null: nobody looked where
 */
function verdictOf(run: Run, broke: BrokeTold | null, page: Page): string[] {
  const { ink, glyphs, width } = page
  const { failure } = run
  if (failure === null) {
    const word = run.verdict === 'pass' ? ink.good('PASS') : ink.warn('INCONCLUSIVE')
    const why = run.findings.find(({ verdict }) => verdict === 'inconclusive')?.why ?? null
    const rest =
      run.verdict === 'pass' ? 'nothing is violated' : printable(why ?? 'nothing was judged')
    return [`  ${word}   ${rest}`]
  }
  const { time = failure.time, foundBy = null } = broke ?? {}
  const at = broke === null ? '' : ` ${brokeWords(broke)}`
  const head = `  ${ink.bad(failed('FAIL', page))}   ${printable(failure.property)}${at} ${glyphs.bullet} ${span(time)}`
  const sentence = printable(failure.sentence)
  const found =
    foundBy === null ? [] : wrapped(foundWords(failure.time, foundBy), width - 4).map(indented)
  if (columns(head) + columns(sentence) + 6 <= width) return [`${head}      ${sentence}`, ...found]
  return [head, ...wrapped(sentence, width - 4).map(indented), ...found]
}

const indented = (line: string): string => `    ${line}`

const foundWords = (time: Micros, foundBy: string): string =>
  `Found once the run was over, at ${span(time)}: ${foundBy}.`
