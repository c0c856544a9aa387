// The shapes of a partition, as directed links that are cut. Clients keep their links unless they
// are named: what is split is the service, and somebody must be able to see it.
// Source of the shapes: the nemeses of Jepsen.

import type { Generator } from '../generator.ts'
import type { Links } from '../fault.ts'
import { sizeOf } from '../roster.ts'
import type { NodeId } from '../units.ts'
import { bothWays } from './who.ts'

/** Groups do not hear each other, either way. */
export const betweenGroups = (groups: readonly (readonly NodeId[])[]): Links[] =>
  groups.flatMap((left, at) => groups.slice(at + 1).flatMap((right) => bothWays(left, right)))

/** Two halves in a drawn order; of an odd number the second is the greater. */
export function halvesOf(
  ids: readonly NodeId[],
  generator: Generator,
): [readonly NodeId[], readonly NodeId[]] {
  const mixed = generator.shuffle(ids)
  const middle = Math.floor(mixed.length / 2)
  const inOrder = (some: readonly NodeId[]): NodeId[] => ids.filter((id) => some.includes(id))
  return [inOrder(mixed.slice(0, middle)), inOrder(mixed.slice(middle))]
}

/** Two halves that only `middle` hears both. */
export function bridge(ids: readonly NodeId[], middle: NodeId, generator: Generator): Links[] {
  const [left, right] = halvesOf(
    ids.filter((id) => id !== middle),
    generator,
  )
  return left.length === 0 ? [] : bothWays(left, right)
}

/** Nodes in a drawn circle; each hears its two neighbours only. Up to three all hear each other. */
export function ring(ids: readonly NodeId[], generator: Generator): Links[] {
  const circle = generator.shuffle(ids)
  const { length } = circle
  return circle.flatMap((to, at): Links[] => {
    const near = new Set([at, (at + 1) % length, (at + length - 1) % length])
    const from = circle.filter((_, other) => !near.has(other))
    return from.length === 0 ? [] : [{ from, to: [to] }]
  })
}

/**
 * Nodes in a drawn circle; each hears the majority around it, so no two hear the same one. With an
 * even majority the links are one way here and there.
 */
export function majoritiesRing(ids: readonly NodeId[], generator: Generator): Links[] {
  const circle = generator.shuffle(ids)
  const { length } = circle
  const majority = sizeOf('majority', length)
  const before = Math.floor(majority / 2)
  return circle.flatMap((to, at): Links[] => {
    const first = at - before + length
    const heard = new Set(Array.from({ length: majority }, (_, step) => (first + step) % length))
    const from = circle.filter((_, other) => !heard.has(other))
    return from.length === 0 ? [] : [{ from, to: [to] }]
  })
}
