// A plain value on one short line, for people. It is never read back: the codec and the JSON form
// are for that. It also prints what is not plain, since complaints must name it.

import { isBytes, isFields, isList, isMap, isSet } from './plain-value.ts'

/**
 * `{kind: "letter", seq: 7}`, `Map{1: "a"}`, `Set{1, 2}`, `bytes(3) 01ff00`. Never throws, never
 * takes longer than its length deserves, and holds no character that could move a terminal.
 * @param max longest line in UTF-16 units; what is cut ends in `…`
 */
export function text(value: unknown, max: number = 100): string {
  const line = new Line(max)
  line.value(value)
  return line.end()
}

/** What kind of thing a value is, as a noun: `a string`, `an integer`, `a Map`, `a Date`. */
export function nounOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? 'an integer'
      : Number.isFinite(value)
        ? 'a fraction'
        : `${value}`
  }
  if (typeof value !== 'object') return `a ${typeof value}`
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto === Array.prototype) return 'a list'
  if (proto === Map.prototype) return 'a Map'
  if (proto === Set.prototype) return 'a Set'
  if (proto === Uint8Array.prototype) return 'bytes'
  return proto === Object.prototype || proto === null ? 'a record' : instanceNoun(proto)
}

const bareName = /^[A-Za-z_$][\w$]*$/
// Controls, and marks that turn the direction of writing or join lines.
const unseen = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
const shownBytes = 16

function instanceNoun(proto: unknown): string {
  const made =
    typeof proto === 'object' && proto !== null && Object.hasOwn(proto, 'constructor')
      ? Reflect.get(proto, 'constructor')
      : null
  const name = typeof made === 'function' ? made.name : ''
  if (name === '') return 'an instance of a class'
  return /^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`
}

/** The text as JSON, in which no character moves a terminal or hides. */
export const quoted = (part: string): string =>
  JSON.stringify(part).replace(
    unseen,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

class Line {
  readonly #max: number
  #out = ''

  constructor(max: number) {
    this.#max = max
  }

  value(value: unknown): void {
    if (this.#full()) return
    if (typeof value === 'string') this.#out += quoted(value.slice(0, this.#max))
    else if (typeof value === 'object' && value !== null) this.#object(value)
    else if (typeof value === 'function') this.#out += 'a function'
    else if (typeof value === 'number') this.#out += String(value + 0)
    else this.#out += String(value)
  }

  end(): string {
    if (!this.#full()) return this.#out
    const cut = this.#out.slice(0, Math.max(0, this.#max - 1))
    const last = cut.charCodeAt(cut.length - 1)
    return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`
  }

  #full(): boolean {
    return this.#out.length > this.#max
  }

  #object(value: object): void {
    if (isList(value)) this.#many('[', value, ']', (inner) => this.value(inner))
    else if (isMap(value)) {
      this.#many('Map{', value, '}', ([key, inner]) => {
        this.value(key)
        this.#out += ': '
        this.value(inner)
      })
    } else if (isSet(value)) this.#many('Set{', value, '}', (member) => this.value(member))
    else if (isBytes(value)) this.#bytes(value)
    else if (isFields(value)) this.#fields(value)
  }

  #fields(fields: { readonly [field: string]: unknown }): void {
    const noun = nounOf(fields)
    if (noun !== 'a record') {
      this.#out += noun
      return
    }
    this.#many('{', Object.keys(fields), '}', (field) => {
      this.#out += bareName.test(field) ? field : quoted(field.slice(0, this.#max))
      this.#out += ': '
      this.value(fields[field])
    })
  }

  #bytes(bytes: Uint8Array): void {
    this.#out += `bytes(${bytes.length})`
    if (bytes.length === 0) return
    const shown = Array.from(bytes.subarray(0, shownBytes), (byte) => hexOf(byte)).join('')
    this.#out += ` ${shown}${bytes.length > shownBytes ? '…' : ''}`
  }

  #many<T>(open: string, inner: Iterable<T>, close: string, each: (one: T) => void): void {
    this.#out += open
    let first = true
    for (const one of inner) {
      if (!first) this.#out += ', '
      first = false
      each(one)
      if (this.#full()) return
    }
    this.#out += close
  }
}

/** Two hex digits. */
export const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')
