// Rounder and shorter times: the end of the storm, the length of the calm, the instants of faults.

import type { Micros } from '../units.ts'
import type { Search } from './shrink-search.ts'

/** Instants that are easier to say than this one, the simplest first, none after it. */
export function roundInstants(at: Micros): readonly Micros[] {
  const said = new Set<Micros>([0])
  for (const unit of [1_000_000, 500_000, 100_000, 50_000, 10_000, 1_000]) {
    const down = Math.floor(at / unit) * unit
    if (down > 0 && down < at) said.add(down)
  }
  return [...said].filter((one) => one < at)
}

/** Round lengths up to this one, shortest first. */
const lengths = (upTo: Micros): readonly Micros[] =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 10_000]
    .map((ms) => ms * 1_000)
    .filter((one) => one < upTo)

/**
 * The storm ends with what happens in it. The calm keeps its length: once the bug is mended, the same
 * run must have the time to come right.
 */
export function shorterTimes(search: Search): void {
  const { current, trial } = search
  const last = Math.max(
    ...current.operations.map(({ at }) => at + 1),
    ...current.faults.map(({ at }) => (at?.kind === 'time' ? at.time + 1 : 0)),
    trial.early ? Math.min(trial.time + 1, current.until) : 0,
    1,
  )
  for (const until of lengths(current.until)) {
    if (until >= last && search.change({ until })) return
  }
}
