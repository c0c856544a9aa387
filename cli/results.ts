// One run and many seeds as a reporter's result: the same properties, with what was found of each.

import type { ResultTold } from '../reports/result.ts'
import { inUnits, type Unit } from '../reports/words.ts'
import type { Campaign } from '../scenarios/runner/campaign.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import type { Run } from '../sim/run.ts'
import type { Finding } from '../sim/verdict.ts'
import type { ExitCode } from './exit.ts'
import { experimentOf } from './experiment.ts'
import type { Reports } from './failing.ts'
import type { Asked } from './orders.ts'
import { pasted } from './paste.ts'
import { type Swept, visitWords } from './sweep.ts'
import { coordinate } from './target.ts'

/** What every result is told with. */
interface Telling {
  readonly asked: Asked
  readonly exitCode: ExitCode
  /** milliseconds, or null where no wall times are wanted */
  readonly wallMs: number | null
  readonly reports: Reports
  /** of a sweep; absent or null: runs go by their seeds */
  readonly swept?: Swept | null
}

/** What reporters tell of one run; `reports` is asked only for a failing one. */
export function resultOfRun(run: Run, { asked, exitCode, wallMs, reports }: Telling): ResultTold {
  const { seed, failure, verdict, findings, digest, events, simTime } = run
  const name = coordinate(asked.label, null, seed)
  const again = whereOf(asked, seed, reports, failure !== null)
  return {
    ...{ name, verdict, exitCode, findings, digest, events, simTime, wallMs },
    coordinate: isDefault(asked.order.settings) ? again.coordinate : null,
    replay: again.replay,
    causes: failure === null ? [] : [{ ...failure, ...again, ...saidIn(again.report), seeds: 1 }],
    unjudged: findings.find((one) => one.verdict === 'inconclusive')?.why ?? null,
    seeds: null,
    never: neverOf(run.goals),
  }
}

/** What reporters tell of many seeds: of each cause the report of its lowest. */
export function resultOfCampaign(
  campaign: Campaign,
  { asked, exitCode, wallMs, reports, swept = null }: Telling,
): ResultTold {
  const { verdict, digest, events, simTime, judged, failing, first } = campaign
  const unit: Unit = swept === null ? 'seed' : 'crash'
  const causes = campaign.causes.map((cause, at) => {
    const { property, code, failure, seeds, seed } = cause
    const again = whereOf(asked, seed, reports, at < toldMax)
    const told = { property, code, sentence: failure.sentence, seeds, unit }
    return { ...told, ...again, ...saidIn(again.report) }
  })
  const [lowest] = causes
  const whole = `${first}..${first + campaign.asked - 1}`
  const again =
    swept === null
      ? pasted('worldline', 'explore', asked, { seeds: whole })
      : pasted('worldline', 'explore', asked, { seed: swept.runs.seed }, visitWords(swept, whole))
  return {
    ...{ name: asked.label, verdict, exitCode, digest, events, simTime, wallMs, causes },
    coordinate: lowest !== undefined && isDefault(asked.order.settings) ? lowest.coordinate : null,
    replay: lowest?.replay ?? again,
    findings: findingsOf(campaign, asked, swept),
    unjudged:
      campaign.unjudged === null
        ? null
        : `${unit} ${campaign.unjudged.seed}: ${campaign.unjudged.why}`,
    seeds: { asked: campaign.asked, judged, failing, unit },
    never: neverOf(campaign.goals),
  }
}

/** Causes that have a report of their own; more of them nobody reads in one document. */
const toldMax = 8

/** The sentence of the run that is told of: shrunk, it may name another node than the run found. */
function saidIn(report: ReturnType<Reports> | null): { sentence?: string } {
  const failure = report?.failure ?? null
  return failure === null ? {} : { sentence: failure.failure.sentence }
}

/** What names a failing seed, and its report where one is wanted. */
function whereOf(
  asked: Asked,
  seed: number,
  reports: Reports,
  wanted: boolean,
): { coordinate: string; replay: string; report: ReturnType<Reports> | null } {
  const report = wanted ? reports(seed) : null
  return {
    coordinate: report?.coordinate ?? coordinate(asked.label, null, seed),
    replay: report?.next[0]?.command ?? pasted('worldline', 'run', asked, { seed }),
    report,
  }
}

/**
 * Every property that was judged. Which there are is asked of the first seed's run; what was found
 * is said of all seeds together.
 */
function findingsOf(campaign: Campaign, asked: Asked, swept: Swept | null): Finding[] {
  const declared = experimentOf(asked).run(swept?.runs.seed ?? campaign.first).findings
  const unit: Unit = swept === null ? 'seed' : 'crash'
  return declared.map(({ property, section }) => {
    const cause = campaign.causes.find((one) => one.property === property)
    if (cause !== undefined) {
      const { failure, seeds } = cause
      const detail = `${seeds} of ${inUnits(campaign.judged, unit)}`
      return { property, section, verdict: 'fail', why: failure.sentence, detail }
    }
    // A run that breaks is not judged to its end: only what must always hold was looked at in it.
    const whole = campaign.judged - campaign.failing
    const judged =
      section === 'always' ? campaign.judged : whole - (section === 'check' ? campaign.mute : 0)
    const why = campaign.unjudged?.why ?? (judged === 0 ? brokeEarly : null)
    if (campaign.verdict === 'inconclusive' || judged === 0)
      return { property, section, verdict: 'inconclusive', why, detail: null }
    return { property, section, verdict: 'pass', why: null, detail: inUnits(judged, unit) }
  })
}

const brokeEarly = 'every run broke before it could be judged'

const neverOf = (goals: Readonly<Record<string, number>>): string[] =>
  Object.keys(goals).filter((goal) => goals[goal] === 0)
