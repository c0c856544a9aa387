// The writing half of the codec, and the format itself:
//
//   00 undefined   01 null   02 false   03 true
//   04 double (8 bytes, big-endian), for what is not a safe integer
//   05 varint(-1 - n), for n < 0           06 varint(n), for n >= 128
//   07 varint(bytes) UTF-8, from 64 bytes  08 varint(length) bytes
//   09 varint(count) values                0a varint(count) (varint(bytes) UTF-8, value) by field
//   0b varint(count) (key, value)          0c varint(count) members
//   40..7f a string of 0..63 bytes         80..ff an integer 0..127
//
// A varint has 7 bits a byte, low ones first, and no needless byte. Fields, keys and members stand
// in key order (plain-key.ts), so that equal values have equal bytes.

import { inOrder } from './plain-key.ts'
import { isBytes, isFields, isList, isMap, isSet, utf8Size } from './plain-value.ts'

export const tag = {
  undefined: 0x00,
  null: 0x01,
  false: 0x02,
  true: 0x03,
  double: 0x04,
  negative: 0x05,
  whole: 0x06,
  string: 0x07,
  bytes: 0x08,
  list: 0x09,
  record: 0x0a,
  map: 0x0b,
  set: 0x0c,
  shortString: 0x40,
  smallInt: 0x80,
} as const

/** Below this a shift by seven bits divides by 128, which is faster. */
const two31 = 2_147_483_648

/** Bytes of a varint of a safe integer from 0 up. */
export function varintSize(value: number): number {
  let size = 1
  let rest = value
  for (; rest >= two31; rest = Math.floor(rest / 128)) size += 1
  for (; rest >= 128; rest >>= 7) size += 1
  return size
}

/** Writes into a buffer that was measured before. */
export class Writer {
  readonly bytes: Uint8Array
  #at: number

  /** @param lead bytes in front that are not written */
  constructor(size: number, lead: number = 0) {
    this.bytes = new Uint8Array(lead + size)
    this.#at = lead
  }

  value(value: unknown): void {
    if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'string') this.#string(value)
    else if (value === undefined) this.#byte(tag.undefined)
    else if (value === null) this.#byte(tag.null)
    else if (typeof value === 'boolean') this.#byte(value ? tag.true : tag.false)
    else if (typeof value === 'object') this.#object(value)
  }

  #object(value: object): void {
    if (isList(value)) {
      this.#head(tag.list, value.length)
      for (const inner of value) this.value(inner)
    } else if (isMap(value)) {
      this.#head(tag.map, value.size)
      for (const key of inOrder(value.keys())) {
        this.value(key)
        this.value(value.get(key))
      }
    } else if (isSet(value)) {
      this.#head(tag.set, value.size)
      for (const member of inOrder(value)) this.value(member)
    } else if (isBytes(value)) {
      this.#head(tag.bytes, value.length)
      this.bytes.set(value, this.#at)
      this.#at += value.length
    } else if (isFields(value)) {
      const fields = inOrder(Object.keys(value))
      this.#head(tag.record, fields.length)
      for (const field of fields) {
        const size = utf8Size(field)
        this.#varint(size)
        this.#text(field, size)
        this.value(value[field])
      }
    }
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.#byte(tag.double)
      new DataView(this.bytes.buffer).setFloat64(this.#at, value)
      this.#at += 8
    } else if (value < 0) this.#head(tag.negative, -1 - value)
    else if (value < 128) this.#byte(tag.smallInt + value)
    else this.#head(tag.whole, value)
  }

  #string(value: string): void {
    const size = utf8Size(value)
    if (size < 64) this.#byte(tag.shortString + size)
    else this.#head(tag.string, size)
    this.#text(value, size)
  }

  #text(value: string, size: number): void {
    const { bytes } = this
    const start = this.#at
    if (size > asciiMax || size > value.length) {
      utf8.encodeInto(value, bytes.subarray(start, start + size))
    } else {
      for (let at = 0; at < size; at += 1) bytes[start + at] = value.charCodeAt(at)
    }
    this.#at = start + size
  }

  #head(head: number, count: number): void {
    this.#byte(head)
    this.#varint(count)
  }

  #varint(value: number): void {
    let rest = value
    for (; rest >= two31; rest = Math.floor(rest / 128)) this.#byte((rest % 128) + 128)
    for (; rest >= 128; rest >>= 7) this.#byte((rest & 127) + 128)
    this.#byte(rest)
  }

  #byte(byte: number): void {
    this.bytes[this.#at] = byte
    this.#at += 1
  }
}

/** Longer texts are faster by the platform's encoder. */
const asciiMax = 100
const utf8 = new TextEncoder()
