// The order in which elements went through a queue, and from it an order of all operations. A dequeue
// that found nothing goes through as an element that came and went in one gap.

import { never, type Part } from './part.ts'
import type { Elements } from './queue-elements.ts'
import type { Gaps } from './queue-gaps.ts'

/**
 * What passes through the queue: elements first, then the dequeues that found nothing. Times are twice
 * the rank of an event, and odd in a gap.
 */
export interface Passing {
  readonly size: number
  /** operation that puts it in, and the one that takes it out, -1: none; the same one: it found nothing */
  readonly enter: Int32Array
  readonly leave: Int32Array
  readonly enterFrom: Int32Array
  readonly enterBy: Int32Array
  readonly leaveFrom: Int32Array
  readonly leaveBy: Int32Array
}

/** @param gaps of the same elements; none of them is unmet */
export function passingOf(part: Part, elements: Elements, { empty, takenBy }: Gaps): Passing {
  const { size, enqueue, dequeue, inFrom, inBy, outFrom, outBy, empties } = elements
  const all = size + empties.length
  const room = (): Int32Array => new Int32Array(all)
  const [enter, leave] = [room(), room()]
  const [enterFrom, enterBy, leaveFrom, leaveBy] = [room(), room(), room(), room()]
  const twice = (rank: number): number => (rank === never ? never : 2 * rank)
  for (let one = 0; one < size; one++) {
    const open = takenBy[one] as number
    enter[one] = enqueue[one] as number
    leave[one] = open === -1 ? (dequeue[one] as number) : open
    enterFrom[one] = 2 * (inFrom[one] as number)
    enterBy[one] = 2 * (inBy[one] as number)
    if (open === -1) {
      leaveFrom[one] = twice(outFrom[one] as number)
      leaveBy[one] = twice(outBy[one] as number)
    } else {
      leaveFrom[one] = 2 * Math.max(part.call[open] as number, inFrom[one] as number)
      // At any time, but before what never leaves.
      leaveBy[one] = 2 * part.events.length
    }
  }
  for (const [nth, one] of empties.entries()) {
    const at = size + nth
    const time = 2 * (empty[nth] as number) + 1
    enter[at] = leave[at] = one
    enterFrom[at] = enterBy[at] = leaveFrom[at] = leaveBy[at] = time
  }
  return { size: all, enter, leave, enterFrom, enterBy, leaveFrom, leaveBy }
}

/**
 * First in, first out: one goes before another if it entered or left before the other could. Whenever
 * no two go before each other there is an order of all: of the two relations each is an interval order,
 * and a circle of the two always holds a smaller one, down to two.
 * @returns an order of what passes; or two of which the first had entered before the second could, and
 * the second had left before the first could
 */
export function orderOf(passing: Passing, events: number): Int32Array | readonly [number, number] {
  const { size, enterFrom, enterBy, leaveFrom, leaveBy } = passing
  const bound = 2 * events + 1
  const byEnterFrom = sorted(enterFrom, bound)
  const byEnterBy = sorted(enterBy, bound)
  const byLeaveFrom = sorted(leaveFrom, bound)
  const byLeaveBy = sorted(leaveBy, bound)
  const order = new Int32Array(size)
  const gone = new Uint8Array(size)
  // How many of the two conditions it meets: nobody that is left had to enter, or to leave, before it.
  const met = new Uint8Array(size)
  let ready = 0
  let taken = 0
  let [atEnterFrom, atEnterBy, atLeaveFrom, atLeaveBy] = [0, 0, 0, 0]
  const meet = (one: number): void => {
    met[one] = (met[one] as number) + 1
    if (met[one] === 2) order[ready++] = one
  }
  while (taken < size) {
    while (gone[byEnterBy[atEnterBy] as number] === 1) atEnterBy++
    while (gone[byLeaveBy[atLeaveBy] as number] === 1) atLeaveBy++
    const first = byEnterBy[atEnterBy] as number
    const firstOut = byLeaveBy[atLeaveBy] as number
    for (; atEnterFrom < size; atEnterFrom++) {
      const one = byEnterFrom[atEnterFrom] as number
      if ((enterFrom[one] as number) > (enterBy[first] as number)) break
      meet(one)
    }
    for (; atLeaveFrom < size; atLeaveFrom++) {
      const one = byLeaveFrom[atLeaveFrom] as number
      if ((leaveFrom[one] as number) > (leaveBy[firstOut] as number)) break
      meet(one)
    }
    if (taken === ready) return [first, firstOut]
    while (taken < ready) gone[order[taken++] as number] = 1
  }
  return order
}

/** Places in order of their keys; equal ones as they stand. */
function sorted(keys: Int32Array, bound: number): Int32Array {
  const starts = new Int32Array(bound + 2)
  const keyOf = (at: number): number => Math.min(keys[at] as number, bound)
  for (let at = 0; at < keys.length; at++) {
    const key = keyOf(at) + 1
    starts[key] = (starts[key] as number) + 1
  }
  for (let key = 1; key < starts.length; key++)
    starts[key] = (starts[key] as number) + (starts[key - 1] as number)
  const order = new Int32Array(keys.length)
  for (let at = 0; at < keys.length; at++) {
    const key = keyOf(at)
    const place = starts[key] as number
    order[place] = at
    starts[key] = place + 1
  }
  return order
}

/**
 * The operations of a queue, given the order of what passes: each as early as it can be.
 * @param order of `orderOf`
 */
export function orderedOperations(passing: Passing, order: Int32Array): Int32Array {
  const { size, enter, leave, enterFrom, leaveFrom } = passing
  const operations = new Int32Array(2 * size)
  let count = 0
  // The next one to leave, and when it can at the earliest.
  let out = 0
  let outTime = 0
  let inTime = 0
  // When those that are in had come in; by place in the order.
  const entered = new Int32Array(size)
  const leaveUntil = (place: number, time: number): void => {
    for (; out < place; out++) {
      const one = order[out] as number
      if (leave[one] === enter[one]) continue
      const at = Math.max(outTime, entered[out] as number, leaveFrom[one] as number)
      if (at > time || leave[one] === -1) return
      outTime = at
      operations[count++] = leave[one] as number
    }
  }
  for (let place = 0; place < size; place++) {
    const one = order[place] as number
    inTime = Math.max(inTime, enterFrom[one] as number)
    leaveUntil(place, inTime)
    entered[place] = inTime
    operations[count++] = enter[one] as number
  }
  leaveUntil(size, never)
  return operations.subarray(0, count)
}

/**
 * The operations of a bag: each element comes in as late as it can and leaves as early as it can, so it
 * is in only when it was for certain.
 */
export function unorderedOperations(passing: Passing, events: number): Int32Array {
  const { size, enter, leave, enterFrom, enterBy, leaveFrom } = passing
  const operations = new Int32Array(2 * size)
  const times = new Int32Array(2 * size)
  let count = 0
  const put = (operation: number, time: number): void => {
    operations[count] = operation
    times[count++] = time
  }
  for (let one = 0; one < size; one++) {
    const isEmpty = enter[one] === leave[one]
    // Behind what is empty in the same gap: a quarter of a rank counts.
    if (isEmpty) put(enter[one] as number, 2 * (enterFrom[one] as number))
    else if ((leaveFrom[one] as number) < (enterBy[one] as number)) {
      put(enter[one] as number, 2 * (leaveFrom[one] as number))
      put(leave[one] as number, 2 * (leaveFrom[one] as number))
    } else {
      put(enter[one] as number, 2 * (enterBy[one] as number) - 1)
      if (leave[one] !== -1) put(leave[one] as number, 2 * (leaveFrom[one] as number))
    }
  }
  const order = sorted(times.subarray(0, count), 4 * events + 2)
  return order.map((at) => operations[at] as number)
}
