// The last question: can any one item be taken away? When none can, the run is as small as leaving out
// single things makes it.

import { leaveOut } from './shrink-nodes.ts'
import type { Search } from './shrink-search.ts'

/** Takes away what can be taken away; true when it was nothing, and all was tried. */
export function isMinimal(search: Search): boolean {
  const before = search.changes
  const { faults, operations, nodes, decisions } = search.current
  for (const line of faults) {
    search.change({ faults: search.current.faults.filter((one) => one !== line) })
  }
  for (const call of operations) {
    search.change({ operations: search.current.operations.filter((one) => one !== call) })
  }
  for (const id of nodes) leaveOut(search, id)
  for (const name of decisions.keys()) {
    const left = new Map(search.current.decisions)
    if (left.delete(name)) search.change({ decisions: left })
  }
  return search.changes === before && !search.cut
}
