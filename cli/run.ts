// `run`: one simulated run, or a few, each with its own screen and verdict.

import { whyHard } from '../reports/advice.ts'
import { eventRows } from '../reports/events.ts'
import type { Ending } from '../reports/ending.ts'
import { operationRows } from '../reports/failure-story.ts'
import { runDocument } from '../reports/json.ts'
import type { Page } from '../reports/page.ts'
import { renderQuiet, renderRun } from '../reports/run-screen.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import type { Site } from '../scenarios/runner/site.ts'
import { succeeded } from '../sim/check/history-check.ts'
import { rolesIn } from '../sim/roles-in.ts'
import type { Run } from '../sim/run.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { easier, isBuiltIn } from './easier.ts'
import { type ExitCode, exitOf, gravest } from './exit.ts'
import { codeHash, experimentOf } from './experiment.ts'
import { endingOf, Failures, lookingOf, replayOf, type Reports } from './failing.ts'
import { find } from './find.ts'
import { rememberLast } from './last.ts'
import { type Asked, ordersOf, randomSeed } from './orders.ts'
import { pasted } from './paste.ts'
import { idleLines, planLines, planWords, plannedBy } from './plan-words.ts'
import { type Outcome, Reporters } from './reporters.ts'
import { resultOfRun } from './results.ts'
import { coordinate } from './target.ts'

/** Runs every target and seed; the gravest result is what it ends with. */
export async function run(parsed: Parsed, context: Context): Promise<ExitCode> {
  const codes: ExitCode[] = []
  const reporters = new Reporters(context, parsed.given)
  const looking = lookingOf(parsed.given, context)
  for (const asked of await ordersOf(parsed, context, (target) => find(target, context))) {
    const experiment = experimentOf(asked)
    const hash = codeHash(asked)
    const failures = new Failures(asked, looking, context)
    for (const seed of seedsOf(asked)) {
      const began = performance.now()
      const result = experiment.run(seed, { trace: true, content: true })
      const wallMs = performance.now() - began
      const site = experiment.siteFor(seed)
      const one: Told = { asked, seed, result, site, codeHash: hash, wallMs }
      const looked = result.failure === null || reporters.quiet ? null : failures.looked(seed)
      const ending = looked === null ? {} : await endingOf(looked, reporters, context)
      const outcome = outcomeOf(one, failures, ending, parsed, context)
      if (result.verdict === 'fail') {
        rememberLast({ asked, seed, case: looked?.saved ?? null }, context)
      }
      reporters.add(outcome)
      codes.push(outcome.exitCode)
    }
  }
  await reporters.end()
  return gravest(codes)
}

interface Told {
  readonly asked: Asked
  readonly seed: number
  readonly result: Run
  readonly site: Site
  readonly codeHash: string
  readonly wallMs: number
}

function* seedsOf({ seeds }: Asked): Iterable<number> {
  if (seeds === null) yield 1
  else if (seeds.kind === 'random') yield randomSeed()
  else for (let seed = seeds.from; seed <= seeds.to; seed += 1) yield seed
}

function outcomeOf(
  one: Told,
  failures: Failures,
  ending: Partial<Ending>,
  { given }: Parsed,
  context: Context,
): Outcome {
  const { asked, seed, result } = one
  const never = Object.values(result.goals).filter((times) => times === 0).length
  const exitCode = exitOf(result.verdict, never, given['strict'] === true)
  const name = coordinate(asked.label, null, seed)
  const reports = failures.report
  return {
    exitCode,
    screen: (page) =>
      screen(one, name, Number(given['verbose'] ?? 0), page, context, reports, ending),
    quiet: (page) => renderQuiet(name, result, page),
    document: () => documentOf(one, { exitCode, name, context, reports, ending }),
    result: () =>
      resultOfRun(result, {
        asked,
        exitCode,
        reports,
        wallMs: context.page.timing ? one.wallMs : null,
      }),
    report: () => reports(seed),
  }
}

interface Documented {
  readonly exitCode: ExitCode
  readonly name: string
  readonly context: Context
  readonly reports: Reports
  readonly ending: Partial<Ending>
}

function documentOf(
  one: Told,
  { exitCode, name, context, reports, ending }: Documented,
): Record<string, unknown> {
  const { asked, seed, result, site, wallMs } = one
  const replay =
    result.failure === null
      ? pasted('worldline', 'run', asked, { seed })
      : replayOf(reports(seed), asked, seed)
  return runDocument({
    ...{ exitCode, run: result, replay, ending },
    scenario: {
      ...{ name: asked.scenario.name, variant: asked.order.variant },
      ...{ codeHash: one.codeHash, params: site.values },
    },
    ...(result.failure === null ? {} : { report: reports(seed) }),
    coordinate: isDefault(asked.order.settings) ? name : null,
    faults: planLines(site, seed),
    wallMs: context.page.timing ? wallMs : null,
  })
}

function screen(
  one: Told,
  name: string,
  verbose: number,
  page: Page,
  context: Context,
  reports: Reports,
  ending: Partial<Ending>,
): string {
  const { asked, seed, result, site, wallMs } = one
  const rows =
    verbose >= 2 && result.trace !== null
      ? eventRows(result.trace, page)
      : verbose === 1
        ? operationRows(reports(seed).operations, page)
        : []
  const above = verbose === 0 ? '' : `\n${rows.join('\n')}\n`
  return (
    above +
    renderRun(
      {
        coordinate: name,
        nodes: site.cast.nodes.map(({ id }) => id),
        roles: Object.entries(site.cast.byRole).map(([role, ids]) => [role, ids.length] as const),
        until: site.until,
        settle: site.settle,
        faults: planWords(site, seed),
        planned: plannedBy(asked.order.settings, site),
        idle: idleLines(site, seed, result.trace ?? []),
        run: result,
        builtIn: isBuiltIn(asked),
        nodeRoles: rolesIn(result.trace ?? [], site.views, result.simTime),
        succeeded: succeeded(result.history, site.claims.outcome ?? null),
        report: result.failure === null ? null : reports(seed),
        verbose: verbose > 0,
        ending: { ...ending, name: context.name },
        wallMs,
        next: nextOf(one, context),
      },
      page,
    )
  )
}

/** Commands to go on with; a failing run is run again by the first that its report has. */
function nextOf({ asked, result, seed, site }: Told, context: Context): string[] {
  if (result.verdict === 'pass') return [pasted(context.name, 'explore', asked, { seeds: '1000' })]
  const events = `${pasted(context.name, 'run', asked, { seed })} -vv`
  const causes = pasted(context.name, 'explore', asked, { seeds: '1000' })
  const why = whyHard(result.findings)
  const less = easier(context.name, 'run', asked, { site, why, seeds: { seed } })
  if (result.verdict === 'inconclusive' && less.length > 0) return [...less, events]
  return isDefault(asked.order.settings) ? [events, `${causes} --keep-going`] : [events]
}
