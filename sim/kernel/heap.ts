// The order of few pending events: a heap of four children, the times beside the slots so that a
// comparison reads one cache line. Each slot knows its position, so that an event in the middle is
// taken out at once: dead timers left behind would be four of five entries in a consensus protocol.

import { type Slots, twice } from './slots.ts'

/** Slots by (time, number in line). Casts: every index here is below `count`, or a slot in use. */
export class HeapOrder {
  readonly #slots: Slots
  #times: Float64Array
  #heap: Int32Array
  #count = 0
  #line = 0
  /**
   * Whether the first was taken and its place is still its own. Most events push another, which
   * takes that place: one way down instead of one for the last entry and one up for the new one.
   * Until then it stands before all others, so nothing rises past it.
   */
  #taken = false

  constructor(slots: Slots) {
    this.#slots = slots
    const { room } = slots
    const buffer = new ArrayBuffer(room * 12)
    this.#times = new Float64Array(buffer, 0, room)
    this.#heap = new Int32Array(buffer, room * 8, room)
  }

  /** Puts a slot, whose time is set, at the end of the line. */
  add(slot: number): void {
    this.#slots.line[slot] = this.#line++
    if (this.#taken) {
      this.#taken = false
      this.#sink(0, slot)
      return
    }
    if (this.#count === this.#heap.length) this.#grow()
    this.#rise(this.#count++, slot)
  }

  /** Takes out the first slot due by `until`, or -1. */
  take(until: number): number {
    if (this.#taken) {
      this.#taken = false
      this.#removeAt(0)
    }
    if (this.#count === 0 || (this.#times[0] as number) > until) return -1
    const slot = this.#heap[0] as number
    this.#slots.place[slot] = -1
    this.#taken = true
    return slot
  }

  remove(slot: number): void {
    this.#removeAt(this.#slots.place[slot] as number)
  }

  /** A slot that stays has a new time and a new place in line: cheaper than out and in again. */
  moved(slot: number): void {
    const { line, place, time } = this.#slots
    const at = place[slot] as number
    line[slot] = this.#line++
    if ((time[slot] as number) < (this.#times[at] as number)) this.#rise(at, slot)
    else this.#sink(at, slot)
  }

  /** Empty again, with the room it had. */
  reset(): void {
    this.#count = 0
    this.#line = 0
    this.#taken = false
  }

  // Times are read here and not handed over: a double as an argument may cost an allocation.

  #rise(from: number, slot: number): void {
    const times = this.#times
    const heap = this.#heap
    const { line, place } = this.#slots
    const time = this.#slots.time[slot] as number
    const number = line[slot] as number
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 2
      const upTime = times[up] as number
      const upSlot = heap[up] as number
      if (upTime < time) break
      if (upTime === time && (line[upSlot] as number) < number) break
      times[at] = upTime
      heap[at] = upSlot
      place[upSlot] = at
      at = up
    }
    times[at] = time
    heap[at] = slot
    place[slot] = at
  }

  #sink(from: number, slot: number): void {
    const times = this.#times
    const heap = this.#heap
    const { line, place } = this.#slots
    const count = this.#count
    const time = this.#slots.time[slot] as number
    const number = line[slot] as number
    let at = from
    for (;;) {
      let least = (at << 2) + 1
      if (least >= count) break
      const end = least + 4 < count ? least + 4 : count
      let leastTime = times[least] as number
      for (let child = least + 1; child < end; child++) {
        const childTime = times[child] as number
        if (childTime > leastTime) continue
        if (childTime === leastTime) {
          const childNumber = line[heap[child] as number] as number
          if (childNumber > (line[heap[least] as number] as number)) continue
        }
        least = child
        leastTime = childTime
      }
      const leastSlot = heap[least] as number
      if (time < leastTime) break
      if (time === leastTime && number < (line[leastSlot] as number)) break
      times[at] = leastTime
      heap[at] = leastSlot
      place[leastSlot] = at
      at = least
    }
    times[at] = time
    heap[at] = slot
    place[slot] = at
  }

  /** Fills the gap at `at` with the last entry, which may belong above it as well as below it. */
  #removeAt(at: number): void {
    const last = --this.#count
    if (at === last) return
    const slot = this.#heap[last] as number
    if (at > 0 && this.#isBefore(slot, (at - 1) >> 2)) this.#rise(at, slot)
    else this.#sink(at, slot)
  }

  #isBefore(slot: number, at: number): boolean {
    const { line, time } = this.#slots
    const mine = time[slot] as number
    const other = this.#times[at] as number
    if (mine !== other) return mine < other
    return (line[slot] as number) < (line[this.#heap[at] as number] as number)
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2)
    times.set(this.#times)
    this.#times = times
    this.#heap = twice(this.#heap)
  }
}
