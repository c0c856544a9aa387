// The fixing chooser: a few decisions are given by name, all others are another chooser's, or the
// seed's. It runs a seed with one thing decided otherwise.

import type { Chooser, DrawKey, Odds } from '../chooser.ts'
import type { World } from '../kernel/world.ts'
import { nameInWords } from './name.ts'
import { lastOf } from './script.ts'

/** Takes some outcomes from a list, and leaves the rest to `others`; null: to the seed. */
export class Fixed implements Chooser {
  readonly #world: World
  readonly #outcomes: ReadonlyMap<string, number>
  readonly #others: Chooser | null

  constructor(world: World, outcomes: ReadonlyMap<string, number>, others: Chooser | null) {
    this.#world = world
    this.#outcomes = outcomes
    this.#others = others
  }

  pick(key: DrawKey, odds: Odds): number {
    const given = this.#outcomes.get(nameInWords(this.#world.nameOf(key)))
    if (given !== undefined) return Math.min(given, lastOf(odds))
    return this.#others?.pick(key, odds) ?? this.#world.seeded(key, odds)
  }
}
