// Timers of a node over the platform's one clock: equal fields are one timer, a moved one gets a
// new place in line, and two due together expire in the order they were set, which the platform's
// own timers do not promise.

import type { Timer } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { Micros } from '../../sim/units.ts'

interface Armed {
  readonly timer: Timer
  readonly name: string
  readonly due: Micros
  readonly nth: number
}

/** The clock that timers are due by; it may run at a rate of its own, or stand. */
export interface AlarmClock {
  local(): Micros
  /** true microseconds until it shows that; null while it stands still */
  until(due: Micros): Micros | null
}

export interface AlarmOptions {
  readonly clock: AlarmClock
  /** Has `expire` called when the node can take it: at once, or in its turn. */
  due(expire: () => void): void
  expire(timer: Timer): void
}

/** One node's timers. */
export class Alarms {
  readonly #options: AlarmOptions
  readonly #armed = new Map<string, Armed>()
  /** binary heap by (due, nth); what was moved or cancelled stays in it until it comes up */
  #heap: Armed[] = []
  #set = 0
  #wake: NodeJS.Timeout | null = null
  #wakeAt: Micros = Number.POSITIVE_INFINITY
  #stopped = false

  constructor(options: AlarmOptions) {
    this.#options = options
  }

  get armed(): number {
    return this.#armed.size
  }

  set(timer: Timer, after: Micros): void {
    const name = timerName(timer)
    const armed = { timer, name, due: this.#options.clock.local() + after, nth: this.#set++ }
    this.#armed.set(name, armed)
    push(this.#heap, armed)
    if (this.#heap.length > 64 && this.#heap.length > 4 * this.#armed.size) this.#prune()
    this.#arm()
  }

  cancel(timer: Timer): void {
    this.#armed.delete(timerName(timer))
  }

  /** Those that are armed, in the order they were set; `left` is 0 for what is overdue. */
  list(): readonly { readonly timer: Timer; readonly left: Micros }[] {
    const now = this.#options.clock.local()
    return Array.from(this.#armed.values())
      .sort((a, b) => a.nth - b.nth)
      .map(({ timer, due }) => ({ timer, left: Math.max(0, due - now) }))
  }

  /** Nothing expires until `go`; what falls due meanwhile does so then, in order. */
  stop(): void {
    this.#stopped = true
    this.#sleep()
  }

  /** The clock runs at another rate now, or stands, or goes on. */
  turned(): void {
    this.#sleep()
    this.#arm()
  }

  go(): void {
    this.#stopped = false
    this.#arm()
  }

  #arm(): void {
    const first = this.#first()
    if (this.#stopped || first === null || first.due >= this.#wakeAt) return
    if (this.#wake !== null) clearTimeout(this.#wake)
    const left = this.#options.clock.until(first.due)
    if (left === null) return this.#sleep()
    this.#wakeAt = first.due
    const wait = Math.ceil(Math.max(0, left) / 1_000)
    this.#wake = setTimeout(() => this.#ring(), Math.min(wait, waitMax))
  }

  #sleep(): void {
    if (this.#wake !== null) clearTimeout(this.#wake)
    this.#wake = null
    this.#wakeAt = Number.POSITIVE_INFINITY
  }

  #ring(): void {
    this.#wake = null
    this.#wakeAt = Number.POSITIVE_INFINITY
    const now = this.#options.clock.local()
    for (;;) {
      const first = this.#first()
      if (this.#stopped || first === null || first.due > now) break
      pop(this.#heap)
      this.#options.due(() => this.#expire(first))
    }
    this.#arm()
  }

  /** One that was cancelled or set anew while it waited for its turn expires no more. */
  #expire(due: Armed): void {
    if (this.#armed.get(due.name) !== due) return
    this.#armed.delete(due.name)
    this.#options.expire(due.timer)
  }

  /** The next one due, once what no longer counts is off the top. */
  #first(): Armed | null {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined) return null
      if (this.#armed.get(first.name) === first) return first
      pop(this.#heap)
    }
  }

  #prune(): void {
    const kept = this.#heap.filter((one) => this.#armed.get(one.name) === one)
    this.#heap = []
    for (const one of kept) push(this.#heap, one)
  }
}

/** The platform waits no longer in one go. */
const waitMax = 2 ** 31 - 1

/** Text that is equal for equal fields, in whatever order they were written. */
export function timerName(timer: Timer): string {
  const fields = Object.keys(timer).sort()
  let name = ''
  for (const field of fields) {
    const value = timer[field]
    assert(
      typeof value === 'string' || typeof value === 'number',
      'a timer has fields of text and numbers only',
    )
    name += `${JSON.stringify(field)}:${JSON.stringify(value)},`
  }
  return name
}

const isBefore = (a: Armed, b: Armed): boolean =>
  a.due < b.due || (a.due === b.due && a.nth < b.nth)

function push(heap: Armed[], item: Armed): void {
  let at = heap.push(item) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isBefore(item, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = item
}

function pop(heap: Armed[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    const left = heap[2 * at + 1]
    const right = heap[2 * at + 2]
    const down = right !== undefined && left !== undefined && isBefore(right, left)
    const child = down ? right : left
    if (child === undefined || !isBefore(child, last)) break
    heap[at] = child
    at = 2 * at + (down ? 2 : 1)
  }
  heap[at] = last
}
