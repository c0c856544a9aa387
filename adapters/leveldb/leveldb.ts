// Opens a folder of durable tables: whose they are, and every row into an image in memory. What is
// not as it was left is refused in words, and stays as it is.

import { decode, encode } from '../../sim/plain.ts'
import { generatorOf } from '../../sim/generator.ts'
import { Mistake } from '../../sim/problem.ts'
import { durably, type Level, levels } from './level.ts'
import { lookAt } from './folder.ts'
import { damaged, holds, newer, reasonOf, type Refusal, refused } from './refusals.ts'
import { parseRowKey, rowKey } from './row-key.ts'
import type { Rows } from './rows.ts'
import { type DurableStore, LevelStore, ownTable, type StoreEvents, tablesOf } from './store.ts'
import { type Faulted, Trouble } from './trouble.ts'

export { asBytes, type Level } from './level.ts'
export type { DurableStore, StoreEvents } from './store.ts'

/** A disk whose faults nobody counts. */
const uncounted = (): Faulted => ({ draws: (name) => generatorOf(0, name), counts: new Map() })

/**
 * Opens the tables of `node` in `folder`, which is made where there is none.
 * @throws Mistake WL5007 when the folder is not as it was left, not its own, open elsewhere, or
 *   cannot be written: with everything in it as it was; WL5008 when classic-level is not installed
 */
export async function openLevelStore(
  folder: string,
  node: string,
  events: StoreEvents,
  faulted: Faulted = uncounted(),
): Promise<DurableStore> {
  const levelIn = await levels()
  const wrong = await lookAt(folder)
  if (wrong !== null) throw refused(node, folder, wrong)
  const level = levelIn(folder)
  try {
    await level.open()
  } catch (error) {
    throw inWords(node, folder, error)
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
  try {
    const wrong = await claim(level, node)
    if (wrong !== null) throw refused(node, folder, wrong)
    const tables = new Map<string, Rows>()
    for await (const [bytes, value] of level.iterator()) {
      const spoilt = readRow(tables, bytes, value)
      if (spoilt !== null) throw refused(node, folder, holds(spoilt))
    }
    return new LevelStore(level, tables, events, new Trouble(faulted))
  } catch (error) {
    await level.close()
    throw inWords(node, folder, error)
  }
}

const format = 1

/** Writes whose folder it is, or finds why it is not. */
async function claim(level: Level, node: string): Promise<Refusal | null> {
  const key = rowKey(ownTable, 'folder')
  const found = await level.get(key)
  if (found === undefined) {
    for await (const _ of level.iterator()) return holds('rows, and does not say whose they are')
    await level.batch([{ type: 'put', key, value: encode({ format, node }) }], durably)
    return null
  }
  const read = decode(found)
  const said: unknown = 'value' in read ? read.value : null
  if (typeof said !== 'object' || said === null || !('format' in said)) {
    return damaged('the row that says whose they are is no value')
  }
  if (said.format !== format) return newer(String(said.format), format)
  const whose = 'node' in said ? String(said.node) : 'nobody'
  return whose === node ? null : holds(`the tables of ${whose}`)
}

/** @returns what is wrong with the row, or null */
function readRow(tables: Map<string, Rows>, key: Uint8Array, value: Uint8Array): string | null {
  const row = parseRowKey(key)
  if (row === null) return 'a key that is no row of a table'
  if (row.table === ownTable) return null
  const read = decode(value)
  if (!('value' in read)) return `a row of table ${JSON.stringify(row.table)} that is no value`
  tablesOf(tables, row.table).put(row.key, read.value)
  return null
}

function inWords(node: string, folder: string, error: unknown): unknown {
  if (error instanceof Mistake) return error
  const reason = reasonOf(error)
  return reason === null ? error : refused(node, folder, reason)
}
