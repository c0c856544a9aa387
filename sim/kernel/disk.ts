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

export class Disk implements AnyStore {
  readonly #tables = new Map<string, Table>()
  #lastName = ''
  #lastTable: Table | null = null
  listener: WriteListener | null = null

  // The log of what is not durable: three columns, used from #head to #tail and never shortened,
  // because an engine frees an array whose length becomes 0.
  #logTable: Table[] = []
  #logKey: Key[] = []
  #logOld: unknown[] = []
  #tail = 0

  /** end of each batch that is not durable, as a position in the log, oldest first */
  #ends: number[] = []
  /** whether it holds a full write */
  #full: boolean[] = []
  /** the step that made it */
  #steps: number[] = []
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
    const problem = keyProblem(key)
    assert(problem === null, `a key of table "${table}" is usable (${problem})`)
    assert(value !== undefined, `table "${table}" stores a value, not undefined`)
    this.#write(table, key, value, how === 'relaxed')
  }

  delete(table: string, key: Key, how?: 'relaxed'): void {
    const problem = keyProblem(key)
    assert(problem === null, `a key of table "${table}" is usable (${problem})`)
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
    return this.#ends.length
  }

  /** Ends the step's batch, if it wrote anything. @returns whether it holds a full write */
  endStep(step: number): boolean {
    if (this.#tail === this.#stepStart) return false
    this.#ends.push(this.#tail)
    this.#full.push(this.#stepFull)
    this.#steps.push(step)
    this.#stepStart = this.#tail
    if (!this.#stepFull) return false
    this.#stepFull = false
    this.written += 1
    return true
  }

  /** Makes everything up to the `upTo`-th full batch durable, relaxed ones before it included. */
  makeDurable(upTo: number): void {
    let batches = 0
    let full = this.durable
    for (let i = 0; i < this.#ends.length && full < upTo; i++) {
      if (this.#full[i] === true) full += 1
      batches = i + 1
    }
    this.durable = full
    this.#forget(batches)
  }

  #forget(batches: number): void {
    if (batches > 0) this.lastDurable = this.#steps[batches - 1] as number
    if (batches === this.#ends.length && this.#tail === this.#stepStart) {
      this.#ends.length = 0
      this.#full.length = 0
      this.#steps.length = 0
      this.#tail = 0
      this.#stepStart = 0
      return
    }
    if (batches === 0) return
    const cut = this.#ends[batches - 1] as number
    this.#logTable.copyWithin(0, cut, this.#tail)
    this.#logKey.copyWithin(0, cut, this.#tail)
    this.#logOld.copyWithin(0, cut, this.#tail)
    this.#tail -= cut
    this.#stepStart -= cut
    this.#ends.splice(0, batches)
    this.#full.splice(0, batches)
    this.#steps.splice(0, batches)
    for (let i = 0; i < this.#ends.length; i++) this.#ends[i] = (this.#ends[i] as number) - cut
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
    const kept = this.#ends.length - lost
    assert(kept >= 0, 'a crash loses no more batches than there are')
    const undone = this.#steps.slice(kept)
    this.#undoTo(kept === 0 ? 0 : (this.#ends[kept - 1] as number))
    this.#tail = 0
    this.#stepStart = 0
    this.#ends.length = 0
    this.#full.length = 0
    this.#steps.length = 0
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
    this.crash(this.#ends.length)
    for (const table of this.#tables.values()) table.clear()
  }
}
