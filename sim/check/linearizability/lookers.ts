// Puts those into a legal order that were left out while it was made: operations that tell which value
// was not there, and those that tell nothing. They change nothing, so each only needs a place between
// what had returned before it and what was called after it, at which the value is another.

import { access, type Accesses } from './accesses.ts'
import type { Chains } from './chains.ts'
import { fate } from './fates.ts'
import type { Part } from './part.ts'
import type { Resolution } from './resolution.ts'

/**
 * Each goes to the first place that it can have, in order of call: so whatever is called after it has
 * returned keeps all the places that it could have.
 * @param order legal, without them
 * @returns the whole order; or those that fit nowhere in this order, in order of call, each with the
 * place behind all that had returned before it. They may fit into another order.
 */
export function withLookers(
  part: Part,
  accesses: Accesses,
  resolution: Resolution,
  chains: Chains,
  order: Int32Array,
): { readonly order: Int32Array } | { readonly stuck: readonly Stuck[] } {
  const { events, size } = part
  const { kind } = accesses
  const isLooker = lookersOf(accesses, resolution)
  if (isLooker === null) return { order }
  const { place, until } = boundsOf(part, order, isLooker)
  const { values, changes } = valuesAt(accesses, resolution, chains, order)
  // By place: the looker that stands there last; behind each looker the one before it.
  const last = new Int32Array(order.length + 1).fill(-1)
  const before = new Int32Array(size)
  const stuck: Stuck[] = []
  let from = 0
  for (let at = 0; at < events.length; at++) {
    const event = events[at] as number
    if (event < 0) {
      // Whoever is called from now on stands behind it.
      if ((place[~event] as number) > from) from = place[~event] as number
    } else if (isLooker[event] === 1) {
      const end = until[event] as number
      const not = kind[event] === access.not ? (resolution.from[event] as number) : anything
      let gap = from
      while (gap <= end && not !== anything && (values[gap] === not || values[gap] === unknown))
        gap = changes[gap] as number
      if (gap > end) {
        stuck.push({ one: event, place: from })
        continue
      }
      place[event] = gap
      before[event] = last[gap] as number
      last[gap] = event
    }
  }
  return stuck.length > 0 ? { stuck } : { order: merged(order, last, before) }
}

/** A negative observation for which all places hold the value that it denies. */
export interface Stuck {
  readonly one: number
  /** the first place that it could have */
  readonly place: number
}

/** In place of a value that was not found: the operation tells nothing. */
const anything = -2
/** In place of a value: a text that nobody found. */
const unknown = -1

/** By operation: 1 for those to be put in; null: there are none. */
function lookersOf({ kind }: Accesses, { fates }: Resolution): Uint8Array | null {
  let isLooker: Uint8Array | null = null
  for (let one = 0; one < kind.length; one++) {
    if (kind[one] !== access.not && kind[one] !== access.nothing) continue
    if (fates[one] !== fate.in) continue
    isLooker ??= new Uint8Array(kind.length)
    isLooker[one] = 1
  }
  return isLooker
}

/**
 * Places are counted from 0, before the first operation of the order, to its length.
 * @returns by operation of the order the place behind it (0 of others), and by looker the last place
 * that it can have: before all that was called after it had returned
 */
function boundsOf(part: Part, order: Int32Array, isLooker: Uint8Array) {
  const { events, size } = part
  const place = new Int32Array(size)
  for (let at = 0; at < order.length; at++) place[order[at] as number] = at + 1
  const until = new Int32Array(size)
  let end = order.length
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at] as number
    if (event < 0) {
      if (isLooker[~event] === 1) until[~event] = end
    } else if ((place[event] as number) > 0 && (place[event] as number) <= end) {
      end = (place[event] as number) - 1
    }
  }
  return { place, until }
}

/** By place: the value there, and the next place at which it was set again. */
function valuesAt(
  { kind, to }: Accesses,
  { from }: Resolution,
  { firstReader, nextUpdate }: Chains,
  order: Int32Array,
) {
  const values = new Int32Array(order.length + 1)
  const changes = new Int32Array(order.length + 1)
  let value = 0
  for (let at = 0; at < order.length; at++) {
    const one = order[at] as number
    if (kind[one] === access.append) {
      // What it made is known from those who found it.
      const reader = firstReader[one] as number
      const found = reader === -1 ? (nextUpdate[one] as number) : reader
      value = found === -1 ? unknown : (from[found] as number)
    } else if (kind[one] !== access.read) value = to[one] as number
    values[at + 1] = value
  }
  let next = order.length + 1
  for (let gap = order.length; gap >= 0; gap--) {
    changes[gap] = next
    if (gap > 0 && kind[order[gap - 1] as number] !== access.read) next = gap
  }
  return { values, changes }
}

function merged(order: Int32Array, last: Int32Array, before: Int32Array): Int32Array {
  const size = before.length
  const whole = new Int32Array(size)
  // Backwards, because the lists of lookers run backwards.
  let at = size
  for (let gap = order.length; gap >= 0; gap--) {
    for (let one = last[gap] as number; one !== -1; one = before[one] as number) whole[--at] = one
    if (gap > 0) whole[--at] = order[gap - 1] as number
  }
  return whole.subarray(at)
}
