// The address book of one node: everybody's name and the way to them from there, which may lead
// through a proxy. Pure.

import type { NodeId } from '../../sim/units.ts'

/** The address at which `from` reaches `to`, which listens at `address` now. */
export type Route = (from: NodeId, to: NodeId, address: NodeId) => NodeId

/** @param everybody names and where they listen; null: nowhere yet */
export function bookOf(
  from: NodeId,
  everybody: readonly (readonly [NodeId, NodeId | null])[],
  route: Route | undefined,
): readonly (readonly [NodeId, NodeId])[] {
  return everybody.flatMap(([to, address]): (readonly [NodeId, NodeId])[] => {
    if (address === null) return []
    const direct = to === from || route === undefined
    return [[to, direct ? address : route(from, to, address)]]
  })
}
