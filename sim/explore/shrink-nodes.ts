// Fewer nodes: those that only ask first, then the others, each from the end. With a node goes what
// is asked of it and done to it.

import type { Explicit } from '../explicit.ts'
import type { NodeId } from '../units.ts'
import { renamed, speaksOf, withoutNode } from './shrink-names.ts'
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

/** Low numbers for those who are left: `client2` alone is `client1`. */
export function renumberNodes(search: Search): void {
  const counts = new Map<string, number>()
  const names = new Map<string, string>()
  for (const id of search.current.nodes) {
    const stem = /^(.*?)\d+$/u.exec(id)?.[1]
    if (stem === undefined) continue
    const nth = (counts.get(stem) ?? 0) + 1
    counts.set(stem, nth)
    if (id !== `${stem}${nth}`) names.set(id, `${stem}${nth}`)
  }
  if (names.size === 0) return
  const { current } = search
  const other = renamed(current, names)
  for (const [nth, line] of current.faults.entries()) {
    const now = other.faults[nth]
    if (now !== undefined) search.derive(now, line)
  }
  search.take(other)
}
