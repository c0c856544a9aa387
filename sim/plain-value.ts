// The types of plain values, and the questions that tell one kind from another. Whether a value
// that came from outside is plain at all is asked of plain-check.ts, not of these.

export type Scalar = string | number | boolean | null
export type Plain =
  | Scalar
  | undefined
  | Uint8Array
  | readonly Plain[]
  | { readonly [field: string]: Plain }
  | ReadonlyMap<Scalar, Plain>
  | ReadonlySet<Scalar>

/** A record as a walk sees it: fields by name, of values still to be looked at. */
export type Fields = { readonly [field: string]: unknown }

/**
 * No plain value is nested deeper. A list in a list is two deep. Codecs and checks refuse what is,
 * so that bytes of a stranger cannot exhaust the stack.
 */
export const depthMax = 128

/** The usual record, made by a literal: asked first because most objects are one. */
export const isRecord = (value: object): value is Fields =>
  Object.getPrototypeOf(value) === Object.prototype
export const isList = (value: object): value is readonly unknown[] => Array.isArray(value)
export const isMap = (value: object): value is ReadonlyMap<Scalar, unknown> => value instanceof Map
export const isSet = (value: object): value is ReadonlySet<Scalar> => value instanceof Set
export const isBytes = (value: object): value is Uint8Array => value instanceof Uint8Array

/** What is left when the four others have been asked: a record, one without a prototype too. */
export const isFields = (value: object): value is Fields =>
  !isList(value) && !isMap(value) && !isSet(value) && !isBytes(value)

/**
 * Bytes of the text in UTF-8, or -1 when it is ill-formed (half of a surrogate pair), since no
 * bytes stand for such a text.
 */
export function utf8Size(text: string): number {
  let size = text.length
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    if (unit < 0x800) size += 1
    else if (unit < 0xd800 || unit > 0xdfff) size += 2
    else {
      const low = text.charCodeAt(at + 1) // NaN behind the end, which fails both comparisons
      if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return -1
      size += 2
      at += 1
    }
  }
  return size
}
