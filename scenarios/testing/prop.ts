// `simTest.prop`: fast-check draws the inputs of a body and shrinks them; then the run that the
// smallest inputs make is shrunk, and told like that of any seed.

import fc from 'fast-check'
import type { Scenario } from '../form.ts'
import { boundTo } from './fault-plan.ts'
import type { PropFixtures } from './fixtures.ts'
import type { Hunt } from './known.ts'
import type { SimOptions } from './options.ts'
import { clock, Tally } from './search.ts'
import { attempt, type Play, type Trial } from './trial.ts'

/** Arbitraries of inputs, as a tuple. */
export type Arbitraries<Inputs extends readonly unknown[]> = {
  readonly [at in keyof Inputs]: fc.Arbitrary<Inputs[at]>
}

/** Is given what opens worlds, and returns what runs for each choice of inputs. */
export type PropBody<Inputs extends readonly unknown[]> = (
  fixtures: PropFixtures,
) => (...inputs: Inputs) => void

/** Registers a test whose inputs are drawn. */
export interface PropRegisters<Inputs extends readonly unknown[]> {
  (name: string, scenario: Scenario, body: PropBody<Inputs>): void
  (name: string, scenario: Scenario, options: SimOptions, body: PropBody<Inputs>): void
}

export type Prop = <Inputs extends readonly unknown[]>(
  arbitraries: Arbitraries<Inputs>,
) => PropRegisters<Inputs>

/** Shrinking the inputs takes no longer, in milliseconds of the wall. */
const shrinkTime = 5_000

/** Draws inputs until some fail or the budget ends, and shrinks them. */
export const hunter = (arbitraries: readonly fc.Arbitrary<unknown>[], playOf: PlayOf): Hunt => ({
  // Its cases are of properties of the scenario, which need no inputs.
  play: playOf([]),
  hunt: (known) => {
    const { ground, chosen, fails } = known
    const { first, count } = chosen.seeds
    const site = ground.experiment.siteFor(first)
    const tally = new Tally()
    const begun = clock()
    const failures: Failing[] = []
    let unsure: Failing | null = null
    let failedAt = Number.POSITIVE_INFINITY
    // fast-check takes whatever is thrown for a failing input; a mistake is nobody's input.
    const mistakes: unknown[] = []
    const tried = (one: () => Trial): Trial | null => {
      try {
        return one()
      } catch (error) {
        mistakes.push(error)
        return null
      }
    }
    const property = fc.property(
      fc.noShrink(fc.integer({ min: first, max: first + count - 1 })),
      fc.tuple(...arbitraries.map((one) => boundTo(one, site.roster, site.until))),
      (seed, inputs) => {
        const late = failures.length === 0 && tally.ran > 0 && clock() - begun >= chosen.budget
        if (late || clock() - failedAt >= shrinkTime) return true
        const trial = tried(() => attempt(ground, playOf(inputs), { seed }))
        if (trial === null) return false
        if (failures.length === 0) tally.add(trial)
        if (trial.ending.kind === 'passed') return true
        const failing = { seed, nth: tally.ran, trial, inputs }
        // Where a failure is looked for, what says nothing is passed over.
        if (fails && trial.ending.kind === 'inconclusive') {
          unsure ??= failing
          return true
        }
        if (failures.length === 0) failedAt = clock()
        failures.push(failing)
        return false
      },
    )
    fc.check(property, {
      seed: first,
      numRuns: count,
      endOnFailure: fails || chosen.shrinkRuns === 0,
    })
    if (mistakes.length > 0) throw mistakes.at(-1)
    // Each that fails is smaller than the one before it.
    const smallest = failures.at(-1) ?? unsure
    const searched = tally.told(count, 'input', smallest, clock() - begun)
    return {
      searched,
      play: playOf(smallest?.inputs ?? []),
      inputs: smallest === null ? null : fc.stringify(smallest.inputs),
    }
  },
})

interface Failing {
  readonly seed: number
  readonly nth: number
  readonly trial: Trial
  readonly inputs: readonly unknown[]
}

/** The body for some inputs, which are those that the arbitraries have drawn. */
export type PlayOf = { bivarianceHack(inputs: readonly unknown[]): Play }['bivarianceHack']
