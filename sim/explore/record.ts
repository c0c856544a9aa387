// The recording chooser: decides as the seed would, and writes every decision down by its name. A
// world with it runs exactly as one without.

import type { Chooser, DrawKey, Odds } from '../chooser.ts'
import type { World } from '../kernel/world.ts'
import { nameInWords } from './name.ts'

/** Writes down, by their names, all decisions but the dull ones. */
export class Recording implements Chooser {
  readonly #world: World
  readonly #outcomes = new Map<string, number>()
  #asked = 0

  constructor(world: World) {
    this.#world = world
  }

  pick(key: DrawKey, odds: Odds): number {
    const outcome = this.#world.seeded(key, odds)
    this.#asked += 1
    if (outcome !== 0) this.#outcomes.set(nameInWords(this.#world.nameOf(key)), outcome)
    return outcome
  }

  /** How many decisions were taken, dull ones included. */
  get asked(): number {
    return this.#asked
  }

  /** Everything that the run drew besides zeros: outcome by name, in the order it was drawn. */
  get outcomes(): ReadonlyMap<string, number> {
    return this.#outcomes
  }
}
