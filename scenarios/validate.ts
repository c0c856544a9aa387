// The door of scenarios: everything in a form that can be checked without running it.

import type { AnyForm, Scenario } from './scenario.ts'

/** Checks a form and gives the scenario. */
export function checkScenario(name: string, form: AnyForm, place: string | null): Scenario {
  const { about, params, rules, variants, nodes, ...claims } = form
  return {
    name,
    about,
    place,
    params: params ?? {},
    rules: rules ?? {},
    variants: variants ?? {},
    nodes,
    claims,
  }
}
