// One durable table: number keys in a dense array, everything else in a Map. It knows nothing of
// durability; disk.ts keeps the log that takes writes back.

import { compareKeys } from '../plain.ts'
import type { Key } from '../store.ts'

/** How far beyond the end of the dense array a number key may lie before it goes to the Map. */
const gapMax = 1_024

export class Table {
  /** undefined = absent; index = key */
  #dense: unknown[] = []
  /** no key below is in the dense array: a log that is compacted is not looked through from 0 on */
  #low = 0
  #sparse: Map<Key, unknown> | null = null
  /** keys of `#sparse` in store order, or null when they changed */
  #order: Key[] | null = null

  get(key: Key): unknown {
    return typeof key === 'number' && key < this.#dense.length
      ? this.#dense[key]
      : this.#sparse?.get(key)
  }

  /** @returns what was there before; `undefined` takes the entry away */
  set(key: Key, value: unknown): unknown {
    if (typeof key === 'number' && key < this.#dense.length + gapMax) {
      const dense = this.#dense
      if (key < dense.length) {
        const old = dense[key]
        dense[key] = value
        if (key < this.#low) this.#low = key
        return old
      }
      if (this.#sparse === null || !this.#sparse.has(key)) {
        if (value === undefined) return undefined
        while (dense.length < key) dense.push(this.#adopt(dense.length))
        dense.push(value)
        return undefined
      }
    }
    return this.#setSparse(key, value)
  }

  /** A number key that was far away when it was written may come into reach of the dense array. */
  #adopt(key: number): unknown {
    if (this.#sparse === null) return undefined
    const value = this.#sparse.get(key)
    if (value !== undefined) {
      this.#sparse.delete(key)
      this.#order = null
    }
    return value
  }

  #setSparse(key: Key, value: unknown): unknown {
    this.#sparse ??= new Map()
    const old = this.#sparse.get(key)
    if (value === undefined) {
      if (this.#sparse.delete(key)) this.#order = null
    } else {
      if (old === undefined) this.#order = null
      this.#sparse.set(key, value)
    }
    return old
  }

  /** Present keys from `from` up to but without `to`, in store order. */
  keys(from?: Key, to?: Key): Key[] {
    const found: Key[] = []
    // Every number stands before every string, and those of the dense array before the others.
    const first = from === undefined ? 0 : typeof from === 'number' ? from : this.#dense.length
    const end = typeof to === 'number' ? Math.min(to, this.#dense.length) : this.#dense.length
    while (this.#low < this.#dense.length && this.#dense[this.#low] === undefined) this.#low += 1
    for (let key = Math.max(this.#low, Math.ceil(first)); key < end; key++) {
      if (this.#dense[key] !== undefined) found.push(key)
    }
    for (const key of this.#sorted()) {
      if (to !== undefined && compareKeys(key, to) >= 0) break
      if (from === undefined || compareKeys(key, from) >= 0) found.push(key)
    }
    return found
  }

  #sorted(): readonly Key[] {
    if (this.#sparse === null) return []
    this.#order ??= [...this.#sparse.keys()].sort(compareKeys)
    return this.#order
  }

  entries(from?: Key, to?: Key): [Key, unknown][] {
    return this.keys(from, to).map((key) => [key, this.get(key)])
  }

  clear(): void {
    this.#dense.length = 0
    this.#low = 0
    this.#sparse = null
    this.#order = null
  }
}
