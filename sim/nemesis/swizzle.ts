// Swizzle: nodes are clogged one by one, then unclogged in another order. Known from FoundationDB,
// where it finds what a clean partition does not: every subset of the nodes is clogged for a while.

import type { Generator } from '../generator.ts'
import type { Micros, NodeId } from '../units.ts'

export type Clog = {
  readonly node: NodeId
  /** both after the beginning of the swizzle */
  readonly begin: Micros
  readonly end: Micros
}

/** Clogs fall within the first half of `length`, each in its slice; unclogs within the second. */
export function swizzle(nodes: readonly NodeId[], length: Micros, generator: Generator): Clog[] {
  const { length: count } = nodes
  const order = generator.shuffle(nodes)
  const back = another(order, generator)
  const half = Math.floor(length / 2)
  const inSlice = (at: number): Micros =>
    generator.between(Math.floor((half * at) / count), Math.floor((half * (at + 1)) / count))
  const begins = order.map((_, at) => (at === 0 ? 0 : inSlice(at)))
  const ends = back.map((_, at) => (at === count - 1 ? length : length - half + inSlice(at)))
  return order.map((node, at) => ({
    node,
    begin: begins[at] ?? 0,
    end: ends[back.indexOf(node)] ?? length,
  }))
}

/** Another order of the same nodes, where there is one. */
function another(order: readonly NodeId[], generator: Generator): readonly NodeId[] {
  const mixed = generator.shuffle(order)
  if (mixed.some((node, at) => node !== order[at])) return mixed
  return [...mixed.slice(1), ...mixed.slice(0, 1)]
}
