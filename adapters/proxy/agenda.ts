// What the proxies have to do and when: one heap and one timer for all of them. The timer of the
// platform has a grain of a millisecond, so an entry is up to about that late, and never early.

/** Something that is due; the one who has it may call it off. */
export interface Ticket {
  /** `performance.now`, milliseconds */
  readonly due: number
  readonly nth: number
  readonly act: () => void
  /** its place in the heap; -1: done or called off */
  place: number
}

const before = (a: Ticket, b: Ticket): boolean =>
  a.due < b.due || (a.due === b.due && a.nth < b.nth)

/** The platform's timers know no longer time, ms; then they are set again. */
const longest = 2 ** 31 - 1

/** Entries with the same instant are done in the order they were made. */
export class Agenda {
  readonly #heap: Ticket[] = []
  #made = 0
  #timer: NodeJS.Timeout | null = null
  #armedFor = Number.POSITIVE_INFINITY

  get length(): number {
    return this.#heap.length
  }

  at(due: number, act: () => void): Ticket {
    const ticket: Ticket = { due, nth: this.#made++, act, place: this.#heap.length }
    this.#heap.push(ticket)
    this.#rise(ticket)
    this.#arm()
    return ticket
  }

  cancel(ticket: Ticket | null): void {
    if (ticket === null || ticket.place < 0) return
    const { place } = ticket
    ticket.place = -1
    const last = this.#heap.pop()
    if (last === undefined || last === ticket) return
    this.#put(last, place)
    this.#rise(last)
    this.#sink(last)
  }

  /** Calls everything off. */
  clear(): void {
    for (const ticket of this.#heap) ticket.place = -1
    this.#heap.length = 0
    this.#disarm()
  }

  readonly #run = (): void => {
    this.#disarm()
    this.#armedFor = Number.NEGATIVE_INFINITY // nothing that is done now arms it
    const now = performance.now()
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.due > now) break
      this.cancel(first)
      first.act()
    }
    this.#disarm()
    this.#arm()
  }

  #arm(): void {
    const due = this.#heap[0]?.due ?? Number.POSITIVE_INFINITY
    if (due >= this.#armedFor) return
    this.#disarm()
    this.#armedFor = due
    const after = Math.ceil(due - performance.now())
    this.#timer = setTimeout(this.#run, Math.min(Math.max(1, after), longest))
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#armedFor = Number.POSITIVE_INFINITY
  }

  #put(ticket: Ticket, place: number): void {
    this.#heap[place] = ticket
    ticket.place = place
  }

  #rise(ticket: Ticket): void {
    while (ticket.place > 0) {
      const { place } = ticket
      const parent = this.#heap[(place - 1) >> 1]
      if (parent === undefined || !before(ticket, parent)) return
      this.#put(ticket, parent.place)
      this.#put(parent, place)
    }
  }

  #sink(ticket: Ticket): void {
    for (;;) {
      const { place } = ticket
      const left = this.#heap[2 * place + 1]
      const right = this.#heap[2 * place + 2]
      if (left === undefined) return
      const child = right !== undefined && before(right, left) ? right : left
      if (!before(child, ticket)) return
      this.#put(ticket, child.place)
      this.#put(child, place)
    }
  }
}
