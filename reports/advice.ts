// What a reader can do where nothing could be judged. Only what there is: options of this program, and
// fields of a scenario.

import { outOfBudget } from '../sim/verdict.ts'

/** Of a history that is too hard to judge; null where that was not why. */
export const adviceOf = (why: string | null): string | null =>
  why !== null && why.startsWith(outOfBudget)
    ? 'A shorter run has fewer operations to order, and fewer clients have fewer at a time; a larger `budget` of the check, in the scenario, looks further.'
    : null
