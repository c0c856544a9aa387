// The datagrams of one way, each on its own: lost while the way is cut, kept while it is stalled,
// late by what is drawn for it, in line where there is a bandwidth. What waits is bounded; above
// that datagrams are lost, as on any wire.

import type { Agenda } from './agenda.ts'
import type { Laid } from './laid.ts'
import type { Way } from './way.ts'

/** What may wait of one way: datagrams, and their bytes. */
const waitingMax = 16_384
const waitingBytesMax = 8 << 20

interface Parcel {
  readonly bytes: Uint8Array
  readonly cameAt: number
  /** ms that come on top of the time in line */
  rest: number
  readonly by: Laid[]
}

/** What waits for a link with a bandwidth, and what is on its way there. */
interface Line {
  waiting: Parcel[]
  bytes: number
  busy: boolean
}

/** One way. */
export class Datagrams {
  readonly #way: Way
  readonly #agenda: Agenda
  readonly #forward: (bytes: Uint8Array) => boolean
  #held: Parcel[] = []
  readonly #lines = new Map<Laid, Line>()
  #waiting = 0
  #waitingBytes = 0

  /** @param forward hands a datagram to the system; false: it takes no more */
  constructor(way: Way, agenda: Agenda, forward: (bytes: Uint8Array) => boolean) {
    this.#way = way
    this.#agenda = agenda
    this.#forward = forward
  }

  /** bytes that wait */
  get held(): number {
    return this.#waitingBytes
  }

  /** A datagram left its node. */
  came(bytes: Uint8Array): void {
    const way = this.#way
    if (way.laid.length === 0) return this.#handOn(bytes)
    const cut = way.under('cut')
    if (cut !== null) {
      cut.strikes()
      return this.#lose()
    }
    const full = this.#waiting >= waitingMax || this.#waitingBytes + bytes.length > waitingBytesMax
    if (full) return this.#lose()
    this.#waiting += 1
    this.#waitingBytes += bytes.length
    const parcel: Parcel = { bytes, cameAt: performance.now(), rest: 0, by: [] }
    const stall = way.under('stall')
    if (stall === null) return this.#onItsWay(parcel)
    stall.strikes()
    parcel.by.push(stall)
    this.#held.push(parcel)
  }

  /** Faults came or went: what a stall kept goes on in order, unless the way is cut now. */
  settle(): void {
    if (this.#held.length === 0 || this.#way.under('stall') !== null) return
    const held = this.#held
    this.#held = []
    const cut = this.#way.under('cut')
    for (const parcel of held) {
      if (cut === null) this.#onItsWay(parcel)
      else {
        cut.strikes()
        this.#drop(parcel)
      }
    }
  }

  #onItsWay(parcel: Parcel): void {
    let narrow: Laid | null = null
    for (const laid of this.#way.laid) {
      if (laid.fault.kind === 'delay') {
        parcel.rest += laid.extra(this.#way)
        parcel.by.push(laid)
      }
      if (laid.fault.kind === 'bandwidth') narrow = laid // the last one, as in simulation
    }
    if (narrow === null) this.#leave(parcel, performance.now())
    else this.#squeeze(parcel, narrow)
  }

  /** The link carries so many bytes a second; what does not fit waits its turn, up to a bound. */
  #squeeze(parcel: Parcel, laid: Laid): void {
    if (laid.fault.kind !== 'bandwidth') return
    const { queue, policy } = laid.fault
    const line = this.#line(laid)
    laid.footprint.met += 1
    parcel.by.push(laid)
    while (queue !== null && line.bytes + parcel.bytes.length > queue) {
      const { waiting } = line
      let at = policy === 'tail' ? waiting.length : 0
      if (policy === 'random') at = laid.draws(this.#way).below(waiting.length + 1)
      const [victim] = waiting.splice(at, 1)
      if (victim === undefined) {
        laid.footprint.hit += 1
        return this.#drop(parcel)
      }
      line.bytes -= victim.bytes.length
      this.#drop(victim)
    }
    if (line.busy) laid.footprint.hit += 1 // it waits, and may yet fall out of the line
    line.waiting.push(parcel)
    line.bytes += parcel.bytes.length
    if (!line.busy) this.#serve(laid, line, performance.now())
  }

  #line(laid: Laid): Line {
    let line = this.#lines.get(laid)
    if (line === undefined) {
      line = { waiting: [], bytes: 0, busy: false }
      this.#lines.set(laid, line)
    }
    return line
  }

  /** The first in line goes, at the instant its predecessor had left: late timers add nothing up. */
  #serve(laid: Laid, line: Line, now: number): void {
    const parcel = line.waiting.shift()
    line.busy = parcel !== undefined
    if (parcel === undefined) {
      this.#lines.delete(laid)
      return
    }
    line.bytes -= parcel.bytes.length
    const time = laid.timeOf(parcel.bytes.length)
    laid.footprint.asked += Math.round(time * 1_000)
    this.#agenda.at(now + time, () => {
      this.#leave(parcel, now + time)
      this.#serve(laid, line, now + time)
    })
  }

  #leave(parcel: Parcel, now: number): void {
    if (parcel.rest > 0) this.#agenda.at(now + parcel.rest, () => this.#arrive(parcel))
    else this.#arrive(parcel)
  }

  #arrive(parcel: Parcel): void {
    this.#left(parcel)
    const time = performance.now() - parcel.cameAt
    for (const laid of parcel.by) laid.took(time)
    this.#handOn(parcel.bytes)
  }

  #drop(parcel: Parcel): void {
    this.#left(parcel)
    this.#lose()
  }

  /** What waits is lost. */
  clear(): void {
    this.#held = []
    this.#lines.clear()
    this.#waiting = 0
    this.#waitingBytes = 0
  }

  #left({ bytes }: Parcel): void {
    this.#waiting -= 1
    this.#waitingBytes -= bytes.length
  }

  #handOn(bytes: Uint8Array): void {
    if (!this.#forward(bytes)) return this.#lose()
    this.#way.counts.datagrams += 1
    this.#way.counts.bytes += bytes.length
  }

  #lose(): void {
    this.#way.counts.datagramsLost += 1
  }
}
