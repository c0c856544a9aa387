// One codec for all of plain: frames, rows on disk, sizes for bandwidth. Equal values have equal
// bytes, and `decode` accepts exactly what `encode` makes, so bytes from a stranger are refused by
// the first byte that could not have been written here. Which fields a message has is asked of
// shape.ts afterwards.

import { assert } from './assert.ts'
import { firstNotPlain } from './plain-check.ts'
import { Reader } from './plain-reader.ts'
import type { Plain } from './plain-value.ts'
import {
  depthMax,
  isBytes,
  isFields,
  isList,
  isMap,
  isRecord,
  isSet,
  utf8Size,
} from './plain-value.ts'
import { Writer, varintSize } from './plain-writer.ts'

export type Decoded =
  | { readonly value: Plain }
  /** `offset` of the byte that cannot stand there, and the reason in words */
  | { readonly wrong: { readonly offset: number; readonly why: string } }

/**
 * @param value plain; it is our bug when it is not, told by its place
 * @param lead bytes left free in front, for whoever writes what comes before
 * @returns exactly `lead + sizeOf(value)` bytes
 */
export function encode(value: unknown, lead: number = 0): Uint8Array {
  const writer = new Writer(sizeOf(value), lead)
  writer.value(value)
  return writer.bytes
}

/** Reads what `encode` made; hostile bytes cost no more time and memory than their number. */
export function decode(bytes: Uint8Array): Decoded {
  const reader = new Reader(bytes)
  const value = reader.whole()
  const { wrong } = reader
  return wrong === null ? { value } : { wrong }
}

/** Bytes of the encoded form, counted without encoding. */
export function sizeOf(value: unknown): number {
  const size = sizeAt(value, 0)
  if (size >= 0) return size
  const wrong = firstNotPlain(value)
  assert(wrong !== null, 'what has no encoded size is not plain')
  assert(false, `only what is plain is encoded: ${wrong.what} at ${wrong.path || '/'}`)
}

/** The size, or a negative number when something inside is not plain. */
function sizeAt(value: unknown, depth: number): number {
  if (typeof value === 'number') return numberSize(value)
  if (typeof value === 'string') return textSize(value, 64)
  if (value === null || value === undefined || typeof value === 'boolean') return 1
  if (typeof value !== 'object' || depth === depthMax) return notPlain
  if (isList(value)) {
    let size = 1 + varintSize(value.length)
    for (const inner of value) size += sizeAt(inner, depth + 1)
    return size
  }
  if (isRecord(value)) return fieldsSize(value, depth)
  if (isMap(value)) {
    let size = 1 + varintSize(value.size)
    for (const [key, inner] of value) size += keySize(key) + sizeAt(inner, depth + 1)
    return size
  }
  if (isSet(value)) {
    let size = 1 + varintSize(value.size)
    for (const member of value) size += keySize(member)
    return size
  }
  if (isBytes(value)) return 1 + varintSize(value.length) + value.length
  return isFields(value) ? fieldsSize(value, depth) : notPlain
}

const keySize = (key: unknown): number => (key === undefined ? notPlain : sizeAt(key, depthMax))

// So far below zero that no sum of sizes of one value brings it back.
const notPlain = -(2 ** 52)

function fieldsSize(fields: { readonly [field: string]: unknown }, depth: number): number {
  const proto: unknown = Object.getPrototypeOf(fields)
  if (proto !== Object.prototype && proto !== null) return notPlain
  let size = 1
  let count = 0
  for (const field in fields) {
    if (field === '__proto__') return notPlain
    size += textSize(field, 0) + sizeAt(fields[field], depth + 1)
    count += 1
  }
  return size + varintSize(count)
}

function numberSize(value: number): number {
  if (!Number.isFinite(value)) return notPlain
  if (!Number.isSafeInteger(value)) return 9
  if (value < 0) return 1 + varintSize(-1 - value)
  return value < 128 ? 1 : 1 + varintSize(value)
}

/** @param short texts of fewer bytes have their length in the tag; 0 where there is no tag */
function textSize(value: string, short: number): number {
  const size = utf8Size(value)
  if (size === -1) return notPlain
  if (short === 0) return varintSize(size) + size
  return size < short ? 1 + size : 1 + varintSize(size) + size
}
