// One direction of one TCP connection: chunks in order, each no earlier than the faults of its way
// allow, then the end. It holds a bounded number of bytes; above that it stops reading, so that the
// sender feels it. Who reset whom and why is decided in relay.ts.

import type { Socket } from 'node:net'

import { reset } from '../reset.ts'
import type { Agenda, Ticket } from './agenda.ts'
import type { Laid } from './laid.ts'
import type { Way } from './way.ts'

/** Bytes that a lane holds before it stops reading, and while its reader takes no more. */
const heldMax = 1 << 20
const heldMaxWhenFull = 1 << 16

/** Under a bandwidth chunks are cut into pieces this long, ms, so that bytes flow evenly. */
const pieceTime = 5
const pieceMin = 256

/** How a stream ends: in order, or by a reset. */
export type End = 'fin' | 'rst'

interface Item {
  /** null: the end */
  readonly bytes: Buffer | null
  readonly end: End
  readonly cameAt: number
  /** ms left until it may arrive, once it moves */
  rest: number
  /** the faults of its way have been asked: once, however often it is stopped */
  delayed: boolean
  /** when it arrives; null while it does not move */
  due: number | null
  readonly by: Laid[]
}

/** One direction. */
export class Lane {
  readonly way: Way
  readonly #agenda: Agenda
  readonly #source: Socket
  readonly #sink: Socket
  readonly #ended: (end: End) => void
  #items: Item[] = []
  #bytes = 0
  #lastDue = 0
  #ticket: Ticket | null = null
  /** the sink takes no more for now */
  #full = false
  #paused = false
  /** what comes from the source goes nowhere */
  #deaf = false
  /** the last end that was put in line */
  #end: End | null = null

  /** @param ended the end has gone out to the sink */
  constructor(way: Way, agenda: Agenda, source: Socket, sink: Socket, ended: (end: End) => void) {
    this.way = way
    this.#agenda = agenda
    this.#source = source
    this.#sink = sink
    this.#ended = ended
    sink.on('drain', () => {
      this.#full = false
      this.#pump()
    })
  }

  /** bytes that it holds */
  get held(): number {
    return this.#bytes
  }

  /** Bytes came from the source. */
  take(bytes: Buffer): void {
    if (this.#deaf) {
      this.way.counts.bytesLost += bytes.length
      return
    }
    if (this.#items.length === 0 && this.way.laid.length === 0 && !this.#full) {
      return this.#write(bytes)
    }
    this.#put(bytes, 'fin')
    this.#press()
  }

  /** Behind all that came: last words, if any, and the end. Nothing is taken from the source then. */
  finish(end: End, words: Uint8Array | null = null): void {
    if (this.#end === end || this.#end === 'rst') return
    if (words !== null && words.length > 0 && this.#end === null)
      this.#put(Buffer.from(words), 'fin')
    this.#end = end
    this.#deaf = true
    this.#put(null, end)
    this.#press()
  }

  /** Nothing more arrives; what was under way is lost. */
  lose(): void {
    for (const { bytes } of this.#items) this.way.counts.bytesLost += bytes?.length ?? 0
    this.#items = []
    this.#bytes = 0
    this.#deaf = true
    this.#end = 'rst'
    this.#agenda.cancel(this.#ticket)
    this.#ticket = null
    this.#press()
  }

  /** Faults came or went: what moves may have to stop, what stood still may go. */
  settle(): void {
    const stops = this.way.stops
    if (stops.length === 0) this.#go()
    else this.#stop(stops)
    this.#press()
  }

  #put(bytes: Buffer | null, end: End): void {
    const cameAt = performance.now()
    const item: Item = { bytes, end, cameAt, rest: 0, delayed: false, due: null, by: [] }
    const stops = this.way.stops
    this.#bytes += bytes?.length ?? 0
    if (stops.length > 0) {
      this.#items.push(item)
      for (const laid of stops) strike(laid, item)
      return
    }
    this.#fly(item)
    this.#pump()
  }

  /** It moves: asks the faults for how long, and comes after what went before. */
  #fly(item: Item): void {
    for (const piece of this.#pieces(item)) {
      piece.due = Math.max(performance.now() + piece.rest, this.#lastDue)
      this.#lastDue = piece.due
      this.#items.push(piece)
    }
  }

  /** What becomes of a chunk under the faults of its way: itself, or pieces of it. */
  #pieces(item: Item): readonly Item[] {
    const { bytes, delayed, cameAt } = item
    if (delayed || bytes === null) return [item]
    item.delayed = true
    const now = performance.now()
    let size = bytes.length
    for (const laid of this.way.laid) {
      item.rest += laid.extra(this.way)
      if (laid.fault.kind === 'delay') item.by.push(laid)
      if (laid.fault.kind !== 'bandwidth') continue
      strike(laid, item)
      const even = Math.floor((laid.fault.bytesPerSecond * pieceTime) / 1_000)
      size = Math.min(size, Math.max(pieceMin, even))
    }
    const narrow = this.way.laid.filter(({ fault }) => fault.kind === 'bandwidth')
    if (narrow.length === 0) return [item]
    const pieces: Item[] = []
    for (let from = 0; from < bytes.length; from += size) {
      const part = bytes.subarray(from, from + size)
      let rest = item.rest
      for (const laid of narrow) rest += laid.leaves(this.way, now, part.length) - now
      const last = from + size >= bytes.length
      const by = last ? item.by : []
      pieces.push({ bytes: part, end: 'fin', cameAt, rest, delayed: true, due: null, by })
    }
    return pieces
  }

  /** What is on its way stops where it is. */
  #stop(stops: readonly Laid[]): void {
    this.#agenda.cancel(this.#ticket)
    this.#ticket = null
    const now = performance.now()
    for (const item of this.#items) {
      for (const laid of stops) if (!item.by.includes(laid)) strike(laid, item)
      if (item.due === null) continue
      item.rest = Math.max(0, item.due - now)
      item.due = null
    }
    this.#lastDue = now
  }

  /** What stood still goes on its way. */
  #go(): void {
    const items = this.#items
    if (items.some(({ due }) => due === null)) {
      this.#items = []
      for (const item of items) {
        if (item.due === null) this.#fly(item)
        else this.#items.push(item)
      }
    }
    this.#pump()
  }

  readonly #pump = (): void => {
    const now = performance.now()
    const items = this.#items
    let done = 0
    for (const item of items) {
      if (item.due === null) break
      if (item.due > now) {
        this.#wake(item.due)
        break
      }
      if (this.#full && item.bytes !== null) {
        this.#hurry(now)
        break
      }
      done += 1
      for (const laid of item.by) laid.took(now - item.cameAt)
      this.#bytes -= item.bytes?.length ?? 0
      if (item.bytes === null) this.#conclude(item.end)
      else this.#write(item.bytes)
    }
    // The end may have told the relay, and that lost the rest.
    if (this.#items === items) items.splice(0, done)
    this.#press()
  }

  /** A reset does not wait for a reader that takes nothing: what is before it is lost. */
  #hurry(now: number): void {
    const last = this.#items.at(-1)
    if (last === undefined || last.end !== 'rst' || last.due === null) return
    if (last.due > now) return this.#wake(last.due)
    this.lose()
    this.#conclude('rst')
  }

  #wake(due: number): void {
    if (this.#ticket !== null && this.#ticket.place >= 0 && this.#ticket.due <= due) return
    this.#agenda.cancel(this.#ticket)
    this.#ticket = this.#agenda.at(due, this.#pump)
  }

  #write(bytes: Buffer): void {
    const sink = this.#sink
    if (sink.destroyed || sink.writableEnded) {
      this.way.counts.bytesLost += bytes.length
      return
    }
    this.way.counts.bytes += bytes.length
    this.way.counts.chunks += 1
    if (!sink.write(bytes)) this.#full = true
  }

  #conclude(end: End): void {
    if (end === 'rst') reset(this.#sink)
    else if (!this.#sink.destroyed) this.#sink.end()
    this.#ended(end)
  }

  /** Reads on, or lets the source feel that there is no room. */
  #press(): void {
    if (this.#source.destroyed) return
    const room = this.#deaf || this.#bytes < this.#heldMax()
    if (room && this.#paused) this.#source.resume()
    else if (!room && !this.#paused) this.#source.pause()
    this.#paused = !room
  }

  #heldMax(): number {
    let most = this.#full ? heldMaxWhenFull : heldMax
    for (const { fault } of this.way.laid) {
      if (fault.kind === 'bandwidth' && fault.queue !== null) most = Math.min(most, fault.queue)
    }
    return Math.max(1, most)
  }
}

function strike(laid: Laid, item: Item): void {
  if (item.bytes === null) return
  laid.strikes()
  item.by.push(laid)
}
