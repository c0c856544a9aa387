// Fewer faults, then each of them simpler. What is simpler than a line is said in shrink-lines.ts,
// rounder numbers are shrink-times.ts's business.

import type { FaultLine } from '../notation.ts'
import { plainerLines, simplerDamages } from './shrink-lines.ts'
import type { Search } from './shrink-search.ts'
import { fewest } from './shrink-subsets.ts'

/** @param least size of the pieces at which it ends */
export function fewestFaults(search: Search, least: number = 1): void {
  fewest(search.current.faults, (faults) => search.change({ faults }), least)
}

/** Lines with fewer clauses: for the whole storm, down until the calm. */
export const plainerFaults = (search: Search): void => eachFault(search, plainerLines)

/** Damages with fewer nodes, of simpler kinds, of certain lengths. */
export const simplerFaults = (search: Search): void =>
  eachFault(search, (line) =>
    simplerDamages(line.damage, search.current.nodes).map((damage) => ({ ...line, damage })),
  )

/** Puts simpler lines in the place of each, until none of its simpler ones does. */
function eachFault(search: Search, simpler: (line: FaultLine) => readonly FaultLine[]): void {
  for (let nth = 0; nth < search.current.faults.length; nth++) {
    for (let line = search.current.faults[nth]; line !== undefined; ) {
      const was: FaultLine = line
      line = simpler(was).find((one) => replace(search, nth, was, [one]))
    }
  }
}

/** Other lines in the place of one. @returns whether they were taken */
export function replace(
  search: Search,
  nth: number,
  was: FaultLine,
  lines: readonly FaultLine[],
  decisions: ReadonlyMap<string, number> = search.current.decisions,
): boolean {
  const derived = lines.map((line) => search.derive(line, was))
  return search.change({ faults: search.current.faults.toSpliced(nth, 1, ...derived), decisions })
}
