// Shrinking: a failing run made smaller until nothing more can be taken away. Pure: whoever runs the
// candidates is handed in, and so is the clock that may end it early. The same run, subject and
// bound in runs give the same result; each pass is in a file of its own.

import { assert } from '../assert.ts'
import type { Explicit } from '../explicit.ts'
import type { FaultLine } from '../notation.ts'
import { cutHalves, cutLater } from './shrink-cuts.ts'
import { cutDecisions, fewestDecisions, roundDecisions } from './shrink-decisions.ts'
import { anchoredFaults, timedFaults } from './shrink-anchors.ts'
import { exactFaults } from './shrink-exact.ts'
import { fewestFaults, plainerFaults, simplerFaults } from './shrink-faults.ts'
import { recountFaults } from './shrink-recount.ts'
import { substituteFaults } from './shrink-substitutes.ts'
import { isMinimal } from './shrink-minimal.ts'
import { fewestNodes, renumberNodes } from './shrink-nodes.ts'
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
 * Makes a failing run smaller. Dull decisions first, which is usually enough; where much is left, again
 * with faults first, since a decision may do what took several of them, or with instants.
 * @param start fails under `subject`; `trial` is what that run left
 */
export function shrink(start: Explicit, trial: Trial, subject: Subject, bounds: Bounds): Shrunken {
  let best: Shrunken | null = null
  let runs = 0
  for (const begin of [decisionsFirst, faultsFirst, instantsFirst]) {
    const own = { ...bounds, runs: bounds.runs - runs }
    const search = new Search(start, trial, subject, own, bounds.runs)
    const found = minimise(search, begin)
    runs += found.runs
    if (best === null || isSmaller(found, best)) best = found
    if (isSmall(best.explicit) || search.cut) break
  }
  assert(best !== null, 'there is a first attempt')
  return { ...best, runs }
}

function minimise(search: Search, begin: (search: Search) => void): Shrunken {
  const { faults } = search.current
  begin(search)
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
    removed: faults.filter((line) => !kept.has(line)),
  }
}

/** What a person takes in at a glance: more than this is worth another attempt. */
const faultsFew = 2
const operationsFew = 6

const isSmall = ({ faults, operations }: Explicit): boolean =>
  faults.length <= faultsFew && operations.length <= operationsFew

/** A whole result beats one that was cut short; then what is read first counts first. */
function isSmaller(one: Shrunken, other: Shrunken): boolean {
  if (one.complete !== other.complete) return one.complete
  const [left, right] = [measures(one.explicit), measures(other.explicit)]
  const at = left.findIndex((size, nth) => size !== right[nth])
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0)
}

function measures({ faults, operations, nodes, decisions }: Explicit): readonly number[] {
  const over =
    Math.max(0, faults.length - faultsFew) + Math.max(0, operations.length - operationsFew)
  return [over, faults.length + operations.length, nodes.length, decisions.size]
}

/** Big pieces first, where each run that fails halves what the next has to do. */
function decisionsFirst(search: Search): void {
  cutHalves(search)
  cutDecisions(search)
  fewestOperations(search, 4)
  fewestFaults(search, 2)
  timedFaults(search)
  cutLater(search)
  cutDecisions(search)
  fewestDecisions(search, 8)
}

/** With all its decisions a run may need no more than one fault. */
function faultsFirst(search: Search): void {
  cutLater(search)
  fewestFaults(search)
  timedFaults(search)
  fewestOperations(search)
  cutDecisions(search)
  fewestDecisions(search, 8)
}

/** Faults that wait for the nth message tie down what comes before it. */
function instantsFirst(search: Search): void {
  cutHalves(search)
  fewestFaults(search, 4)
  timedFaults(search)
  decisionsFirst(search)
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
  recountFaults,
  fewestNodes,
  renumberNodes,
  dullerParams,
  simplerFaults,
  earlierOperations,
  rounderFaults,
  anchoredFaults,
  fewestDecisions,
  roundDecisions,
  shorterTimes,
]
