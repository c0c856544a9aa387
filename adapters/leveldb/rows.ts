// The image of a node's tables in memory: what it wrote last, durable or not. Reads never touch
// the disk.

import { compareKeys } from '../../sim/plain.ts'
import type { Key } from '../../sim/store.ts'

/** One table. Keys stay sorted as they come, since most come in order. */
export class Rows {
  readonly #values = new Map<Key, unknown>()
  readonly #keys: Key[] = []

  get size(): number {
    return this.#keys.length
  }

  get(key: Key): unknown {
    return this.#values.get(key)
  }

  put(key: Key, value: unknown): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#placeOf(key), 0, key)
    this.#values.set(key, value)
  }

  /** @returns false when there was no such row */
  delete(key: Key): boolean {
    if (!this.#values.delete(key)) return false
    this.#keys.splice(this.#placeOf(key), 1)
    return true
  }

  /** Keys from `from` up to but without `to`. */
  keys(from?: Key, to?: Key): Key[] {
    const first = from === undefined ? 0 : this.#placeOf(from)
    const last = to === undefined ? this.#keys.length : this.#placeOf(to)
    return this.#keys.slice(first, Math.max(first, last))
  }

  /** The rows as they are now, whatever is written while they are looked at. */
  scan(from?: Key, to?: Key): [Key, unknown][] {
    return this.keys(from, to).map((key) => [key, this.#values.get(key)])
  }

  /** Place of the first key that is not before `key`. */
  #placeOf(key: Key): number {
    let low = 0
    let high = this.#keys.length
    const last = this.#keys[high - 1]
    if (last !== undefined && compareKeys(last, key) < 0) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      const here = this.#keys[middle]
      if (here !== undefined && compareKeys(here, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
