// Is an order legal? Every order that a search gives can be held against the model again, in one pass:
// a search that is wrong is found out by its own witness.

import type { History } from '../../history.ts'
import { type Model, refused } from '../model.ts'
import { never, type Part } from './part.ts'

/**
 * @param order operations of the part
 * @returns what is wrong with the order, in words, or null: it is legal
 */
export function wrongWithOrder(
  history: History,
  part: Part,
  model: Model,
  order: Int32Array,
): string | null {
  const seen = new Uint8Array(part.size)
  let state = model.init
  // The latest call so far: nothing that returned before it may come after it.
  let latest = -1
  for (const one of order) {
    if (seen[one] !== 0) return `operation ${one} stands twice`
    seen[one] = 1
    const ret = part.ret[one] ?? never
    if (ret < latest)
      return `operation ${one} had returned before one that stands before it was called`
    latest = Math.max(latest, part.call[one] ?? 0)
    const operation = history[part.place[one] ?? 0]
    const next = model.step(state, operation?.call, ret === never ? undefined : operation?.result)
    if (next === refused) return `operation ${one} is refused at its place`
    state = next
  }
  for (let one = 0; one < part.size; one++) {
    if (seen[one] === 0 && part.ret[one] !== never) return `operation ${one} is missing`
  }
  return null
}
