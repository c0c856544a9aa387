// A case brought up to date: when what it recorded no longer happens as it did, the failure is
// looked for near it. First the case as it is, then its plan under other draws and instants, then
// its seed and the seeds around it. Bounded in runs, and the same every time.

import type { Case } from '../../sim/case.ts'
import type { Explicit } from '../../sim/explicit.ts'
import { type Generator, generatorOf } from '../../sim/generator.ts'
import { parseFault } from '../../sim/notation-parse.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { hears, validate } from '../../sim/shape.ts'
import { caseOf } from './case-file.ts'
import type { LoadedCase } from './case-load.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings } from './explicit.ts'
import { modulesOf } from './load.ts'
import { settingsDefault } from './order.ts'
import { dullParams, fixParams } from './settings.ts'
import { type ShrinkBounds, shrinkExplicit } from './shrink.ts'
import { siteOf } from './site.ts'

/** Where the failure was found again. */
export type FoundNear = 'as it is' | 'near the plan' | 'at a seed near it'

export interface Refreshed {
  /** null: it was not found */
  readonly case: Case | null
  readonly near: FoundNear | null
  /** runs of the search, without those of shrinking */
  readonly runs: number
}

/** Runs near the plan, and seeds on each side of the case's own. */
const nearbyMax = 300
const seedsAround = 50

/** Looks for the failure of a case, and shrinks what it finds. @throws Mistake as runs do */
export function refreshCase(loaded: LoadedCase, bounds: ShrinkBounds): Refreshed {
  const { case: one, scenario, source } = loaded
  const variant = one.violatesWith ?? one.variant
  const modules = (): ReturnType<typeof modulesOf> => modulesOf(scenario, source)
  const stagings =
    variant === one.variant ? loaded.stagings : new Stagings(scenario, variant, modules)
  const search = new Search(one, stagings, loaded)
  const found = stagings.guarded(() => search.found())
  if (found === null) return { case: null, near: null, runs: search.runs }
  const { explicit, run, shrunk } = shrinkExplicit(stagings, found.explicit, bounds)
  const first = one.found.from === null ? shrunk.from : one.found.from
  const fresh = caseOf({
    ...{ found: { scenario, source }, variant, seed: found.seed, explicit, run },
    shrunk: { ...shrunk, from: found.near === 'at a seed near it' ? shrunk.from : first },
    asked: found.near === 'at a seed near it' ? null : one.found.asked,
  })
  const kept = { variant: one.variant, violatesWith: one.violatesWith }
  return { case: { ...fresh, ...kept }, near: found.near, runs: search.runs }
}

interface Hit {
  readonly explicit: Explicit
  readonly seed: number
  readonly near: FoundNear
}

class Search {
  runs = 0
  readonly #case: Case
  readonly #stagings: Stagings
  readonly #loaded: LoadedCase

  constructor(one: Case, stagings: Stagings, loaded: LoadedCase) {
    this.#case = one
    this.#stagings = stagings
    this.#loaded = loaded
  }

  found(): Hit | null {
    const { seed } = this.#case.found
    const fitting = fittingTo(this.#case, this.#loaded, this.#stagings.variant)
    if (fitting !== null) {
      if (this.#fails(fitting)) return { explicit: fitting, seed, near: 'as it is' }
      const near = this.#nearPlan(fitting)
      if (near !== null) return { explicit: near, seed, near: 'near the plan' }
    }
    return this.#nearSeed(seed)
  }

  /** Whether it violates the same property, with the same code. */
  #fails(explicit: Explicit): boolean {
    this.runs += 1
    return this.#isIt(this.#stagings.run(explicit).run.failure)
  }

  #isIt(failure: { readonly property: string; readonly code: string } | null): boolean {
    const { expect, code } = this.#case
    return failure !== null && failure.property === expect.violates && failure.code === code
  }

  /** The plan with the draws of other seeds, and from the second on with other instants. */
  #nearPlan(fitting: Explicit): Explicit | null {
    for (let nth = 0; nth < nearbyMax; nth += 1) {
      const generator = generatorOf(nth, 'refresh')
      const moved = nth === 0 ? fitting : movedBy(fitting, generator)
      this.runs += 1
      const { run, explicit } = this.#stagings.drawn(moved, nth)
      if (this.#isIt(run.failure)) return explicit
    }
    return null
  }

  /** The scenario's own runs; a case of another world has no seeds there. */
  #nearSeed(seed: number): Hit | null {
    if (this.#case.found.asked !== null) return null
    const { scenario } = this.#loaded
    const { variant } = this.#stagings
    const experiment = new Experiment(scenario, { variant, settings: settingsDefault })
    for (let away = 0; away <= seedsAround; away += 1) {
      for (const near of away === 0 ? [seed] : [seed + away, seed - away]) {
        if (near < 0 || near > 4_294_967_295) continue
        this.runs += 1
        if (!this.#isIt(experiment.run(near).failure)) continue
        return { explicit: explicitOf(experiment, near), seed: near, near: 'at a seed near it' }
      }
    }
    return null
  }
}

/** Instants moved by up to a tenth of the storm, most of them by far less. */
function movedBy(explicit: Explicit, generator: Generator): Explicit {
  const { until } = explicit
  const reach = Math.max(1, Math.floor(until / generator.pick([1_000, 100, 30, 10])))
  const moved = (time: number): number =>
    Math.max(0, Math.min(until - 1, time + generator.below(2 * reach + 1) - reach))
  return {
    ...explicit,
    faults: explicit.faults.map(
      (line): FaultLine =>
        line.at?.kind === 'time'
          ? { ...line, at: { kind: 'time', time: moved(line.at.time) } }
          : line,
    ),
    operations: explicit.operations
      .map((call) => ({ ...call, at: moved(call.at) }))
      .toSorted((one, other) => one.at - other.at),
  }
}

/** What of a case the scenario of today still knows; null: no node of it is there. */
function fittingTo(one: Case, { scenario }: LoadedCase, variant: string | null): Explicit | null {
  const { run } = one
  const params = Object.fromEntries(
    Object.entries(run.params).filter(([name, value]) => {
      const problems: Problem[] = []
      fixParams(scenario.name, scenario.params, { [name]: value }, problems)
      return problems.length === 0
    }),
  )
  const values = dullParams(scenario.params, fixParams(scenario.name, scenario.params, params, []))
  const { cast, roster } = siteOf(scenario, variant, { ...settingsDefault, faults: 'none' }, values)
  const known = new Map(cast.nodes.map((node) => [node.id, node]))
  const nodes = run.nodes.filter((id) => known.has(id))
  if (nodes.length === 0) return null
  return {
    ...{ ...run, params, nodes },
    faults: run.faults.filter((line) => parseFault(printFault(line), roster).kind === 'fault'),
    operations: run.operations.filter(({ client, message }) => {
      const shapes = known.get(client)?.hears
      if (shapes === undefined) return false
      return (
        shapes === null || (hears(shapes, message.kind) && 'message' in validate(shapes, message))
      )
    }),
    expect: run.expect.filter((text) => fitsThreshold(text, scenario, variant, values)),
  }
}

function fitsThreshold(
  text: string,
  scenario: LoadedCase['scenario'],
  variant: string | null,
  values: ReturnType<typeof dullParams>,
): boolean {
  try {
    siteOf(scenario, variant, { ...settingsDefault, faults: 'none', extraExpect: [text] }, values)
    return true
  } catch (error) {
    if (error instanceof Mistake) return false
    throw error
  }
}
