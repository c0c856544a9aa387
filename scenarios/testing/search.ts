// The seeds of a test, one after the other, until one fails or the time is up. The lowest failing
// seed is the one that is told, because the seeds go upwards.

import type { Micros } from '../../sim/units.ts'
import type { Printed } from './console.ts'
import type { Chosen } from './options.ts'
import { attempt, type Ground, type Play, type Trial } from './trial.ts'
import { SimWorld } from './sim-world.ts'

/** What the seeds said together. */
export interface Searched {
  readonly ran: number
  readonly count: number
  /** what was counted */
  readonly noun: 'seed' | 'input'
  readonly simTime: Micros
  /** runs in which each goal was reached */
  readonly goals: ReadonlyMap<string, number>
  /** the seed that did not pass, and the trial of it; null: all that ran passed */
  readonly failing: { readonly seed: number; readonly nth: number; readonly trial: Trial } | null
  readonly printed: readonly Printed[]
  /** milliseconds of the wall */
  readonly took: number
}

/** Taken before the tripwire lies around it. */
export const clock: () => number = performance.now.bind(performance)

/** Adds trials up. */
export class Tally {
  ran = 0
  #simTime: Micros = 0
  readonly #goals = new Map<string, number>()
  readonly #printed: Printed[] = []

  add(trial: Trial): void {
    this.ran += 1
    this.#printed.push(...trial.printed)
    if (trial.world === null) return
    this.#simTime += trial.world.now
    for (const goal of SimWorld.inside(trial.world).live.world.goals.keys()) {
      this.#goals.set(goal, (this.#goals.get(goal) ?? 0) + 1)
    }
  }

  /** What they said together. @param took milliseconds of the wall */
  told(
    count: number,
    noun: Searched['noun'],
    failing: Searched['failing'],
    took: number,
  ): Searched {
    return {
      ...{ ran: this.ran, count, noun, simTime: this.#simTime, goals: this.#goals, failing, took },
      printed: failing === null ? this.#printed : failing.trial.printed,
    }
  }
}

/**
 * @param fails a failure is what is looked for: a seed that says nothing is passed over, and told
 * only where no other failed
 * @throws Mistake for what the user must mend
 */
export function search(
  ground: Ground,
  play: Play,
  { seeds, budget }: Chosen,
  fails = false,
): Searched {
  const begun = clock()
  const tally = new Tally()
  let unsure: Searched['failing'] = null
  // One guard around all: arming it for each seed would cost more than many a run.
  return ground.tripwire.guard(() => {
    for (let seed = seeds.first; tally.ran < seeds.count; seed++) {
      // At least one runs, however little time there is.
      if (tally.ran > 0 && clock() - begun >= budget) break
      const trial = attempt(ground, play, { seed })
      tally.add(trial)
      if (trial.ending.kind === 'passed') continue
      const failing = { seed, nth: tally.ran, trial }
      if (fails && trial.ending.kind === 'inconclusive') unsure ??= failing
      else return tally.told(seeds.count, 'seed', failing, clock() - begun)
    }
    return tally.told(seeds.count, 'seed', unsure, clock() - begun)
  })
}
