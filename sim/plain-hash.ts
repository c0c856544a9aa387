// The hash of a plain value: 64 bits in two lanes of int32 arithmetic, the same on every engine.
// Equal values hash alike, whatever order their fields, keys and members were put in. It is made
// to notice a difference, not to withstand somebody who looks for a collision.

import { isBytes, isFields, isList, isMap, isRecord, isSet } from './plain-value.ts'

/** Two lanes of 32 bits, as signed integers. */
export interface Hash {
  readonly hi: number
  readonly lo: number
}

/** @param value plain; equal values have equal hashes, 0 and -0 are equal */
export function hashPlain(value: unknown): Hash {
  const mixer = new Mixer()
  mixer.value(value)
  return mixer.end()
}

/** 16 hex digits. */
export const hashText = ({ hi, lo }: Hash): string =>
  (hi >>> 0).toString(16).padStart(8, '0') + (lo >>> 0).toString(16).padStart(8, '0')

// A value begins with the tag of its kind, so that 1, "1" and true differ; a length sits above it.
const tags = {
  undefined: 1,
  null: 2,
  false: 3,
  true: 4,
  int: 5,
  whole: 6,
  fraction: 7,
  string: 8,
  bytes: 9,
  list: 10,
  record: 11,
  map: 12,
  set: 13,
} as const
const openingHi = 0x2b992ddf
const openingLo = 0x3c6ef372
const two32 = 0x100000000

/** A hash in the making, of words, texts and values in turn. */
export class Mixer {
  #hi = openingHi
  #lo = openingLo

  /** Mixes in one word of 32 bits. (The body of murmur3, twice, with the lanes crossed.) */
  word(word: number): void {
    let k = Math.imul(word, 0xcc9e2d51)
    k = (k << 15) | (k >>> 17)
    let hi = this.#hi ^ Math.imul(k, 0x1b873593)
    hi = ((hi << 13) | (hi >>> 19)) + this.#lo
    hi = (Math.imul(hi, 5) + 0xe6546b64) | 0
    k = Math.imul(word, 0x38b34ae5)
    k = (k << 16) | (k >>> 16)
    let lo = this.#lo ^ Math.imul(k, 0xa1e38b93)
    lo = ((lo << 17) | (lo >>> 15)) + hi
    this.#lo = (Math.imul(lo, 5) + 0x561ccd1b) | 0
    this.#hi = hi
  }

  /** Two units a word. The lanes stay in registers: most of a message is the names of its fields. */
  text(text: string): void {
    const { length } = text
    this.word(tags.string | (length << 4))
    let hi = this.#hi
    let lo = this.#lo
    for (let at = 0; at < length; at += 2) {
      const high = at + 1 < length ? text.charCodeAt(at + 1) : 0
      const word = text.charCodeAt(at) | (high << 16)
      let k = Math.imul(word, 0xcc9e2d51)
      k = (k << 15) | (k >>> 17)
      hi ^= Math.imul(k, 0x1b873593)
      hi = (((hi << 13) | (hi >>> 19)) + lo) | 0
      hi = (Math.imul(hi, 5) + 0xe6546b64) | 0
      k = Math.imul(word, 0x38b34ae5)
      k = (k << 16) | (k >>> 16)
      lo ^= Math.imul(k, 0xa1e38b93)
      lo = (((lo << 17) | (lo >>> 15)) + hi) | 0
      lo = (Math.imul(lo, 5) + 0x561ccd1b) | 0
    }
    this.#hi = hi
    this.#lo = lo
  }

  value(value: unknown): void {
    if (typeof value === 'string') this.text(value)
    else if (typeof value === 'number') this.#number(value)
    else if (value === undefined) this.word(tags.undefined)
    else if (value === null) this.word(tags.null)
    else if (typeof value === 'boolean') this.word(value ? tags.true : tags.false)
    else if (typeof value === 'object') this.#object(value)
  }

  /** The hash so far, every bit of it depending on every word. */
  end(): Hash {
    const lo = spread(this.#lo ^ this.#hi)
    const hi = spread((this.#hi + lo) | 0)
    return { hi, lo: (lo + hi) | 0 }
  }

  #number(value: number): void {
    const low = value | 0
    if (low === value) {
      this.word(tags.int)
      this.word(low) // -0 | 0 is 0
    } else if (Number.isSafeInteger(value)) {
      this.word(tags.whole)
      this.word(low)
      this.word(Math.floor(value / two32))
    } else {
      // The shortest decimal that reads back as this number is fixed by the language.
      this.word(tags.fraction)
      this.text(String(value))
    }
  }

  #object(value: object): void {
    if (isList(value)) {
      this.word(tags.list | (value.length << 4))
      for (const inner of value) this.value(inner)
    } else if (isRecord(value)) this.#fields(value)
    else if (isMap(value)) this.#entries(tags.map, value.size, value)
    else if (isSet(value)) this.#members(value)
    else if (isBytes(value)) this.#bytes(value)
    else if (isFields(value)) this.#fields(value)
  }

  /** Entries are hashed one by one and summed: a sum does not know their order. */
  #entries(tag: number, count: number, entries: Iterable<readonly [unknown, unknown]>): void {
    const hi = this.#hi
    const lo = this.#lo
    let sumHi = 0
    let sumLo = 0
    for (const [key, inner] of entries) {
      this.#open()
      this.value(key)
      this.value(inner)
      this.#close()
      sumHi = (sumHi + this.#hi) | 0
      sumLo = (sumLo + this.#lo) | 0
    }
    this.#resume(hi, lo, tag | (count << 4), sumHi, sumLo)
  }

  #fields(fields: { readonly [field: string]: unknown }): void {
    const hi = this.#hi
    const lo = this.#lo
    let sumHi = 0
    let sumLo = 0
    let count = 0
    for (const field in fields) {
      this.#open()
      this.text(field)
      this.value(fields[field])
      this.#close()
      sumHi = (sumHi + this.#hi) | 0
      sumLo = (sumLo + this.#lo) | 0
      count += 1
    }
    this.#resume(hi, lo, tags.record | (count << 4), sumHi, sumLo)
  }

  #members(members: ReadonlySet<unknown>): void {
    const hi = this.#hi
    const lo = this.#lo
    let sumHi = 0
    let sumLo = 0
    for (const member of members) {
      this.#open()
      this.value(member)
      this.#close()
      sumHi = (sumHi + this.#hi) | 0
      sumLo = (sumLo + this.#lo) | 0
    }
    this.#resume(hi, lo, tags.set | (members.size << 4), sumHi, sumLo)
  }

  #bytes(bytes: Uint8Array): void {
    this.word(tags.bytes | (bytes.length << 4))
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const rest = bytes.length % 4
    const words = bytes.length - rest
    for (let at = 0; at < words; at += 4) this.word(view.getInt32(at, true))
    if (rest === 0) return
    let word = 0
    for (let at = 0; at < rest; at++) word |= view.getUint8(words + at) << (8 * at)
    this.word(word)
  }

  #open(): void {
    this.#hi = openingHi
    this.#lo = openingLo
  }

  #close(): void {
    const lo = spread(this.#lo ^ this.#hi)
    this.#hi = spread((this.#hi + lo) | 0)
    this.#lo = (lo + this.#hi) | 0
  }

  #resume(hi: number, lo: number, head: number, sumHi: number, sumLo: number): void {
    this.#hi = hi
    this.#lo = lo
    this.word(head)
    this.word(sumHi)
    this.word(sumLo)
  }
}

/** murmur3's last mix: each bit of the result depends on each bit of the word. */
function spread(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
