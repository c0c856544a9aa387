// The order of many pending events: a radix wheel. An event hangs in the bucket of the highest
// 6-bit digit in which its time differs from the wheel's, at that digit's value; 8 levels of 64
// buckets make 48 bits. Buckets are lists in the order of insertion and are dealt out in that
// order, so events due together leave as they came without a number in line. Adding and removing
// take constant time. Floating bucket widths, as calendar queues have them, would lose the order.

import {
  doubles,
  ints,
  nextAt,
  none,
  placeAt,
  popped,
  prevAt,
  type Slots,
  timeAt,
} from './slots.ts'

const levels = 8
const digits = 64
const perLow = 1 / 4294967296

/** Slots by (time, order of adding). Casts: every index here is a bucket or a slot in use. */
export class WheelOrder {
  readonly #slots: Slots
  /** first and last slot of each bucket */
  readonly #ends: Int32Array = new Int32Array(levels * digits * 2).fill(none)
  /** two words of bits a level: which of its buckets hold something */
  readonly #bits: Int32Array = new Int32Array(levels * 2)
  /** one bit a level */
  #levels = 0
  /** the wheel's own time, in two words: that of the last event taken, never later than now */
  #low = 0
  #high = 0

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** Empty, its own time at `now`. */
  reset(now: number): void {
    if (this.#levels !== 0) {
      this.#ends.fill(none)
      this.#bits.fill(0)
      this.#levels = 0
    }
    this.#low = now | 0
    this.#high = (now * perLow) | 0
  }

  /** Hangs a slot, whose time is set and not before the wheel's, at the end of its bucket. */
  add(slot: number): void {
    const int = this.#slots.int
    const time = this.#slots.double[slot * doubles + timeAt] as number
    const low = time | 0
    const high = (time * perLow) | 0
    const differs = high ^ this.#high
    // The highest digit that differs; none differs at level 0 when the event is due now.
    const level =
      differs !== 0
        ? ((63 - Math.clz32(differs)) / 6) | 0
        : ((31 - Math.clz32((low ^ this.#low) | 1)) / 6) | 0
    const shift = level * 6
    const digit =
      (shift >= 32
        ? high >>> (shift - 32)
        : shift <= 26
          ? low >>> shift
          : (low >>> shift) | (high << (32 - shift))) & 63
    const bucket = (level << 6) | digit
    const ends = this.#ends
    const last = ends[bucket * 2 + 1] as number
    const record = slot * ints
    int[record + prevAt] = last
    int[record + nextAt] = none
    int[record + placeAt] = bucket
    ends[bucket * 2 + 1] = slot
    if (last >= 0) {
      int[last * ints + nextAt] = slot
    } else {
      ends[bucket * 2] = slot
      const word = level * 2 + (digit >> 5)
      this.#bits[word] = (this.#bits[word] as number) | (1 << (digit & 31))
      this.#levels |= 1 << level
    }
  }

  /** Takes out the first slot due by `until`, or -1, and then the wheel has not moved. */
  take(until: number): number {
    const { int, double } = this.#slots
    const ends = this.#ends
    const bits = this.#bits
    while (this.#levels !== 0) {
      const level = 31 - Math.clz32(this.#levels & -this.#levels)
      const near = bits[level * 2] as number
      const far = bits[level * 2 + 1] as number
      const digit = near !== 0 ? 31 - Math.clz32(near & -near) : 63 - Math.clz32(far & -far)
      const bucket = (level << 6) | digit
      const first = ends[bucket * 2] as number
      // A bucket of level 0 is one instant; a lone slot is the least of its bucket.
      if (level === 0 || ends[bucket * 2 + 1] === first) {
        const time = double[first * doubles + timeAt] as number
        if (time > until) return -1
        const next = int[first * ints + nextAt] as number
        ends[bucket * 2] = next
        if (next >= 0) {
          int[next * ints + prevAt] = none
        } else {
          ends[bucket * 2 + 1] = none
          this.#vacate(bucket)
        }
        int[first * ints + placeAt] = popped
        this.#low = time | 0
        this.#high = (time * perLow) | 0
        return first
      }
      if (!this.#deal(bucket, until)) return -1
    }
    return -1
  }

  remove(slot: number): void {
    const int = this.#slots.int
    const ends = this.#ends
    const record = slot * ints
    const next = int[record + nextAt] as number
    const prev = int[record + prevAt] as number
    const bucket = int[record + placeAt] as number
    if (prev >= 0) int[prev * ints + nextAt] = next
    else ends[bucket * 2] = next
    if (next >= 0) int[next * ints + prevAt] = prev
    else ends[bucket * 2 + 1] = prev
    if (prev < 0 && next < 0) this.#vacate(bucket)
  }

  /** Moves the wheel to the least time of a bucket and hangs its slots anew, in their order. */
  #deal(bucket: number, until: number): boolean {
    const { int, double } = this.#slots
    const first = this.#ends[bucket * 2] as number
    let least = Number.POSITIVE_INFINITY
    for (let slot = first; slot >= 0; slot = int[slot * ints + nextAt] as number) {
      const time = double[slot * doubles + timeAt] as number
      if (time < least) least = time
    }
    if (least > until) return false
    this.#low = least | 0
    this.#high = (least * perLow) | 0
    this.#ends[bucket * 2] = none
    this.#ends[bucket * 2 + 1] = none
    this.#vacate(bucket)
    for (let slot = first; slot >= 0; ) {
      const next = int[slot * ints + nextAt] as number
      this.add(slot)
      slot = next
    }
    return true
  }

  #vacate(bucket: number): void {
    const level = bucket >> 6
    const word = bucket >> 5
    this.#bits[word] = (this.#bits[word] as number) & ~(1 << (bucket & 31))
    if (((this.#bits[level * 2] as number) | (this.#bits[level * 2 + 1] as number)) === 0) {
      this.#levels &= ~(1 << level)
    }
  }
}
