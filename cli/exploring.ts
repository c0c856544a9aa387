// One exploration under way: how it is bounded, which seeds or crashes it is of, and who watches it.
// What came of it is told by explore.ts.

import { availableParallelism } from 'node:os'
import { pointed } from '../reports/problems.ts'
import type { Bounds, Campaign } from '../scenarios/runner/campaign.ts'
import type { Company } from '../scenarios/runner/explore.ts'
import type { SweepCampaign } from '../scenarios/runner/sweep-campaign.ts'
import { parseDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import type { Interrupts } from './interrupt.ts'
import { type Asked, countOf, randomSeed, seedsUsual } from './orders.ts'
import { seedOfSweep, type Swept, type SweepGiven, sweepWatched, sweepWords } from './sweep.ts'
import { seedMax } from './target.ts'
import { seedsOf, type Watched, watch } from './watch.ts'

const workersMax = 256

/** What bounds it. */
export interface Limits {
  readonly workers: number
  readonly maxFailures: number | null
  /** milliseconds of the wall, or null */
  readonly time: number | null
}

/** @throws Mistake (WL1004) */
export function limitsOf(given: Given, { env }: Context): Limits {
  const own = env['WORLDLINE_WORKERS'] ?? ''
  const name = 'WORLDLINE_WORKERS'
  const isOwn = given['workers'] === undefined && own !== ''
  return {
    workers: isOwn
      ? countOf({ workers: own }, 'workers', 1, workersMax, name)
      : countOf(given, 'workers', availableParallelism(), workersMax),
    maxFailures: given['keep-going'] === true ? null : countOf(given, 'max-failures', 1, 1_000_000),
    time: timeOf(given),
  }
}

function timeOf(given: Given): number | null {
  const text = given['time']
  if (typeof text !== 'string') return null
  const time = parseDuration(text)
  if (time !== null && time > 0) return time / 1_000
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--time cannot be "${text}".`,
      lines: [...pointed(`--time ${text}`, text), 'allowed        a duration such as 60s or 5min'],
    },
  ])
}

/** The seeds of one target: those that were asked for, or a thousand from 1 on. */
function rangeOf({ seeds }: Asked): { first: number; last: number } {
  if (seeds === null) return { first: 1, last: seedsUsual }
  if (seeds.kind === 'range') return { first: seeds.from, last: seeds.to }
  const first = Math.min(randomSeed(), seedMax - seedsUsual)
  return { first, last: first + seedsUsual - 1 }
}

/** What came of it. */
export interface Explored {
  readonly asked: Asked
  readonly result: Campaign | SweepCampaign
  /** null: seeds were explored */
  readonly swept: Swept | null
  readonly wallMs: number
}

/** How runs are chosen, and how long it goes on. */
export interface Way {
  readonly limits: Limits
  readonly sweep: SweepGiven | null
  readonly quiet: boolean
}

/** Explores one target. @throws Mistake for what the user must mend */
export async function campaignOf(
  asked: Asked,
  { limits, sweep, quiet }: Way,
  context: Context,
  interrupts: Interrupts,
): Promise<Explored> {
  const began = performance.now()
  const range = rangeOf(asked)
  const seed = sweep === null ? 0 : seedOfSweep(asked)
  const subject =
    sweep === null
      ? seedsOf(asked.label, range.last - range.first + 1)
      : sweepWatched(asked.label, seed)
  const watched = await watch(subject, limits, quiet, context, interrupts)
  try {
    const { result, swept } =
      sweep === null
        ? await explored(asked, { ...range, ...limits }, watched)
        : await sweptBy(asked, seed, sweep, limits, watched)
    return { asked, result, swept, wallMs: performance.now() - began }
  } finally {
    watched.end()
  }
}

type Found = Pick<Explored, 'result' | 'swept'>

async function explored(asked: Asked, bounds: Bounds, watched: Watched): Promise<Found> {
  const { explore: run } = await import('../scenarios/runner/explore.ts')
  return { result: await run(asked.order, bounds, companyOf(watched)), swept: null }
}

async function sweptBy(
  asked: Asked,
  seed: number,
  sweep: SweepGiven,
  limits: Limits,
  watched: Watched,
): Promise<Found> {
  const { sweepAll } = await import('../scenarios/runner/sweep-campaign.ts')
  const { campaign, runs } = await sweepAll(
    asked.order,
    { seed, downs: sweep.downs },
    { ...limits, visits: sweep.visits },
    { ...companyOf(watched), onSurvey: (visits) => watched.there(visits) },
  )
  return { result: campaign, swept: { runs, flags: sweepWords(sweep, asked) } }
}

const companyOf = (watched: Watched): Company => ({
  signal: watched.signal,
  ready: () => watched.ready(),
  onProgress: (tally, causes) => watched.progress(tally, causes),
})

/** What `report` without a word is about: the failing run, by what makes it again. */
export function failingOf({ asked, swept }: Explored, nth: number): { asked: Asked; seed: number } {
  if (swept === null) return { asked, seed: nth }
  const settings = swept.runs.settingsOf(nth) ?? asked.order.settings
  return { asked: { ...asked, order: { ...asked.order, settings } }, seed: swept.runs.seed }
}
