// A node's durable tables while it runs: read from an image in memory, written in batches, one a
// sync. Steps made during a sync share the next one. It knows nothing of outputs; the host asks how
// far the disk has come. How a folder is opened is leveldb.ts.

import type { AnyStore } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Fault } from '../../sim/fault.ts'
import { encode, type Plain } from '../../sim/plain.ts'
import type { Key } from '../../sim/store.ts'
import { durably, type Level, type Operation } from './level.ts'
import { syncError } from './refusals.ts'
import { prefixOf, rowKeyIn } from './row-key.ts'
import { Rows } from './rows.ts'
import type { Harm } from '../../sim/harm.ts'
import type { Trouble } from './trouble.ts'

/** A store whose steps end and become durable in order. */
export interface DurableStore extends AnyStore {
  /**
   * Ends the step under way; its writes join the next batch.
   * @param told called with the mark before anything of the step is on its way to the disk
   * @returns the mark that `durable` has to reach before this step's outputs may leave
   */
  endStep(told?: (mark: number) => void): number
  /** Every row as it is now, durable or not. */
  rows(): Iterable<readonly [table: string, key: Key, value: Plain]>
  /** Everything up to this mark has survived. */
  readonly durable: number
  /** Of the last step that wrote. */
  readonly mark: number
  /**
   * Settles when all that was written has survived, or cannot any more. It is called where the node
   * is about to end, so what a plan did to the disk is over.
   */
  flush(): Promise<void>
  /** No further sync begins. Settles when the one under way has ended; one that hangs never begins. */
  hold(): Promise<void>
  /**
   * What a plan does to the disk: full, stalled, slow, lying, damaged, or the end of that. All else
   * is ignored.
   * @param id of the plan's entry
   */
  fault(fault: Fault, id: number): void
  /** Syncs what is left, on a disk with room and time, and gives the folder back. */
  close(): Promise<void>
}

export interface StoreEvents {
  /** `durable` has risen. */
  synced(): void
  /** A sync failed: what is on the disk is unknown, so the node stops. */
  failed(error: Error): void
}

/** Table of ours that says whose folder this is; actors cannot name it. */
export const ownTable = '\u0001worldline'
/** Relaxed writes that no full write takes along are synced after this long, ms. */
const relaxedWithin = 100

/** The tables of a folder that is open. One at a time, and its level is its own. */
export class LevelStore implements DurableStore {
  readonly #level: Level
  readonly #tables: Map<string, Rows>
  readonly #events: StoreEvents
  readonly #trouble: Trouble
  /** by table: what the keys of its rows begin with */
  readonly #prefixes = new Map<string, Uint8Array>()
  #batch: Operation[] = []
  /** of the sync under way */
  #underWay: readonly Operation[] = []
  /** said to be durable by a disk that lies: written with the first sync that is none */
  #lied: Operation[] = []
  #stepWrote = false
  #mark = 0
  #durable = 0
  /** the sync under way, and of it what the disk itself is at */
  #syncing: Promise<void> | null = null
  #writing: Promise<void> | null = null
  #relaxed: NodeJS.Timeout | null = null
  #failed = false
  /** no further sync begins */
  #held = false

  constructor(level: Level, tables: Map<string, Rows>, events: StoreEvents, trouble: Trouble) {
    this.#level = level
    this.#tables = tables
    this.#events = events
    this.#trouble = trouble
  }

  get durable(): number {
    return this.#durable
  }

  get mark(): number {
    return this.#mark
  }

  get(table: string, key: Key): unknown {
    const value = this.#tables.get(table)?.get(key)
    const { harm } = this.#trouble
    return harm === null ? value : this.#read(harm, table, [[key, value]])[0]?.[1]
  }

  put(table: string, key: Key, value: unknown, how?: 'relaxed'): void {
    const name = this.#nameOf(table, key)
    const bytes = encode(value) // what is not plain is refused by the codec
    this.#land(table, key, (landed) => {
      tablesOf(this.#tables, table).put(landed, value)
      const under = landed === key ? name : this.#nameOf(table, landed)
      this.#write({ type: 'put', key: under, value: bytes })
    })
    if (how === undefined) this.#stepWrote = true
  }

  delete(table: string, key: Key, how?: 'relaxed'): void {
    const name = this.#nameOf(table, key)
    this.#land(table, key, (landed) => {
      const under = landed === key ? name : this.#nameOf(table, landed)
      const had = this.#tables.get(table)?.delete(landed) === true
      if (had) this.#write({ type: 'del', key: under })
    })
    if (how === undefined) this.#stepWrote = true // outputs wait as if there had been a row
  }

  deleteRange(table: string, from: Key, to?: Key): void {
    for (const key of this.#tables.get(table)?.keys(from, to) ?? []) this.delete(table, key)
  }

  scan(table: string, from?: Key, to?: Key): Iterable<[Key, unknown]> {
    const rows = this.#tables.get(table)?.scan(from, to) ?? []
    const { harm } = this.#trouble
    return harm === null ? rows : this.#read(harm, table, rows)
  }

  *rows(): Iterable<readonly [table: string, key: Key, value: Plain]> {
    for (const [table, rows] of this.#tables) {
      // What is in a table has been through the codec, which refuses what is not plain.
      for (const [key, value] of rows.scan()) yield [table, key, value as Plain]
    }
  }

  endStep(told?: (mark: number) => void): number {
    const wrote = this.#stepWrote
    this.#stepWrote = false
    if (wrote) this.#mark += 1
    told?.(this.#mark)
    if (wrote) {
      this.#sync()
    } else if (this.#batch.length > 0 && this.#syncing === null) {
      this.#relaxed ??= setTimeout(() => this.#syncRelaxed(), relaxedWithin)
    }
    return this.#mark
  }

  fault(fault: Fault, id: number): void {
    this.#trouble.fault(id, fault)
  }

  async flush(): Promise<void> {
    this.#trouble.heal()
    while (!this.#failed && (this.#syncing !== null || this.#owed)) {
      this.#sync()
      if (this.#syncing === null) return // none begins any more
      await this.#syncing
    }
  }

  async hold(): Promise<void> {
    this.#held = true
    await (this.#trouble.refuses ? this.#writing : this.#syncing)
  }

  async close(): Promise<void> {
    await this.flush()
    if (this.#relaxed !== null) clearTimeout(this.#relaxed)
    await this.#level.close()
  }

  /** Whether something was written that is not on the disk, and that nobody is writing. */
  get #owed(): boolean {
    return this.#batch.length > 0 || this.#lied.length > 0
  }

  /** A write lands under its key, or where a damaged disk puts it, or nowhere. */
  #land(table: string, key: Key, write: (landed: Key) => void): void {
    const { harm } = this.#trouble
    if (harm === null) return write(key)
    const landed = harm.written(table, key, () => this.#tables.get(table)?.keys() ?? [])
    if (landed !== null) write(landed)
    if (landed === key) return
    harm.strayed(table, key, landed, this.#tables.get(table)?.get(landed ?? key))
  }

  /** Rows of a damaged disk; what is not durable is not on it yet. The damage is there to stay. */
  #read(harm: Harm, table: string, rows: readonly [Key, unknown][]): [Key, unknown][] {
    const waiting = [...this.#lied, ...this.#underWay, ...this.#batch]
    const pending = new Set(waiting.map(({ key }) => textOf(key)))
    return rows.map(([key, value]) => {
      const name = this.#nameOf(table, key)
      if (value === undefined || pending.has(textOf(name))) return [key, value]
      const found = harm.read(table, key, value)
      if (found !== value) {
        tablesOf(this.#tables, table).put(key, found)
        const spoilt: Operation = { type: 'put', key: name, value: encode(found) }
        this.#level.batch([spoilt], { sync: false }).catch(() => {}) // the next sync will tell
      }
      return [key, found]
    })
  }

  /** The row's key on disk. */
  #nameOf(table: string, key: Key): Uint8Array {
    let prefix = this.#prefixes.get(table)
    if (prefix === undefined) {
      assert(table !== ownTable, 'no actor writes into the table of worldline')
      prefix = prefixOf(table)
      this.#prefixes.set(table, prefix)
    }
    return rowKeyIn(prefix, key)
  }

  #write(operation: Operation): void {
    this.#batch.push(operation)
  }

  #sync(): void {
    if (this.#syncing !== null || this.#failed || this.#held) return
    if (this.#relaxed !== null) clearTimeout(this.#relaxed)
    this.#relaxed = null
    const batch = this.#batch
    const mark = this.#mark
    this.#batch = []
    this.#underWay = batch
    this.#syncing = this.#commit(batch)
      .then((written) => (written ? this.#synced(mark) : this.#takeBack(batch)))
      .catch((error: unknown) => {
        this.#failed = true
        this.#syncing = null
        this.#events.failed(syncError(error))
      })
  }

  /** @returns false when nothing was written, because nothing is to be any more */
  async #commit(batch: Operation[]): Promise<boolean> {
    const before = this.#trouble.begins()
    if (before !== null) {
      await before
      if (this.#held) return false
    }
    if (this.#trouble.lies()) {
      this.#lied.push(...batch)
      return true
    }
    this.#writing = this.#level.batch([...this.#lied, ...batch], durably)
    await this.#writing
    this.#writing = null
    this.#lied = []
    const after = this.#trouble.ends()
    if (after !== null) await after
    return true
  }

  #takeBack(batch: Operation[]): void {
    this.#syncing = null
    this.#underWay = []
    this.#batch.unshift(...batch)
  }

  /** Nobody waits for it: in a simulation it would ride along with the next full write. */
  #syncRelaxed(): void {
    if (!this.#trouble.refuses) return this.#sync()
    this.#relaxed = setTimeout(() => this.#syncRelaxed(), relaxedWithin)
  }

  #synced(mark: number): void {
    this.#syncing = null
    this.#underWay = []
    this.#durable = mark
    if (this.#mark > mark) this.#sync()
    this.#events.synced()
  }
}

/** Bytes as a text that a Set can tell apart. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** The table of that name, which is there from now on. */
export function tablesOf(tables: Map<string, Rows>, table: string): Rows {
  const known = tables.get(table)
  if (known !== undefined) return known
  const fresh = new Rows()
  tables.set(table, fresh)
  return fresh
}
