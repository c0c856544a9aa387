// `real`: the same actors as processes of their own on this machine, judged by the same properties.

import { join, relative } from 'node:path'
import { type Carrier, carriers } from '../adapters/address.ts'
import { realDocument, written } from '../reports/json.ts'
import { realHead, realNews, renderQuietReal, renderReal } from '../reports/real-screen.ts'
import type { RealEvent, RealRun } from '../scenarios/runner/real-run.ts'
import { parseDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import { pointed } from '../reports/problems.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { ownFolder } from './crash.ts'
import { type ExitCode, exitOf, gravest } from './exit.ts'
import { find } from './find.ts'
import { listen } from './interrupt.ts'
import { type Asked, countOf, ordersOf, randomSeed } from './orders.ts'
import { quoted } from './self.ts'
import { coordinate } from './target.ts'

const portMax = 65_535
const rateMax = 100_000

/** Runs each order for real, one after the other. */
export async function real(parsed: Parsed, context: Context): Promise<ExitCode> {
  const codes: ExitCode[] = []
  for (const asked of await ordersOf(parsed, context, (target) => find(target, context))) {
    codes.push(await realOne(asked, parsed, context))
  }
  return gravest(codes)
}

async function realOne(asked: Asked, { given }: Parsed, context: Context): Promise<ExitCode> {
  const seed = seedOf(asked)
  const name = coordinate(asked.label, null, seed)
  const via = carriers.find((one) => one === given['via']) ?? 'tcp'
  const talks = given['json'] === undefined && given['quiet'] !== true
  const interrupts = listen(
    () => context.note('\n  ending the storm, then the verdict; Ctrl-C again stops now\n'),
    () => undefined,
  )
  try {
    const { runReal } = await import('../scenarios/runner/real.ts')
    const result = await runReal({
      ...{ order: asked.order, scenario: asked.scenario, seed, via },
      time: timeOf(given),
      rate: given['rate'] === undefined ? null : countOf(given, 'rate', 1, rateMax),
      port: given['port'] === undefined ? null : countOf(given, 'port', 1, portMax),
      folder: null,
      runs: join(ownFolder(context.env), 'runs'),
      drift: given['quiet'] !== true,
      signal: interrupts.signal,
      onEvent: (event) => {
        if (talks) tell(event, name, via, context)
      },
    })
    const never = Object.values(result.goals).filter((times) => times === 0).length
    const exitCode = interrupts.exit() ?? exitOf(result.verdict, never, given['strict'] === true)
    finish(result, name, exitCode, given, context)
    return exitCode
  } finally {
    interrupts.close()
  }
}

function seedOf({ seeds }: Asked): number {
  if (seeds === null) return 1
  return seeds.kind === 'random' ? randomSeed() : seeds.from
}

/** As people would type it: relative where it lies below this folder. */
function fromHere(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short.startsWith('..') ? path : short
}

function timeOf(given: Given): number | null {
  const text = given['time']
  if (typeof text !== 'string') return null
  const time = parseDuration(text)
  if (time !== null && time > 0) return time
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--time cannot be "${text}".`,
      lines: [
        ...pointed(`--time ${text}`, text),
        'allowed        a duration such as 20s or 1.5min',
      ],
    },
  ])
}

function tell(event: RealEvent, name: string, via: Carrier, context: Context): void {
  if (event.kind === 'started') {
    context.out(realHead({ ...event, coordinate: name, via }, context.page))
  }
  const line = realNews(event)
  if (line !== null) context.note(`    ${line}\n`)
}

function finish(
  result: RealRun,
  name: string,
  exitCode: ExitCode,
  given: Given,
  context: Context,
): void {
  const folder = fromHere(result.folder, context.cwd)
  const replay = `${context.name} replay ${quoted(folder)}`
  const told = { ...result, coordinate: name, folder, replay }
  if (given['json'] !== undefined) {
    context.document(written(realDocument(told, exitCode), given['json'] === 'stream'))
  } else if (given['quiet'] === true) context.out(renderQuietReal(told, context.page))
  else context.out(renderReal(told, context.page))
}
