// Rows as LevelDB sees them: bytes whose order is the order of the contract (numbers before
// strings, numbers ascending, strings by UTF-8), each table a range of its own.

import { assert } from '../../sim/assert.ts'
import { keyProblem } from '../../sim/plain.ts'
import type { Key } from '../../sim/store.ts'

const numberTag = 1
const stringTag = 2
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Table name, a zero, then a tag and eight bytes (big end first) or the UTF-8 of the text. */
export const rowKey = (table: string, key: Key): Uint8Array => rowKeyIn(prefixOf(table), key)

/** What the keys of all rows of a table begin with. */
export function prefixOf(table: string): Uint8Array {
  assert(keyProblem(table) === null && !table.includes('\0'), 'a table name is text without zeros')
  return encoder.encode(`${table}\0`)
}

/** The key of a row of the table with this prefix. */
export function rowKeyIn(prefix: Uint8Array, key: Key): Uint8Array {
  const problem = keyProblem(key)
  assert(problem === null, `a store key ${problem}`)
  const body = prefix.length + 1
  if (typeof key === 'string') {
    const bytes = Buffer.allocUnsafe(body + Buffer.byteLength(key))
    bytes.set(prefix)
    bytes[prefix.length] = stringTag
    bytes.write(key, body)
    return bytes
  }
  const bytes = Buffer.allocUnsafe(body + 8)
  bytes.set(prefix)
  bytes[prefix.length] = numberTag
  bytes.writeUInt32BE(Math.floor(key / 2 ** 32), body)
  bytes.writeUInt32BE(key % 2 ** 32, body + 4)
  return bytes
}

/** @returns null when these bytes are no row of ours */
export function parseRowKey(bytes: Uint8Array): { table: string; key: Key } | null {
  const end = bytes.indexOf(0)
  const body = bytes.subarray(end + 2)
  if (end < 0 || bytes.length < end + 2) return null
  try {
    const table = decoder.decode(bytes.subarray(0, end))
    if (bytes[end + 1] === stringTag) return { table, key: decoder.decode(body) }
    if (bytes[end + 1] !== numberTag || body.length !== 8) return null
    const key = Number(new DataView(body.buffer, body.byteOffset).getBigUint64(0))
    return Number.isSafeInteger(key) ? { table, key } : null
  } catch {
    return null // not UTF-8
  }
}
