// `explore`: many seeds of each target, with progress, keys and Ctrl-C; then the summary, and of a
// failure the story of its lowest seed.

import { availableParallelism } from 'node:os'
import { campaignDocument } from '../reports/json.ts'
import {
  type CampaignTold,
  renderCampaign,
  renderQuietCampaign,
} from '../reports/campaign-screen.ts'
import { pointed } from '../reports/problems.ts'
import type { Campaign } from '../scenarios/runner/campaign.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import { parseDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitOf, gravest } from './exit.ts'
import { endingOf, Failures, lookingOf, replayOf, type Reports } from './failing.ts'
import { find } from './find.ts'
import { type Interrupts, listen } from './interrupt.ts'
import { rememberLast } from './last.ts'
import { type Asked, countOf, ordersOf, randomSeed, seedsUsual } from './orders.ts'
import { pasted, settingWords } from './paste.ts'
import type { Ending } from '../reports/ending.ts'
import { type Outcome, Reporters } from './reporters.ts'
import { resultOfCampaign } from './results.ts'
import { quoted } from './self.ts'
import { seedMax } from './target.ts'
import { type Watched, watch } from './watch.ts'

const workersMax = 256

/** Explores each target in turn; the gravest result is what it ends with. */
export async function explore(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given } = parsed
  const orders = await ordersOf(parsed, context, (target) => find(target, context))
  const limits = limitsOf(given, context)
  const looking = lookingOf(given, context)
  const reporters = new Reporters(context, given)
  const codes: ExitCode[] = []
  const interrupts = listen(
    () => context.note('\n  finishing the seeds under way; Ctrl-C again stops now\n'),
    () => process.stderr.write('\u001b[?25h'.repeat(context.live ? 1 : 0)),
  )
  try {
    for (const [at, asked] of orders.entries()) {
      const found = await campaignOf(asked, limits, reporters.quiet, context, interrupts)
      const code = interrupts.exit() ?? exitOfCampaign(found.result, given)
      codes.push(code)
      const failures = new Failures(asked, looking, context)
      const explored = reporters.quiet ? found : grouped(found, failures)
      const [cause] = explored.result.causes
      const looked = cause === undefined || reporters.quiet ? null : failures.looked(cause.seed)
      const ending =
        looked === null ? { name: context.name } : await endingOf(looked, reporters, context)
      if (cause !== undefined)
        rememberLast({ asked, seed: cause.seed, case: looked?.saved ?? null }, context)
      const left = orders.slice(at + 1)
      reporters.add(outcomeOf(explored, { exitCode: code, left, failures, ending, given, context }))
      if (interrupts.exit() !== null) break
    }
  } finally {
    interrupts.close()
  }
  await reporters.end()
  return gravest(codes)
}

interface Limits {
  readonly workers: number
  readonly maxFailures: number | null
  /** milliseconds of the wall, or null */
  readonly time: number | null
}

function limitsOf(given: Given, { env }: Context): Limits {
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

interface Explored {
  readonly asked: Asked
  readonly result: Campaign
  readonly wallMs: number
}

async function campaignOf(
  asked: Asked,
  limits: Limits,
  quiet: boolean,
  context: Context,
  interrupts: Interrupts,
): Promise<Explored> {
  const { explore: run } = await import('../scenarios/runner/explore.ts')
  const range = rangeOf(asked)
  const began = performance.now()
  const watched: Watched = await watch(
    asked.label,
    range.last - range.first + 1,
    limits,
    quiet,
    context,
    interrupts,
  )
  try {
    const result = await run(
      asked.order,
      { ...range, ...limits },
      {
        signal: watched.signal,
        ready: () => watched.ready(),
        onProgress: (tally, causes) => watched.progress(tally, causes),
      },
    )
    return { asked, result, wallMs: performance.now() - began }
  } finally {
    watched.end()
  }
}

function exitOfCampaign(result: Campaign, given: Given): ExitCode {
  const never = Object.values(result.goals).filter((seeds) => seeds === 0).length
  return exitOf(result.verdict, never, given['strict'] === true)
}

/** Its causes by the shape of their shrunk runs. */
const grouped = (explored: Explored, failures: Failures): Explored => {
  const { result } = explored
  return { ...explored, result: { ...result, causes: failures.causes(result.causes) } }
}

interface Telling {
  readonly exitCode: ExitCode
  /** targets that come after it */
  readonly left: readonly Asked[]
  readonly failures: Failures
  readonly ending: Partial<Ending>
  readonly given: Given
  readonly context: Context
}

function outcomeOf(explored: Explored, telling: Telling): Outcome {
  const { asked, result, wallMs } = explored
  const { exitCode, left, failures, ending, given, context } = telling
  const told: CampaignTold = {
    ...result,
    name: asked.label,
    ...{ wallMs, exitCode },
    ending: { ...ending, verbose: Number(given['verbose'] ?? 0) > 0 },
    next: nextOf(asked, result, context),
    resume: resumeOf(asked, result, given, left, context),
  }
  const [cause] = result.causes
  const reports = failures.report
  return {
    exitCode,
    screen: (page) => renderCampaign(told, cause === undefined ? null : reports(cause.seed), page),
    quiet: (page) => renderQuietCampaign(told, page),
    document: () => documentOf(explored, told, exitCode, context, reports),
    result: () =>
      resultOfCampaign(result, {
        asked,
        exitCode,
        reports,
        wallMs: context.page.timing ? wallMs : null,
      }),
    report: () => (cause === undefined ? null : reports(cause.seed)),
  }
}

function documentOf(
  { asked, result }: Explored,
  told: CampaignTold,
  exitCode: ExitCode,
  { page }: Context,
  reports: Reports,
): Record<string, unknown> {
  const { scenario, order } = asked
  const [cause] = result.causes
  return campaignDocument({
    scenario: {
      ...{ name: scenario.name, variant: order.variant },
      ...{ codeHash: result.codeHash, params: order.settings.set },
    },
    ...{ exitCode, told, named: isDefault(order.settings), timing: page.timing },
    report: cause === undefined ? null : reports(cause.seed),
    replay: cause === undefined ? null : replayOf(reports(cause.seed), asked, cause.seed),
  })
}

/** Commands to go on with; a failing run is run again by the first that its report has. */
function nextOf(asked: Asked, result: Campaign, { name }: Context): string[] {
  const [cause] = result.causes
  if (cause !== undefined) {
    if (result.ended !== 'causes') return []
    const seeds = `${result.first}..${result.first + result.asked - 1}`
    return [pasted(name, 'explore', asked, { seeds }, ['--keep-going'])]
  }
  const last = result.first + result.asked - 1
  if (result.verdict !== 'pass' || result.ended !== 'all seeds' || last >= seedMax) return []
  const further = Math.min(seedMax, last + 10 * result.asked)
  return [pasted(name, 'explore', asked, { seeds: `${last + 1}..${further}` })]
}

/** The command that takes up where an interruption or the clock ended it, and what comes after. */
function resumeOf(
  asked: Asked,
  result: Campaign,
  given: Given,
  left: readonly Asked[],
  { name }: Context,
): readonly string[] {
  if (result.ended !== 'interrupted' && result.ended !== 'time') return []
  const flags = ['keep-going', 'strict'].flatMap((flag) =>
    given[flag] === true ? [`--${flag}`] : [],
  )
  for (const flag of ['max-failures', 'time', 'workers']) {
    const value = given[flag]
    if (typeof value === 'string') flags.push(`--${flag}`, quoted(value))
  }
  const lines: string[] = []
  if (result.rest !== null)
    lines.push(pasted(name, 'explore', asked, { seeds: result.rest }, flags))
  if (left.length === 0 || result.ended === 'time') return lines
  const words = left.map((one) => quoted(withSeeds(one)))
  return [
    ...lines,
    [name, 'explore', ...words, ...settingWords(asked.order.settings), ...flags].join(' '),
  ]
}

function withSeeds({ label, seeds }: Asked): string {
  return seeds === null || seeds.kind === 'random' ? label : `${label}@${seeds.from}..${seeds.to}`
}
