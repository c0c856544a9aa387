// The verdict of a real run: the same judge as in simulation, over what the files and the last look
// have. It measures; it asks nobody any more.

import { countsOf, outcomeOf } from '../../sim/check/history-check.ts'
import type { Measurable } from '../../sim/check/measure.ts'
import type { History } from '../../sim/history.ts'
import type { Micros } from '../../sim/units.ts'
import { type Finding, worst } from '../../sim/verdict.ts'
import type { Intervals } from './intervals.ts'
import type { Broken } from './broken.ts'
import { withSamples } from './real-thresholds.ts'
import type { RealRun } from './real-run.ts'
import type { RealStage } from './real-stage.ts'
import type { Site } from './site.ts'

export interface Ended {
  readonly site: Site
  readonly stage: RealStage
  readonly intervals: Intervals
  readonly calmAt: Micros
  readonly end: Micros
  readonly interrupted: boolean
}

type Told = Pick<
  RealRun,
  | 'verdict'
  | 'findings'
  | 'operations'
  | 'latency'
  | 'history'
  | 'goals'
  | 'sent'
  | 'delivered'
  | 'dropped'
  | 'assumptions'
>

/** What is said of a run whose processes have ended. */
export function judged(ended: Ended): Told {
  const { site, stage } = ended
  const { history, tally } = stage.gather()
  const findings = [...findingsOf(ended, history), ...silence(history)]
  return {
    findings,
    verdict: worst(findings.map(({ verdict }) => verdict)),
    operations: operationsOf(history, site),
    latency: latencyOf(history, site),
    history,
    goals: stage.judge.goals(tally.goals),
    sent: Object.fromEntries(tally.sent),
    delivered: Object.fromEntries(tally.delivered),
    dropped: Object.fromEntries(tally.dropped),
    assumptions: [...site.assumptions, ...ofRealRuns(stage.instants)],
  }
}

function findingsOf(ended: Ended, history: History): Finding[] {
  const { stage, end, interrupted } = ended
  const { judge } = stage
  const broken = diedOf(stage) ?? judge.broken
  if (broken !== null) return judge.cutShort(broken, end)
  const measured = measurable(ended, history)
  const findings = withSamples(judge.end(measured), ended.site.thresholds, measured)
  if (!interrupted) return findings
  const why = 'the run was interrupted before it could be judged'
  return findings.map((finding) =>
    finding.section === 'always' || finding.section === 'check'
      ? finding
      : { ...finding, verdict: 'inconclusive', why, detail: null },
  )
}

/** A process that ended by itself breaks what every scenario promises. */
function diedOf({ deaths }: RealStage): Broken | null {
  const [first] = deaths
  if (first === undefined) return null
  const { node, why } = first
  return {
    property: 'no unhandled error in an actor',
    section: 'always',
    code: 'WL2014',
    sentence: `The process of ${node} died: ${why}${why.endsWith('.') ? '' : '.'}`,
  }
}

function measurable({ site, stage, intervals, end }: Ended, history: History): Measurable {
  const { sent } = stage.gather().tally
  return {
    history,
    outcome: site.claims.outcome ?? null,
    messages: Array.from(sent.values()).reduce((sum, times) => sum + times, 0),
    end,
    during: (word) => intervals.during(word),
    after: (word) => intervals.after(word),
    convergence: stage.judge.convergence,
  }
}

function operationsOf(history: History, { claims }: Site): RealRun['operations'] {
  const counts = { total: history.length, ok: 0, failed: 0, unknown: 0 }
  for (const one of history) counts[outcomeOf(one, claims.outcome ?? null)] += 1
  return counts
}

function latencyOf(history: History, { claims }: Site): RealRun['latency'] {
  const ok = history.filter((one) => outcomeOf(one, claims.outcome ?? null) === 'ok')
  const sorted = ok.map(({ start, end }) => (end ?? start) - start).sort((a, b) => a - b)
  const at = (share: number): Micros => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** Why a run says nothing, where nothing came back. */
function silence(history: History): Finding[] {
  if (history.some(({ end }) => end !== null)) return []
  const why =
    history.length === 0
      ? 'nothing was asked: no operation began'
      : `0 of ${history.length} operations completed`
  const property = 'something was tested'
  return [
    { property, section: 'check', verdict: 'inconclusive', why, detail: countsOf(history, null) },
  ]
}

const ofRealRuns = (instants: number): string[] => [
  `always: judged at ${instants} instants at which every node stood still, not after every step`,
  'a SIGKILL falls, where it can, after a sync and before what was to be told after it',
  'timing is the machine’s: the same command does not give the same run',
]
