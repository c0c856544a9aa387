// The order of many pending events: a radix wheel. An event hangs in the bucket of the highest
// 6-bit digit in which its time differs from the wheel's, at that digit's value; 8 levels of 64
// buckets make 48 bits. Buckets are lists in the order of insertion and are dealt out in that
// order, so events due together leave as they came without a number in line. Adding and removing
// take constant time. Floating bucket widths, as calendar queues have them, would lose the order.

import type { Slots } from './slots.ts'

/** Slots by (time, order of adding). Casts: every index here is a bucket or a slot in use. */
export class WheelOrder {
  readonly #slots: Slots
  /** first and last slot of each of 8 times 64 buckets */
  readonly #ends: Int32Array = new Int32Array(8 * 64 * 2).fill(-1)
  /** two words of bits a level: which of its buckets hold something */
  readonly #bits: Int32Array = new Int32Array(8 * 2)
  /** one bit a level: which of them hold something */
  #levels = 0
  /** the wheel's own time in two words: that of the last event taken, never later than now */
  #low = 0
  #high = 0

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** Empty, its own time at `now`. */
  reset(now: number): void {
    if (this.#levels !== 0) {
      this.#ends.fill(-1)
      this.#bits.fill(0)
      this.#levels = 0
    }
    this.#turnTo(now)
  }

  /** Hangs a slot, whose time is set and not before the wheel's, at the end of its bucket. */
  add(slot: number): void {
    const { next, prev, place } = this.#slots
    const ends = this.#ends
    const bucket = this.#bucketOf(this.#slots.time[slot] as number)
    const last = ends[bucket * 2 + 1] as number
    prev[slot] = last
    next[slot] = -1
    place[slot] = bucket
    ends[bucket * 2 + 1] = slot
    if (last >= 0) {
      next[last] = slot
      return
    }
    ends[bucket * 2] = slot
    this.#bits[bucket >> 5] = (this.#bits[bucket >> 5] as number) | (1 << (bucket & 31))
    this.#levels |= 1 << (bucket >> 6)
  }

  /** Takes out the first slot due by `until`, or -1, and then the wheel has not moved. */
  take(until: number): number {
    const ends = this.#ends
    while (this.#levels !== 0) {
      const bucket = this.#nearest()
      const first = ends[bucket * 2] as number
      // A bucket of level 0 is one instant, and a lone slot is the least of its bucket.
      if (bucket < 64 || ends[bucket * 2 + 1] === first) {
        const time = this.#slots.time[first] as number
        if (time > until) return -1
        this.#turnTo(time)
        this.remove(first)
        this.#slots.place[first] = -1
        return first
      }
      if (!this.#deal(bucket, until)) return -1
    }
    return -1
  }

  remove(slot: number): void {
    const { next, prev } = this.#slots
    const ends = this.#ends
    const bucket = this.#slots.place[slot] as number
    const after = next[slot] as number
    const before = prev[slot] as number
    if (before >= 0) next[before] = after
    else ends[bucket * 2] = after
    if (after >= 0) prev[after] = before
    else ends[bucket * 2 + 1] = before
    if (before < 0 && after < 0) this.#vacate(bucket)
  }

  /** Level times 64 and digit, of the highest digit in which a time differs from the wheel's. */
  #bucketOf(time: number): number {
    const low = time | 0
    const high = (time / 4294967296) | 0
    const differs = high ^ this.#high
    // A time that does not differ at all hangs at level 0, as one that differs in bit 0 does.
    const level =
      differs !== 0
        ? ((63 - Math.clz32(differs)) / 6) | 0
        : ((31 - Math.clz32((low ^ this.#low) | 1)) / 6) | 0
    const shift = level * 6
    if (shift >= 32) return (level << 6) | ((high >>> (shift - 32)) & 63)
    if (shift <= 26) return (level << 6) | ((low >>> shift) & 63)
    return (level << 6) | (((low >>> shift) | (high << (32 - shift))) & 63)
  }

  /** The first bucket that holds something: no slot elsewhere is due before all of its slots. */
  #nearest(): number {
    const level = 31 - Math.clz32(this.#levels & -this.#levels)
    const near = this.#bits[level * 2] as number
    if (near !== 0) return (level << 6) | (31 - Math.clz32(near & -near))
    const far = this.#bits[level * 2 + 1] as number
    return (level << 6) | (63 - Math.clz32(far & -far))
  }

  /** Turns the wheel to the least time of a bucket and hangs its slots anew, in their order. */
  #deal(bucket: number, until: number): boolean {
    const { next, time } = this.#slots
    const first = this.#ends[bucket * 2] as number
    let least = Number.POSITIVE_INFINITY
    for (let slot = first; slot >= 0; slot = next[slot] as number) {
      if ((time[slot] as number) < least) least = time[slot] as number
    }
    if (least > until) return false
    this.#turnTo(least)
    this.#ends[bucket * 2] = -1
    this.#ends[bucket * 2 + 1] = -1
    this.#vacate(bucket)
    for (let slot = first; slot >= 0; ) {
      const after = next[slot] as number
      this.add(slot)
      slot = after
    }
    return true
  }

  #turnTo(time: number): void {
    this.#low = time | 0
    this.#high = (time / 4294967296) | 0
  }

  #vacate(bucket: number): void {
    const bits = this.#bits
    const level = bucket >> 6
    bits[bucket >> 5] = (bits[bucket >> 5] as number) & ~(1 << (bucket & 31))
    if (((bits[level * 2] as number) | (bits[level * 2 + 1] as number)) === 0) {
      this.#levels &= ~(1 << level)
    }
  }
}
