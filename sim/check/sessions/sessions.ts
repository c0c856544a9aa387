// A history as sessions: what each client did to which key, one after the other, with values as the writes
// that made them. What a guarantee makes of it is judged elsewhere.

import type { History } from '../../history.ts'
import type { Plain, Scalar } from '../../plain.ts'
import { type Outcome, outcomeOf } from '../history-check.ts'
import { nameOf } from '../state-name.ts'
import type { SessionAccess } from './access.ts'

/** An operation on one key. Writes are numbered over all keys; an `update` reads and writes. */
export interface Done {
  /** place in the history */
  readonly at: number
  readonly key: number
  readonly access: SessionAccess
  /** it was answered: what follows in its session may rely on it */
  readonly isOk: boolean
  /** the write that it read, `initial`, `unclear` or `nobody` */
  readonly read: number
  /** the write that it is, or `unclear` */
  readonly write: number
  /** where the order of versions is known: what it read and wrote; greater is newer */
  readonly readVersion: number | null
  readonly writeVersion: number | null
}

/** what was there before the first write */
export const initial = -1
/** it did none, or which one cannot be told */
export const unclear = -2
/** what no write made */
export const nobody = -3

export interface Sessions {
  readonly history: History
  readonly keys: readonly Scalar[]
  /** in order of start */
  readonly done: readonly Done[]
  /** by write: its place in `done` */
  readonly writes: readonly number[]
  /** by key: whether versions are known, from the answers or from lists */
  readonly known: readonly boolean[]
  /** reads of what nobody wrote, and of what was written more than once */
  readonly unclear: number
}

export interface SessionsAsked {
  readonly as: (call: Plain, result: Plain) => SessionAccess | null
  readonly outcome: ((result: Plain, call: Plain) => Outcome) | null
  readonly version: ((result: Plain, call: Plain) => number | null) | null
  readonly initial: Plain
}

interface Raw {
  readonly at: number
  readonly key: number
  readonly access: SessionAccess
  readonly isOk: boolean
}

/** The sessions of a history. What failed did not happen, and what has no answer may have. */
export function sessionsOf(history: History, asked: SessionsAsked): Sessions {
  const numbers = new Map<Scalar, number>()
  const keys: Scalar[] = []
  const raw: Raw[] = []
  for (const [at, operation] of history.entries()) {
    const outcome = outcomeOf(operation, asked.outcome)
    if (outcome === 'failed') continue
    const isOk = outcome === 'ok'
    const told = asked.as(operation.call, isOk ? operation.result : undefined)
    const access =
      told?.kind === 'write' && told.value === undefined ? { ...told, value: asked.initial } : told
    if (access === null || (!isOk && access.kind === 'read')) continue
    const key = numbers.get(access.key) ?? keys.push(access.key) - 1
    numbers.set(access.key, key)
    raw.push({ at, key, access, isOk })
  }
  const makers = new Makers(raw, keys.length, asked.initial)
  const lists = new Lists(raw, keys.length)
  const known = keys.map((_, key) => asked.version !== null || lists.is(key))
  let unclears = 0
  const done = raw.map((one): Done => {
    const { at, key, access, isOk } = one
    const reads = readBy(access)
    const read = reads === null || lists.is(key) ? unclear : makers.of(key, reads.value)
    if (reads !== null && read < initial && known[key] === false) unclears += 1
    const versions = versionsBy(one, history, asked, lists)
    return { at, key, access, isOk, read, write: makers.number(at), ...versions }
  })
  const writes: number[] = []
  for (const [place, { write }] of done.entries()) if (write >= 0) writes[write] = place
  return { history, keys, done, writes, known, unclear: unclears }
}

const readBy = (access: SessionAccess): { readonly value: Plain } | null =>
  access.kind === 'read'
    ? { value: access.value }
    : access.kind === 'update'
      ? { value: access.from }
      : null

function versionsBy(
  { at, key, access, isOk }: Raw,
  history: History,
  asked: SessionsAsked,
  lists: Lists,
): Pick<Done, 'readVersion' | 'writeVersion'> {
  if (asked.version !== null) {
    const { result, call } = history[at] ?? { result: null, call: null }
    const version = isOk ? asked.version(result, call) : null
    const reads = access.kind === 'read'
    return { readVersion: reads ? version : null, writeVersion: reads ? null : version }
  }
  if (!lists.is(key)) return { readVersion: null, writeVersion: null }
  return {
    readVersion: access.kind === 'read' ? lists.lengthOf(key, access.value) : null,
    writeVersion: access.kind === 'append' ? lists.placeOf(key, access.value) : null,
  }
}

/** Which write made a value. A value that two writes made tells nothing. */
class Makers {
  readonly #initial: string
  readonly #made: readonly Map<string, number>[]
  readonly #numbers = new Map<number, number>()

  constructor(raw: readonly Raw[], keys: number, initially: Plain) {
    this.#initial = nameOf(initially)
    this.#made = Array.from({ length: keys }, () => new Map<string, number>())
    for (const { at, key, access } of raw) {
      if (access.kind === 'read') continue
      const name = nameOf(access.kind === 'update' ? access.to : access.value)
      const number = this.#numbers.size
      this.#numbers.set(at, number)
      const made = this.#made[key]
      made?.set(name, made.has(name) || name === this.#initial ? unclear : number)
    }
  }

  number(at: number): number {
    return this.#numbers.get(at) ?? unclear
  }

  of(key: number, value: Plain): number {
    const name = nameOf(value)
    return this.#made[key]?.get(name) ?? (name === this.#initial ? initial : nobody)
  }
}

/** Lists that are appended to: the longest one that was read is their order. */
class Lists {
  readonly #longest: (readonly Plain[] | null)[]
  readonly #places: readonly Map<string, number>[]

  constructor(raw: readonly Raw[], keys: number) {
    this.#longest = Array.from({ length: keys }, () => null)
    const isAppended = new Set<number>()
    const isWritten = new Set<number>()
    for (const { key, access } of raw) {
      if (access.kind === 'append') isAppended.add(key)
      else if (access.kind !== 'read') isWritten.add(key)
    }
    for (const key of isAppended) if (!isWritten.has(key)) this.#longest[key] = []
    for (const { key, access } of raw) {
      const best = this.#longest[key] ?? null
      if (best === null || access.kind !== 'read') continue
      const list = listOf(access.value)
      if (list !== null && list.length > best.length) this.#longest[key] = list
    }
    this.#places = this.#longest.map(
      (list) => new Map((list ?? []).map((value, at) => [nameOf(value), at + 1])),
    )
    this.#forgetTwice(raw)
  }

  /** A value that was appended twice, or stands twice, has no place. */
  #forgetTwice(raw: readonly Raw[]): void {
    const seen = this.#longest.map(() => new Set<string>())
    for (const [key, list] of this.#longest.entries()) {
      const once = new Set<string>()
      for (const value of list ?? []) {
        const name = nameOf(value)
        if (once.has(name)) this.#places[key]?.set(name, Number.NaN)
        once.add(name)
      }
    }
    for (const { key, access } of raw) {
      if (access.kind !== 'append') continue
      const name = nameOf(access.value)
      if (seen[key]?.has(name) === true) this.#places[key]?.set(name, Number.NaN)
      seen[key]?.add(name)
    }
  }

  is(key: number): boolean {
    return this.#longest[key] !== null
  }

  /** Elements of a read that is a beginning of the longest one; null: it is none. */
  lengthOf(key: number, value: Plain): number | null {
    const list = listOf(value)
    const longest = this.#longest[key] ?? []
    if (list === null || list.length > longest.length) return null
    // The order proves nothing about what contradicts it.
    for (const [at, one] of list.entries())
      if (one !== longest[at] && nameOf(one) !== nameOf(longest[at])) return null
    return list.length
  }

  /** Where an element stands, from 1; behind all that was read if nothing shows it; null: not known. */
  placeOf(key: number, value: Plain): number | null {
    const place = this.#places[key]?.get(nameOf(value)) ?? Number.POSITIVE_INFINITY
    return Number.isNaN(place) ? null : place
  }
}

const listOf = (value: Plain): readonly Plain[] | null =>
  value === null || value === undefined
    ? []
    : Array.isArray(value)
      ? (value as readonly Plain[])
      : null
