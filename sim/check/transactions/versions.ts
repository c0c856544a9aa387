// The order in which the versions of each list followed each other, as far as reads prove it: the longest
// read is that order, and every other read has to be a beginning of it. What does not fit is told as it is.

import type { Scalar } from '../../plain.ts'
import { failed, ok, type Transactions } from './transactions.ts'

/** How a read stands to the order of its list. */
export const isBeginning = 0
export const isOtherwise = 1
export const hasTwice = 2

export interface Versions {
  /** by key: the appends that the longest read shows; -1: nobody appended that element */
  readonly order: readonly Int32Array[]
  /** by key: the read that is the order, or -1 */
  readonly longest: Int32Array
  /** by key: elements of the order that no read contradicts */
  readonly sure: Int32Array
  /** by read: one of the three above */
  readonly fit: Uint8Array
  /** by append: where it stands in the order of its key, or -1 */
  readonly place: Int32Array
  /** by append: whether any read holds it */
  readonly seen: Uint8Array
  /** by transaction: it is ok, or something that it appended was read */
  readonly happened: Uint8Array
}

/** What reads prove of the order of versions. Source: Kingsbury and Alvaro, Elle (2020), 4.2. */
export function versionsOf(all: Transactions): Versions {
  const { reads, appends, keys, makers, status } = all
  const seen = new Uint8Array(appends.count)
  const fit = new Uint8Array(reads.count)
  const longest = longestOf(all, fit)
  const place = new Int32Array(appends.count).fill(-1)
  const order = keys.map((_, key) => {
    const list = reads.list[longest[key] ?? -1] ?? []
    const made = makers[key]
    return Int32Array.from(list, (value, at) => {
      const append = made?.get(value) ?? -1
      if (append !== -1) {
        place[append] = at
        seen[append] = 1
      }
      return append
    })
  })
  const sure = Int32Array.from(order, (one) => one.length)
  for (let read = 0; read < reads.count; read++) {
    const key = reads.key[read] ?? 0
    const list = reads.list[read] ?? []
    const against = reads.list[longest[key] ?? -1] ?? []
    const same = commonLength(list, against)
    if (same === list.length && fit[read] === isBeginning) continue
    const made = makers[key]
    for (const value of list) {
      const append = made?.get(value)
      if (append !== undefined) seen[append] = 1
    }
    if (fit[read] === hasTwice || isTwice(list)) {
      fit[read] = hasTwice
    } else {
      fit[read] = isOtherwise
      sure[key] = Math.min(sure[key] ?? 0, same)
    }
  }
  const happened = new Uint8Array(status.length)
  for (const [at, so] of status.entries()) if (so === ok) happened[at] = 1
  for (let append = 0; append < appends.count; append++) {
    const by = appends.transaction[append] ?? 0
    if (seen[append] === 1 && status[by] !== failed) happened[by] = 1
  }
  return { order, longest, sure, fit, place, seen, happened }
}

/** The append that made an element of a read; -1: nobody appended it. */
export function appendAt(all: Transactions, versions: Versions, read: number, at: number): number {
  const key = all.reads.key[read] ?? 0
  // A beginning of the order needs no search.
  if (versions.fit[read] === isBeginning) return versions.order[key]?.[at] ?? -1
  return all.makers[key]?.get(all.reads.list[read]?.[at] ?? null) ?? -1
}

/** By key the first of the longest reads that hold nothing twice; those that do are marked. */
function longestOf(all: Transactions, fit: Uint8Array): Int32Array {
  const { reads } = all
  const longest = longestFitting(all, fit)
  const bad = new Set<number>()
  for (const [key, read] of longest.entries())
    if (read !== -1 && isTwice(reads.list[read] ?? [])) bad.add(key)
  if (bad.size === 0) return longest
  for (let read = 0; read < reads.count; read++)
    if (bad.has(reads.key[read] ?? 0) && isTwice(reads.list[read] ?? [])) fit[read] = hasTwice
  return longestFitting(all, fit)
}

function longestFitting({ reads, keys }: Transactions, fit: Uint8Array): Int32Array {
  const longest = new Int32Array(keys.length).fill(-1)
  for (let read = 0; read < reads.count; read++) {
    if (fit[read] !== isBeginning) continue
    const key = reads.key[read] ?? 0
    const best = longest[key] ?? -1
    if (best === -1 || lengthOf(reads.list[read]) > lengthOf(reads.list[best])) longest[key] = read
  }
  return longest
}

const lengthOf = (list: readonly Scalar[] | undefined): number => list?.length ?? 0

/** Whether a list holds an element twice. */
export const isTwice = (list: readonly Scalar[]): boolean => new Set(list).size !== list.length

/** How many elements two lists begin with in common. */
export function commonLength(one: readonly Scalar[], other: readonly Scalar[]): number {
  const most = Math.min(one.length, other.length)
  let at = 0
  while (at < most && one[at] === other[at]) at++
  return at
}
