// A node's disk: its tables, what of them is durable, and a log that takes the rest back. A step's
// writes are one batch; batches become durable in the order of their steps, and a crash loses a
// suffix of them. When a sync is due and how long it takes is the world's business.

import type { AnyStore } from '../actor.ts'
import { assert } from '../assert.ts'
import { keyProblem } from '../plain.ts'
import type { Key } from '../store.ts'
import { Table } from './table.ts'

/** Told of each write as it is made; the tracing world listens. */
export type WriteListener = (table: string, key: Key, value: unknown, relaxed: boolean) => unknown

/** The log moves up when so many entries at its beginning are durable. */
const headMax = 256

/** The words of a problem are made only where there is one: a put is as fast as a store of an array. */
function checkKey(table: string, key: Key): void {
  const problem = keyProblem(key)
  if (problem !== null) assert(false, `a key of table "${table}" is usable (${problem})`)
}

export class Disk implements AnyStore {
  readonly #tables = new Map<string, Table>()
  #lastName = ''
  #lastTable: Table | null = null
  listener: WriteListener | null = null

  // The log of what is not durable: three columns, used from #head to #tail and never shortened,
  // because an engine frees an array whose length becomes 0.
  readonly #logTable: Table[] = []
  readonly #logKey: Key[] = []
  readonly #logOld: unknown[] = []
  #head = 0
  #tail = 0

  // Its batches, oldest first, from #first to #last of three columns more.
  /** end of each, as a position in the log */
  readonly #ends: number[] = []
  /** whether it holds a full write */
  readonly #full: boolean[] = []
  /** the step that made it */
  readonly #steps: number[] = []
  #first = 0
  #last = 0
  #stepStart = 0
  #stepFull = false

  /** Batches with full writes made so far, and made durable so far. */
  written = 0
  durable = 0
  /** The last step (as given to `endStep`) that is durable. */
  lastDurable = 0

  get(table: string, key: Key): unknown {
    return this.#table(table).get(key)
  }

  put(table: string, key: Key, value: unknown, how?: 'relaxed'): void {
    checkKey(table, key)
    if (value === undefined) assert(false, `table "${table}" stores a value, not undefined`)
    this.#write(table, key, value, how === 'relaxed')
  }

  delete(table: string, key: Key, how?: 'relaxed'): void {
    checkKey(table, key)
    this.#write(table, key, undefined, how === 'relaxed')
  }

  deleteRange(table: string, from: Key, to?: Key): void {
    for (const key of this.#table(table).keys(from, to)) this.#write(table, key, undefined, false)
  }

  scan(table: string, from?: Key, to?: Key): Iterable<[Key, unknown]> {
    return this.#table(table).entries(from, to)
  }

  /** Rows that were there and durable before anything of this world happened. */
  adopt(rows: Iterable<readonly [table: string, key: Key, value: unknown]>): void {
    for (const [table, key, value] of rows) this.#table(table).set(key, value)
  }

  /** Every table by name, for judges and pictures. */
  tables(): ReadonlyMap<string, Table> {
    return this.#tables
  }

  #table(name: string): Table {
    if (name === this.#lastName && this.#lastTable !== null) return this.#lastTable
    let table = this.#tables.get(name)
    if (table === undefined) {
      table = new Table()
      this.#tables.set(name, table)
    }
    this.#lastName = name
    this.#lastTable = table
    return table
  }

  #write(name: string, key: Key, value: unknown, relaxed: boolean): void {
    const kept = this.listener === null ? value : this.listener(name, key, value, relaxed)
    const table = this.#table(name)
    const old = table.set(key, kept)
    const at = this.#tail++
    this.#logTable[at] = table
    this.#logKey[at] = key
    this.#logOld[at] = old
    if (!relaxed) this.#stepFull = true
  }

  /** Whether the step under way has written, or full batches wait for a sync. */
  get busy(): boolean {
    return this.#tail !== this.#stepStart || this.written > this.durable
  }

  /** Batches that are not durable, those of relaxed writes included. */
  get pending(): number {
    return this.#last - this.#first
  }

  /** Ends the step's batch, if it wrote anything. @returns whether it holds a full write */
  endStep(step: number): boolean {
    if (this.#tail === this.#stepStart) return false
    const at = this.#last++
    this.#ends[at] = this.#tail
    this.#full[at] = this.#stepFull
    this.#steps[at] = step
    this.#stepStart = this.#tail
    if (!this.#stepFull) return false
    this.#stepFull = false
    this.written += 1
    return true
  }

  /** Makes everything up to the `upTo`-th full batch durable, relaxed ones before it included. */
  makeDurable(upTo: number): void {
    let full = this.durable
    let at = this.#first
    while (at < this.#last && full < upTo) if (this.#full[at++] === true) full += 1
    this.durable = full
    if (at === this.#first) return
    this.lastDurable = this.#steps[at - 1] as number
    this.#head = this.#ends[at - 1] as number
    this.#first = at
    if (this.#head === this.#tail) this.#begin()
    else if (this.#head >= headMax) this.#moveUp()
  }

  /** Nothing is in the log: it is used from its beginning again. */
  #begin(): void {
    this.#head = 0
    this.#tail = 0
    this.#stepStart = 0
    this.#first = 0
    this.#last = 0
  }

  /** A disk that is never at rest must not make its log longer and longer. */
  #moveUp(): void {
    const head = this.#head
    for (let at = head; at < this.#tail; at++) {
      this.#logTable[at - head] = this.#logTable[at] as Table
      this.#logKey[at - head] = this.#logKey[at] as Key
      this.#logOld[at - head] = this.#logOld[at]
    }
    const first = this.#first
    for (let at = first; at < this.#last; at++) {
      this.#ends[at - first] = (this.#ends[at] as number) - head
      this.#full[at - first] = this.#full[at] as boolean
      this.#steps[at - first] = this.#steps[at] as number
    }
    this.#head = 0
    this.#tail -= head
    this.#stepStart -= head
    this.#first = 0
    this.#last -= first
  }

  /** Takes back the writes of the step under way: it never happened. */
  abandonStep(): void {
    this.#undoTo(this.#stepStart)
    this.#stepFull = false
  }

  /**
   * A crash: the last `lost` batches that are not durable are gone, the others are on disk.
   * @returns the steps whose batches were lost
   */
  crash(lost: number): number[] {
    this.abandonStep()
    const kept = this.#last - lost
    assert(kept >= this.#first, 'a crash loses no more batches than there are')
    const undone = this.#steps.slice(kept, this.#last)
    this.#undoTo(kept === this.#first ? this.#head : (this.#ends[kept - 1] as number))
    this.#begin()
    this.written = 0
    this.durable = 0
    return undone
  }

  #undoTo(end: number): void {
    while (this.#tail > end) {
      const at = --this.#tail
      ;(this.#logTable[at] as Table).set(this.#logKey[at] as Key, this.#logOld[at])
    }
  }

  /** Everything is gone. */
  wipe(): void {
    this.crash(this.pending)
    for (const table of this.#tables.values()) table.clear()
  }
}
