// The order of few pending events: a heap of four children, the times beside the slots so that a
// comparison reads one cache line. Each slot knows its position, so that an event in the middle is
// taken out at once: dead timers left behind would be four of five entries in a consensus protocol.

import { doubles, ints, lineAt, placeAt, popped, type Slots, timeAt } from './slots.ts'

/** Slots by (time, number in line). Casts: every index here is below `count`. */
export class HeapOrder {
  readonly #slots: Slots
  #times: Float64Array
  #heap: Int32Array
  #count = 0
  #line = 0

  constructor(slots: Slots) {
    this.#slots = slots
    this.#times = new Float64Array(slots.room)
    this.#heap = new Int32Array(slots.room)
  }

  /** Puts a slot, whose time is set, at the end of the line. */
  add(slot: number): void {
    if (this.#count === this.#heap.length) this.#grow()
    this.#slots.double[slot * doubles + lineAt] = this.#line++
    this.#rise(this.#count++, this.#slots.double[slot * doubles + timeAt] as number, slot)
  }

  /** Takes out the first slot due by `until`, or -1. */
  take(until: number): number {
    if (this.#count === 0 || (this.#times[0] as number) > until) return -1
    const slot = this.#heap[0] as number
    this.#removeAt(0)
    this.#slots.int[slot * ints + placeAt] = popped
    return slot
  }

  remove(slot: number): void {
    this.#removeAt(this.#slots.int[slot * ints + placeAt] as number)
  }

  /** A new time and a new place in line for a slot that stays: cheaper than out and in again. */
  move(slot: number, time: number): void {
    const at = this.#slots.int[slot * ints + placeAt] as number
    const later = time >= (this.#times[at] as number)
    this.#slots.double[slot * doubles + timeAt] = time
    this.#slots.double[slot * doubles + lineAt] = this.#line++
    if (later) this.#sink(at, time, slot)
    else this.#rise(at, time, slot)
  }

  /** Empty again, with the room it had. */
  reset(): void {
    this.#count = 0
    this.#line = 0
  }

  #rise(from: number, time: number, slot: number): void {
    const times = this.#times
    const heap = this.#heap
    const int = this.#slots.int
    const double = this.#slots.double
    const line = double[slot * doubles + lineAt] as number
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 2
      const upTime = times[up] as number
      const upSlot = heap[up] as number
      if (upTime < time) break
      if (upTime === time && (double[upSlot * doubles + lineAt] as number) < line) break
      times[at] = upTime
      heap[at] = upSlot
      int[upSlot * ints + placeAt] = at
      at = up
    }
    times[at] = time
    heap[at] = slot
    int[slot * ints + placeAt] = at
  }

  #sink(from: number, time: number, slot: number): void {
    const times = this.#times
    const heap = this.#heap
    const int = this.#slots.int
    const double = this.#slots.double
    const count = this.#count
    const line = double[slot * doubles + lineAt] as number
    let at = from
    for (;;) {
      let least = (at << 2) + 1
      if (least >= count) break
      const end = least + 4 < count ? least + 4 : count
      let leastTime = times[least] as number
      for (let child = least + 1; child < end; child++) {
        const childTime = times[child] as number
        if (childTime > leastTime) continue
        if (
          childTime === leastTime &&
          (double[(heap[child] as number) * doubles + lineAt] as number) >
            (double[(heap[least] as number) * doubles + lineAt] as number)
        ) {
          continue
        }
        least = child
        leastTime = childTime
      }
      const leastSlot = heap[least] as number
      if (time < leastTime) break
      if (time === leastTime && line < (double[leastSlot * doubles + lineAt] as number)) break
      times[at] = leastTime
      heap[at] = leastSlot
      int[leastSlot * ints + placeAt] = at
      at = least
    }
    times[at] = time
    heap[at] = slot
    int[slot * ints + placeAt] = at
  }

  /** Fills the gap at `at` with the last entry, which may belong above it as well as below it. */
  #removeAt(at: number): void {
    const last = --this.#count
    if (at === last) return
    const time = this.#times[last] as number
    const slot = this.#heap[last] as number
    if (at > 0 && this.#before(time, slot, (at - 1) >> 2)) this.#rise(at, time, slot)
    else this.#sink(at, time, slot)
  }

  #before(time: number, slot: number, at: number): boolean {
    const other = this.#times[at] as number
    if (time !== other) return time < other
    const double = this.#slots.double
    const line = double[slot * doubles + lineAt] as number
    return line < (double[(this.#heap[at] as number) * doubles + lineAt] as number)
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2)
    const heap = new Int32Array(this.#heap.length * 2)
    times.set(this.#times)
    heap.set(this.#heap)
    this.#times = times
    this.#heap = heap
  }
}
