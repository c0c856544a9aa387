// The scripted chooser: takes each decision from a list of outcomes by name. What the list does not
// name is dull (0, or the first outcome that is possible), so the list alone says what was special
// about a run, whatever the seed.

import type { Chooser, DrawKey, DrawName, Odds } from '../chooser.ts'
import type { World } from '../kernel/world.ts'
import { nameInWords } from './name.ts'

/**
 * Decides what a script does not name; null: it is dull.
 * @param seeded what the seed of the run would choose
 */
export type Undecided = (name: DrawName, odds: Odds, seeded: () => number) => number | null

export class Script implements Chooser {
  readonly #world: World
  readonly #outcomes: ReadonlyMap<string, number>
  readonly #undecided: Undecided | null
  readonly #found = new Set<string>()

  constructor(
    world: World,
    outcomes: ReadonlyMap<string, number>,
    undecided: Undecided | null = null,
  ) {
    this.#world = world
    this.#outcomes = outcomes
    this.#undecided = undecided
  }

  pick(key: DrawKey, odds: Odds): number {
    const drawn = this.#world.nameOf(key)
    const name = nameInWords(drawn)
    const outcome = this.#outcomes.get(name)
    if (outcome === undefined) {
      const seeded = (): number => this.#world.seeded(key, odds)
      return this.#undecided?.(drawn, odds, seeded) ?? dullest(odds)
    }
    this.#found.add(name)
    // The odds may have changed since the script was written: the nearest outcome will do.
    return Math.max(0, Math.min(outcome, lastOf(odds)))
  }

  /** The names of the script that were asked for. */
  get asked(): ReadonlySet<string> {
    return this.#found
  }

  /** Share of the script's names that were asked for, 0 to 1; 1 for an empty script. */
  get fidelity(): number {
    return this.#outcomes.size === 0 ? 1 : this.#found.size / this.#outcomes.size
  }
}

/** What is certain is no decision: a fault that strikes every message strikes in a dull world too. */
function dullest(odds: Odds): number {
  if (odds.kind !== 'weights') return 0
  return Math.max(
    0,
    odds.parts.findIndex((part) => part > 0),
  )
}

/** The greatest outcome that these odds allow. */
export function lastOf(odds: Odds): number {
  switch (odds.kind) {
    case 'even':
      return odds.below - 1
    case 'weights':
      return odds.parts.length - 1
    case 'quantiles':
      // A table of two values has one entry more, which is no quantile.
      return (odds.table[4096] ?? 0) - (odds.table[0] ?? 0)
  }
}
