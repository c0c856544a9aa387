// What a test stands on: its scenario with its options, made once, and shared by all its seeds, by
// shrinking and by its saved cases.

import type { Scenario } from '../form.ts'
import { builtIn } from '../runner/catalogue.ts'
import { Experiment } from '../runner/experiment.ts'
import { Stagings } from '../runner/explicit.ts'
import { codeHashOf, type Found, modulesOf } from '../runner/load.ts'
import type { Module } from '../runner/module-graph.ts'
import { Tripwire } from '../runner/tripwire.ts'
import type { Chosen } from './options.ts'
import type { Ground } from './trial.ts'

/** A scenario, and where it is from. */
export function foundOf(scenario: Scenario): Found {
  // By name, too: the test may have loaded worldline from another place than this file.
  const own = builtIn.some(({ name }) => name === scenario.name)
  const file = scenario.place?.replace(/:\d+$/u, '') ?? null
  return own || file === null
    ? { scenario, source: { kind: 'built-in' } }
    : { scenario, source: { kind: 'file', path: file } }
}

/** @throws Mistake for what the scenario does not have */
export function groundOf(scenario: Scenario, { variant, settings, asks }: Chosen): Ground {
  const tripwire = new Tripwire()
  const { source } = foundOf(scenario)
  const modules = (): readonly Module[] => modulesOf(scenario, source)
  return {
    experiment: new Experiment(scenario, { variant, settings }, modules, tripwire),
    stagings: new Stagings(scenario, variant, modules, tripwire),
    ...{ tripwire, asks },
  }
}

/** Sources are read once for each scenario: whoever watches them loads it anew. */
const hashes = new WeakMap<Scenario, string>()

/** 64 hex digits of the sources of a scenario. */
export function hashOf(scenario: Scenario): string {
  const { source } = foundOf(scenario)
  const hash = hashes.get(scenario) ?? codeHashOf(scenario, source)
  hashes.set(scenario, hash)
  return hash
}
