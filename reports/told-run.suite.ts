// Reports of seeds of ack-retry, for the tests of explanations.

import { Experiment } from '../scenarios/runner/experiment.ts'
import { codeHashOf, findBuiltIn } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { ranOf, reportOf } from '../scenarios/runner/report.ts'
import type { Report } from '../sim/report.ts'
import type { Answer } from './reasons.ts'

const found = findBuiltIn('ack-retry')
const codeHash = codeHashOf(found.scenario, found.source)
const experiments = new Map<string | null, Experiment>()

export const plantedBugs: readonly string[] = Object.keys(found.scenario.variants)

export function experimentOf(variant: string | null): Experiment {
  const known = experiments.get(variant)
  if (known !== undefined) return known
  const made = new Experiment(found.scenario, { variant, settings: settingsDefault })
  experiments.set(variant, made)
  return made
}

export function reportOfSeed(variant: string | null, seed: number): Report {
  const coordinate = `ack-retry${variant === null ? '' : `:${variant}`}@${seed}`
  const replayed = ranOf(experimentOf(variant), seed)
  return reportOf({
    ...{ coordinate, found, variant, seed, codeHash, replayed },
    ...{ shrunk: null, irrelevant: [], matters: [], next: [] },
  })
}

/** The first seeds that fail. */
export function failingSeeds(variant: string, count: number, max: number): number[] {
  const seeds: number[] = []
  for (let seed = 1; seed <= max && seeds.length < count; seed += 1) {
    if (experimentOf(variant).run(seed).verdict === 'fail') seeds.push(seed)
  }
  return seeds
}

/** `1  receiver2 received … e732` a line. */
export const stepsOf = ({ steps }: Answer): string[] =>
  steps.map(({ text, event, also }, at) => {
    const ids = [event, ...also].map((id) => (id === null ? '–' : `e${id}`)).join(' ')
    return `${at + 1}  ${text}   ${ids}`
  })
