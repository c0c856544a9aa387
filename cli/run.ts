// `run`: one simulated run, or a few, each with its own screen and verdict.

import { eventRows } from '../reports/events.ts'
import { operationTable } from '../reports/failure.ts'
import { type ScenarioTold, runDocument } from '../reports/json.ts'
import { renderQuiet, renderRun } from '../reports/run-screen.ts'
import { isDefault } from '../scenarios/runner/order.ts'
import type { Site } from '../scenarios/runner/site.ts'
import type { Run } from '../sim/run.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { Documents } from './documents.ts'
import { type ExitCode, exitOf, gravest } from './exit.ts'
import { codeHash, experimentOf } from './experiment.ts'
import { find } from './find.ts'
import { type Asked, ordersOf, randomSeed } from './orders.ts'
import { pasted } from './paste.ts'
import { planLines, planWords, plannedBy } from './plan-words.ts'
import { coordinate } from './target.ts'

/** Runs every target and seed; the gravest result is what it ends with. */
export async function run(parsed: Parsed, context: Context): Promise<ExitCode> {
  const codes: ExitCode[] = []
  const documents = new Documents(context, parsed.given['json'])
  for (const asked of await ordersOf(parsed, context, (target) => find(target, context))) {
    const experiment = experimentOf(asked)
    const hash = codeHash(asked)
    for (const seed of seedsOf(asked)) {
      const began = performance.now()
      const result = experiment.run(seed, { trace: true, content: true })
      const wallMs = performance.now() - began
      const site = experiment.siteFor(seed)
      const one: Told = { asked, seed, result, site, codeHash: hash, wallMs }
      codes.push(tell(one, parsed, context, documents))
    }
  }
  documents.end()
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

function tell(one: Told, parsed: Parsed, context: Context, documents: Documents): ExitCode {
  const { asked, seed, result, site, codeHash, wallMs } = one
  const { given } = parsed
  const never = Object.values(result.goals).filter((times) => times === 0).length
  const exitCode = exitOf(result.verdict, never, given['strict'] === true)
  const name = coordinate(asked.label, null, seed)
  const replay = pasted('worldline', 'run', asked, { seed })
  if (given['json'] !== undefined) {
    const scenario: ScenarioTold = {
      name: asked.scenario.name,
      variant: asked.order.variant,
      codeHash,
      params: site.values,
    }
    const document = runDocument({
      ...{ scenario, exitCode, replay },
      run: result,
      coordinate: isDefault(asked.order.settings) ? name : null,
      faults: planLines(site, seed),
      wallMs: context.page.timing ? wallMs : null,
    })
    documents.add(document, exitCode)
  } else if (given['quiet'] === true) {
    context.out(renderQuiet(name, result, context.page))
  } else {
    screen(one, name, parsed, context)
  }
  return exitCode
}

function screen(one: Told, name: string, { given }: Parsed, context: Context): void {
  const { asked, result, site, wallMs } = one
  const verbose = Number(given['verbose'] ?? 0)
  if (verbose >= 2 && result.trace !== null) {
    context.out(`\n${eventRows(result.trace, context.page).join('\n')}\n`)
  } else if (verbose === 1) {
    context.out(`\n${operationTable(result.history, context.page).join('\n')}\n`)
  }
  context.out(
    renderRun(
      {
        coordinate: name,
        nodes: site.cast.nodes.map(({ id }) => id),
        roles: Object.entries(site.cast.byRole).map(([role, ids]) => [role, ids.length] as const),
        until: site.until,
        settle: site.settle,
        faults: planWords(site, one.seed),
        planned: plannedBy(asked.order.settings, site),
        run: result,
        wallMs,
        next: nextOf(asked, result, one.seed, context),
      },
      context.page,
    ),
  )
}

/** At most three commands, ready to paste. */
function nextOf(asked: Asked, result: Run, seed: number, context: Context): string[] {
  if (result.verdict === 'pass') return [pasted(context.name, 'explore', asked, { seeds: '1000' })]
  const again = pasted(context.name, 'run', asked, { seed })
  const events = `${again} -vv`
  const causes = pasted(context.name, 'explore', asked, { seeds: '1000' })
  return isDefault(asked.order.settings) ? [events, `${causes} --keep-going`] : [again, events]
}
