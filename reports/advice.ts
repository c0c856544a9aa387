// What a reader can do where nothing could be judged. Only what there is: options of this program, and
// fields of a scenario that is theirs.

import { type Finding, outOfBudget } from '../sim/verdict.ts'

const less = 'A shorter run has fewer operations to order, and fewer clients have fewer at a time'
const further = 'a larger `budget` of the check, in the scenario, looks further'

/**
 * Of a history that is too hard to judge; null where that was not why.
 * @param builtIn whether the scenario came with worldline: then nothing in it is its reader's to change
 */
export function adviceOf(why: string | null, builtIn = false): string | null {
  if (why === null || !why.startsWith(outOfBudget)) return null
  return builtIn ? `${less}.` : `${less}; ${further}.`
}

/** Why the first was not judged of those for which there is advice; null: for none. */
export const whyHard = (findings: readonly Finding[]): string | null =>
  findings.find(({ why }) => adviceOf(why) !== null)?.why ?? null
