// The timers of a node, armed or not, and how those with fields are found again: by what their fields
// say, in whatever order they were written. When a timer expires is the business of cell.ts.

import type { Timer } from '../actor.ts'
import type { Micros } from '../units.ts'

/** A timer of a node, armed or not. Those without fields beside `kind` are kept when unarmed. */
export class TimerEntry {
  timer: Timer
  readonly what: number
  /** hash of the words of its draws */
  readonly hash: number
  /** of timers with fields: the table in which they stand, and where */
  readonly table: Map<number | string, TimerEntry> | null
  readonly key: number | string
  /** queue slot, or -1 */
  slot = -1
  nth = 0
  order = 0
  /** local time left while the clock stands still, or -1 */
  left: Micros = -1
  /** due, but its node is paused or busy */
  overdue = false
  /** the next of its node's timers without fields */
  next: TimerEntry | null = null

  constructor(
    timer: Timer,
    what: number,
    hash: number,
    table: Map<number | string, TimerEntry> | null = null,
    key: number | string = '',
  ) {
    this.timer = timer
    this.what = what
    this.hash = hash
    this.table = table
    this.key = key
  }

  get armed(): boolean {
    return this.slot >= 0 || this.left >= 0 || this.overdue
  }
}

/** The timers of one kind that have fields. */
export class TimersOfKind {
  readonly kind: string
  readonly what: number
  readonly hash: number
  /** how many of the kind were set, those without fields among them */
  count: number
  /** the one field, a number, that nearly all kinds have: no words are made to find such a timer */
  readonly #field: string | null
  readonly #numbered = new Map<number | string, TimerEntry>()
  /** all others, by their fields in words */
  readonly #worded = new Map<number | string, TimerEntry>()

  constructor(timer: Timer, what: number, hash: number, count: number) {
    this.kind = timer.kind
    this.what = what
    this.hash = hash
    this.count = count
    this.#field = onlyField(timer)
  }

  find(timer: Timer): TimerEntry | null {
    const number = this.#numberOf(timer)
    const found = number === null ? this.#worded.get(wordsOf(timer)) : this.#numbered.get(number)
    return found ?? null
  }

  add(timer: Timer): TimerEntry {
    const number = this.#numberOf(timer)
    const table = number === null ? this.#worded : this.#numbered
    const key = number ?? wordsOf(timer)
    const entry = new TimerEntry(timer, this.what, this.hash, table, key)
    table.set(key, entry)
    return entry
  }

  entries(): TimerEntry[] {
    return [...this.#numbered.values(), ...this.#worded.values()]
  }

  #numberOf(timer: Timer): number | null {
    if (this.#field === null || onlyField(timer) !== this.#field) return null
    const value = timer[this.#field]
    return typeof value === 'number' ? value : null
  }
}

/** Whether a timer has no field beside its kind. */
export const onlyKind = (timer: Timer): boolean => {
  for (const field in timer) if (field !== 'kind') return false
  return true
}

/** The one field that a timer has beside its kind; null: it has more, or none. */
const onlyField = (timer: Timer): string | null => {
  let only: string | null = null
  for (const field in timer) {
    if (field === 'kind') continue
    if (only !== null) return null
    only = field
  }
  return only
}

/** Fields in order of their names: a timer is its fields, whatever order they were written in. */
const wordsOf = (timer: Timer): string => {
  let words = ''
  for (const field of Object.keys(timer).sort()) {
    if (field === 'kind') continue
    const value = timer[field]
    words += typeof value === 'number' ? `|${field}#${value}` : `|${field}$${JSON.stringify(value)}`
  }
  return words
}
