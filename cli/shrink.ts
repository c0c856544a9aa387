// `shrink`: a failing run made smaller, from a coordinate or a case; a case is made smaller again.

import { renderShrunk, shrinkDocument, type ShrinkTold } from '../reports/shrink-screen.ts'
import { caseOf } from '../scenarios/runner/case-file.ts'
import { decisionValue, operationLine } from '../scenarios/runner/case-lines.ts'
import { saveCase } from '../scenarios/runner/case-places.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import {
  type ShrinkBounds,
  shrinkExplicit,
  type ShrinkResult,
  shrinkSeed,
} from '../scenarios/runner/shrink.ts'
import { formatDuration } from '../sim/duration.ts'
import { printFault } from '../sim/notation-print.ts'
import { Mistake } from '../sim/problem.ts'
import { resolve } from 'node:path'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { Documents } from './documents.ts'
import { type ExitCode, exitOf } from './exit.ts'
import { quoted } from './self.ts'
import { furtherFlags, shrinkBoundsOf } from './shrinking.ts'
import { type Subject, subjectOf } from './subject.ts'

/** @throws Mistake (WL1001, WL1004, WL1009 …) for what names no run */
export async function shrink({ words, given }: Parsed, context: Context): Promise<ExitCode> {
  const [word] = words
  if (word === undefined) throw noCase(context)
  const bounds = shrinkBoundsOf(given)
  const subject = await subjectOf(word, context, true)
  const began = performance.now()
  const result = shrunkFrom(subject, bounds)
  const wallMs = performance.now() - began
  const exitCode = exitOf(result.run.verdict, 0, false)
  const saved = result.run.failure === null ? null : savedTo(subject, result, given, context)
  const told = toldOf(subject, result, { bounds, wallMs, saved, context })
  if (given['json'] !== undefined) {
    const documents = new Documents(context.out, given['json'])
    const { found, variant, codeHash } = subject
    const scenario = { name: found.scenario.name, variant, codeHash }
    documents.add(shrinkDocument(told, scenario, exitCode, context.page.timing), exitCode)
    documents.end()
  } else context.out(renderShrunk(told, context.page))
  return exitCode
}

function noCase({ name }: Context): Mistake {
  return new Mistake([
    {
      code: 'WL1001',
      sentence: 'shrink needs to know which run: a coordinate, or a case.',
      lines: [`for example   ${name} shrink ack-retry:forget-dedup@1`],
    },
  ])
}

/** What was shrunk before is counted from where it began. */
function shrunkFrom(subject: Subject, bounds: ShrinkBounds): ShrinkResult {
  const { found, variant, seed, stagings, explicit, shrunk: before } = subject
  if (before === null && subject.saved === null) {
    const experiment = new Experiment(found.scenario, { variant, settings: settingsDefault })
    return shrinkSeed(experiment, stagings, seed, bounds)
  }
  const result = shrinkExplicit(stagings, explicit, bounds)
  if (before === null) return result
  const { shrunk } = result
  const removed = [...before.removed, ...shrunk.removed]
  return {
    ...result,
    shrunk: { ...shrunk, from: before.from, runs: before.runs + shrunk.runs, removed },
  }
}

function savedTo(
  { found, variant, seed }: Subject,
  { explicit, run, shrunk }: ShrinkResult,
  given: Given,
  { cwd }: Context,
): string | null {
  const save = given['save']
  if (save === undefined) return null
  const one = caseOf({ found, variant, seed, explicit, run, shrunk })
  const folder = typeof save === 'string' && save !== '' ? resolve(cwd, save) : undefined
  return tellFile(saveCase(one, cwd, folder).path)
}

function toldOf(
  { name, saved: from }: Subject,
  { explicit, run, shrunk }: ShrinkResult,
  more: {
    readonly bounds: ShrinkBounds
    readonly wallMs: number
    readonly saved: string | null
    readonly context: Context
  },
): ShrinkTold {
  const { bounds, wallMs, saved, context } = more
  const command = (...parts: readonly string[]): string => [context.name, ...parts].join(' ')
  const next: string[] = []
  if (run.failure !== null && !shrunk.complete) {
    next.push(command('shrink', quoted(saved ?? name), ...furtherFlags(bounds, shrunk.runs)))
  }
  if (saved !== null) next.push(command('replay', quoted(saved)))
  else if (run.failure !== null && shrunk.complete && from === null) {
    next.push(command('shrink', quoted(name), '--save'))
  }
  return {
    ...{ name, failure: run.failure, shrunk, wallMs, saved },
    why:
      run.verdict === 'inconclusive'
        ? (run.findings.find(({ verdict }) => verdict === 'inconclusive')?.why ?? null)
        : 'Every property held.',
    params: explicit.params,
    nodes: explicit.nodes,
    until: formatDuration(explicit.until),
    faults: explicit.faults.map(printFault),
    operations: explicit.operations.map(operationLine),
    decisions: [...explicit.decisions].map(([decision, outcome]) => [
      decision,
      String(decisionValue(decision, outcome)),
    ]),
    next,
  }
}
