// Where messages stand: arrows from where they left to where they came, stubs for what was lost, and
// one for what met the same fate again and again.

import type { EventId, Micros, NodeId } from '../../sim/units.ts'
import type { Axis, Need } from './axis.ts'
import type { Crossing } from './crossings.ts'
import type { Arrow, Point } from './places.ts'

export const arrowMin = 24
const stubWide = 24

/** A crossing, and how many like it met the same fate one after the other. */
export interface Bundle {
  readonly crossing: Crossing
  readonly times: number
}

/**
 * Losses of one kind on one link for one reason become one, unless something came through between;
 * so do those that were still under way at the end.
 */
export function bundled(crossings: readonly Crossing[]): readonly Bundle[] {
  const bundles: { crossing: Crossing; times: number }[] = []
  const open = new Map<string, { crossing: Crossing; times: number }>()
  for (const crossing of crossings) {
    const { kind, from, to, copy } = crossing
    const link = `${kind} ${from} ${to} ${copy}`
    const last = open.get(link)
    if (last !== undefined && fateOf(last.crossing) === fateOf(crossing)) {
      last.times += 1
      continue
    }
    const bundle = { crossing, times: 1 }
    bundles.push(bundle)
    if (crossing.received === null) open.set(link, bundle)
    else open.delete(link)
  }
  return bundles
}

const fateOf = ({ dropped }: Crossing): string =>
  dropped === null ? 'under way' : `${dropped.why} ${dropped.fault}`

/** Lost on its way to the receiver, not where it left. */
export const lostThere = ({ sent, dropped }: Crossing): boolean =>
  dropped !== null && dropped.time > sent.time && dropped.why !== 'lost' && dropped.why !== 'cut'

/** The time at which its arrow ends; null: it has none of its own. */
export const endOf = (one: Crossing): Micros | null =>
  one.received?.time ?? (lostThere(one) ? (one.dropped?.time ?? null) : null)

/** Arrows are long enough to be seen, and slanted enough for their words. */
export function arrowNeed(one: Crossing): Need | null {
  const to = endOf(one)
  return to === null ? null : { from: one.sent.time, to, least: arrowMin }
}

/** The arrow of a message, or null where one of its lanes is not drawn. */
export function arrowOf(
  { crossing, times }: Bundle,
  pointOf: (event: EventId) => Point | null,
  axis: Axis,
  yOf: (node: NodeId) => number | null,
): Arrow | null {
  const tail = pointOf(crossing.sent.id)
  const there = yOf(crossing.to)
  if (tail === null) return null
  if (crossing.received !== null) {
    const head = pointOf(crossing.received.id)
    return head === null ? null : { crossing, tail, head, times }
  }
  const down = there === null || there >= tail.y ? 1 : -1
  const reach = there === null ? 30 : Math.abs(there - tail.y)
  if (crossing.dropped === null) {
    if (there === null) return null
    // Under way: towards its receiver, who is never reached.
    const x = Math.max(tail.x + arrowMin, axis.edge + 14)
    const part = Math.min(0.82, (x - tail.x) / Math.max(60, x - tail.x))
    return { crossing, tail, head: { x, y: tail.y + down * reach * part }, times }
  }
  const to = endOf(crossing)
  if (to !== null && there !== null) {
    return { crossing, tail, head: { x: axis.at(to), y: there - down * 12 }, times }
  }
  // It ends before the hatch of a partition begins.
  const high = Math.min(20, Math.max(14, reach * 0.25))
  return { crossing, tail, head: { x: tail.x + stubWide, y: tail.y + down * high }, times }
}
