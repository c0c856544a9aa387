// Which operations can have set what a reader found, as far as calls and returns alone tell: the first
// sieve of the search for reads-from. Zones, the finer one, stand in clusters.ts.

import { fate } from './fates.ts'
import { never, type Part } from './part.ts'
import type { Resolution } from './resolution.ts'

/** Writers that took effect for certain, by the value that they set, in order of call. */
export interface Writers {
  /** those with a return, as tightened: of value v from `closedFrom[v]` to below `closedFrom[v + 1]` */
  readonly closed: Int32Array
  readonly closedFrom: Int32Array
  /** beside each of them the latest return among those of its value up to it */
  readonly latest: Int32Array
  /** those without one, likewise */
  readonly open: Int32Array
  readonly openFrom: Int32Array
  /**
   * By operation: the latest call among writers that returned before it was called, or -1. What
   * returned before that rank is overwritten for certain.
   */
  readonly certain: Int32Array
}

/**
 * A few passes over the part.
 * @param to by operation: the value that it sets, -1 for none
 * @param values how many values there are
 */
export function writersOf(
  part: Part,
  known: Resolution,
  { to, values }: { readonly to: Int32Array; readonly values: number },
): Writers {
  const { fates, ret } = known
  const closed = grouped(to, values, (one) => fates[one] === fate.in && ret[one] !== never)
  const open = grouped(to, values, (one) => fates[one] === fate.in && ret[one] === never)
  const latest = new Int32Array(closed.all.length)
  for (let value = 0; value < values; value++) {
    let most = -1
    const till = closed.from[value + 1] as number
    for (let at = closed.from[value] as number; at < till; at++) {
      most = Math.max(most, ret[closed.all[at] as number] as number)
      latest[at] = most
    }
  }
  return {
    closed: closed.all,
    closedFrom: closed.from,
    latest,
    open: open.all,
    openFrom: open.from,
    certain: certainOf(part, known, to),
  }
}

/** Operations by the value that they set, in their own order: those of v stand from `from[v]` on. */
function grouped(
  to: Int32Array,
  values: number,
  counts: (one: number) => boolean,
): { readonly all: Int32Array; readonly from: Int32Array } {
  const from = new Int32Array(values + 1)
  for (let one = 0; one < to.length; one++) {
    const value = to[one] as number
    if (value >= 0 && counts(one)) from[value + 1] = (from[value + 1] as number) + 1
  }
  for (let value = 0; value < values; value++) {
    from[value + 1] = (from[value + 1] as number) + (from[value] as number)
  }
  const all = new Int32Array(from[values] as number)
  const next = from.slice()
  for (let one = 0; one < to.length; one++) {
    const value = to[one] as number
    if (value < 0 || !counts(one)) continue
    const at = next[value] as number
    next[value] = at + 1
    all[at] = one
  }
  return { all, from }
}

function certainOf(part: Part, { fates, call, ret }: Resolution, to: Int32Array): Int32Array {
  // By rank: the latest call among writers that return there, then among those up to there.
  const most = new Int32Array(part.events.length).fill(-1)
  for (let one = 0; one < to.length; one++) {
    const end = ret[one] as number
    if ((to[one] as number) < 0 || end === never || fates[one] !== fate.in) continue
    most[end] = Math.max(most[end] as number, call[one] as number)
  }
  for (let rank = 1; rank < most.length; rank++) {
    most[rank] = Math.max(most[rank] as number, most[rank - 1] as number)
  }
  const certain = new Int32Array(part.size)
  for (let one = 0; one < certain.length; one++) {
    const start = call[one] as number
    certain[one] = start === 0 ? -1 : (most[start - 1] as number)
  }
  return certain
}

/** The first place within `span` whose operation was called at `rank` or later; its end if there is none. */
export function placeOf(
  call: Int32Array,
  operations: Int32Array,
  rank: number,
  span: readonly [number, number],
): number {
  let [low, high] = span
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((call[operations[middle] as number] as number) < rank) low = middle + 1
    else high = middle
  }
  return low
}
