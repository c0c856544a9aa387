// Opens a folder of durable tables: whose they are, and every row into an image in memory. What is
// not as it was left is refused in words, and stays as it is.

import { decode, encode } from '../../sim/plain.ts'
import { generatorOf } from '../../sim/generator.ts'
import { Mistake } from '../../sim/problem.ts'
import { durably, type Level, loadLevel } from './level.ts'
import { parseRowKey, rowKey } from './row-key.ts'
import type { Rows } from './rows.ts'
import { type DurableStore, LevelStore, ownTable, type StoreEvents, tablesOf } from './store.ts'
import { type Faulted, Trouble } from './trouble.ts'

export { asBytes, type Level } from './level.ts'
export type { DurableStore, StoreEvents } from './store.ts'

/** A disk whose faults nobody counts. */
const uncounted = (): Faulted => ({ draws: (name) => generatorOf(0, name), counts: new Map() })

/**
 * Opens the tables of `node` in `folder`.
 * @throws Mistake WL5007 when another process has it open, it belongs to another node, or a row
 *   cannot be read; WL5008 when classic-level is not installed
 */
export async function openLevelStore(
  folder: string,
  node: string,
  events: StoreEvents,
  faulted: Faulted = uncounted(),
): Promise<DurableStore> {
  const level = await loadLevel(folder)
  try {
    await level.open()
  } catch (error) {
    throw openProblem(folder, node, error)
  }
  return openStore(level, folder, node, events, faulted)
}

/** The same over an open level of any make. */
export async function openStore(
  level: Level,
  folder: string,
  node: string,
  events: StoreEvents,
  faulted: Faulted = uncounted(),
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
  return new LevelStore(level, tables, events, new Trouble(faulted))
}

const format = 1

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
