// Open writers that may have taken effect, of which nobody knows yet whether they did. Those that nobody
// found so far are alike to all who come later, so one of a kind is as good as all the others: else a
// history with many of them would be as many searches.

import { fate } from './fates.ts'
import type { Part } from './part.ts'
import type { Resolution } from './resolution.ts'
import { placeOf } from './writers.ts'

/** What is looked for: writers of that value that were called before `till` and not over before `from`. */
export interface Span {
  readonly value: number
  readonly from: number
  readonly till: number
  /** rank before which no reader was called that is left: what was called before it is alike to them all */
  readonly alike: number
  /** whether those are looked for, too, that nobody found yet */
  readonly takesUnused: boolean
}

/** A kind: those that find and set the same. Kinds of one value stand beside each other. */
export class Optionals {
  readonly #call: Int32Array
  /** by kind, then in order of call */
  readonly #operations: Int32Array
  /** place in that of each operation, -1: none */
  readonly #placeOf: Int32Array
  /** by kind, and one more: where its operations begin */
  readonly #starts: Int32Array
  /** by value, and one more: where its kinds begin */
  readonly #kinds: Int32Array
  readonly #kindOf: Int32Array
  /** by kind: the place of the first that nobody found, and by place the next and the one before */
  readonly #first: Int32Array
  readonly #next: Int32Array
  readonly #before: Int32Array
  readonly #isUsed: Uint8Array
  /** by kind: the place of the one that was found last; by place the one found before that */
  readonly #used: Int32Array
  readonly #usedBefore: Int32Array
  /** by place: the latest return among those who found it or one found before */
  readonly #until: Int32Array

  /**
   * @param from by operation: the value that it finds, -1 for none
   * @param to by operation: the value that it sets
   */
  constructor(
    part: Part,
    { fates, from }: Resolution,
    { to, values }: { readonly to: Int32Array; readonly values: number },
  ) {
    const all: number[] = []
    for (let one = 0; one < part.size; one++) {
      if (fates[one] === fate.optional && (to[one] as number) >= 0) all.push(one)
    }
    all.sort(
      (one, other) =>
        (to[one] as number) - (to[other] as number) ||
        (from[one] as number) - (from[other] as number) ||
        one - other,
    )
    const count = all.length
    this.#call = part.call
    this.#operations = Int32Array.from(all)
    this.#placeOf = new Int32Array(count === 0 ? 0 : part.size).fill(-1)
    this.#kinds = new Int32Array(values + 1)
    this.#kindOf = new Int32Array(count)
    const starts: number[] = []
    for (let place = 0; place < count; place++) {
      const one = all[place] as number
      const last = all[place - 1] ?? -1
      if (last === -1 || to[one] !== to[last] || from[one] !== from[last]) {
        const value = (to[one] as number) + 1
        this.#kinds[value] = (this.#kinds[value] as number) + 1
        starts.push(place)
      }
      this.#placeOf[one] = place
      this.#kindOf[place] = starts.length - 1
    }
    for (let value = 0; value < values; value++)
      this.#kinds[value + 1] = (this.#kinds[value + 1] as number) + (this.#kinds[value] as number)
    this.#first = Int32Array.from(starts)
    this.#starts = Int32Array.from([...starts, count])
    this.#next = Int32Array.from(all, (_, place) =>
      this.#kindOf[place + 1] === this.#kindOf[place] ? place + 1 : -1,
    )
    this.#before = Int32Array.from(all, (_, place) =>
      this.#kindOf[place - 1] === this.#kindOf[place] ? place - 1 : -1,
    )
    this.#isUsed = new Uint8Array(count)
    this.#used = new Int32Array(starts.length).fill(-1)
    this.#usedBefore = new Int32Array(count)
    this.#until = new Int32Array(count)
  }

  /**
   * It was found, for the first time.
   * @param until return of the reader with an answer that shows it
   */
  use(operation: number, until: number): void {
    const place = this.#placeOf[operation] as number
    const kind = this.#kindOf[place] as number
    const next = this.#next[place] as number
    const before = this.#before[place] as number
    if (next !== -1) this.#before[next] = before
    if (before === -1) this.#first[kind] = next
    else this.#next[before] = next
    this.#isUsed[place] = 1
    const last = this.#used[kind] as number
    this.#usedBefore[place] = last
    this.#until[place] = last === -1 ? until : Math.max(until, this.#until[last] as number)
    this.#used[kind] = place
  }

  /** Takes back the last `use`. */
  free(operation: number): void {
    const place = this.#placeOf[operation] as number
    const kind = this.#kindOf[place] as number
    const next = this.#next[place] as number
    const before = this.#before[place] as number
    this.#isUsed[place] = 0
    this.#used[kind] = this.#usedBefore[place] as number
    if (next !== -1) this.#before[next] = place
    if (before === -1) this.#first[kind] = place
    else this.#next[before] = place
  }

  /**
   * Of those that nobody found yet and that were called before `alike` one of each kind, and all others
   * that are not over: what was found by one who had returned before `from` is.
   */
  collect(span: Span, found: (operation: number) => void): void {
    const { value, from, till, alike, takesUnused } = span
    const call = this.#call
    const last = this.#kinds[value + 1] as number
    for (let kind = this.#kinds[value] as number; kind < last; kind++) {
      if (takesUnused) {
        const first = this.#first[kind] as number
        const old = first === -1 ? -1 : (this.#operations[first] as number)
        if (old !== -1 && (call[old] as number) < Math.min(alike, till)) found(old)
        const end = this.#placeFrom(kind, till)
        for (let place = this.#placeFrom(kind, alike); place < end; place++) {
          if (this.#isUsed[place] === 0) found(this.#operations[place] as number)
        }
      }
      let used = this.#used[kind] as number
      while (used !== -1 && (this.#until[used] as number) >= from) {
        const one = this.#operations[used] as number
        if ((call[one] as number) < till) found(one)
        used = this.#usedBefore[used] as number
      }
    }
  }

  /**
   * Of kinds of which nobody is left that was called before `alike`, those that `collect` passed over:
   * were one of them free, it could be taken.
   */
  over({ value, from, till, alike }: Span, found: (operation: number) => void): void {
    const call = this.#call
    const last = this.#kinds[value + 1] as number
    for (let kind = this.#kinds[value] as number; kind < last; kind++) {
      const first = this.#first[kind] as number
      const hasOld =
        first !== -1 && (call[this.#operations[first] as number] as number) < Math.min(alike, till)
      const end = this.#placeFrom(kind, till)
      for (let place = this.#placeFrom(kind, alike); place < end; place++) {
        if (this.#isUsed[place] === 1 && (this.#until[place] as number) < from)
          found(this.#operations[place] as number)
      }
      if (hasOld) continue
      for (let used = this.#used[kind] as number; used !== -1; ) {
        const one = this.#operations[used] as number
        const isOver = (this.#until[used] as number) < from
        if (isOver && (call[one] as number) < Math.min(alike, till)) found(one)
        used = this.#usedBefore[used] as number
      }
    }
  }

  /** The first place of a kind whose operation was called at `rank` or later. */
  #placeFrom(kind: number, rank: number): number {
    const span = [this.#starts[kind] as number, this.#starts[kind + 1] as number] as const
    return placeOf(this.#call, this.#operations, rank, span)
  }
}
