// A damaged message: another value of the same shape, as a transport without checksums would
// hand it over. The kind stays: a frame that cannot be told apart would not reach an actor at all.
// A damaged row of a disk is the same of any value.

import type { Message } from './actor.ts'
import { isBytes, isList, isMap, isSet, type Plain } from './plain.ts'

/** Picks an outcome below `below`; the same picks make the same damage. */
export type Pick = (below: number, what: string) => number

/** A field that damage can fall on: where it is and how to give the message another value there. */
type Leaf = { readonly value: unknown; readonly path: readonly (string | number)[] }

const leaves = (value: unknown, path: readonly (string | number)[], found: Leaf[]): Leaf[] => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) {
    if (value !== null && value !== undefined) found.push({ value, path })
    return found
  }
  if (value instanceof Map || value instanceof Set) return found
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) leaves(value[i], [...path, i], found)
    return found
  }
  for (const field of Object.keys(value)) {
    if (path.length > 0 || field !== 'kind') {
      leaves((value as Record<string, unknown>)[field], [...path, field], found)
    }
  }
  return found
}

const flipped = (value: unknown, pick: Pick): unknown => {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return -value
    const bit = 1 << pick(8, 'bit')
    return Math.floor(Math.abs(value) / bit) % 2 === 1 ? value - bit : value + bit
  }
  if (typeof value === 'string') {
    if (value === '') return '?'
    const at = pick(value.length, 'character')
    const code = value.charCodeAt(at)
    // Only ASCII is flipped, and only to ASCII, so that the text stays well-formed.
    const other = code < 128 ? code ^ 1 : 63
    const start = code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
    const length = code >= 0xd800 && code <= 0xdfff ? 2 : 1
    return value.slice(0, start) + String.fromCharCode(other) + value.slice(start + length)
  }
  if (value instanceof Uint8Array && value.length > 0) {
    const bytes = value.slice()
    const at = pick(bytes.length, 'byte')
    bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8, 'bit'))
    return bytes
  }
  return value
}

const shortened = (value: unknown): unknown => {
  if (typeof value === 'string') {
    const half = value.slice(0, value.length >> 1)
    const last = half.charCodeAt(half.length - 1)
    return last >= 0xd800 && last <= 0xdbff ? half.slice(0, -1) : half
  }
  if (value instanceof Uint8Array) return value.slice(0, value.length >> 1)
  if (typeof value === 'number') return value % 256
  return value
}

const replaced = (value: unknown, path: readonly (string | number)[], leaf: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined) return leaf
  if (value instanceof Map) {
    return new Map(
      [...value].map(([key, one], i) => [key, i === step ? replaced(one, rest, leaf) : one]),
    )
  }
  if (Array.isArray(value)) {
    return value.map((entry, i) => (i === step ? replaced(entry, rest, leaf) : entry))
  }
  const fields = value as Record<string, unknown>
  return { ...fields, [step]: replaced(fields[step], rest, leaf) }
}

/** @returns a damaged copy; the message itself when it has nothing that can be damaged so */
export function damaged(message: Message, how: 'flip' | 'truncate', pick: Pick): Message {
  const found = leaves(message, [], [])
  if (found.length === 0) return message
  const leaf = how === 'flip' ? found[pick(found.length, 'field')] : found[found.length - 1]
  if (leaf === undefined) return message
  const value = how === 'flip' ? flipped(leaf.value, pick) : shortened(leaf.value)
  return replaced(message, leaf.path, value) as Message
}

/**
 * A damaged copy of what a row holds. Members of Sets, keys of Maps and null are never hit.
 * @param how `truncate` cuts the end, or flips a bit where that changes nothing
 * @returns the value itself when it has nothing that can be damaged
 */
export function damagedRow(value: Plain, how: 'flip' | 'truncate', pick: Pick): Plain {
  const found = rowLeaves(value, [])
  const last = found[found.length - 1]
  if (last === undefined) return value
  const cut = how === 'truncate' ? shortened(last.value) : last.value
  if (!isSame(cut, last.value)) return replaced(value, last.path, cut) as Plain
  const leaf = found[pick(found.length, 'field')] ?? last
  return replaced(value, leaf.path, flipped(leaf.value, pick)) as Plain
}

const isSame = (one: unknown, other: unknown): boolean =>
  one instanceof Uint8Array && other instanceof Uint8Array
    ? one.length === other.length
    : one === other

/** As those of a message, in Maps too; `kind` is a field like any other. */
function rowLeaves(value: Plain, path: readonly (string | number)[]): Leaf[] {
  if (typeof value !== 'object' || value === null || isBytes(value)) return leaves(value, path, [])
  if (isSet(value)) return []
  const inside = isMap(value)
    ? [...value.values()].entries()
    : isList(value)
      ? value.entries()
      : Object.entries(value)
  return [...inside].flatMap(([step, one]: readonly [number | string, Plain]) =>
    rowLeaves(one, [...path, step]),
  )
}
