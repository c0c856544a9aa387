// A saved case run again, on one screen: whether it is the run that was recorded, where it differs,
// what it ended with, and what can be done with it. The verdict of a case whose code has changed is
// that of today.

import { eventsOf, type Run } from '../sim/run.ts'
import type { BrokeTold } from './broke.ts'
import { verdictRows } from './case-verdict.ts'
import { failed, type Page, printable } from './page.ts'
import { counted, wrapped } from './words.ts'

/** The first event that is another one today; words are null where they are not known. */
export interface DifferenceTold {
  readonly event: number
  readonly recorded: string | null
  readonly now: string | null
  readonly contentOnly: boolean
  readonly ended: boolean
}

/** A case that was run again, or a run that was run twice, as far as a screen tells it. */
export interface CaseTold {
  /** what to call it in commands: a coordinate, or the path of its case */
  readonly name: string
  /** path of the case file as people say it; null: there is none */
  readonly file: string | null
  /** the record; null: there is no file, and the run was made twice */
  readonly recorded: {
    readonly date: string
    readonly worldline: string
    readonly events: number
    readonly digest: string
    readonly content: string
    /** what it violates, and how that was said */
    readonly violates: string
    readonly code: string
    readonly title: string
  } | null
  readonly status: 'fails' | 'passes' | 'inconclusive' | 'diverged' | 'stale'
  readonly sameCode: boolean
  readonly identical: boolean
  readonly difference: DifferenceTold | null
  readonly changes: readonly string[]
  readonly gone: readonly string[]
  readonly unfulfilled: readonly string[]
  /** with its trace; null when stale */
  readonly run: Run | null
  /** where it broke; null: it did not fail */
  readonly broke: BrokeTold | null
  /** of a case that tests its guard: the variant on which it must fail, and what the scenario did */
  readonly guard: { readonly variant: string; readonly run: Run } | null
  /** what-if branches, each with its verdict in words */
  readonly branches: readonly BranchTold[]
  readonly next: readonly NextTold[]
  readonly exitCode: number
}

export interface BranchTold {
  /** `b1` */
  readonly name: string
  /** `without f1` */
  readonly what: string
  readonly run: Run
  /** `so f1 is necessary` */
  readonly means: string
}

export interface NextTold {
  readonly does: string
  readonly command: string
}

/** The whole screen. */
export function renderCase(told: CaseTold, page: Page): string {
  const lines = [
    '',
    ...headRows(told, page),
    ...recordRows(told, page),
    ...unfulfilledRows(told, page),
    '',
    ...verdictRows(told, page),
    ...branchRows(told, page),
    '',
    ...nextRows(told.next, page),
    ...exitRow(told.exitCode, page),
  ]
  return `${lines.join('\n')}\n`
}

/** One line: `FAIL NAME DIGEST`, as run says it. */
export function renderCaseQuiet(told: CaseTold): string {
  const word = {
    fails: 'FAIL',
    passes: 'PASS',
    inconclusive: 'INCONCLUSIVE',
    diverged: 'DIVERGED',
    stale: 'STALE',
  }
  const digest = told.run === null ? '' : ` ${told.run.digest}`
  return `${word[told.status]} ${told.name}${digest}\n`
}

function headRows({ name, file, recorded }: CaseTold, { ink }: Page): string[] {
  const what = `  Replaying ${ink.strong(file ?? name)}`
  if (recorded === null) return [`${what}   ${ink.faint('no case is saved: run twice')}`]
  return [`${what}   ${ink.faint(`recorded ${recorded.date}, worldline ${recorded.worldline}`)}`]
}

function recordRows(told: CaseTold, page: Page): string[] {
  const { ink, glyphs } = page
  if (told.status === 'stale') return staleRows(told, page)
  if (told.run === null) return []
  const { digest, content } = told.run
  const hashes = `digest ${digest} ${glyphs.bullet} content ${content ?? ''}`
  if (told.identical) {
    const events = eventsOf(told.run)
    const count = `${events} of ${counted(events, 'event')} identical`
    return [
      `  ${ink.good(`${glyphs.ok} verified`)}   ${count} ${glyphs.bullet} ${hashes}`,
      ...(told.sameCode
        ? []
        : [ink.warn(`  ${glyphs.never} ${changedWords(told)}, the run has not`)]),
      ...becauseRows(told.changes, page),
    ]
  }
  const where = whereOf(told)
  const head =
    told.status === 'diverged'
      ? ink.bad(`  ${failed('DIVERGED', page)}`) +
        `   WL4003 the same code made another run: ${where}`
      : `${ink.warn(`  ${glyphs.never} ${changedWords(told)}`)}   ${where}`
  return [
    head,
    ...differenceRows(told.difference, page),
    ...becauseRows(told.changes, page),
    ...(told.status === 'diverged' ? [] : ['  Went on with the recorded faults and choices.']),
  ]
}

/** A case that somebody edited is not what the code made of it. */
const changedWords = ({ changes }: CaseTold): string =>
  changes.length === 1 && changes[0] === 'the case was edited'
    ? 'the case was edited'
    : 'the code has changed'

function whereOf({ difference, recorded }: CaseTold): string {
  if (difference === null) {
    return recorded === null
      ? 'the two have other digests and the same events'
      : 'the events that it keeps are the same, a later one is not'
  }
  const { event, contentOnly } = difference
  const before = event === 1 ? '' : `identical up to e${event - 1}, `
  return contentOnly
    ? `the same steps, other contents from e${event} on`
    : `${before}different at e${event}`
}

function differenceRows(difference: DifferenceTold | null, page: Page): string[] {
  if (difference === null) return []
  const { event, recorded, now, ended, contentOnly } = difference
  const row = (name: string, words: string | null, otherwise: string): string[] =>
    wrapped(printable(words ?? otherwise), page.width - 24).map(
      (line, at) =>
        `      ${(at === 0 ? name : '').padEnd(10)} ${(at === 0 ? `e${event}` : '').padEnd(6)} ${line}`,
    )
  if (contentOnly) {
    return [
      ...row('recorded', recorded ?? 'the same step, with other contents', ''),
      ...row('now', now, ''),
    ]
  }
  return [
    ...row('recorded', recorded, ended ? 'the run had ended' : '(its words were not kept)'),
    ...row('now', now, 'the run has ended'),
  ]
}

const becauseRows = (changes: readonly string[], page: Page): string[] =>
  changes.length === 0 || changes[0] === 'the case was edited'
    ? []
    : wrapped(printable(changes.join('; ')), page.width - 17).map(
        (line, at) => `      ${(at === 0 ? 'because' : '').padEnd(10)} ${line}`,
      )

const goneMax = 6

function staleRows({ gone, changes }: CaseTold, page: Page): string[] {
  const { ink, glyphs } = page
  return [
    `${ink.warn(`  ${glyphs.never} STALE`)}   the case cannot be applied to the scenario of today`,
    ...gone
      .slice(0, goneMax)
      .flatMap((one) => wrapped(printable(one), page.width - 8).map((line) => `      ${line}`)),
    ...(gone.length > goneMax ? [`      and ${gone.length - goneMax} more`] : []),
    ...becauseRows(changes, page),
  ]
}

const unfulfilledMax = 5

function unfulfilledRows({ unfulfilled, identical }: CaseTold, { ink, glyphs }: Page): string[] {
  if (identical) return []
  const rows = unfulfilled
    .slice(0, unfulfilledMax)
    .map((one) => `  ${glyphs.never} ${printable(one)}`)
  const more = unfulfilled.length - rows.length
  return [...rows, ...(more > 0 ? [`    and ${more} more`] : [])].map((row) => ink.warn(row))
}

function branchRows({ branches }: CaseTold, page: Page): string[] {
  if (branches.length === 0) return []
  const { ink } = page
  const word = {
    pass: ink.good('PASS'),
    fail: ink.bad('FAIL'),
    inconclusive: ink.warn('INCONCLUSIVE'),
  }
  return [
    '',
    '  What if',
    ...branches.map(
      ({ name, what, run, means }) =>
        `    ${name} (${printable(what)}): ${word[run.verdict]}, ${printable(means)}`,
    ),
  ]
}

function nextRows(next: readonly NextTold[], { ink }: Page): string[] {
  const wide = Math.max(0, ...next.map(({ does }) => does.length))
  return next.map(({ does, command }) => `  ${ink.faint(does.padEnd(wide))}   ${command}`)
}

const exitRow = (code: number, { ink, width }: Page): string[] => [
  ink.faint(`exit ${code}`.padStart(Math.min(width, 88))),
]
