// A node's durable tables in LevelDB: read once into an image, then written in batches, one a sync.
// Steps made during a sync share the next one. It knows nothing of outputs; the host asks how far
// the disk has come.

import type { AnyStore } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import { decode, encode, type Plain } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Key } from '../../sim/store.ts'
import { missing } from '../optional.ts'
import { parseRowKey, rowKey } from './row-key.ts'
import { Rows } from './rows.ts'

/** Whatever keeps bytes under bytes, in their order: classic-level on disk, memory-level in tests. */
export interface Level {
  open(): Promise<void>
  close(): Promise<void>
  get(key: Uint8Array): Promise<Uint8Array | undefined>
  /** All of it or nothing; `sync`: has survived a power loss when the promise settles. */
  batch(operations: Operation[], options: { readonly sync: boolean }): Promise<void>
  iterator(): AsyncIterable<[Uint8Array, Uint8Array]>
}

type Operation =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: Uint8Array }

/** How a level of any make is to be opened: bytes under bytes. */
export const asBytes = { keyEncoding: 'view', valueEncoding: 'view' } as const

/** A store whose steps end and become durable in order. */
export interface DurableStore extends AnyStore {
  /**
   * Ends the step under way; its writes join the next batch.
   * @returns the mark that `durable` has to reach before this step's outputs may leave
   */
  endStep(): number
  /** Every row as it is now, durable or not. */
  rows(): Iterable<readonly [table: string, key: Key, value: Plain]>
  /** Everything up to this mark has survived. */
  readonly durable: number
  /** Of the last step that wrote. */
  readonly mark: number
  /** Settles when all that was written has survived, or cannot any more. */
  flush(): Promise<void>
  /** No further sync begins. Settles when the one under way has ended. */
  hold(): Promise<void>
  /** Syncs what is left and gives the folder back. */
  close(): Promise<void>
}

export interface StoreEvents {
  /** `durable` has risen. */
  synced(): void
  /** A sync failed: what is on the disk is unknown, so the node stops. */
  failed(error: Error): void
}

/**
 * Opens the tables of `node` in `folder`.
 * @throws Mistake WL5007 when another process has it open, it belongs to another node, or a row
 *   cannot be read; WL5008 when classic-level is not installed
 */
export async function openLevelStore(
  folder: string,
  node: string,
  events: StoreEvents,
): Promise<DurableStore> {
  const level = await loadLevel(folder)
  try {
    await level.open()
  } catch (error) {
    throw openProblem(folder, node, error)
  }
  return openStore(level, folder, node, events)
}

/** The same over an open level of any make. */
export async function openStore(
  level: Level,
  folder: string,
  node: string,
  events: StoreEvents,
): Promise<DurableStore> {
  const tables = new Map<string, Rows>()
  try {
    await claim(level, folder, node)
    for await (const [bytes, value] of level.iterator()) {
      const row = parseRowKey(bytes)
      if (row === null) throw unreadable(folder, node, 'a key that is no row of a table')
      if (row.table === ownTable) continue
      tablesOf(tables, row.table).put(row.key, readValue(value, folder, node, row.table))
    }
  } catch (error) {
    await level.close()
    throw error
  }
  return new LevelStore(level, tables, events)
}

/** Table of ours that says whose folder this is; actors cannot name it. */
const ownTable = '\u0001worldline'
const format = 1
/** Relaxed writes that no full write takes along are synced after this long, ms. */
const relaxedWithin = 100

class LevelStore implements DurableStore {
  readonly #level: Level
  readonly #tables: Map<string, Rows>
  readonly #events: StoreEvents
  #batch: Operation[] = []
  #stepWrote = false
  #mark = 0
  #durable = 0
  #syncing: Promise<void> | null = null
  #relaxed: NodeJS.Timeout | null = null
  #failed = false
  /** no further sync begins */
  #held = false

  constructor(level: Level, tables: Map<string, Rows>, events: StoreEvents) {
    this.#level = level
    this.#tables = tables
    this.#events = events
  }

  get durable(): number {
    return this.#durable
  }

  get mark(): number {
    return this.#mark
  }

  get(table: string, key: Key): unknown {
    return this.#tables.get(table)?.get(key)
  }

  put(table: string, key: Key, value: unknown, how?: 'relaxed'): void {
    const operation: Operation = {
      type: 'put',
      key: this.#nameOf(table, key),
      value: encode(value), // what is not plain is refused by the codec
    }
    tablesOf(this.#tables, table).put(key, value)
    this.#write(operation, how)
  }

  delete(table: string, key: Key, how?: 'relaxed'): void {
    const operation: Operation = { type: 'del', key: this.#nameOf(table, key) }
    if (this.#tables.get(table)?.delete(key) === true) this.#write(operation, how)
    else if (how === undefined) this.#stepWrote = true // outputs wait as if there had been a row
  }

  deleteRange(table: string, from: Key, to?: Key): void {
    for (const key of this.#tables.get(table)?.keys(from, to) ?? []) this.delete(table, key)
    this.#stepWrote = true
  }

  scan(table: string, from?: Key, to?: Key): Iterable<[Key, unknown]> {
    return this.#tables.get(table)?.scan(from, to) ?? []
  }

  *rows(): Iterable<readonly [table: string, key: Key, value: Plain]> {
    for (const [table, rows] of this.#tables) {
      // What is in a table has been through the codec, which refuses what is not plain.
      for (const [key, value] of rows.scan()) yield [table, key, value as Plain]
    }
  }

  endStep(): number {
    if (this.#stepWrote) {
      this.#stepWrote = false
      this.#mark += 1
      this.#sync()
    } else if (this.#batch.length > 0 && this.#syncing === null) {
      this.#relaxed ??= setTimeout(() => this.#sync(), relaxedWithin)
    }
    return this.#mark
  }

  async flush(): Promise<void> {
    while (!this.#failed && (this.#syncing !== null || this.#batch.length > 0)) {
      this.#sync()
      if (this.#syncing === null) return // none begins any more
      await this.#syncing
    }
  }

  async hold(): Promise<void> {
    this.#held = true
    await this.#syncing
  }

  async close(): Promise<void> {
    await this.flush()
    if (this.#relaxed !== null) clearTimeout(this.#relaxed)
    await this.#level.close()
  }

  #nameOf(table: string, key: Key): Uint8Array {
    assert(table !== ownTable, 'no actor writes into the table of worldline')
    return rowKey(table, key)
  }

  #write(operation: Operation, how: 'relaxed' | undefined): void {
    this.#batch.push(operation)
    if (how === undefined) this.#stepWrote = true
  }

  #sync(): void {
    if (this.#syncing !== null || this.#failed || this.#held) return
    if (this.#relaxed !== null) clearTimeout(this.#relaxed)
    this.#relaxed = null
    const batch = this.#batch
    const mark = this.#mark
    this.#batch = []
    this.#syncing = this.#level
      .batch(batch, durably)
      .then(() => this.#synced(mark))
      .catch((error: unknown) => {
        this.#failed = true
        this.#syncing = null
        this.#events.failed(error instanceof Error ? error : new Error(String(error)))
      })
  }

  #synced(mark: number): void {
    this.#syncing = null
    this.#durable = mark
    if (this.#mark > mark) this.#sync()
    this.#events.synced()
  }
}

const durably = { sync: true }

function tablesOf(tables: Map<string, Rows>, table: string): Rows {
  const known = tables.get(table)
  if (known !== undefined) return known
  const fresh = new Rows()
  tables.set(table, fresh)
  return fresh
}

async function loadLevel(folder: string): Promise<Level> {
  try {
    const { ClassicLevel } = await import('classic-level')
    return new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
  } catch (error) {
    throw missing('classic-level', '3.0.0', 'keeps the tables of a real run', error)
  }
}

/** Writes whose folder it is, or finds that it is another's. */
async function claim(level: Level, folder: string, node: string): Promise<void> {
  const key = rowKey(ownTable, 'folder')
  const found = await level.get(key)
  if (found === undefined) {
    const value = encode({ format, node })
    return level.batch([{ type: 'put', key, value }], durably)
  }
  const said = readValue(found, folder, node, 'of worldline')
  const ours =
    typeof said === 'object' && said !== null && 'format' in said && 'node' in said ? said : null
  if (ours?.format !== format) {
    throw unreadable(folder, node, `format ${String(ours?.format)}, and this is format ${format}`)
  }
  if (ours.node !== node) throw unreadable(folder, node, `tables of ${String(ours.node)}`)
}

function readValue(bytes: Uint8Array, folder: string, node: string, table: string): unknown {
  const read = decode(bytes)
  if ('value' in read) return read.value
  throw unreadable(folder, node, `a row of table ${JSON.stringify(table)} that is no value`)
}

const unreadable = (folder: string, node: string, holds: string): Mistake =>
  new Mistake([
    {
      code: 'WL5007',
      sentence: `${node} cannot use its tables: ${folder} holds ${holds}.`,
      lines: ['keep it for a look, and start with a fresh folder'],
    },
  ])

function openProblem(folder: string, node: string, error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return error
  const locked = 'code' in cause && cause.code === 'LEVEL_LOCKED'
  const why = locked ? 'another process has it open' : cause.message
  return new Mistake([
    {
      code: 'WL5007',
      sentence: `${node} cannot use its tables in ${folder}: ${why}.`,
      lines: [locked ? 'stop the other one, or give this one a folder of its own' : 'look at it'],
    },
  ])
}
