// What completion can offer besides commands and flags: scenarios, variants, nodes, parameters and
// faults, of the package and of this repository.

import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { faultCatalogue } from '../sim/fault-catalogue.ts'
import { Mistake } from '../sim/problem.ts'
import { ownScenarios } from './find.ts'

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
}

/** Everything that may be completed in this folder. */
export async function known(cwd: string): Promise<Known> {
  const own = (await ownScenarios(cwd)).map(({ scenario }) => scenario)
  return {
    scenarios: [...builtIn, ...own].map((scenario) => ({
      name: scenario.name,
      variants: Object.keys(scenario.variants),
      nodes: nodesOf(scenario),
      params: Object.keys(scenario.params),
    })),
    faults: Object.values(faultCatalogue).flatMap(({ examples }) => [...examples]),
  }
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
