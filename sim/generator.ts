// Streams of draws for what is drawn before a run: its workload, its fault plan, its parameters. A
// stream remembers its place, so nothing inside a run may use one; there a draw is a hash of its
// name (draw.ts).

import alea from 'seedrandom/lib/alea.js'
import { assert } from './assert.ts'
import { evenBelow, evenBelowWide, thresholdOf } from './draw.ts'

const wordBelow = 4294967296

/** A stream of draws for the workload and the fault plan of a run. */
export interface Generator {
  /** An integer 0 .. below-1; `below` 1 to 2^53. */
  below(below: number): number
  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number
  /** True `ppm` times in a million. */
  chance(ppm: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** The same things in another order; the list given stays as it is. */
  shuffle<T>(list: readonly T[]): T[]
}

/**
 * @param seed the run's, an unsigned 32-bit number
 * @param stream what it is for, `workload` say: another stream of the same seed is independent
 */
export function generatorOf(seed: number, stream: string): Generator {
  const next = alea(`${seed} ${stream}`)
  const word = (): number => Math.floor(next() * wordBelow)

  function below(limit: number): number {
    assert(
      Number.isSafeInteger(limit) && limit >= 1,
      'a generator draws below a whole number of at least 1',
    )
    return limit > wordBelow ? evenBelowWide(word(), word(), limit) : evenBelow(word(), limit)
  }

  function pick<T>(list: readonly T[]): T {
    assert(list.length > 0, 'a generator picks from a list that is not empty')
    return list[below(list.length)] as T
  }

  function shuffle<T>(list: readonly T[]): T[] {
    const mixed = [...list]
    for (let left = mixed.length; left > 1; left--) {
      const at = below(left)
      const moved = mixed[at] as T
      mixed[at] = mixed[left - 1] as T
      mixed[left - 1] = moved
    }
    return mixed
  }

  return {
    below,
    between: (min, max) => min + below(max - min + 1),
    chance: (ppm) => word() < thresholdOf(ppm),
    pick,
    shuffle,
  }
}
