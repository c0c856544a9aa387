// The event queue of a world: what is to happen, by (time, order of pushing). Few pending events
// stand in a heap, many hang in a wheel; both give the very same order, so switching by size
// changes speed and nothing else. It is deliberately not a clock: it never moves by itself.

import { assert } from '../assert.ts'
import { HeapOrder } from './heap.ts'
import { Slots, twice } from './slots.ts'
import { WheelOrder } from './wheel.ts'

/** More pending events than this hang in the wheel, which is the faster from about 100 on. */
export const wheelAbove = 128
/** Fewer than this stand in the heap again: half, so that a queue at the border does not flutter. */
export const heapBelow = 64
/** Times are integers in [0, 2^48): the wheel has 48 bits; that is 8.9 years of microseconds. */
export const timeMax: number = 2 ** 48 - 1

const always = 0x3fffffff

/**
 * Pending events in numbered slots. A slot keeps its number from push to release, whatever order
 * it stands in, so that others may keep things by slot. After `pop` its words and body stay readable
 * until `release`; `cancel` releases at once.
 */
export class EventQueue {
  /** Time of the last event popped; the owner may move it on when a run ends, never back. */
  now = 0
  /** How many events are pending; a popped one is not. */
  size = 0
  /**
   * Kind and three operands of each slot, side by side: those of a slot begin at four times its
   * number. Growing replaces the array: read it anew after a push.
   */
  words: Int32Array
  body: unknown[]

  readonly #order: 'by size' | 'heap' | 'wheel'
  readonly #slots: Slots
  readonly #heap: HeapOrder
  /** made when first needed: most worlds never have 128 events pending */
  #wheel: WheelOrder | null = null
  #wheeling = false
  /** size at which the other order takes over: above `most`, below `least` */
  #most = always
  #least = 0
  /** first of the list of released slots */
  #free = -1
  /** slots ever used since the last reset */
  #used = 0

  /**
   * @param order `by size` in worlds; a forced one is for tests and measurements
   * @param room slots to begin with; it doubles as needed
   */
  constructor(order: 'by size' | 'heap' | 'wheel' = 'by size', room = 32) {
    this.#order = order
    this.#slots = new Slots(room)
    this.#heap = new HeapOrder(this.#slots)
    this.words = new Int32Array(room * 4)
    this.body = new Array<unknown>(room).fill(null)
    this.#begin()
  }

  /** The order the pending events stand in just now. */
  get mode(): 'heap' | 'wheel' {
    return this.#wheeling ? 'wheel' : 'heap'
  }

  /**
   * A new event, last in line among those due at `time`.
   * @returns its slot
   */
  push(time: number, kind: number, a: number, b: number, c: number, body: unknown): number {
    this.#checkTime(time)
    const slot = this.#take()
    this.#slots.time[slot] = time
    return this.#add(slot, kind, a, b, c, body)
  }

  /**
   * A new event so many microseconds from now: as `push` does it, but a small number is handed over
   * at no cost where a time beyond 2^31 is an object.
   * @returns its slot
   */
  after(delay: number, kind: number, a: number, b: number, c: number, body: unknown): number {
    const slot = this.#take()
    const time = this.now + delay
    if (!(delay >= 0) || time > timeMax) this.#checkTime(time)
    this.#slots.time[slot] = time
    return this.#add(slot, kind, a, b, c, body)
  }

  #add(slot: number, kind: number, a: number, b: number, c: number, body: unknown): number {
    const { words } = this
    const at = slot << 2
    words[at] = kind
    words[at + 1] = a
    words[at + 2] = b
    words[at + 3] = c
    this.body[slot] = body
    if (this.#wheel !== null && this.#wheeling) this.#wheel.add(slot)
    else this.#heap.add(slot)
    if (++this.size > this.#most) this.#toWheel()
    return slot
  }

  /**
   * The next event due by `until`; `now` becomes its time.
   * @returns its slot, or -1 when nothing is due
   */
  pop(until: number): number {
    const slot =
      this.#wheel !== null && this.#wheeling ? this.#wheel.take(until) : this.#heap.take(until)
    if (slot < 0) return -1
    this.now = this.#slots.time[slot] as number
    if (--this.size < this.#least) this.#toHeap()
    return slot
  }

  /** Gives a popped slot back; its body is let go. */
  release(slot: number): void {
    const { next, place } = this.#slots
    assert(place[slot] === -1, 'a slot is released once, after it was popped')
    this.body[slot] = null
    place[slot] = -2
    next[slot] = this.#free
    this.#free = slot
  }

  /** Takes a pending event out and gives its slot back. */
  cancel(slot: number): void {
    this.#checkPending(slot)
    if (this.#wheel !== null && this.#wheeling) this.#wheel.remove(slot)
    else this.#heap.remove(slot)
    this.#slots.place[slot] = -1
    this.release(slot)
    if (--this.size < this.#least) this.#toHeap()
  }

  /**
   * A pending event becomes due at another time, with a new place in line as if pushed anew.
   * @returns the same slot
   */
  move(slot: number, time: number): number {
    this.#checkPending(slot)
    this.#checkTime(time)
    if (this.#wheel !== null && this.#wheeling) {
      this.#wheel.remove(slot)
      this.#slots.time[slot] = time
      this.#wheel.add(slot)
    } else {
      this.#slots.time[slot] = time
      this.#heap.moved(slot)
    }
    return slot
  }

  /** As `move`, to so many microseconds from now, with another third operand. */
  putOff(slot: number, delay: number, c: number): void {
    this.#checkPending(slot)
    const time = this.now + delay
    if (!(delay >= 0) || time > timeMax) this.#checkTime(time)
    this.words[(slot << 2) + 3] = c
    this.#slots.time[slot] = time
    if (this.#wheel !== null && this.#wheeling) {
      this.#wheel.remove(slot)
      this.#wheel.add(slot)
    } else {
      this.#heap.moved(slot)
    }
  }

  /** Kind and operands of a slot's event: for tests, and where nothing is in a hurry. */
  wordsOf(slot: number): readonly [kind: number, a: number, b: number, c: number] {
    const [kind = 0, a = 0, b = 0, c = 0] = this.words.subarray(slot << 2, (slot << 2) + 4)
    return [kind, a, b, c]
  }

  /** When the event of a slot is, or was, due. */
  timeOf(slot: number): number {
    return this.#slots.time[slot] as number
  }

  /** Whether a slot holds an event that is still to come. */
  isPending(slot: number): boolean {
    return slot < this.#used && (this.#slots.place[slot] as number) >= 0
  }

  /** The slots of all that is still to come, in no order. */
  *pending(): IterableIterator<number> {
    for (let slot = 0; slot < this.#used; slot += 1) if (this.isPending(slot)) yield slot
  }

  /** As new: nothing pending, time 0, slots counted from 0; it keeps its room and no reference. */
  reset(): void {
    this.body.fill(null, 0, this.#used)
    this.now = 0
    this.size = 0
    this.#free = -1
    this.#used = 0
    this.#heap.reset()
    this.#begin()
  }

  #begin(): void {
    this.#wheeling = false
    this.#least = 0
    this.#most = this.#order === 'by size' ? wheelAbove : this.#order === 'heap' ? always : -1
    if (this.#order === 'wheel') this.#toWheel()
  }

  #take(): number {
    const slot = this.#free
    if (slot >= 0) {
      this.#free = this.#slots.next[slot] as number
      return slot
    }
    if (this.#used === this.#slots.room) this.#grow()
    return this.#used++
  }

  #checkTime(time: number): void {
    assert(
      time >= this.now && time <= timeMax && Math.floor(time) === time,
      'an event is due at a whole microsecond, not before now and below 2^48',
    )
  }

  #checkPending(slot: number): void {
    assert((this.#slots.place[slot] as number) >= 0, 'only a pending event is cancelled or moved')
  }

  /** The heap's events in order into the wheel: those due together keep their places in line. */
  #toWheel(): void {
    this.#wheel ??= new WheelOrder(this.#slots)
    this.#wheel.reset(this.now)
    for (;;) {
      const slot = this.#heap.take(Number.POSITIVE_INFINITY)
      if (slot < 0) break
      this.#wheel.add(slot)
    }
    this.#wheeling = true
    this.#most = always
    this.#least = this.#order === 'by size' ? heapBelow : 0
  }

  #toHeap(): void {
    for (;;) {
      const slot = this.#wheel === null ? -1 : this.#wheel.take(Number.POSITIVE_INFINITY)
      if (slot < 0) break
      this.#heap.add(slot)
    }
    this.#wheeling = false
    this.#most = wheelAbove
    this.#least = 0
  }

  #grow(): void {
    this.#slots.grow()
    this.words = twice(this.words)
    const old = this.body.length
    this.body.length = this.#slots.room
    this.body.fill(null, old)
  }
}
