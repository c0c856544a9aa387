// What one life of a node has counted: messages by kind, drops by reason, goals reached. A SIGKILL
// takes with it what was counted since the last report, so sums over lives are lower bounds.

import type { Micros } from '../../sim/units.ts'

export interface Tally {
  readonly sent: Map<string, number>
  readonly delivered: Map<string, number>
  readonly dropped: Map<string, number>
  readonly goals: Map<string, number>
  /** connections closed because of what came over them */
  refused: number
  /** by entry of the fault plan */
  readonly faults: Map<number, Struck>
}

/** What a fault has met and what it did: messages, steps, connections or syncs, as its kind has it. */
export interface Struck {
  met: number
  hit: number
  /** how long what it hit took, microseconds in all; absent where nobody times it */
  took?: Micros
}

export const noTally = (): Tally => ({
  sent: new Map(),
  delivered: new Map(),
  dropped: new Map(),
  goals: new Map(),
  refused: 0,
  faults: new Map(),
})

/** Adds the counts of one life to a sum. */
export function addTally(sum: Tally, one: Tally): void {
  addCounts(sum.sent, one.sent)
  addCounts(sum.delivered, one.delivered)
  addCounts(sum.dropped, one.dropped)
  addCounts(sum.goals, one.goals)
  sum.refused += one.refused
  for (const [id, { met, hit, took }] of one.faults) {
    const before = sum.faults.get(id) ?? { met: 0, hit: 0 }
    const time = took === undefined ? before.took : (before.took ?? 0) + took
    const both = { met: before.met + met, hit: before.hit + hit }
    sum.faults.set(id, time === undefined ? both : { ...both, took: time })
  }
}

/** One more, or `times` more, of that name. */
export function count(counts: Map<string, number>, name: string, times: number = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times)
}

/** A fault has met something more, or has struck what it met. */
export function meet(faults: Map<number, Struck>, id: number, how: 'met' | 'hit' = 'met'): void {
  let struck = faults.get(id)
  if (struck === undefined) {
    struck = { met: 0, hit: 0 }
    faults.set(id, struck)
  }
  struck[how] += 1
}

/** What a fault has struck took so long. */
export function takes(faults: Map<number, Struck>, id: number, time: Micros): void {
  const struck = faults.get(id)
  if (struck !== undefined) struck.took = (struck.took ?? 0) + time
}

function addCounts(sum: Map<string, number>, one: ReadonlyMap<string, number>): void {
  for (const [name, times] of one) count(sum, name, times)
}
