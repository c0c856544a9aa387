// A datagram link under faults: each message meets its fate on its own. It is lost, comes twice, is
// damaged, held, held back or delayed, as in a simulation, and what is left goes to the carrier.

import type { Message } from '../../sim/actor.ts'
import { damaged } from '../../sim/damaged.ts'
import { validate } from '../../sim/shape.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Link } from '../transport.ts'
import { sealMail } from '../wire.ts'
import type { Laid } from './laid.ts'
import type { Over } from './over.ts'
import type { Parcel } from './parcel.ts'

const million = 1_000_000
/** Damage can fall on a field that has few values, such as the name of a node. */
const triesMax = 16

/** Faults that decide how often a message arrives; what was held has met them already. */
const fateful: ReadonlySet<string> = new Set(['drop', 'burst', 'duplicate', 'corrupt', 'reorder'])

interface Held {
  readonly parcel: Parcel
  /** what goes out in the end */
  readonly message: Message
  readonly by: Laid
}

/** The link of one peer. */
export class FaultyDatagram implements Link {
  readonly peer: NodeId
  readonly #to: NodeId
  #inner: Link
  readonly #over: Over
  #held: Held[] = []

  /** @param to the node behind the peer's name */
  constructor(inner: Link, to: NodeId, over: Over) {
    this.peer = inner.peer
    this.#to = to
    this.#inner = inner
    this.#over = over
  }

  send(message: Message, nth: number): void {
    const here = this.#over.at(this.#to)
    if (here.length === 0) return this.#inner.send(message, nth)
    const parcel: Parcel = { message, nth, to: this.#to }
    // Each of them counts the message, whatever another one does to it.
    const taken = here.filter((one) => one.takes(parcel))
    const cut = taken.find(({ fault }) => fault.kind === 'cut')
    if (cut !== undefined) return this.#cut(parcel, cut)
    const { lossPpm, by } = this.#loss(parcel, taken)
    const copy = this.#copy(parcel, taken, lossPpm, by !== null)
    if (by !== null) return this.#drop(parcel, 'lost')
    if (!this.#corrupts(parcel, taken)) this.#onItsWay(parcel, taken, this.#heldBack(parcel, taken))
    if (copy !== null) this.#onItsWay(parcel, taken, copy.span(parcel, 'copy'))
  }

  sendSealed(kind: string, mail: Uint8Array): void {
    this.#inner.sendSealed(kind, mail)
  }

  close(): void {
    this.#inner.close()
  }

  /** The carrier's link to the peer is another one now. */
  goesOver(inner: Link): void {
    this.#inner = inner
  }

  /** A release lets go some that a hold keeps back here. */
  release(goes: (parcel: Parcel) => void): void {
    for (const { parcel } of this.#held) goes(parcel)
  }

  /** Messages that a hold keeps back. */
  get held(): number {
    return this.#held.length
  }

  /** A fault has ended here, or has let go some: what nothing holds any more goes, in order. */
  changed(): void {
    const held = this.#held
    this.#held = []
    const here = this.#over.at(this.#to)
    for (const one of held) {
      if (here.includes(one.by) && one.by.holds(one.parcel)) this.#held.push(one)
      else this.#goesOn(one, here)
    }
  }

  /** What is kept back is lost. */
  stop(): void {
    this.#held = []
  }

  #goesOn({ parcel, message }: Held, here: readonly Laid[]): void {
    const taken = here.filter((one) => !fateful.has(one.fault.kind) && one.takes(parcel))
    const cut = taken.find(({ fault }) => fault.kind === 'cut')
    if (cut !== undefined) return this.#cut(parcel, cut)
    this.#onItsWay(parcel, taken, 0, message)
  }

  /** Every fault that loses messages draws for itself, so that each has the share it was asked. */
  #loss(parcel: Parcel, taken: readonly Laid[]): { lossPpm: number; by: Laid | null } {
    let kept = 1
    let by: Laid | null = null
    for (const one of taken) {
      const { kind } = one.fault
      if (kind !== 'drop' && kind !== 'burst') continue
      const ppm = kind === 'drop' ? one.fault.ppm : one.burst(parcel)
      one.met(parcel)
      kept *= 1 - ppm / million
      if (!one.chance(ppm, parcel, 'lost')) continue
      one.hit(parcel)
      by ??= one
    }
    return { lossPpm: million * (1 - kept), by }
  }

  /**
   * A share of all messages comes twice, the lost ones counted, as in a simulation.
   * @returns the fault that makes a copy
   */
  #copy(parcel: Parcel, taken: readonly Laid[], lossPpm: number, isLost: boolean): Laid | null {
    let copy: Laid | null = null
    for (const one of taken) {
      if (one.fault.kind !== 'duplicate') continue
      one.met(parcel)
      if (isLost) continue
      const ppm = Math.min(million, Math.round((one.fault.ppm * million) / (million - lossPpm)))
      if (!one.chance(ppm, parcel, 'twice')) continue
      one.hit(parcel)
      copy ??= one
    }
    return copy
  }

  /** @returns whether the message has gone its way as a damaged one */
  #corrupts(parcel: Parcel, taken: readonly Laid[]): boolean {
    const by = taken.find(({ fault }) => fault.kind === 'corrupt')
    if (by === undefined || by.fault.kind !== 'corrupt') return false
    by.met(parcel)
    if (!by.chance(by.fault.ppm, parcel, 'strikes')) return false
    by.hit(parcel)
    const { how, unchecked } = by.fault
    const { message, nth } = parcel
    if (unchecked) {
      const other = this.#damaged(parcel, by, how)
      if (other === null) this.#drop(parcel, 'corrupt')
      else this.#onItsWay(parcel, taken, 0, other)
    } else {
      const mail = sealMail(message, { life: this.#over.life, nth })
      const cut = how === 'truncate'
      const at = by.pick(cut ? mail.length : mail.length * 8, parcel, how)
      if (!cut) mail[at >> 3] = (mail[at >> 3] ?? 0) ^ (1 << (at & 7))
      this.#inner.sendSealed(message.kind, cut ? mail.subarray(0, at) : mail)
    }
    return true
  }

  /** @returns another message that the actor there could hear, or null where none was found */
  #damaged(parcel: Parcel, by: Laid, how: 'flip' | 'truncate'): Message | null {
    const shapes = this.#over.hearsOf(this.#to)
    for (let tries = 0; tries < triesMax; tries += 1) {
      const other = damaged(parcel.message, how, (below, what) => by.pick(below, parcel, what))
      if (shapes === null || 'message' in validate(shapes, other)) return other
    }
    return null
  }

  #heldBack(parcel: Parcel, taken: readonly Laid[]): Micros {
    const by = taken.find(({ fault }) => fault.kind === 'reorder')
    if (by === undefined || by.fault.kind !== 'reorder') return 0
    by.met(parcel)
    if (!by.chance(by.fault.ppm, parcel, 'strikes')) return 0
    by.hit(parcel)
    return by.span(parcel, 'back')
  }

  /** @param message what leaves, which may be damaged */
  #onItsWay(
    parcel: Parcel,
    taken: readonly Laid[],
    later: Micros,
    message: Message = parcel.message,
  ): void {
    const by = taken.find((one) => one.holds(parcel))
    if (by !== undefined) return this.#hold({ parcel, message, by })
    let wait = later
    for (const one of taken) {
      if (one.fault.kind !== 'delay') continue
      one.met(parcel)
      one.hit(parcel)
      wait += one.span(parcel, 'extra')
    }
    if (wait === 0) this.#inner.send(message, parcel.nth)
    else this.#over.after(wait, () => this.#inner.send(message, parcel.nth))
  }

  #hold(held: Held): void {
    if (this.#held.length >= this.#over.queue) return this.#drop(held.parcel, 'full')
    held.by.hit(held.parcel)
    this.#held.push(held)
  }

  #cut(parcel: Parcel, by: Laid): void {
    by.met(parcel)
    by.hit(parcel)
    this.#drop(parcel, 'cut')
  }

  #drop({ message }: Parcel, why: 'lost' | 'cut' | 'full' | 'corrupt'): void {
    this.#over.dropped(this.peer, message.kind, why)
  }
}
