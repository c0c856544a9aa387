// The normal form in which all searches meet a history: the operations on one independent object, as
// arrays, with the order of their calls and returns as whole numbers. What the operations mean stands
// in meaning.ts.

import type { History } from '../../history.ts'
import type { Scalar } from '../../plain.ts'
import type { Model } from '../model.ts'
import { outcomeOf } from '../history-check.ts'

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
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const groups = new Map<Scalar, { places: number[]; open: boolean[] }>()
  for (let place = 0; place < history.length; place++) {
    const operation = history[place]
    if (operation === undefined) continue
    const said = outcomeOf(operation, outcome)
    if (said === 'failed') continue
    const open = said === 'unknown'
    if (open && model.observer?.(operation.call) === true) continue
    const key = model.partition?.(operation.call) ?? null
    let group = groups.get(key)
    if (group === undefined) groups.set(key, (group = { places: [], open: [] }))
    group.places.push(place)
    group.open.push(open)
  }
  return Array.from(groups, ([key, { places, open }]) => partOf(history, key, places, open))
}

/** @param places in order of start */
function partOf(
  history: History,
  key: Scalar,
  places: readonly number[],
  open: readonly boolean[],
): Part {
  const size = places.length
  const place = Int32Array.from(places)
  const call = new Int32Array(size)
  const ret = new Int32Array(size).fill(never)
  const ends = new Float64Array(size)
  const events = new Int32Array(2 * size)
  // Those under way, by their end, the latest first: few at a time, so that inserting is cheap.
  const pending: number[] = []
  let rank = 0
  const close = (before: number): void => {
    for (;;) {
      const last = pending.at(-1)
      if (last === undefined || (ends[last] ?? 0) >= before) return
      pending.pop()
      events[rank] = ~last
      ret[last] = rank++
    }
  }
  for (let one = 0; one < size; one++) {
    const operation = history[places[one] ?? 0]
    if (operation === undefined) continue
    close(operation.start)
    events[rank] = one
    call[one] = rank++
    if (open[one] === true || operation.end === null) continue
    const { end } = operation
    ends[one] = end
    let at = pending.length
    // Of two that end together the one that was called first returns first.
    while (at > 0 && (ends[pending[at - 1] ?? 0] ?? 0) <= end) at--
    pending.splice(at, 0, one)
  }
  close(Number.POSITIVE_INFINITY)
  return { key, size, place, call, ret, events: events.slice(0, rank) }
}
