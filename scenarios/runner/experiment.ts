// An experiment: a scenario with its variant and settings, ready to run any seed. It holds the sites
// that seeds have asked for; a run is a pure function of the experiment and its seed.

import { nearest } from '../../sim/nearest.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Call } from '../../sim/fault.ts'
import type { Occurrence } from '../../sim/nemesis/plan.ts'
import type { Run } from '../../sim/run.ts'
import type { AnyValues } from '../params.ts'
import type { Scenario } from '../form.ts'
import { twice } from './determinism.ts'
import { execute, type How } from './execute.ts'
import { Live } from './live.ts'
import type { Module } from './module-graph.ts'
import type { Numbered } from './numbered.ts'
import type { Order, Settings } from './order.ts'
import { drawParams, type Fixed, fixParams } from './settings.ts'
import { type Site, siteOf } from './site.ts'
import { Tripwire } from './tripwire.ts'

export class Experiment implements Numbered {
  readonly scenario: Scenario
  readonly variant: string | null
  readonly settings: Settings
  readonly #modules: () => readonly Module[]
  readonly #fixed: Fixed
  readonly #sites = new Map<string, Site>()
  readonly #tripwire: Tripwire

  /**
   * @param modules the sources of the scenario, asked for only to tell suspects
   * @throws Mistake for an unknown variant or parameter, and for what its first site is told of
   */
  constructor(
    scenario: Scenario,
    { variant, settings }: Pick<Order, 'variant' | 'settings'>,
    modules: () => readonly Module[] = () => [],
    tripwire: Tripwire = new Tripwire(),
  ) {
    const problems: Problem[] = []
    if (variant !== null) problems.push(...checkVariant(scenario, variant))
    this.#fixed = fixParams(scenario.name, scenario.params, settings.set, problems)
    if (problems.length > 0) throw new Mistake(problems)
    this.scenario = scenario
    this.variant = variant
    this.settings = settings
    this.#modules = modules
    this.#tripwire = tripwire
    this.siteFor(1)
  }

  /** The parameters of a seed's run. */
  paramsOf(seed: number): AnyValues {
    return drawParams(this.scenario.params, this.#fixed, seed)
  }

  /** The scenario at the parameters of this seed. */
  siteFor(seed: number): Site {
    const values = this.paramsOf(seed)
    const key = JSON.stringify(values)
    let site = this.#sites.get(key)
    if (site === undefined) {
      site = siteOf(this.scenario, this.variant, this.settings, values)
      this.#sites.set(key, site)
    }
    return site
  }

  callsOf(seed: number): readonly Call[] {
    return this.siteFor(seed).callsOf(seed)
  }

  occurrencesOf(seed: number): readonly Occurrence[] {
    return this.siteFor(seed).plans.occurrencesOf(seed)
  }

  /** A seed decides everything itself. */
  decidedIn(_seed: number): ReadonlyMap<string, number> {
    return nothing
  }

  /** Runs one seed. @throws Mistake for what the user must mend */
  run(seed: number, how: How = {}): Run {
    return this.#tripwire.guard(() => execute(this.siteFor(seed), seed, how, this.#tripwire))
  }

  /** One seed at its beginning, to be driven from outside, `guarded`. */
  live(seed: number, how: How = {}): Live {
    return new Live(this.siteFor(seed), seed, how, this.#tripwire)
  }

  /**
   * Runs one seed twice, in the world of all seeds by reference and in a fresh one by copy.
   * @returns the first run, with its content digest
   * @throws Mistake (WL4001) with the first event that differs when they are not the same
   */
  runTwice(seed: number): Run {
    const run = (how: How): Run => this.run(seed, how)
    return this.#tripwire.guard(() => twice(this.scenario.name, seed, run, this.#modules))
  }

  /** Runs many at once, so that the tripwire is armed only once. */
  guarded<T>(batch: () => T): T {
    return this.#tripwire.guard(batch)
  }
}

const nothing: ReadonlyMap<string, number> = new Map()

/** What is wrong with the name of a variant. */
export function checkVariant(scenario: Scenario, variant: string): Problem[] {
  if (Object.hasOwn(scenario.variants, variant)) return []
  const names = Object.keys(scenario.variants)
  const near = nearest(variant, names)
  return [
    {
      code: 'WL1005',
      sentence: `${scenario.name} has no variant "${variant}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${scenario.name}:${near} ?`]),
        names.length === 0 ? 'it has none' : `variants       ${names.join('  ')}`,
      ],
    },
  ]
}
