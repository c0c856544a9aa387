// From targets and flags to orders: what to run, under which settings, with which seeds. Whether a
// parameter, a fault or a threshold makes sense is the scenario's business; here only what every
// scenario has in common is checked.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pointed } from '../reports/problems.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Found } from '../scenarios/runner/load.ts'
import type { Order, Settings } from '../scenarios/runner/order.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { isPattern } from './repository.ts'
import {
  parseSeedCount,
  parseSeeds,
  parseTarget,
  type Seeds,
  seedMax,
  type Target,
} from './target.ts'

/** One thing to run: an order, its scenario, and the seeds that were asked for, if any were. */
export interface Asked {
  readonly order: Order
  readonly scenario: Scenario
  /** what it is called in commands: `ack-retry:original`, `./wl/x.ts` */
  readonly label: string
  readonly seeds: Seeds | null
}

/**
 * The orders of a command line, one a target and planted bug.
 * @param find loads a scenario by name or path; throws a Mistake (WL1002) for what is not there
 * @throws Mistake with every problem found
 */
export async function ordersOf(
  parsed: Parsed,
  context: Context,
  find: (target: Target) => Promise<readonly Found[]>,
): Promise<readonly Asked[]> {
  if (parsed.words.length === 0) throw noTarget(parsed, context)
  const settings = settingsOf(parsed.given)
  const asked: Asked[] = []
  for (const word of parsed.words) {
    const target = parseTarget(word)
    const seeds = seedsOf(target, parsed.given, context, parsed.command === 'explore')
    for (const { scenario, source } of await find(target)) {
      for (const variant of variantsOf(scenario, target, parsed.given, context)) {
        const order: Order = { source, scenario: scenario.name, variant, settings }
        // A pattern names many; each goes by its own name.
        const isPath = target.isFile && !isPattern(target.name)
        const name = isPath ? target.name : scenario.name
        const label = variant === null ? name : `${name}:${variant}`
        asked.push({ order, scenario, label, seeds })
      }
    }
  }
  return asked
}

function noTarget(parsed: Parsed, context: Context): Mistake {
  return new Mistake([
    {
      code: 'WL1001',
      sentence: `${parsed.command} needs to know what: a scenario by name, or a file.`,
      lines: [
        `for example   ${context.name} ${parsed.command} ack-retry`,
        `there are     ${context.name} list`,
      ],
    },
  ])
}

/** The variant of the target or of --bug; each planted bug in turn for `all`. */
function variantsOf(
  scenario: Scenario,
  target: Target,
  given: Given,
  context: Context,
): readonly (string | null)[] {
  const bug = given['bug']
  if (typeof bug !== 'string') {
    if (target.variant !== null) checkVariant(scenario, target.variant, target.text, context)
    return [target.variant]
  }
  if (target.variant !== null) {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `"${target.text}" names a variant already, and --bug ${bug} another.`,
        lines: ['give one of the two'],
      },
    ])
  }
  const planted = Object.keys(scenario.variants).filter(
    (name) => 'rules' in (scenario.variants[name] ?? {}),
  )
  if (bug !== 'all') {
    checkVariant(scenario, bug, `--bug ${bug}`, context)
    return [bug]
  }
  if (planted.length > 0) return planted
  throw new Mistake([
    {
      code: 'WL1003',
      sentence: `${scenario.name} has no planted bugs.`,
      lines: [`see   ${context.name} list variants`],
    },
  ])
}

function checkVariant(scenario: Scenario, variant: string, text: string, context: Context): void {
  const names = Object.keys(scenario.variants)
  if (names.includes(variant)) return
  const near = nearest(variant, names)
  throw new Mistake([
    {
      code: 'WL1005',
      sentence: `${scenario.name} has no variant "${variant}".`,
      lines: [
        ...pointed(text, variant),
        ...(near === null ? [] : [`did you mean   ${scenario.name}:${near} ?`]),
        names.length === 0 ? 'it has none' : `variants       ${names.slice(0, 12).join('  ')}`,
        `see            ${context.name} list variants`,
      ],
    },
  ])
}

/** Target, then --seeds, then --seed, then the environment; null when nobody says. */
function seedsOf(target: Target, given: Given, context: Context, many: boolean): Seeds | null {
  const { seed, seeds } = given
  const env = context.env['WORLDLINE_SEED'] ?? ''
  if (target.seeds !== null) {
    if (seed === undefined && seeds === undefined) return target.seeds
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `"${target.text}" says its seed already.`,
        lines: [`leave out   ${seed === undefined ? '--seeds' : '--seed'}`],
      },
    ])
  }
  const single = typeof seed === 'string' ? parseSeeds(seed, `--seed ${seed}`) : null
  const wished = single ?? (env === '' ? null : parseSeeds(env, `WORLDLINE_SEED=${env}`))
  const first = wished === null ? 1 : wished.kind === 'range' ? wished.from : randomSeed()
  if (typeof seeds === 'string') return { kind: 'range', ...parseSeedCount(seeds, first) }
  // The environment says where an exploration begins; a flag says which seed is meant.
  if (single !== null || wished === null || !many) return wished
  return { kind: 'range', from: first, to: Math.min(seedMax, first + seedsUsual - 1) }
}

/** How many seeds an exploration judges unless it is told. */
export const seedsUsual = 1_000

/** A seed that nobody chose; it is printed, so that it can be asked for again. */
export const randomSeed = (): number => Math.floor(Math.random() * 4_294_967_296)

/** What the flags say about a run. @throws Mistake (WL1004) */
export function settingsOf(given: Given): Settings {
  const problems: Problem[] = []
  const set = new Map<string, string>()
  for (const text of textsOf(given, 'set')) {
    const equals = text.indexOf('=')
    if (equals > 0) set.set(text.slice(0, equals), text.slice(equals + 1))
    else problems.push(notASetting(text))
  }
  const faults = faultsOf(given, problems)
  if (problems.length > 0) throw new Mistake(problems)
  return {
    set: Object.fromEntries(set),
    faults,
    extraFaults: textsOf(given, 'fault'),
    extraExpect: textsOf(given, 'expect'),
    until: textOf(given, 'until'),
    settle: textOf(given, 'settle'),
  }
}

const notASetting = (text: string): Problem => ({
  code: 'WL1004',
  sentence: `--set takes KEY=VALUE, not "${text}".`,
  lines: pointed(`--set ${text}`, text),
})

function faultsOf(given: Given, problems: Problem[]): Settings['faults'] {
  const text = textOf(given, 'faults')
  if (text === null) return 'default'
  if (text === 'default' || text === 'none' || text === 'swarm') return text
  try {
    // The notation has no comments; a file of faults may have lines of them.
    return readFileSync(resolve(text), 'utf8')
      .split(/\r?\n/u)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
  } catch {
    const near = nearest(text, ['default', 'none', 'swarm'])
    problems.push({
      code: 'WL1004',
      sentence: `--faults: there is no file "${text}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   --faults ${near} ?`]),
        'allowed        default  none  swarm  or a file with a fault on each line',
      ],
    })
    return 'default'
  }
}

const textOf = (given: Given, flag: string): string | null => {
  const value = given[flag]
  return typeof value === 'string' ? value : null
}

const textsOf = (given: Given, flag: string): readonly string[] => {
  const value = given[flag]
  return Array.isArray(value) ? value : []
}

/**
 * A whole number of at least one.
 * @throws Mistake (WL1004)
 */
export function countOf(
  given: Given,
  flag: string,
  otherwise: number,
  max: number,
  name: string = `--${flag}`,
): number {
  const text = textOf(given, flag)
  if (text === null) return otherwise
  const count = /^\d+$/u.test(text) ? Number(text) : 0
  if (count >= 1 && count <= max) return count
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `${name} takes a whole number from 1 to ${max}, not "${text}".`,
      lines: pointed(`${name}${name.startsWith('-') ? ' ' : '='}${text}`, text),
    },
  ])
}
