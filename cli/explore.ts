// `explore`: many seeds of each target, with progress, keys and Ctrl-C; then the summary, and of a
// failure the story of its lowest seed.

import { campaignDocument } from '../reports/json.ts'
import {
  type CampaignTold,
  renderCampaign,
  renderQuietCampaign,
} from '../reports/campaign-screen.ts'
import type { Campaign } from '../scenarios/runner/campaign.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { isBuiltIn } from './easier.ts'
import { type ExitCode, exitOf, gravest } from './exit.ts'
import { endingOf, Failures, lookingOf, replayOf, type Reports } from './failing.ts'
import { campaignOf, type Explored, failingOf, limitsOf } from './exploring.ts'
import { find } from './find.ts'
import { nextOf, resumeOf } from './go-on.ts'
import { listen } from './interrupt.ts'
import { rememberLast } from './last.ts'
import { type Asked, ordersOf } from './orders.ts'
import type { Ending } from '../reports/ending.ts'
import { type Outcome, Reporters } from './reporters.ts'
import { resultOfCampaign } from './results.ts'
import { noteOneSeed, sweepGiven, withoutFaults } from './sweep.ts'

/** Explores each target in turn; the gravest result is what it ends with. */
export async function explore(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given } = parsed
  const sweep = sweepGiven(given)
  const found = await ordersOf(parsed, context, (target) => find(target, context))
  const orders = sweep === null ? found : found.map((asked) => withoutFaults(asked, given))
  const limits = limitsOf(given, context)
  const looking = lookingOf(given, context)
  const reporters = new Reporters(context, given)
  const codes: ExitCode[] = []
  const interrupts = listen(
    () =>
      context.note(
        `\n  finishing the ${sweep === null ? 'seeds' : 'crashes'} under way; Ctrl-C again stops now\n`,
      ),
    () => process.stderr.write('\u001b[?25h'.repeat(context.live ? 1 : 0)),
  )
  try {
    for (const [at, asked] of orders.entries()) {
      if (sweep !== null) noteOneSeed(asked, context)
      const way = { limits, sweep, quiet: reporters.quiet }
      const found = await campaignOf(asked, way, context, interrupts)
      const code = interrupts.exit() ?? exitOfCampaign(found.result, given)
      codes.push(code)
      const failures = new Failures(asked, looking, context, found.swept)
      const explored = reporters.quiet ? found : grouped(found, failures)
      const [cause] = explored.result.causes
      const looked = cause === undefined || reporters.quiet ? null : failures.looked(cause.seed)
      const ending =
        looked === null ? { name: context.name } : await endingOf(looked, reporters, context)
      if (cause !== undefined) {
        const failing = failingOf(explored, cause.seed)
        rememberLast({ ...failing, case: looked?.saved ?? null }, context)
      }
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
  const { asked, result, swept, wallMs } = explored
  const { exitCode, left, failures, ending, given, context } = telling
  const told: CampaignTold = {
    ...result,
    name: asked.label,
    builtIn: isBuiltIn(asked),
    ...{ wallMs, exitCode },
    ending: { ...ending, verbose: Number(given['verbose'] ?? 0) > 0 },
    next: nextOf(explored, context),
    resume: resumeOf(explored, given, left, context),
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
        ...{ asked, swept },
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
