// Fewer faults. Which ones they are, and whether each could be simpler, is asked elsewhere.

import type { Search } from './shrink-search.ts'
import { fewest } from './shrink-subsets.ts'

/** @param least size of the pieces at which it ends */
export function fewestFaults(search: Search, least: number = 1): void {
  fewest(search.current.faults, (faults) => search.change({ faults }), least)
}
