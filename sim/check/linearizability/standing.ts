// Where a walk of the general search stands: a place among the events, a state, which of the operations
// under way are in, and the steps that led there. It goes forward, and back by the events it passed.

import { type Place, widened } from './depth-first.ts'
import type { Machine } from './machine.ts'
import type { OpenKinds } from './open-kinds.ts'
import type { Part } from './part.ts'
import { ReadersLeft, type ValuesFound } from './readers-left.ts'
import type { Slots } from './slots.ts'

/** What is the same for all walks over a part. */
export interface Ground {
  readonly part: Part
  readonly machine: Machine
  readonly slots: Slots
  readonly open: OpenKinds
  /** by kind of the machine, 1: it only looks */
  readonly observes: Uint8Array
  /** values found and set, where states are values; null: nothing is known */
  readonly known: ValuesFound | null
}

export class Standing implements Place {
  /** who still has to read; null: nothing is known */
  readonly left: ReadersLeft | null
  readonly words: number
  readonly counts: number
  readonly kept: number
  readonly ground: Ground
  /** event that is next: a return of an operation that is not in, after `advance` */
  at = 0
  state: number
  /** by slot, a bit: the operation under way in it is in */
  readonly mask: Int32Array
  /** operation under way in each slot, -1 */
  readonly under: Int32Array
  /** by open kind: how many were called */
  readonly called: Int32Array
  /** by open kind: where its count stands in `used`; -1: it is not counted */
  readonly countAt: Int32Array
  /** how often counted open kinds were used */
  readonly used: Int32Array
  /** steps so far: an operation, or `~open kind` */
  steps: Int32Array = new Int32Array(64)
  /** how many events had passed at each step */
  stepAt: Int32Array = new Int32Array(64)
  length = 0

  /** @param tracked open kinds that are counted */
  constructor(ground: Ground, tracked: readonly number[]) {
    const { machine, slots, open } = ground
    this.ground = ground
    this.state = machine.initial
    this.mask = new Int32Array((slots.count + 31) >>> 5)
    this.under = new Int32Array(slots.count).fill(-1)
    this.called = new Int32Array(open.kinds.length)
    this.countAt = new Int32Array(open.kinds.length).fill(-1)
    tracked.forEach((kind, at) => (this.countAt[kind] = at))
    this.used = new Int32Array(tracked.length)
    this.left = ground.known === null ? null : new ReadersLeft(ground.known)
    this.words = 2 + this.mask.length
    this.counts = tracked.length
    this.kept = 2 + this.mask.length + tracked.length
  }

  get bytes(): number {
    return 2 * this.steps.byteLength
  }

  get progress(): number {
    return this.at
  }

  isIn(slot: number): boolean {
    return ((this.mask[slot >>> 5] as number) & (1 << (slot & 31))) !== 0
  }

  /** Passes what can be passed. True: the end is reached. */
  advance(): boolean {
    const { part, slots, open, machine, observes } = this.ground
    const { events } = part
    this.#absorb()
    for (; this.at < events.length; this.at++) {
      const event = events[this.at] as number
      const one = event < 0 ? ~event : event
      const slot = slots.of[one] as number
      if (event < 0) {
        if (!this.isIn(slot)) return false
        this.mask[slot >>> 5] = (this.mask[slot >>> 5] as number) & ~(1 << (slot & 31))
        this.under[slot] = -1
      } else if (slot >= 0) {
        this.under[slot] = one
        const kind = machine.kinds[one] as number
        if (observes[kind] === 1 && machine.next(this.state, kind) !== -1)
          this.#putIn(one, slot, this.at + 1)
      } else {
        const kind = open.of[one] as number
        if (kind >= 0) this.called[kind] = (this.called[kind] as number) + 1
      }
    }
    return true
  }

  /**
   * Puts in all that only look and are answered so in this state. In any legal order they could stand
   * here as well: they change nobody's state, and they were called.
   */
  #absorb(): void {
    const { machine, observes } = this.ground
    for (let slot = 0; slot < this.under.length; slot++) {
      const one = this.under[slot] as number
      if (one < 0) continue
      const kind = machine.kinds[one] as number
      if (observes[kind] === 0 || this.isIn(slot)) continue
      if (machine.next(this.state, kind) !== -1) this.#putIn(one, slot, this.at)
    }
  }

  #putIn(one: number, slot: number, at: number): void {
    this.mask[slot >>> 5] = (this.mask[slot >>> 5] as number) | (1 << (slot & 31))
    this.left?.enter(one)
    this.#step(one, at)
  }

  #step(said: number, at: number): void {
    if (this.length === this.steps.length) {
      this.steps = widened(this.steps)
      this.stepAt = widened(this.stepAt)
    }
    this.steps[this.length] = said
    this.stepAt[this.length++] = at
  }

  /** @param said an operation under way, or `~open kind` */
  take(said: number): void {
    const { machine, slots, open } = this.ground
    const kind = (said < 0 ? open.kinds[~said] : machine.kinds[said]) as number
    this.state = machine.next(this.state, kind)
    if (said >= 0) return this.#putIn(said, slots.of[said] as number, this.at)
    const count = this.countAt[~said] as number
    if (count >= 0) this.used[count] = (this.used[count] as number) + 1
    this.#step(said, this.at)
  }

  repeats(): boolean {
    const { machine, observes } = this.ground
    const said = this.steps[this.length - 1] as number
    if (said >= 0 || this.countAt[~said] !== -1 || machine.stateCount() < 0) return false
    let times = 0
    for (let step = this.length - 1; step >= 0; step--) {
      const other = this.steps[step] as number
      if (other === said) times += 1
      else if (other >= 0 && observes[machine.kinds[other] as number] === 0) break
    }
    return times > (this.called[~said] as number)
  }

  describe(entry: Int32Array): void {
    const { mask, used } = this
    entry[0] = this.at
    entry[1] = this.state
    for (let word = 0; word < mask.length; word++) entry[2 + word] = mask[word] as number
    const counts = this.words
    for (let count = 0; count < used.length; count++) entry[counts + count] = used[count] as number
  }

  keep(frames: Int32Array, at: number): void {
    const { mask, used } = this
    frames[at] = this.at
    frames[at + 1] = this.state
    for (let word = 0; word < mask.length; word++) frames[at + 2 + word] = mask[word] as number
    const counts = at + this.words
    for (let count = 0; count < used.length; count++) frames[counts + count] = used[count] as number
  }

  comeBack(frames: Int32Array, at: number, length: number): void {
    const { mask, used } = this
    this.#retreat(frames[at] as number)
    this.state = frames[at + 1] as number
    if (this.left !== null) {
      for (let step = length; step < this.length; step++) {
        const said = this.steps[step] as number
        if (said >= 0) this.left.leave(said)
      }
    }
    this.length = length
    for (let word = 0; word < mask.length; word++) mask[word] = frames[at + 2 + word] as number
    const counts = at + this.words
    for (let count = 0; count < used.length; count++) used[count] = frames[counts + count] as number
  }

  /** Walks back to an event. */
  #retreat(to: number): void {
    const { part, slots, open } = this.ground
    while (this.at > to) {
      const event = part.events[--this.at] as number
      const one = event < 0 ? ~event : event
      const slot = slots.of[one] as number
      if (slot >= 0) {
        this.under[slot] = event < 0 ? one : -1
        continue
      }
      const kind = open.of[one] as number
      if (kind >= 0) this.called[kind] = (this.called[kind] as number) - 1
    }
  }
}
