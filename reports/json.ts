// The documents for machines: worldline.result/1 and worldline.list/1. Fields are added under the
// same number and taken away only under a higher one; wall time stands under `timing` alone.

import type { History } from '../sim/history.ts'
import type { Plain } from '../sim/plain.ts'
import type { Run } from '../sim/run.ts'
import type { Failure } from '../sim/verdict.ts'
import { briefCall } from './brief.ts'

/** What a result document says about the scenario itself. */
export interface ScenarioTold {
  readonly name: string
  readonly variant: string | null
  readonly codeHash: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A run, as far as a document tells it. */
export interface RunDocumentOf {
  readonly scenario: ScenarioTold
  readonly coordinate: string
  readonly exitCode: number
  readonly run: Run
  /** the plan in the notation */
  readonly faults: readonly string[]
  /** the command that does it again */
  readonly replay: string
  /** null: no wall times wanted */
  readonly wallMs: number | null
}

/** The document of one run. */
export function runDocument(of: RunDocumentOf): Record<string, unknown> {
  const { run } = of
  return {
    schema: 'worldline.result/1',
    verdict: run.verdict,
    exitCode: of.exitCode,
    coordinate: of.coordinate,
    seed: run.seed,
    digest: run.digest,
    content: run.content,
    events: run.events,
    simTimeUs: run.simTime,
    scenario: of.scenario,
    properties: run.findings.map((one) => ({
      name: one.property,
      section: one.section,
      verdict: one.verdict,
      why: one.why,
      detail: one.detail,
    })),
    goals: run.goals,
    operations: countsOf(run.history),
    faults: of.faults,
    failure: run.failure === null ? null : failureDocument(run.failure, run),
    replay: of.replay,
    ...(of.wallMs === null ? {} : { timing: { wallMs: Math.round(of.wallMs) } }),
  }
}

/** A failure: what `failure` holds in the result of a run and of a campaign. */
export function failureDocument(failure: Failure, run: Run | null): Record<string, unknown> {
  return {
    property: failure.property,
    code: failure.code,
    sentence: failure.sentence,
    simTimeUs: failure.time,
    node: failure.node,
    step: failure.step,
    insideBudget: failure.insideBudget,
    ...(run === null ? {} : { operations: operationsNear(run.history, failure.time) }),
  }
}

function countsOf(history: History): Record<string, number> {
  return {
    asked: history.length,
    answered: history.filter((one) => one.end !== null).length,
    unanswered: history.filter((one) => one.end === null).length,
  }
}

/** Operations under way when it broke, as people read them. */
function operationsNear(history: History, time: number): Record<string, unknown>[] {
  return history
    .filter((one) => one.start <= time && (one.end === null || one.end >= time))
    .slice(0, 20)
    .map((one) => ({
      id: one.id,
      client: one.client,
      call: briefCall(one.call),
      startUs: one.start,
      endUs: one.end,
      outcome: one.end === null ? 'unknown' : outcome(one.result),
    }))
}

const outcome = (result: Plain): string => (typeof result === 'string' ? result : briefCall(result))

/** One document as text: indented for people and diffs, or in one line for a stream. */
export function written(document: unknown, oneLine: boolean): string {
  return `${oneLine ? JSON.stringify(document) : JSON.stringify(document, null, 2)}\n`
}
