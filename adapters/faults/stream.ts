// A stream's link under faults: messages are held or delayed, and nothing ever overtakes. What is
// behind a held one waits too, the end of the stream included; the next stream to the peer begins
// when all of this one has left. How connections break is the proxy's business.

import type { Message } from '../../sim/actor.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { now } from '../host/clock.ts'
import type { Link } from '../transport.ts'
import type { Over } from './over.ts'
import type { Parcel } from './parcel.ts'

/** What a stream asks of its owner beside what every link does. */
export interface StreamOver extends Over {
  /** The link of the carrier, now that the stream before has left. */
  carrierLink(peer: NodeId): Link | null
  /** All of it has left, its end included. */
  left(stream: FaultyStream): void
  /** Too much waits on it: the connection is given up, and the node is told. */
  overflowed(stream: FaultyStream, inner: Link | null): void
}

/** The link of one connection. */
export class FaultyStream implements Link {
  readonly peer: NodeId
  /** its actor has closed it, and the end waits behind what was sent before */
  closing = false
  readonly #to: NodeId
  readonly #over: StreamOver
  /** null: the stream before has not left yet */
  #inner: Link | null
  #ended = false
  /** null is the end of the stream */
  #waiting: (Parcel | null)[] = []
  #flying: { readonly parcel: Parcel | null; readonly due: Micros }[] = []
  /** nothing that flies later is due earlier */
  #lastDue: Micros = 0
  #wake: (() => void) | null = null

  /**
   * @param inner null for one that begins when the stream before it has left (`begin`)
   * @param to the node behind the peer's name
   */
  constructor(peer: NodeId, inner: Link | null, to: NodeId, over: StreamOver) {
    this.peer = peer
    this.#inner = inner
    this.#to = to
    this.#over = over
  }

  /** The link of the carrier that it goes over. */
  get inner(): Link | null {
    return this.#inner
  }

  get idle(): boolean {
    return this.#waiting.length === 0 && this.#flying.length === 0
  }

  /** Nothing leaves on it any more, whether or not the node has been told. */
  get ended(): boolean {
    return this.#ended
  }

  /** Messages that a hold keeps back, or that stand behind one. */
  get held(): number {
    return this.#waiting.length
  }

  send(message: Message, nth: number): void {
    if (this.#ended || this.closing) return this.#drop(message.kind, 'reset')
    if (this.idle && this.#inner !== null && this.#over.at(this.#to).length === 0) {
      return this.#inner.send(message, nth)
    }
    if (this.#waiting.length + this.#flying.length >= this.#over.queue) return this.#full(message)
    this.#put({ message, nth, to: this.#to })
  }

  sendSealed(kind: string, mail: Uint8Array): void {
    this.#inner?.sendSealed(kind, mail)
  }

  close(): void {
    if (this.#ended || this.closing) return
    this.closing = true
    if (this.idle && this.#inner !== null) this.#leave(null)
    else this.#put(null)
  }

  /** The stream before has left. */
  begin(): void {
    if (this.#ended) return
    this.#inner = this.#over.carrierLink(this.peer)
    if (this.#inner !== null) return this.changed()
    this.stop('gone')
    this.#over.left(this)
  }

  /** Faults came or went, or let some go: what nothing blocks goes on its way, in order. */
  changed(): void {
    if (this.#inner === null) return
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting
      if (first === undefined || this.#blocks(first)) return
      this.#waiting.shift()
      this.#fly(first)
    }
  }

  /** A release lets go some that a hold keeps back here, each in its turn. */
  release(goes: (parcel: Parcel) => void): void {
    for (const parcel of this.#waiting) if (parcel !== null) goes(parcel)
  }

  /** The connection is gone, or the node is: what waits never leaves. */
  stop(why: DropWhy): void {
    this.#ended = true
    this.#wake?.()
    this.#wake = null
    const lost = [...this.#flying.map(({ parcel }) => parcel), ...this.#waiting]
    this.#flying = []
    this.#waiting = []
    for (const parcel of lost) if (parcel !== null) this.#drop(parcel.message.kind, why)
  }

  #put(parcel: Parcel | null): void {
    // Asked first: a hold counts what it takes, also behind one that is held.
    const isBlocked = this.#blocks(parcel)
    if (isBlocked || this.#waiting.length > 0 || this.#inner === null) this.#waiting.push(parcel)
    else this.#fly(parcel)
  }

  #blocks(parcel: Parcel | null): boolean {
    if (parcel === null) return false
    const by = this.#over.at(this.#to).find((one) => one.holds(parcel))
    by?.hit(parcel)
    return by !== undefined
  }

  #fly(parcel: Parcel | null): void {
    const extra = parcel === null ? 0 : this.#extra(parcel)
    if (extra === 0 && this.#flying.length === 0) return this.#leave(parcel)
    this.#lastDue = Math.max(now() + extra, this.#lastDue)
    this.#flying.push({ parcel, due: this.#lastDue })
    this.#arm()
  }

  #extra(parcel: Parcel): Micros {
    let extra = 0
    for (const one of this.#over.at(this.#to)) {
      if (one.fault.kind !== 'delay' || !one.takes(parcel)) continue
      one.met(parcel)
      one.hit(parcel)
      extra += one.span(parcel, 'extra')
    }
    return extra
  }

  #arm(): void {
    const first = this.#flying[0]
    if (first === undefined || this.#wake !== null) return
    this.#wake = this.#over.after(Math.max(0, first.due - now()), () => {
      this.#wake = null
      this.#land()
    })
  }

  #land(): void {
    for (;;) {
      const first = this.#flying[0]
      if (first === undefined || first.due > now()) break
      this.#flying.shift()
      this.#leave(first.parcel)
    }
    this.#arm()
  }

  #leave(parcel: Parcel | null): void {
    if (parcel !== null) {
      this.#inner?.send(parcel.message, parcel.nth)
      return
    }
    this.#ended = true
    this.#inner?.close()
    this.#over.left(this)
  }

  #full({ kind }: Message): void {
    this.#drop(kind, 'full')
    const inner = this.#inner
    this.stop('reset')
    this.#over.overflowed(this, inner)
  }

  #drop(kind: string, why: DropWhy): void {
    this.#over.dropped(this.peer, kind, why)
  }
}
