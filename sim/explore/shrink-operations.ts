// Fewer operations, then earlier and rounder instants. What they say is left as it is.

import type { Search } from './shrink-search.ts'
import { fewest } from './shrink-subsets.ts'
import { rounder } from './shrink-times.ts'

/** @param least size of the pieces at which it ends */
export function fewestOperations(search: Search, least: number = 1): void {
  fewest(search.current.operations, (operations) => search.change({ operations }), least)
}

/** Each at once or at a rounder instant near its own, without overtaking those beside it. */
export function earlierOperations(search: Search): void {
  for (const [nth, was] of search.current.operations.entries()) {
    if (search.current.operations[nth] !== was) continue
    const before = search.current.operations[nth - 1]?.at ?? 0
    const after = search.current.operations[nth + 1]?.at ?? search.current.until
    for (const at of [0, ...rounder(was.at)]) {
      if (at < before || at === was.at || after < at) continue
      const operations = search.current.operations.with(nth, { ...was, at })
      if (search.change({ operations })) break
    }
  }
}
