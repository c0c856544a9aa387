// The reading half of the codec (the format stands in plain-writer.ts). It meets bytes of
// strangers: depth is bounded, nothing is allocated before the bytes for it are there, and whatever
// the writer would have written otherwise is refused with its offset.

import { compareScalars, compareText } from './plain-key.ts'
import type { Plain, Scalar } from './plain-value.ts'
import { depthMax } from './plain-value.ts'
import { tag } from './plain-writer.ts'

/** Reads one value; after that, `wrong` says whether to believe it. */
export class Reader {
  /** The first thing that could not be; null as long as all is well. */
  wrong: { readonly offset: number; readonly why: string } | null = null
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The value that takes up all of the bytes; undefined when something is wrong. */
  whole(): Plain {
    const value = this.#value(0)
    const left = this.#bytes.length - this.#at
    if (this.wrong === null && left > 0) this.#refuse(this.#at, `${left} bytes behind the value`)
    return this.wrong === null ? value : undefined
  }

  #value(depth: number): Plain {
    const start = this.#at
    const head = this.#byte()
    if (head >= tag.smallInt) return head - tag.smallInt
    if (head >= tag.shortString) return this.#text(head - tag.shortString)
    switch (head) {
      case tag.undefined:
        return undefined
      case tag.null:
        return null
      case tag.false:
        return false
      case tag.true:
        return true
      case tag.double:
        return this.#double(start)
      case tag.negative:
        return this.#negative(start)
      case tag.whole:
        return this.#atLeast(128, start)
      case tag.string:
        return this.#text(this.#atLeast(64, start))
      default:
        return this.#nested(head, start, depth)
    }
  }

  #nested(head: number, start: number, depth: number): Plain {
    if (head < tag.bytes || head > tag.set)
      return this.#refuse(start, `no value begins with ${head}`)
    if (depth === depthMax) return this.#refuse(start, `nested more than ${depthMax} deep`)
    if (head === tag.bytes) return this.#raw(this.#varint())
    if (head === tag.list) return this.#list(depth)
    if (head === tag.record) return this.#record(depth)
    return head === tag.map ? this.#map(depth) : this.#set()
  }

  #list(depth: number): Plain {
    const count = this.#count(1)
    const out: Plain[] = []
    while (out.length < count && this.wrong === null) out.push(this.#value(depth + 1))
    return out
  }

  #record(depth: number): Plain {
    const count = this.#count(2)
    const out: { [field: string]: Plain } = {}
    let last: string | null = null
    for (let nth = 0; nth < count && this.wrong === null; nth += 1) {
      const start = this.#at
      const field = this.#text(this.#varint())
      if (this.wrong !== null) break
      if (last !== null && compareText(last, field) >= 0)
        this.#refuse(start, 'a field out of order')
      if (field === '__proto__') this.#refuse(start, 'a field named __proto__')
      if (this.wrong !== null) break
      last = field
      out[field] = this.#value(depth + 1)
    }
    return out
  }

  #map(depth: number): Plain {
    const count = this.#count(2)
    const out = new Map<Scalar, Plain>()
    let last: Scalar | undefined
    for (let nth = 0; nth < count && this.wrong === null; nth += 1) {
      last = this.#key(last)
      if (last !== undefined) out.set(last, this.#value(depth + 1))
    }
    return out
  }

  #set(): Plain {
    const count = this.#count(1)
    const out = new Set<Scalar>()
    let last: Scalar | undefined
    for (let nth = 0; nth < count && this.wrong === null; nth += 1) {
      last = this.#key(last)
      if (last !== undefined) out.add(last)
    }
    return out
  }

  /** A scalar behind `last` in key order; undefined when it is not. */
  #key(last: Scalar | undefined): Scalar | undefined {
    const start = this.#at
    const head = this.#bytes[start] ?? tag.null
    const isScalar = head !== tag.undefined && (head < tag.bytes || head > tag.set)
    if (!isScalar) return this.#refuse(start, 'a key that is not a scalar')
    const key = this.#value(depthMax)
    if (this.wrong !== null || key === undefined || isObject(key)) return undefined
    if (last === undefined || compareScalars(last, key) < 0) return key
    return this.#refuse(start, 'a key out of order')
  }

  #double(start: number): number | undefined {
    if (this.#bytes.length - this.#at < 8) return this.#short()
    const value = this.#view.getFloat64(this.#at)
    this.#at += 8
    if (!Number.isFinite(value)) return this.#refuse(start, 'a number that is not finite')
    return Number.isSafeInteger(value) ? this.#refuse(start, 'an integer as a double') : value
  }

  #negative(start: number): number | undefined {
    const value = -1 - this.#varint()
    return Number.isSafeInteger(value) ? value : this.#refuse(start, 'an integer beyond 2^53')
  }

  /** A varint that has no shorter form of its own. */
  #atLeast(least: number, start: number): number {
    const value = this.#varint()
    if (value < least) this.#refuse(start, `${value} has a shorter form`)
    return value
  }

  /** How many entries follow, each of at least `bytesEach`: no more than the bytes that are left. */
  #count(bytesEach: number): number {
    const start = this.#at
    const count = this.#varint()
    if (count * bytesEach <= this.#bytes.length - this.#at) return count
    this.#refuse(start, `${count} entries do not fit into what is left`)
    return 0
  }

  #raw(length: number): Uint8Array | undefined {
    if (length > this.#bytes.length - this.#at) return this.#short()
    const out = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return out
  }

  #text(length: number): string {
    const start = this.#at
    const end = start + length
    if (end > this.#bytes.length) this.#short()
    if (this.wrong !== null) return ''
    this.#at = end
    let out = ''
    for (let at = start; at < end; at += 1) {
      const unit = this.#bytes[at] ?? 0x80
      if (unit >= 0x80 || at - start === asciiMax) return this.#utf8(start, end)
      out += String.fromCharCode(unit)
    }
    return out
  }

  #utf8(start: number, end: number): string {
    try {
      return utf8.decode(this.#bytes.subarray(start, end))
    } catch {
      this.#refuse(start, 'a string that is not UTF-8')
      return ''
    }
  }

  #varint(): number {
    const start = this.#at
    let value = 0
    let unit = 1
    for (let nth = 0; nth < varintMax; nth += 1) {
      const byte = this.#byte()
      value += (byte & 0x7f) * unit
      unit *= 128
      if (byte >= 128) continue
      if (byte === 0 && nth > 0) this.#refuse(start, 'a number with a needless byte')
      if (!Number.isSafeInteger(value)) this.#refuse(start, 'a number beyond 2^53')
      return this.wrong === null ? value : 0
    }
    this.#refuse(start, 'a number of more than 8 bytes')
    return 0
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) {
      this.#short()
      return 0
    }
    this.#at += 1
    return byte
  }

  #short(): undefined {
    return this.#refuse(this.#bytes.length, 'the bytes end inside the value')
  }

  /** Keeps the first refusal. */
  #refuse(offset: number, why: string): undefined {
    this.wrong ??= { offset, why }
    return undefined
  }
}

const isObject = (value: Plain): value is Exclude<Plain, Scalar | undefined> =>
  typeof value === 'object' && value !== null

/** Longer texts are faster by the platform's decoder. */
const asciiMax = 32
/** 8 bytes of 7 bits hold every safe integer. */
const varintMax = 8
// A mark of byte order at the beginning of a string is a character like any other.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
