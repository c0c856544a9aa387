// What one life of a node has counted: messages by kind, drops by reason, goals reached. A SIGKILL
// takes with it what was counted since the last report, so sums over lives are lower bounds.

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
  for (const [id, { met, hit }] of one.faults) {
    const before = sum.faults.get(id) ?? { met: 0, hit: 0 }
    sum.faults.set(id, { met: before.met + met, hit: before.hit + hit })
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

function addCounts(sum: Map<string, number>, one: ReadonlyMap<string, number>): void {
  for (const [name, times] of one) count(sum, name, times)
}
