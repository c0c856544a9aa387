// Looks for one planted bug: from every starting point until it shows, without faults, and how small
// its first finding gets. The work of one thread of `npm run mutants`; the table is made there.

import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { shrinkSeed } from '../scenarios/runner/shrink.ts'
import { assert } from '../sim/assert.ts'
import type { Size } from '../sim/explicit.ts'

export interface Limits {
  /** starting points, 100,000 seeds apart */
  readonly starts: number
  /** seeds from each of them, at most */
  readonly most: number
  /** seeds without faults */
  readonly calm: number
  /** runs that shrinking may take; 0: nothing is shrunk */
  readonly runs: number
}

export interface Job {
  readonly scenario: string
  readonly bug: string
  readonly breaks: string
  readonly needs: Needs
  readonly limits: Limits
}

/** What a bug says it needs to show. */
export type Needs = 'faults' | 'overtaking' | 'nothing'

export interface Sought {
  readonly scenario: string
  readonly bug: string
  readonly breaks: string
  readonly needs: Needs
  /** seeds that each starting point took; null = not found within the bound */
  readonly took: readonly (number | null)[]
  /** how often each property was the one that broke */
  readonly by: ReadonlyMap<string, number>
  /**
   * Seeds without faults that failed: over the links of the scenario, and over streams for a bug that
   * needs messages to overtake each other, which a healthy network lets datagrams do and streams not.
   */
  readonly calm: number
  /** of one finding, as the seed had it and shrunk; null: nothing was found, or is to be shrunk */
  readonly size: { readonly from: Size; readonly to: Size } | null
  /** of this thread, at the clock on the wall */
  readonly seconds: number
}

const apart = 100_000

export function sought({ scenario: name, bug, breaks, needs, limits }: Job): Sought {
  const began = process.hrtime.bigint()
  const scenario = builtIn.find((one) => one.name === name)
  assert(scenario !== undefined, 'a job names a scenario')
  const stormy = new Experiment(scenario, { variant: bug, settings: settingsDefault })
  const found = fromEveryStart(stormy, limits)
  const by = new Map<string, number>()
  for (const { property } of found.values()) by.set(property, (by.get(property) ?? 0) + 1)
  const best = [...found.values()].find(({ property }) => property === breaks)
  const shown = best ?? [...found.values()][0]
  return {
    ...{ scenario: name, bug, breaks, needs, by },
    took: Array.from({ length: limits.starts }, (_, start) => found.get(start)?.took ?? null),
    calm: failuresInCalm(scenario, bug, needs, limits.calm),
    size: shown === undefined || limits.runs === 0 ? null : sizeOf(stormy, shown.seed, limits.runs),
    seconds: Number(process.hrtime.bigint() - began) / 1e9,
  }
}

interface Found {
  readonly seed: number
  readonly took: number
  readonly property: string
}

/** The first failing seed behind each starting point that has one. */
function fromEveryStart(experiment: Experiment, { starts, most }: Limits): Map<number, Found> {
  const found = new Map<number, Found>()
  for (let start = 0; start < starts; start++) {
    for (let took = 1; took <= most; took++) {
      const seed = start * apart + took
      const { failure } = experiment.run(seed)
      if (failure === null) continue
      found.set(start, { seed, took, property: failure.property })
      break
    }
  }
  return found
}

/**
 * Of so many seeds without faults, how many fail.
 * @param needs over streams if it is overtaking, or else over the links of the scenario
 */
export function failuresInCalm(
  scenario: Experiment['scenario'],
  bug: string,
  needs: Needs,
  seeds: number,
): number {
  const set = needs === 'overtaking' ? { link: 'stream' } : {}
  const settings = { ...settingsDefault, faults: 'none', set } as const
  const calm = new Experiment(scenario, { variant: bug, settings })
  let failures = 0
  for (let seed = 1; seed <= seeds; seed++) if (calm.run(seed).failure !== null) failures += 1
  return failures
}

function sizeOf(experiment: Experiment, seed: number, runs: number): Sought['size'] {
  const stagings = new Stagings(experiment.scenario, experiment.variant)
  const { shrunk } = shrinkSeed(experiment, stagings, seed, { runs, time: null })
  return { from: shrunk.from, to: shrunk.to }
}
