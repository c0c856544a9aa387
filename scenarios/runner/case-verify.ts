// A case run again: whether it is the very run that was recorded, whether it still fails, and where
// it differs. When the code has changed the verdict decides; the same code must repeat itself.

import { dirname, resolve } from 'node:path'
import type { Case, Recorded } from '../../sim/case.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { Run } from '../../sim/run.ts'
import { text } from '../../sim/plain.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import { eventInWords, markOf, marksMax } from './case-events.ts'
import { hashesOf, planHash } from './case-file.ts'
import type { LoadedCase } from './case-load.ts'
import { goneFrom } from './case-stale.ts'
import { type Replayed, Stagings } from './explicit.ts'
import { modulesOf } from './load.ts'
import { tellFile } from './place.ts'
import { version } from './version.ts'

/**
 * `fails`: what was recorded happens, or something else that fails. `diverged`: the same code made
 * another run. `stale`: the case cannot be applied.
 */
export type CaseStatus = 'fails' | 'passes' | 'inconclusive' | 'diverged' | 'stale'

export interface VerifiedCase {
  readonly status: CaseStatus
  /** the run that is compared with the record, with trace and contents; null when stale */
  readonly replayed: Replayed | null
  /** same sources, same worldline, and nobody edited the case */
  readonly sameCode: boolean
  /** every event and every content is as recorded */
  readonly identical: boolean
  /** the first event that differs; null: none does, as far as the record tells */
  readonly difference: EventDifference | null
  /** what has changed, in words, as far as that is known */
  readonly changes: readonly string[]
  /** what it names and the scenario no longer has */
  readonly gone: readonly string[]
  /** faults that never struck, and other things that no longer came to pass */
  readonly unfulfilled: readonly string[]
  /** the run without the planted bug, of a case that tests its own guard */
  readonly guarded: Run | null
}

/** The first event that is another one today. */
export interface EventDifference {
  /** its number */
  readonly event: number
  /** in words; null: the run had ended, or the words were not kept */
  readonly recorded: string | null
  readonly now: string | null
  /** the same step at the same time, with other contents */
  readonly contentOnly: boolean
  /** the recorded run had ended before it */
  readonly ended: boolean
}

/** Runs the case as it is. @throws Mistake for what is wrong with the scenario itself */
export function verifyCase(loaded: LoadedCase): VerifiedCase {
  const { case: one, scenario } = loaded
  const variant = one.violatesWith ?? one.variant
  const changes = changesSince(loaded)
  const sameCode = changes.length === 0
  const nothing = { replayed: null, identical: false, difference: null, guarded: null }
  const gone = goneFrom(one, scenario, variant)
  if (gone.length > 0) {
    return { status: 'stale', ...nothing, sameCode, changes, gone, unfulfilled: [] }
  }
  const stagings = variant === one.variant ? loaded.stagings : stagingsOn(loaded, variant)
  const replayed = stagings.run(one.run, { trace: true, content: true })
  const { run } = replayed
  const guarded = one.violatesWith === null ? null : loaded.stagings.run(one.run).run
  const identical = run.digest === one.trace.digest && run.content === one.trace.content
  return {
    status: sameCode && !identical ? 'diverged' : statusOf(run, guarded),
    ...{ replayed, sameCode, identical, changes, gone, guarded },
    difference: identical ? null : differenceOf(one.trace, run.trace ?? []),
    unfulfilled: unfulfilled(one, replayed),
  }
}

const stagingsOn = ({ scenario, source }: LoadedCase, variant: string | null): Stagings =>
  new Stagings(scenario, variant, () => modulesOf(scenario, source))

/** A case that tests its guard passes when it fails on the variant alone. */
function statusOf(run: Run, guarded: Run | null): CaseStatus {
  const verdict = guarded === null ? run.verdict : guarded.verdict
  if (verdict === 'inconclusive') return 'inconclusive'
  const bites = guarded === null || run.verdict === 'fail'
  return verdict === 'fail' || !bites ? 'fails' : 'passes'
}

/** In words, the sources first; empty: nothing has changed. */
function changesSince({ case: one, scenario, source, codeHash }: LoadedCase): string[] {
  const then = one.found.worldline
  const { plan } = one.trace
  const moved = [
    ...(plan === null || plan === planHash(one.run) ? [] : ['the case was edited']),
    ...(then === version() ? [] : [`worldline ${then} → ${version()}`]),
  ]
  if (codeHash.startsWith(one.codeHash)) return moved
  const modules = modulesOf(scenario, source)
  const now = hashesOf(modules)
  const folder = dirname(modules[0]?.file ?? '')
  const files =
    Object.keys(one.sources).length === 0 || Object.keys(now).length === 0
      ? [`its sources changed`]
      : changedFiles(one.sources, now, (name) => tellFile(resolve(folder, name)))
  const short = (hash: string): string => hash.slice(0, 8)
  return [
    `${files.join(', ') || 'its sources changed'} (code ${short(one.codeHash)} → ${short(codeHash)})`,
    ...moved,
  ]
}

function changedFiles(
  then: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  tell: (name: string) => string,
): string[] {
  const told: string[] = []
  for (const [file, hash] of Object.entries(then)) {
    if (now[file] === undefined) told.push(`${tell(file)} is gone`)
    else if (!hash.startsWith(now[file]) && !now[file].startsWith(hash))
      told.push(`${tell(file)} changed`)
  }
  for (const file of Object.keys(now))
    if (then[file] === undefined) told.push(`${tell(file)} is new`)
  return told
}

/** The first event that took another step; else the first of other contents. */
export function differenceOf(recorded: Recorded, trace: Trace): EventDifference | null {
  const { marks, words } = recorded
  const now = trace.slice(0, marks.length + 1).map(markOf)
  const told = (at: number, contentOnly: boolean): EventDifference => {
    const event = trace[at]
    return {
      ...{ event: at + 1, contentOnly, ended: at >= marks.length },
      recorded: words[at] ?? null,
      now:
        event === undefined ? null : eventInWords(event) + (contentOnly ? contentsOf(event) : ''),
    }
  }
  const step = marks.findIndex((mark, at) => {
    const event = trace[at]
    const said = words[at]
    if (event === undefined || mark[0] !== now[at]?.[0]) return true
    return said !== undefined && said !== eventInWords(event)
  })
  if (step >= 0) return told(step, false)
  // All marks fit. With fewer marks than are kept at most, the recorded run has ended here.
  if (marks.length < marksMax && trace.length > marks.length) return told(marks.length, false)
  const content = marks.findIndex((mark, at) => mark !== now[at])
  return content < 0 ? null : told(content, true)
}

/** What an event carries or does to the State, in short. */
function contentsOf(event: TraceEvent): string {
  if ('body' in event) return `   ${text(event.body, contentsMax)}`
  if ('value' in event) return `   ${text(event.value, contentsMax)}`
  if (!('patch' in event)) return ''
  const changes = event.patch.map(({ path, to }) =>
    path === '' ? text(to, contentsMax) : `${path} = ${text(to, contentsMax)}`,
  )
  return `   ${changes.slice(0, 3).join(', ')}`
}

const contentsMax = 80

function unfulfilled(one: Case, { run, occurrences, asked }: Replayed): string[] {
  const struck = new Set(
    (run.trace ?? []).flatMap((event) =>
      event.kind === 'fault' ? [event.planned] : event.kind === 'crash' ? [event.fault] : [],
    ),
  )
  const told = occurrences.flatMap(({ line, planned }, at) => {
    const [first] = planned
    if (first === undefined || struck.has(first.id)) return []
    return [`f${at + 1} never struck: ${printFault(line)}`]
  })
  const missing = [...one.run.decisions.keys()].filter((name) => !asked.has(name))
  return [...told, ...missing.map((name) => `nobody asked for the ${name}`)]
}
