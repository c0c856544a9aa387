// The options of a simulated test, with their defaults, made into what runs it. Only reading and
// checking; everything that is wrong is told at once, with what is allowed.

import { parseDuration } from '../../sim/duration.ts'
import { hashText } from '../../sim/draw.ts'
import { isScenario } from '../runner/import-module.ts'
import { nearest } from '../../sim/nearest.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Duration } from '../params.ts'
import type { Settings } from '../runner/order.ts'
import { shrinkRunsDefault } from '../runner/shrink.ts'
import { type Seeds, seedsOf } from './seeds.ts'

/** What may be said of a simulated test; everything else is as the scenario says. */
export interface SimOptions {
  /** how many, fixed by the name of the test (100 without it), or which: `'1..500'` */
  readonly seeds?: number | `${number}..${number}`
  /** this one alone */
  readonly seed?: number
  /** end of the storm, and length of the calm after it */
  readonly until?: Duration
  readonly settle?: Duration
  /** in place of the scenario's: lines of the notation, none, or what each seed draws */
  readonly faults?: readonly string[] | 'none' | 'swarm' | 'default'
  /** parameters by name, as values or as `--set` takes them */
  readonly params?: Readonly<Record<string, string | number | boolean>>
  /** a planted bug, or `original` */
  readonly variant?: string
  /** wall-clock time for the seeds: 4 s, and 15 s in CI; shrinking comes after it */
  readonly budget?: Duration
  /** thresholds besides the scenario's own */
  readonly expect?: readonly string[]
  /** bound of all that follows a failure, in runs; 0: none */
  readonly shrinkRuns?: number
  /** whether a failure is saved as a case beside the test; without it: yes, and in CI no */
  readonly save?: boolean
  /** `none`: nobody asks anything but the body */
  readonly workload?: 'default' | 'none'
}

/** The options as they count. */
export interface Chosen {
  readonly seeds: Seeds
  readonly settings: Settings
  readonly variant: string | null
  /** milliseconds of the wall */
  readonly budget: number
  /** as it was written or would be */
  readonly budgetText: string
  readonly shrinkRuns: number
  readonly save: boolean
  readonly asks: boolean
  /** whether a coordinate names its runs */
  readonly plain: boolean
}

/** Every option, so that a misspelt one is told. */
const known: Readonly<Record<keyof SimOptions, string>> = {
  seeds: "a number of seeds, or '1..500'",
  seed: 'a whole number from 0 to 4294967295',
  until: "a duration such as '5s'",
  settle: "a duration such as '1s'",
  faults: "a list of faults, 'none', 'swarm' or 'default'",
  params: 'values by name, { servers: 5 }',
  variant: 'the name of a variant of the scenario',
  budget: "a duration such as '4s'",
  expect: "a list of thresholds, ['op.latency p99 < 200ms']",
  shrinkRuns: 'a whole number, not negative',
  save: 'true or false',
  workload: "'default' or 'none'",
}

/** Names of all options. */
export const optionNames: readonly string[] = Object.keys(known)

/** Whether this is a build server: cases are not written there, and budgets are longer. */
export const inCi = (): boolean => {
  const said = process.env['CI'] ?? ''
  return said !== '' && said !== '0' && said !== 'false'
}

/**
 * @param name of the test, with those of the suites around it: it fixes the seeds
 * @throws Mistake (WL1004) with everything that is wrong
 */
export function chosen(name: string, options: SimOptions): Chosen {
  const problems: Problem[] = []
  const wrong = (option: keyof SimOptions, value: unknown): void => {
    const sentence = `the option ${option} of "${name}" cannot be ${JSON.stringify(value) ?? typeof value}.`
    problems.push({ code: 'WL1004', sentence, lines: [`allowed        ${known[option]}`] })
  }
  checkNames(name, options, problems)
  const { variant = null, shrinkRuns = shrinkRunsDefault, faults = 'default' } = options
  const budgetText = options.budget ?? (inCi() ? '15s' : '4s')
  for (const option of ['until', 'settle', 'budget'] as const) {
    const said = options[option]
    if (said !== undefined && parseDuration(String(said)) === null) wrong(option, said)
  }
  if (parseDuration(String(budgetText)) === 0) wrong('budget', options.budget)
  const values: unknown = options.params ?? {}
  if (!isValues(values)) wrong('params', values)
  if (options.params === null) wrong('params', null)
  if (options.save !== undefined && typeof options.save !== 'boolean') wrong('save', options.save)
  if (!['default', 'none'].includes(options.workload ?? 'default')) {
    wrong('workload', options.workload)
  }
  if (!Number.isSafeInteger(shrinkRuns) || shrinkRuns < 0) wrong('shrinkRuns', shrinkRuns)
  const named = faults === 'none' || faults === 'swarm' || faults === 'default'
  if (!named && !isTexts(faults)) wrong('faults', faults)
  if (options.expect !== undefined && !isTexts(options.expect)) wrong('expect', options.expect)
  const seeds = seedsOf(hashText(name) >>> 0, options)
  if (seeds === null) {
    wrong(options.seed === undefined ? 'seeds' : 'seed', options.seed ?? options.seeds)
  }
  if (problems.length > 0 || seeds === null) throw new Mistake(problems)
  const set = Object.entries(options.params ?? {}).map(([key, value]) => [key, String(value)])
  const settings: Settings = {
    set: Object.fromEntries(set) as Record<string, string>,
    ...{ faults, extraFaults: [], extraExpect: options.expect ?? [] },
    ...{ until: options.until ?? null, settle: options.settle ?? null },
  }
  const plain = ['until', 'settle', 'faults', 'params', 'expect', 'workload'].every(
    (option) => !(option in options),
  )
  return {
    ...{ seeds, settings, variant, budgetText, shrinkRuns, plain },
    budget: (parseDuration(budgetText) ?? 0) / 1_000,
    save: options.save ?? true,
    asks: options.workload !== 'none',
  }
}

/** What plain JavaScript may hand over. @throws Mistake (WL1004) for no scenario, for no options */
export function checkGiven(name: unknown, scenario: unknown, options: unknown): void {
  const given = `simTest(${typeof name === 'string' ? JSON.stringify(name) : '…'})`
  const refuse = (what: string, allowed: string): Mistake =>
    new Mistake([{ code: 'WL1004', sentence: `${given} ${what}.`, lines: [allowed] }])
  if (!isScenario(scenario)) {
    const allowed = "allowed        simTest('what holds', scenario, { seeds: 200 })"
    throw refuse('was given no scenario', allowed)
  }
  if (typeof options !== 'object' || options === null) {
    throw refuse('was given options that are no record', 'allowed        { seeds: 200 }')
  }
}

/** Shrinking a failure and asking what matters take no longer, in milliseconds of the wall. */
export const shrinkTime = 20_000

function checkNames(name: string, options: SimOptions, problems: Problem[]): void {
  const names = Object.keys(known)
  for (const option of Object.keys(options)) {
    if (Object.hasOwn(known, option)) continue
    const near = nearest(option, names)
    problems.push({
      code: 'WL1004',
      sentence: `"${name}" has no option ${option}.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `options        ${names.join('  ')}`,
      ],
    })
  }
}

/** A text, a number or truth each. */
const isValues = (values: unknown): boolean =>
  typeof values === 'object' &&
  values !== null &&
  Object.values(values).every((one) => ['string', 'number', 'boolean'].includes(typeof one))

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
