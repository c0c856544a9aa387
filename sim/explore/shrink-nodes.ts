// Fewer nodes: those that only ask first, then the others, each from the end. With a node goes what
// is asked of it and done to it.

import type { Explicit } from '../explicit.ts'
import type { NodeId } from '../units.ts'
import { speaksOf, withoutNode } from './shrink-names.ts'
import type { Search } from './shrink-search.ts'

/** Leaves out whom nobody needs, until everybody who is left is needed. */
export function fewestNodes(search: Search): void {
  for (let before = -1; before !== search.changes; ) {
    before = search.changes
    const { clients } = search.subject
    const backwards = search.current.nodes.toReversed()
    const order = [
      ...backwards.filter((id) => clients.has(id)),
      ...backwards.filter((id) => !clients.has(id)),
    ]
    for (const id of order) leaveOut(search, id)
  }
}

/** Without the operations that speak of it, or with those. */
export function leaveOut(search: Search, id: NodeId): boolean {
  if (search.current.nodes.length < 2) return false
  const without = withoutNodeAt(search, id)
  const silent = without.operations.filter((call) => !speaksOf(call, id))
  if (silent.length < without.operations.length) {
    if (search.take({ ...without, operations: silent })) return true
  }
  return search.take(without)
}

function withoutNodeAt(search: Search, id: NodeId): Explicit {
  const { current } = search
  const faults = current.faults.flatMap((line) => {
    const less = withoutNode(line, id)
    return less === null ? [] : [search.derive(less, line)]
  })
  return {
    ...current,
    nodes: current.nodes.filter((one) => one !== id),
    operations: current.operations.filter(({ client }) => client !== id),
    faults,
  }
}
