// The order of keys: of a store's rows, of a Map's entries wherever order must not depend on
// history. It is the order of their bytes on disk, not the order of JavaScript's `<`.

import type { Scalar } from './plain-value.ts'
import { utf8Size } from './plain-value.ts'
import type { Key } from './store.ts'

/**
 * Order of a store's keys: numbers before strings, numbers ascending, strings by their UTF-8 bytes.
 * @returns below 0 when `a` comes first, 0 when they are the same key
 */
export const compareKeys = (a: Key, b: Key): number => compareScalars(a, b)

/** The same for everything that can be a key of a Map: null, false, true, numbers, strings. */
export function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0
  return rank(a) - rank(b)
}

/**
 * Order of the UTF-8 bytes. It differs from `<` where a character beyond U+FFFF (a surrogate pair,
 * first unit D800 to DBFF) meets one from U+E000 to U+FFFF, whose unit is higher but whose bytes
 * are lower.
 */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at += 1) {
    const one = a.charCodeAt(at)
    const two = b.charCodeAt(at)
    if (one !== two) return byteOrder(one) - byteOrder(two)
  }
  return a.length - b.length
}

/** In key order; a new array. */
export function inOrder<T extends Scalar>(keys: Iterable<T>): T[] {
  const sorted = [...keys]
  if (sorted.length > fewMax) return sorted.sort(compareScalars)
  // Most records and Maps are small and nearly in order: inserting beats the platform's sort.
  for (let at = 1; at < sorted.length; at += 1) {
    let to = at
    for (; to > 0; to -= 1) {
      const left = sorted[to - 1]
      const right = sorted[to]
      if (left === undefined || right === undefined || compareScalars(left, right) <= 0) break
      sorted[to - 1] = right
      sorted[to] = left
    }
  }
  return sorted
}

const fewMax = 16

/** Why this cannot be the key of a row, as the rest of "a store key …", or null when it can. */
export function keyProblem(key: unknown): string | null {
  if (typeof key === 'string') {
    return utf8Size(key) === -1
      ? 'is a string that is not well formed (half a surrogate pair)'
      : null
  }
  if (typeof key !== 'number') {
    return `is a string or an integer, not ${key === null ? 'null' : `of type ${typeof key}`}`
  }
  if (!Number.isSafeInteger(key)) return `is a whole number up to 2^53 - 1, not ${key}`
  return key < 0 ? `is a number from 0 up, not ${key}` : null
}

const byteOrder = (unit: number): number =>
  unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800

const rank = (key: Scalar): number => {
  if (key === null) return 0
  if (typeof key === 'boolean') return key ? 2 : 1
  return typeof key === 'number' ? 3 : 4
}
