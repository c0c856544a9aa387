// Shrinking: a failing run made smaller until nothing more can be taken away. Pure: whoever runs the
// candidates is handed in, and so is the clock that may end it early. The same run, subject and
// bound in runs give the same result; each pass is in a file of its own.

import type { Explicit } from '../explicit.ts'
import type { FaultLine } from '../notation.ts'
import { cutHalves, cutLater } from './shrink-cuts.ts'
import { cutDecisions, fewestDecisions, roundDecisions } from './shrink-decisions.ts'
import { anchoredFaults } from './shrink-anchors.ts'
import { exactFaults } from './shrink-exact.ts'
import { fewestFaults, plainerFaults, simplerFaults } from './shrink-faults.ts'
import { substituteFaults } from './shrink-substitutes.ts'
import { isMinimal } from './shrink-minimal.ts'
import { fewestNodes } from './shrink-nodes.ts'
import { earlierOperations, fewestOperations } from './shrink-operations.ts'
import { dullerParams } from './shrink-params.ts'
import { type Bounds, Search, type Subject, type Trial } from './shrink-search.ts'
import { rounderFaults, shorterTimes } from './shrink-times.ts'

/** What is left. */
export interface Shrunken {
  readonly explicit: Explicit
  /** runs that it took */
  readonly runs: number
  /** none of its faults, operations, nodes and decisions can be taken away alone */
  readonly complete: boolean
  /** the lines of the beginning of which nothing is left */
  readonly removed: readonly FaultLine[]
}

/**
 * Makes a failing run smaller.
 * @param start fails under `subject`; `trial` is what that run left
 */
export function shrink(start: Explicit, trial: Trial, subject: Subject, bounds: Bounds): Shrunken {
  const search = new Search(start, trial, subject, bounds)
  cutHalves(search)
  coarse(search)
  let minimal = false
  while (!minimal && !search.cut) {
    const before = search.changes
    for (const pass of passes) pass(search)
    if (search.changes === before) minimal = isMinimal(search)
  }
  const { kept, current, runs } = search
  return {
    explicit: current,
    runs,
    complete: minimal && !search.cut,
    removed: start.faults.filter((line) => !kept.has(line)),
  }
}

/** Big pieces first, where each run that fails halves what the next has to do. */
function coarse(search: Search): void {
  cutDecisions(search)
  fewestOperations(search, 4)
  fewestFaults(search, 2)
  cutLater(search)
  cutDecisions(search)
  fewestDecisions(search, 8)
}

/** In this order over and over, until a whole round has changed nothing. */
const passes: readonly ((search: Search) => void)[] = [
  fewestFaults,
  fewestOperations,
  fewestDecisions,
  exactFaults,
  plainerFaults,
  fewestFaults,
  substituteFaults,
  fewestNodes,
  dullerParams,
  simplerFaults,
  earlierOperations,
  rounderFaults,
  anchoredFaults,
  fewestDecisions,
  roundDecisions,
  shorterTimes,
]
