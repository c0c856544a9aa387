// Fewer operations, then earlier and rounder instants. What they say is left as it is.

import type { Search } from './shrink-search.ts'
import { fewest } from './shrink-subsets.ts'
import { roundInstants } from './shrink-times.ts'

/** @param least size of the pieces at which it ends */
export function fewestOperations(search: Search, least: number = 1): void {
  fewest(search.current.operations, (operations) => search.change({ operations }), least)
}

/** Each as early as it can be among round instants, without overtaking the one before it. */
export function earlierOperations(search: Search): void {
  for (const [nth, was] of search.current.operations.entries()) {
    if (search.current.operations[nth] !== was) continue
    const before = search.current.operations[nth - 1]?.at ?? 0
    for (const at of roundInstants(was.at)) {
      if (at < before || at >= was.at) continue
      const operations = search.current.operations.with(nth, { ...was, at })
      if (search.change({ operations })) break
    }
  }
}
