// One direction of a connection: what is on its way, oldest first, and what waits for the link to
// move again. It keeps order and knows the faults of links; how connections begin and end is in
// streams.ts.

import type { Ended } from '../actor.ts'
import type { Odds } from '../chooser.ts'
import { sizeOf } from '../plain.ts'
import type { Micros } from '../units.ts'
import type { NetworkFault, Overlay } from './overlay.ts'
import type { Overlays } from './overlays.ts'
import { delay, faultDraw, type Parcel, type Wire } from './wire.ts'

/** A message on its way, or the sender's goodbye behind all of them. */
interface Item {
  /** null: the goodbye */
  readonly parcel: Parcel | null
  /** what a goodbye tells */
  readonly why: Ended
  /** what is left of its latency when it begins to move */
  latency: Micros
  /** the delays of faults are in its latency: they are added once, however often the link stops */
  delayed: boolean
  /** its event in the queue while it moves, else -1 */
  slot: number
}

export interface Lane {
  readonly from: number
  readonly to: number
  /** serial of the connection, told with its goodbye */
  readonly serial: number
  flying: Item[]
  waiting: Item[]
  lastArrival: Micros
}

export const lane = (from: number, to: number, serial: number): Lane => ({
  from,
  to,
  serial,
  flying: [],
  waiting: [],
  lastArrival: 0,
})

export class Lanes {
  readonly #wire: Wire
  readonly #overlays: Overlays
  readonly #latency: Odds

  constructor(wire: Wire, overlays: Overlays) {
    this.#wire = wire
    this.#overlays = overlays
    this.#latency = { kind: 'quantiles', table: wire.system.latency }
  }

  /** A latency of the link, drawn under the name of a message or an opening. */
  latencyOf(what: number, from: number, to: number, nth: number): Micros {
    const { system } = this.#wire
    return (
      (system.latency[0] as number) + this.#wire.decide(delay, what, from, to, nth, this.#latency)
    )
  }

  /** @param openAt when the connection begins to carry messages; null: not known yet */
  send(way: Lane, parcel: Parcel, openAt: Micros | null): void {
    const latency = this.latencyOf(parcel.what, parcel.from, parcel.to, parcel.nth)
    this.#put(way, { parcel, why: 'reset', latency, delayed: false, slot: -1 }, openAt)
  }

  /** The far end will be told, after all that was sent before and the least latency. */
  goodbye(way: Lane, why: Ended, openAt: Micros | null): void {
    const latency = this.#wire.system.latency[0] as number
    this.#put(way, { parcel: null, why, latency, delayed: true, slot: -1 }, openAt)
  }

  #put(way: Lane, item: Item, openAt: Micros | null): void {
    if (way.waiting.length > 0 || openAt === null || this.#blocked(way, item)) {
      way.waiting.push(item)
    } else this.#fly(way, item, openAt)
  }

  #fly(way: Lane, item: Item, openAt: Micros): void {
    const { parcel } = item
    if (!item.delayed && parcel !== null) {
      item.latency += this.#extra(parcel)
      item.delayed = true
    }
    const at = Math.max(this.#wire.now, openAt) + item.latency
    way.lastArrival = Math.max(at, way.lastArrival)
    item.slot =
      parcel === null
        ? this.#wire.tellLost(way.lastArrival, way.to, way.from, item.why, way.serial)
        : this.#wire.arriveAt(way.lastArrival, parcel)
    way.flying.push(item)
  }

  /** Delays and bandwidth that faults add. */
  #extra(parcel: Parcel): Micros {
    if (!this.#overlays.any) return 0
    const wire = this.#wire
    const { what, from, to, nth } = parcel
    const link = from * wire.system.size + to
    let extra = 0
    for (const overlay of this.#overlays.at(from, to).overlays) {
      const { fault, table } = overlay
      if (fault.kind === 'delay' && table !== null) {
        if (!overlay.takes(parcel)) continue
        const name = overlay.nameOf(wire, what, 'extra')
        const drawn = wire.decide(faultDraw, name, from, to, nth, { kind: 'quantiles', table })
        extra += (table[0] as number) + drawn
      } else if (fault.kind === 'bandwidth') {
        extra += overlay.busy(link, wire.now, sizeOf(parcel.message))
      }
    }
    return extra
  }

  /** Whether it cannot move now: the link is cut or stalled, or the message is held. */
  #blocked(way: Lane, { parcel }: Item): boolean {
    if (!this.#overlays.any) return false
    for (const overlay of this.#overlays.at(way.from, way.to).overlays) {
      const { fault } = overlay
      if (fault.kind === 'cut' || fault.kind === 'stall') return true
      if (fault.kind === 'hold' && parcel !== null) {
        if (overlay.takes(parcel) && !overlay.released(parcel)) return true
      }
    }
    return false
  }

  /** A fault of these kinds that lies over the link, if any. */
  fault(way: Lane, ...kinds: readonly NetworkFault['kind'][]): Overlay | null {
    if (!this.#overlays.any) return null
    const here = this.#overlays.at(way.from, way.to).overlays
    return here.find(({ fault }) => kinds.includes(fault.kind)) ?? null
  }

  /** What is on its way stops where it is. */
  stop(way: Lane): void {
    const { queue, now } = this.#wire
    if (way.flying.length === 0) return
    for (const item of way.flying) {
      item.latency = queue.timeOf(item.slot) - now
      this.#ground(item)
    }
    way.waiting.unshift(...way.flying)
    way.flying = []
    way.lastArrival = now
  }

  /** What waits goes on its way, as far as nothing blocks it. */
  flush(way: Lane, openAt: Micros): void {
    let gone = 0
    for (const item of way.waiting) {
      if (this.#blocked(way, item)) break
      this.#fly(way, item, openAt)
      gone += 1
    }
    if (gone > 0) way.waiting.splice(0, gone)
  }

  /** All but the first `keep` of what moves, and all that waits, never arrives. */
  lose(way: Lane, keep = 0): void {
    for (const item of way.flying.splice(keep)) {
      this.#ground(item)
      if (item.parcel !== null) this.#wire.dropped(item.parcel, 'reset', null)
    }
    for (const { parcel } of way.waiting.splice(0)) {
      if (parcel !== null) this.#wire.dropped(parcel, 'reset', null)
    }
    const last = way.flying.at(-1)
    way.lastArrival = last === undefined ? this.#wire.now : this.#wire.queue.timeOf(last.slot)
  }

  /** A release lets go what a hold keeps back here, in its turn. */
  release(way: Lane, hold: Overlay, goes: (parcel: Parcel) => boolean): void {
    if (!hold.covers(way.from, way.to)) return
    for (const { parcel } of way.waiting) {
      if (parcel !== null && hold.takes(parcel) && goes(parcel)) hold.release(parcel)
    }
  }

  #ground(item: Item): void {
    if (item.parcel === null) this.#wire.queue.cancel(item.slot)
    else this.#wire.takeBack(item.slot)
    item.slot = -1
  }
}
