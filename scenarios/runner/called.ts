// Functions of a scenario, called before a run: what they throw is the user's mistake, with its line.

import { Mistake } from '../../sim/problem.ts'
import { thrownWords } from './import-module.ts'
import { ownPlaceOf, tellPlace } from './place.ts'

/**
 * What the function gives.
 * @param at its name, `nodes`
 * @throws Mistake (WL1101) when it throws
 */
export function called<T>(at: string, of: () => T): T {
  try {
    return of()
  } catch (error) {
    if (error instanceof Mistake) throw error
    const place = error instanceof Error ? ownPlaceOf(error.stack) : null
    const lines = place === null ? [] : [`at             ${tellPlace(place)}`]
    throw new Mistake([{ code: 'WL1101', sentence: `${at} threw ${thrownWords(error)}.`, lines }])
  }
}
