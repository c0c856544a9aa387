// Who still has to read: of a value that nobody is left to set again, all who found it have to be in
// before another one takes its place. It rules out configurations that have no way on, and no others.

/** What a search knows of operations on values, by operation. */
export interface ValuesFound {
  /** value that an answered operation found; -1: it found none, or its outcome is unknown */
  readonly found: Int32Array
  /** value that it sets, whether it was answered or not; -1: none */
  readonly set: Int32Array
  /** 1: its outcome is unknown */
  readonly isOpen: Uint8Array
  /** of those that found a value: how many answered operations that set it can come before, at most */
  readonly setBefore: Int32Array
  readonly values: number
}

export class ReadersLeft {
  readonly #known: ValuesFound
  /** by value: where its counts stand; -1: an open operation may set it at any time */
  readonly #base: Int32Array
  /** by value: how many of those who found it are not in */
  readonly #readers: Int32Array
  /** by value: how many that set it are in */
  readonly #sets: Int32Array
  /** by value, then how many may have set it at most: how many of those who found it are not in */
  readonly #left: Int32Array

  constructor(known: ValuesFound) {
    const { found, set, isOpen, setBefore, values } = known
    this.#known = known
    this.#base = new Int32Array(values)
    this.#readers = new Int32Array(values)
    this.#sets = new Int32Array(values)
    for (let one = 0; one < set.length; one++) {
      const value = set[one] as number
      if (value >= 0 && isOpen[one] === 1) this.#base[value] = -1
    }
    const writers = new Int32Array(values)
    for (const value of set) if (value >= 0) writers[value] = (writers[value] as number) + 1
    let end = 0
    for (let value = 0; value < values; value++) {
      if (this.#base[value] === -1) continue
      this.#base[value] = end
      end += (writers[value] as number) + 1
    }
    this.#left = new Int32Array(end)
    for (let one = 0; one < found.length; one++) {
      const value = found[one] as number
      if (value >= 0) this.#readers[value] = (this.#readers[value] as number) + 1
      if (value < 0 || (this.#base[value] as number) < 0) continue
      const at = (this.#base[value] as number) + (setBefore[one] as number)
      this.#left[at] = (this.#left[at] as number) + 1
    }
  }

  enter(one: number): void {
    this.#count(one, 1)
  }

  leave(one: number): void {
    this.#count(one, -1)
  }

  #count(one: number, by: number): void {
    const { found, set, setBefore } = this.#known
    const read = found[one] as number
    if (read >= 0) this.#readers[read] = (this.#readers[read] as number) - by
    if (read >= 0 && (this.#base[read] as number) >= 0) {
      const at = (this.#base[read] as number) + (setBefore[one] as number)
      this.#left[at] = (this.#left[at] as number) - by
    }
    const value = set[one] as number
    if (value >= 0) this.#sets[value] = (this.#sets[value] as number) + by
  }

  /** Whether nobody is left who found what the operation sets. */
  isUnread(one: number): boolean {
    return this.#readers[this.#known.set[one] as number] === 0
  }

  /** Whether a value has to stay for others than this operation (-1: for any). */
  mustStay(value: number, one: number): boolean {
    const base = this.#base[value] as number
    if (base < 0) return false
    const { found, setBefore } = this.#known
    const sets = this.#sets[value] as number
    const own = one >= 0 && found[one] === value && setBefore[one] === sets ? 1 : 0
    return (this.#left[base + sets] as number) > own
  }
}
