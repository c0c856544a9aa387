// `replay CASE`: a saved case, or the run of a coordinate, run again and verified event by event;
// with flags it is looked into at an event, stopped in a debugger, or branched.

import { brokeOf, placeToGoOn } from '../reports/broke.ts'
import { runDocument, written } from '../reports/json.ts'
import {
  type BranchTold,
  type CaseTold,
  type NextTold,
  renderCase,
  renderCaseQuiet,
} from '../reports/case-screen.ts'
import { branchOf, type Change, changeInWords, meaning } from '../scenarios/runner/branches.ts'
import { type VerifiedCase, verifyCase } from '../scenarios/runner/case-verify.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import { printFault } from '../sim/notation-print.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { togetherOf, wantedBranches } from './branch-flags.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { quoted } from './self.ts'
import { type Subject, subjectOf } from './subject.ts'
import { coordinate } from './target.ts'

/** @throws Mistake for what names no run, and for what is wrong with its flags */
export async function replayCase(
  parsed: Parsed,
  word: string,
  context: Context,
): Promise<ExitCode> {
  const { given } = parsed
  refuseRecordingFlags(parsed, context)
  const changes = wantedBranches(given)
  const subject = await subjectOf(word, context, true)
  if (given['break'] !== undefined) {
    return (await import('./replay-break.ts')).replayBroken(
      subject,
      String(given['break']),
      context,
    )
  }
  const verified = verify(subject)
  if (given['until'] !== undefined || given['state'] !== undefined || subject.event !== null) {
    return (await import('./replay-event.ts')).replayEvent(subject, verified, given, context)
  }
  const branches = branchesOf(subject, verified, changes, togetherOf(given))
  const told = toldOf(subject, verified, branches, given['strict'] === true, context)
  const exitCode = exitOfCase(told.status, given['strict'] === true)
  if (given['json'] !== undefined) {
    context.document(written(documentOf(subject, told, exitCode), given['json'] === 'stream'))
  } else if (given['quiet'] === true) context.out(renderCaseQuiet(told))
  else context.out(renderCase(told, context.page))
  return exitCode
}

const recordingFlags = ['at', 'seed', 'fault', 'faults', 'expect', 'settle']

/** A case says its faults and its length itself. */
function refuseRecordingFlags({ given }: Parsed, { name }: Context): void {
  const found = recordingFlags.find((flag) => given[flag] !== undefined)
  if (found === undefined) return
  throw new Mistake([
    {
      code: 'WL1001',
      sentence: `replay takes --${found} for the recording of a real run, not for a case.`,
      lines: [
        'for a case     --without f1   --with "FAULT"   --drop e43   --set KEY=VALUE',
        `see            ${name} replay --help`,
      ],
    },
  ])
}

/** What a case ends with: the verdict decides, unless the same code differs from its record. */
export function exitOfCase(status: CaseTold['status'], strict: boolean): ExitCode {
  switch (status) {
    case 'fails':
      return exits.fail
    case 'diverged':
      return exits.diverged
    case 'inconclusive':
      return strict ? exits.fail : exits.inconclusive
    case 'stale':
      return strict ? exits.fail : exits.pass
    case 'passes':
      return exits.pass
  }
}

/** A case against its record; a run without one twice, which throws WL4001 when the two differ. */
export function verify(subject: Subject): VerifiedCase {
  const { saved, stagings, explicit, found, codeHash } = subject
  if (saved !== null) {
    return verifyCase({ case: saved.case, ...found, stagings, codeHash })
  }
  stagings.runTwice(explicit)
  const replayed = stagings.run(explicit, { trace: true, content: true })
  const { verdict } = replayed.run
  return {
    status: verdict === 'fail' ? 'fails' : verdict === 'pass' ? 'passes' : 'inconclusive',
    ...{ replayed, sameCode: true, identical: true, difference: null },
    ...{ changes: [], gone: [], unfulfilled: [], guarded: null },
  }
}

function branchesOf(
  subject: Subject,
  { replayed }: VerifiedCase,
  changes: readonly Change[],
  together: boolean,
): BranchTold[] {
  if (replayed === null || changes.length === 0) return []
  const sets = together ? [changes] : changes.map((one) => [one])
  return sets.map((own, at) => {
    const explicit = branchOf(subject.explicit, own, replayed)
    const { run } = subject.stagings.run(explicit, { trace: true, content: true })
    return {
      ...{ name: `b${at + 1}`, what: own.map(changeInWords).join(', '), run },
      means: meaning(own, replayed.run, run),
    }
  })
}

function toldOf(
  subject: Subject,
  verified: VerifiedCase,
  branches: readonly BranchTold[],
  strict: boolean,
  context: Context,
): CaseTold {
  const { saved, name } = subject
  const { status, guarded, replayed } = verified
  const variant = saved?.case.violatesWith ?? null
  return {
    ...{ name, branches, exitCode: exitOfCase(status, strict) },
    file: saved === null ? null : saved.path === null ? 'standard input' : tellFile(saved.path),
    recorded: saved === null ? null : recordedOf(saved.case),
    ...verified,
    run: replayed?.run ?? null,
    broke: replayed === null ? null : brokeOf(replayed.run),
    guard: guarded === null || variant === null ? null : { variant, run: guarded },
    next: name === '-' ? [] : nextOf(subject, verified, context),
  }
}

function recordedOf(one: NonNullable<Subject['saved']>['case']): CaseTold['recorded'] {
  const { found, trace, expect, code, title } = one
  return {
    ...{ date: found.date, worldline: found.worldline, violates: expect.violates, code, title },
    ...{ events: trace.events, digest: trace.digest, content: trace.content },
  }
}

function nextOf(
  subject: Subject,
  { status, replayed }: VerifiedCase,
  context: Context,
): NextTold[] {
  const replay = `${context.name} replay ${quoted(subject.name)}`
  if (replayed === null || status === 'passes') {
    if (subject.saved?.path === undefined || subject.saved.path === null) return []
    const refresh = `${context.name} cases refresh ${quoted(subject.name)}`
    return [{ does: 'Look for it near the case', command: refresh }]
  }
  const { event, node, isWrong } = placeToGoOn(replayed.run)
  const state = node === null ? '' : ` --state ${node}`
  const { source, scenario } = subject.found
  const target = source.kind === 'file' ? tellFile(source.path) : scenario.name
  const doctor = `${context.name} doctor --determinism ${quoted(target)}`
  return [
    ...(status === 'diverged' ? [{ does: 'Why', command: doctor }] : []),
    { does: 'Step in', command: `${replay} --until e${event}${state}` },
    ...(status !== 'fails'
      ? []
      : isWrong
        ? [{ does: 'Debugger', command: `${replay} --break e${event}` }]
        : [{ does: 'Why', command: `${context.name} explain ${quoted(subject.name)} --why` }]),
    ...(subject.explicit.faults.length === 0
      ? []
      : [{ does: 'What if', command: `${replay} --without f1` }]),
  ]
}

/** The coordinate of a run; null: it was found in another world than its scenario's own. */
function coordinateOf({ name, saved, found, variant, seed }: Subject): string | null {
  if (saved === null) return name
  if (saved.case.found.asked !== null) return null
  const branch = saved.case.found.from === null ? '' : '/min'
  return `${coordinate(found.scenario.name, variant, seed)}${branch}`
}

function documentOf(subject: Subject, told: CaseTold, exitCode: ExitCode): Record<string, unknown> {
  const { found, variant, codeHash, explicit, name } = subject
  const faults = explicit.faults.map(printFault)
  const { run, recorded, status, sameCode, identical, difference, changes, gone } = told
  const result =
    run === null
      ? { schema: 'worldline.result/1', verdict: 'inconclusive', exitCode }
      : runDocument({
          ...{ exitCode, faults, wallMs: null },
          run: { ...run, seed: subject.seed },
          coordinate: coordinateOf(subject),
          replay: `worldline replay ${quoted(name)}`,
          scenario: { name: found.scenario.name, variant, codeHash, params: explicit.params },
        })
  return {
    ...result,
    case: {
      ...{ file: told.file, status, sameCode, identical, recorded, difference, changes, gone },
      unfulfilled: told.unfulfilled,
      guard:
        told.guard === null
          ? null
          : { variant: told.guard.variant, scenarioVerdict: told.guard.run.verdict },
    },
    branches: told.branches.map((one) => ({
      ...{ name: one.name, what: one.what, verdict: one.run.verdict, digest: one.run.digest },
      ...{ means: one.means, property: one.run.failure?.property ?? null },
    })),
  }
}
