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
export function rowKey(table: string, key: Key): Uint8Array {
  const problem = keyProblem(key)
  assert(problem === null, `a store key ${problem}`)
  assert(keyProblem(table) === null && !table.includes('\0'), 'a table name is text without zeros')
  const name = encoder.encode(table)
  const text = typeof key === 'string' ? encoder.encode(key) : null
  const bytes = new Uint8Array(name.length + 2 + (text === null ? 8 : text.length))
  bytes.set(name)
  const at = name.length + 1
  bytes[at] = text === null ? numberTag : stringTag
  if (text !== null) bytes.set(text, at + 1)
  else new DataView(bytes.buffer).setBigUint64(at + 1, BigInt(key))
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
