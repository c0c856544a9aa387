// The documents for machines: worldline.result/1 and worldline.list/1. Fields are added under the
// same number and taken away only under a higher one; wall time stands under `timing` alone.

import type { Ending } from './ending.ts'
import { driftDocument } from './replay-document.ts'
import { visible } from '../sim/json-visible.ts'
import type { History } from '../sim/history.ts'
import { eventsOf, type Run } from '../sim/run.ts'
import type { Report } from '../sim/report.ts'
import type { Finding } from '../sim/verdict.ts'
import type { CampaignTold } from './campaign-screen.ts'
import { failureOfReport, failureOfRun } from './failure-document.ts'
import type { RealTold } from './real-screen.ts'

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
  /** null: other settings than the scenario's own, so that only `replay` names the run */
  readonly coordinate: string | null
  readonly exitCode: number
  readonly run: Run
  /** of a failing run, where one was made */
  readonly report?: Report
  /** the plan in the notation */
  readonly faults: readonly string[]
  /** the command that does it again */
  readonly replay: string
  /** null: no wall times wanted */
  readonly wallMs: number | null
  /** where its case and its page are */
  readonly ending?: Partial<Ending>
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
    events: eventsOf(run),
    simTimeUs: run.simTime,
    scenario: of.scenario,
    properties: run.findings.map(propertyOf),
    goals: run.goals,
    operations: countsOf(run.history),
    faults: of.faults,
    failure: failureOf(of),
    replay: of.replay,
    ...artifactsOf(of.ending ?? {}),
    ...(of.wallMs === null ? {} : { timing: { wallMs: Math.round(of.wallMs) } }),
  }
}

/** The very event at which it broke, `ack-retry:forget-dedup@1/min#e57`. */
const placeIn = (report: Report | null, name: string): string =>
  report === null || report.failure === null
    ? name
    : `${report.coordinate}#e${report.failure.event}`

/** Files that were written, as paths from where the command was given. */
function artifactsOf({ saved, page }: Partial<Ending>): Record<string, unknown> {
  const files = {
    ...(saved === undefined || saved === null ? {} : { case: saved }),
    ...(page === undefined || page === null ? {} : { html: page }),
  }
  return Object.keys(files).length === 0 ? {} : { artifacts: files }
}

function failureOf({ run, report, faults }: RunDocumentOf): Record<string, unknown> | null {
  if (run.failure === null) return null
  return report === undefined ? failureOfRun(run.failure, run, faults) : failureOfReport(report)
}

/** A campaign, as far as a document tells it. */
export interface CampaignDocumentOf {
  readonly scenario: ScenarioTold
  readonly exitCode: number
  readonly told: CampaignTold
  /** whether coordinates say everything: the settings are the scenario's own */
  readonly named: boolean
  /** of the lowest failing seed; null: none failed */
  readonly report: Report | null
  /** the command that runs the lowest failing seed */
  readonly replay: string | null
  readonly timing: boolean
}

/** The document of many seeds: `failure` is that of the first cause's lowest seed. */
export function campaignDocument({
  scenario,
  exitCode,
  told,
  named,
  report,
  replay,
  timing,
}: CampaignDocumentOf): Record<string, unknown> {
  const [first] = told.causes
  return {
    schema: 'worldline.result/1',
    verdict: told.verdict,
    exitCode,
    coordinate:
      named && first !== undefined && (told.sweep === undefined || first.seed === 0)
        ? placeIn(report, `${told.name}@${told.sweep?.seed ?? first.seed}`)
        : null,
    digest: told.digest,
    events: told.events,
    simTimeUs: told.simTime,
    scenario,
    ...countsOfSeeds(told),
    goals: told.goals,
    operations: { asked: told.operations },
    faults: told.faults,
    behaviours: { seen: told.behaviours, lastNewSeed: told.lastNew },
    unjudged: told.unjudged,
    bound95: told.bound95,
    assumptions: told.assumptions,
    absentFaults: told.absent,
    causes: told.causes.map((cause) => ({
      cause: cause.id,
      property: cause.property,
      code: cause.code,
      step: cause.step,
      sentence: cause.failure.sentence,
      ...(told.sweep === undefined
        ? {
            ...{ seeds: cause.seeds, seed: cause.seed },
            coordinate: named ? `${told.name}@${cause.seed}` : null,
          }
        : {
            ...{ seeds: 1, seed: told.sweep.seed, coordinate: null },
            ...{ crashes: cause.seeds, crash: cause.seed },
          }),
    })),
    failure:
      first === undefined || report === null
        ? null
        : { cause: first.id, ...failureOfReport(report) },
    replay,
    ...artifactsOf(told.ending ?? {}),
    ...(timing
      ? { timing: { wallMs: Math.round(told.wallMs), seedsPerSecond: rateOf(told) } }
      : {}),
  }
}

/** Of a sweep one seed was asked for, and its crashes stand in a block of their own. */
function countsOfSeeds(told: CampaignTold): Record<string, unknown> {
  const { asked, judged, first, last, failing, inconclusive, repeated, ended, sweep } = told
  const counts = { asked, judged, first, last, failing, inconclusive, repeated, ended }
  if (sweep === undefined) return { seeds: counts }
  const { seed, downs, baseHolds, places, visits, kinds, nodes, losses, restarts, leftOut } = sweep
  return {
    seeds: {
      ...{ asked: 1, judged: 1, first: seed, last: seed, failing: failing > 0 ? 1 : 0 },
      ...{ inconclusive: inconclusive > 0 ? 1 : 0 },
    },
    sweep: {
      ...{
        seed,
        places,
        crashes: { there: visits, ...counts, ended: ended.replace('seeds', 'crashes') },
        survived: judged - failing,
      },
      ...{ passesWithoutCrash: baseHolds, downUs: downs, kinds, nodes, losses },
      ...{ restarts, leftOut },
    },
  }
}

const rateOf = ({ judged, wallMs }: CampaignTold): number =>
  wallMs <= 0 ? 0 : Math.round(judged / (wallMs / 1_000))

/** The document of a real run: its verdict and what was found, then what only a real run has. */
export function realDocument(of: RealTold, exitCode: number): Record<string, unknown> {
  return {
    schema: 'worldline.result/1',
    verdict: of.verdict,
    exitCode,
    coordinate: of.coordinate,
    properties: of.findings.map(propertyOf),
    goals: of.goals,
    operations: { ...of.operations, unasked: of.unasked },
    faults: of.faults,
    real: {
      via: of.via,
      links: of.links,
      effects: of.effects.map(({ name, fault, kind, from, to, asked, seen, bites, figures }) => ({
        ...{ name, fault, kind, fromUs: from, toUs: to, asked, seen, bites, figures },
      })),
      leftOut: of.leftOut,
      interrupted: of.interrupted,
      stormUs: of.storm,
      calmUs: of.calm,
      instants: of.instants,
      latencyUs: of.latency,
      kills: of.kills.map(({ node, pid, at, upAt }) => ({ node, pid, atUs: at, upAtUs: upAt })),
      deaths: of.deaths.map(({ node, at, why }) => ({ node, atUs: at, why })),
      left: of.left,
      folder: of.folder,
      replay: of.replay,
      drift: of.drift === null ? null : driftDocument(of.drift),
    },
  }
}

const propertyOf = (one: Finding): Record<string, unknown> => ({
  name: one.property,
  section: one.section,
  verdict: one.verdict,
  why: one.why,
  detail: one.detail,
  ...(one.near === undefined ? {} : { near: one.near }),
})

function countsOf(history: History): Record<string, number> {
  return {
    asked: history.length,
    answered: history.filter((one) => one.end !== null).length,
    unanswered: history.filter((one) => one.end === null).length,
  }
}

/** One document as text: indented for people and diffs, or in one line for a stream. */
export function written(document: unknown, oneLine: boolean): string {
  return `${visible(JSON.stringify(document, null, oneLine ? 0 : 2))}\n`
}
