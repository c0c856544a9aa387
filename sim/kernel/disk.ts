// A node's disk: its tables, what of them is durable, and a log that takes the rest back. A step's
// writes are one batch; batches become durable in the order of their steps, and a crash loses a
// suffix of them. When a sync is due and how long it takes is the world's business, and what a
// damaged disk does to a row is harm.ts.

import type { AnyStore } from '../actor.ts'
import { assert } from '../assert.ts'
import { keyProblem } from '../plain.ts'
import type { Key } from '../store.ts'
import type { Harm } from '../harm.ts'
import { Table } from './table.ts'

/** Told of each write as it is made; the tracing world listens. */
export type WriteListener = (table: string, key: Key, value: unknown, relaxed: boolean) => unknown

const none: readonly never[] = []
/** The log moves up when so many entries at its beginning are durable. */
const headMax = 256

/** The words of a problem are made only where there is one: a put is as fast as a store of an array. */
function checkKey(table: string, key: Key): void {
  const problem = keyProblem(key)
  if (problem !== null) assert(false, `a key of table "${table}" is usable (${problem})`)
}

export class Disk implements AnyStore {
  /** made with the first of them: many a node only looks */
  #tables: Map<string, Table> | null = null
  #lastName = ''
  #lastTable: Table | null = null
  listener: WriteListener | null = null
  /** what is damaged about it; null, as nearly always: nothing, and reads and writes look once */
  harm: Harm | null = null

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
  /** batches with full writes that count as durable and are not */
  #lied = 0

  get(table: string, key: Key): unknown {
    if (this.harm !== null) return this.#read(this.harm, table, [key])[0]?.[1]
    return this.#found(table)?.get(key)
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
    const found = this.#found(table)
    for (const key of found?.keys(from, to) ?? none) this.#write(table, key, undefined, false)
  }

  scan(table: string, from?: Key, to?: Key): Iterable<[Key, unknown]> {
    const found = this.#found(table)
    if (found === null || this.harm === null) return found?.entries(from, to) ?? none
    return this.#read(this.harm, table, found.keys(from, to))
  }

  /** Rows of a damaged disk. What is not durable is not on it yet. */
  #read(harm: Harm, name: string, keys: readonly Key[]): [Key, unknown][] {
    const table = this.#table(name)
    const pending = new Set<Key>()
    for (let at = this.#head; at < this.#tail; at++) {
      if (this.#logTable[at] === table) pending.add(this.#logKey[at] as Key)
    }
    return keys.map((key) => {
      const value = table.get(key)
      if (value === undefined || pending.has(key)) return [key, value]
      const found = harm.read(name, key, value)
      if (found !== value) table.set(key, found)
      return [key, found]
    })
  }

  /** Rows that were there and durable before anything of this world happened. */
  adopt(rows: Iterable<readonly [table: string, key: Key, value: unknown]>): void {
    for (const [table, key, value] of rows) this.#table(table).set(key, value)
  }

  /** Whoever only looks makes no table. */
  #found(name: string): Table | null {
    if (name !== this.#lastName) {
      this.#lastName = name
      this.#lastTable = this.#tables?.get(name) ?? null
    }
    return this.#lastTable
  }

  #table(name: string): Table {
    const found = this.#found(name)
    if (found !== null) return found
    const table = new Table()
    this.#tables = (this.#tables ?? new Map<string, Table>()).set(name, table)
    this.#lastTable = table
    return table
  }

  #write(name: string, key: Key, value: unknown, relaxed: boolean): void {
    const kept = this.listener === null ? value : this.listener(name, key, value, relaxed)
    const table = this.#table(name)
    if (!relaxed) this.#stepFull = true
    if (this.harm === null) this.#set(table, key, kept)
    else this.#setAstray(this.harm, name, table, key, kept)
  }

  #set(table: Table, key: Key, value: unknown): void {
    const old = table.set(key, value)
    const at = this.#tail++
    this.#logTable[at] = table
    this.#logKey[at] = key
    this.#logOld[at] = old
  }

  /** A write that is not done is a row like any other, as far as its node can tell. */
  #setAstray(harm: Harm, name: string, table: Table, key: Key, value: unknown): void {
    const landed = harm.written(name, key, () => table.keys())
    if (landed === null) this.#set(table, key, table.get(key))
    else this.#set(table, landed, value)
    if (landed !== key) harm.strayed(name, key, landed, table.get(landed ?? key))
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
    let full = this.durable - this.#lied
    let at = this.#first
    while (at < this.#last && full < upTo) if (this.#full[at++] === true) full += 1
    this.durable = full
    this.#lied = 0
    if (at === this.#first) return
    this.lastDurable = this.#steps[at - 1] as number
    this.#head = this.#ends[at - 1] as number
    this.#first = at
    if (this.#head === this.#tail) this.#begin()
    else if (this.#head >= headMax) this.#moveUp()
  }

  /**
   * Everything up to the `upTo`-th full batch counts as durable, and is not: a crash may lose it.
   * @returns the last step that is said to be durable
   */
  lie(upTo: number): number {
    this.#lied += upTo - this.durable
    this.durable = upTo
    return this.#last === this.#first ? this.lastDurable : (this.#steps[this.#last - 1] as number)
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
    const end = kept === this.#first ? this.#head : (this.#ends[kept - 1] as number)
    const { harm } = this
    if (lost > 0 && harm !== null && harm.tears) this.#tear(harm, end, this.#ends[kept] as number)
    else this.#undoTo(end)
    this.#begin()
    this.written = 0
    this.durable = 0
    this.#lied = 0
    return undone
  }

  /** Takes back everything from `begin` on, but for what is stored of the batch up to `end`. */
  #tear(harm: Harm, begin: number, end: number): void {
    this.#undoTo(end)
    const names = new Map([...(this.#tables ?? none)].map(([name, table]) => [table, name]))
    const rows = new Map<Table, Map<Key, unknown>>()
    for (let at = begin; at < end; at++) {
      const table = this.#logTable[at] as Table
      const key = this.#logKey[at] as Key
      rows.set(table, (rows.get(table) ?? new Map<Key, unknown>()).set(key, table.get(key)))
    }
    this.#undoTo(begin)
    const torn = [...rows].flatMap(([table, some]) =>
      [...some].map(([key, after]) => ({
        ...{ at: table, table: names.get(table) ?? '', key, before: table.get(key), after },
      })),
    )
    for (const [nth, value] of harm.torn(torn).entries()) {
      const { at, key } = torn[nth] as (typeof torn)[number]
      at.set(key, value)
    }
  }

  #undoTo(end: number): void {
    while (this.#tail > end) {
      const at = --this.#tail
      ;(this.#logTable[at] as Table).set(this.#logKey[at] as Key, this.#logOld[at])
    }
  }

  /** Everything is gone. */
  wipe(): void {
    const { harm } = this
    this.harm = null // nothing is left to be torn
    this.crash(this.pending)
    this.harm = harm
    for (const table of this.#tables?.values() ?? none) table.clear()
  }
}
