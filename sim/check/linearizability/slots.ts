// Slots: places that operations under way take from their call to their return, used again and again. A
// set of operations under way is then a few bits, however long the history is.

import { never, type Part } from './part.ts'

export interface Slots {
  /** slot of each operation; -1: its outcome is unknown, it has none */
  readonly of: Int32Array
  /** as many as operations were ever under way together */
  readonly count: number
}

/** The same slots every time: one that was given back last is taken first. */
export function slotsOf(part: Part): Slots {
  const { size, ret, events } = part
  const of = new Int32Array(size).fill(-1)
  const free: number[] = []
  let count = 0
  for (const event of events) {
    if (event < 0) free.push(of[~event] as number)
    else if (ret[event] !== never) of[event] = free.pop() ?? count++
  }
  return { of, count }
}
