// The normal form in which all searches meet a history: the operations on one independent object, as
// arrays, with the order of their calls and returns as whole numbers. What the operations mean stands
// in meaning.ts.

import type { History, Operation } from '../../history.ts'
import type { Scalar } from '../../plain.ts'
import type { Model } from '../model.ts'
import { outcomeOf } from '../history-check.ts'
import { Pending } from './pending.ts'

/** Rank of a return that never came. */
export const never = 0x7fffffff

/**
 * Operations are numbered 0 to size - 1 in the order of their calls. Calls and returns share one
 * counting from 0; where an operation ends in the instant in which another begins, the call comes
 * first: intervals are closed (the two overlap).
 */
export interface Part {
  /** the independent object; null where there is one only */
  readonly key: Scalar
  readonly size: number
  /** place of the operation in the history */
  readonly place: Int32Array
  /** rank of its call */
  readonly call: Int32Array
  /** rank of its return; `never`: its outcome is unknown, and it may take effect at any time or not at all */
  readonly ret: Int32Array
  /** calls and returns in order: `operation` for a call, `~operation` for a return; as many as there are */
  readonly events: Int32Array
}

/**
 * Splits a history by the model's independent objects, in order of their first call, and leaves out
 * what failed: it did not happen. An operation without an answer that only looks is left out too.
 */
export function partsOf(history: History, model: Model): readonly Part[] {
  const { groups, groupOf, isOpen } = grouped(history, model)
  const arrays = arraysOf(history, groups, groupOf)
  const pending = new Pending()
  return groups.map((group) => partOf(history, group, arrays, isOpen, pending))
}

/** The operations on one object: `size` places in the shared arrays, from `base` on. */
interface Group {
  readonly key: Scalar
  size: number
  base: number
}

/** @returns by place in the history the number of its group, -1 for what is left out */
function grouped(history: History, model: Model) {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const observer = model.observer?.bind(model)
  const partition = model.partition?.bind(model)
  const groups: Group[] = []
  const known = new Map<Scalar, number>()
  const groupOf = new Int32Array(history.length).fill(-1)
  const isOpen = new Uint8Array(history.length)
  for (let place = 0; place < history.length; place++) {
    const operation = history[place]
    if (operation === undefined) continue
    const said = outcomeOf(operation, outcome)
    if (said === 'failed') continue
    if (said === 'unknown') {
      if (observer?.(operation.call) === true) continue
      isOpen[place] = 1
    }
    const key = partition === undefined ? null : partition(operation.call)
    if (typeof key === 'object' && key !== null) throw new TypeError(notNamed(model))
    let group = partition === undefined && groups.length > 0 ? 0 : known.get(key)
    if (group === undefined) {
      group = groups.push({ key, size: 0, base: 0 }) - 1
      known.set(key, group)
    }
    groupOf[place] = group
    const its = groups[group]
    if (its !== undefined) its.size++
  }
  return { groups, groupOf, isOpen }
}

/** Each list or record would be an object of its own, and whatever happened legal. */
const notNamed = ({ name }: Model): string =>
  `the independent object of a call of ${name} is named by a text, a number, true, false or null`

/** The arrays of all parts, one behind the other: many small parts cost little. */
interface Arrays {
  readonly place: Int32Array
  readonly call: Int32Array
  readonly ret: Int32Array
  readonly events: Int32Array
}

/** Gives each group its place in them, and each operation its place in its group. */
function arraysOf(history: History, groups: readonly Group[], groupOf: Int32Array): Arrays {
  let total = 0
  const next = new Int32Array(groups.length)
  groups.forEach((group, at) => {
    group.base = total
    next[at] = total
    total += group.size
  })
  const place = new Int32Array(total)
  for (let at = 0; at < groupOf.length; at++) {
    const group = groupOf[at] as number
    if (group === -1) continue
    const to = next[group] as number
    next[group] = to + 1
    place[to] = at
  }
  inOrderOfStart(history, groups, place)
  const ret = new Int32Array(total).fill(never)
  return { place, call: new Int32Array(total), ret, events: new Int32Array(2 * total) }
}

/** Histories are in order of start; those of other tools, and those made by hand, may not be. */
function inOrderOfStart(history: History, groups: readonly Group[], place: Int32Array): void {
  const startOf = (at: number): number => (history[at] as Operation).start
  if (history.every(({ start }, at) => at === 0 || startOf(at - 1) <= start)) return
  for (const { base, size } of groups)
    place
      .subarray(base, base + size)
      .sort((one, other) => startOf(one) - startOf(other) || one - other)
}

function partOf(
  history: History,
  { key, size, base }: Group,
  { place, call, ret, events }: Arrays,
  isOpen: Uint8Array,
  pending: Pending,
): Part {
  const first = 2 * base
  let rank = 0
  for (let one = 0; one < size; one++) {
    const at = place[base + one] as number
    const { start, end } = history[at] as Operation
    while (pending.firstEnd < start) {
      const ended = pending.pop()
      events[first + rank] = ~ended
      ret[base + ended] = rank++
    }
    events[first + rank] = one
    call[base + one] = rank++
    if (isOpen[at] === 0 && end !== null && end < Number.POSITIVE_INFINITY) pending.push(one, end)
  }
  while (pending.firstEnd < Number.POSITIVE_INFINITY) {
    const ended = pending.pop()
    events[first + rank] = ~ended
    ret[base + ended] = rank++
  }
  return {
    key,
    size,
    place: place.subarray(base, base + size),
    call: call.subarray(base, base + size),
    ret: ret.subarray(base, base + size),
    events: events.subarray(first, first + rank),
  }
}
