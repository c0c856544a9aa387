// What completion can offer besides commands and flags: scenarios, variants, nodes, parameters and
// faults, of the package and of this repository.

import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { casesIn } from '../scenarios/runner/case-places.ts'
import { codes } from '../reports/codes.ts'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { metrics } from '../sim/check/threshold.ts'
import { faultCatalogue } from '../sim/fault-catalogue.ts'
import { Mistake } from '../sim/problem.ts'
import { ownFolder } from './crash.ts'
import { checkWords } from './explain-check.ts'
import { goalsOf, propertiesOf } from './properties.ts'
import { namesIn, scenarioFiles } from './repository.ts'

/** What there is to complete with, besides commands and flags. */
export interface Known {
  readonly scenarios: readonly {
    readonly name: string
    readonly variants: readonly string[]
    readonly nodes: readonly string[]
    readonly params: readonly string[]
  }[]
  /** examples of each fault, the shortest first */
  readonly faults: readonly string[]
  /** names of saved cases */
  readonly cases: readonly string[]
  /** folders of recorded runs, the latest first */
  readonly recordings: readonly string[]
  /** what can be explained, besides scenarios */
  readonly things: readonly string[]
}

/** Everything that may be completed in this folder. */
export function known(cwd: string): Known {
  // Nobody's code is executed because of a Tab: those of the repository are known by name alone.
  const own = scenarioFiles(cwd).flatMap((file) => namesIn(resolve(cwd, file)))
  return {
    scenarios: [
      ...builtIn.map((scenario) => ({
        name: scenario.name,
        variants: Object.keys(scenario.variants),
        nodes: nodesOf(scenario),
        params: Object.keys(scenario.params),
      })),
      ...own.map((name) => ({ name, variants: [], nodes: [], params: [] })),
    ],
    faults: Object.values(faultCatalogue).flatMap(({ examples }) => [...examples]),
    cases: casesIn(cwd).map(({ name }) => name),
    recordings: recordingsIn(cwd),
    things: things(),
  }
}

/** Codes, faults, metrics, and what the built-in scenarios claim. */
const things = (): readonly string[] => [
  'exit-codes',
  ...checkWords(),
  ...codes.map(({ code }) => code),
  ...Object.values(faultCatalogue).map(({ name }) => name),
  ...Object.keys(metrics),
  ...new Set(builtIn.flatMap((one) => propertiesOf(one, null).map(({ name }) => name))),
  ...new Set(builtIn.flatMap((one) => goalsOf(one))),
]

function recordingsIn(cwd: string): readonly string[] {
  const runs = join(ownFolder(process.env), 'runs')
  const folder = resolve(cwd, runs)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'run.json')))
    .sort()
    .reverse()
    .map((name) => join(runs, name))
}

/** Names of nodes; none for a scenario that cannot be set up. */
function nodesOf(scenario: Scenario): readonly string[] {
  try {
    const experiment = new Experiment(scenario, { variant: null, settings: settingsDefault })
    return experiment.siteFor(1).cast.nodes.map(({ id }) => String(id))
  } catch (error) {
    if (error instanceof Mistake) return []
    throw error
  }
}
