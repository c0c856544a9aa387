// Streams: connections between pairs of nodes. While one lasts, messages arrive in order and once;
// when it ends, each end is told so (`lost`) unless it ended it itself. There is one connection
// between two nodes at a time: if both open at once, the two are one and nothing is lost.

import type { Ended } from '../actor.ts'
import type { Odds } from '../chooser.ts'
import { sizeOf } from '../plain.ts'
import type { Micros } from '../units.ts'
import { type Overlay, type Overlays } from './overlay.ts'
import * as wireKind from './wire.ts'
import type { Parcel, Wire } from './wire.ts'

/** A connection. Each end sees it until it was told of its end. */
export interface Connection {
  readonly serial: number
  /** the end that dialled */
  readonly by: number
  /** messages may leave from then on; null until the peer has answered */
  openAt: Micros | null
  ended: boolean
  /** the peer was not there: what the pending event tells when it strikes */
  refused: boolean
  /** queue slot of the opening under way, or -1 */
  dialSlot: number
  /** one end was told of a reset that the other does not know of */
  halfOpen: boolean
}

/** One direction of a pair: what is on its way, oldest first. */
interface Lane {
  readonly from: number
  readonly to: number
  /** arrivals in the event queue */
  flying: number[]
  /** what waits for the link to move again, with the latency it drew */
  waiting: { readonly parcel: Parcel; readonly latency: Micros }[]
  lastArrival: Micros
  /** the queue slot of a `lost` under way to the far end, -1, or `atItsNode` */
  lostSlot: number
}

export interface Pair {
  readonly low: number
  readonly high: number
  /** the connection as each end sees it: [low, high] */
  readonly seen: [Connection | null, Connection | null]
  /** [low to high, high to low] */
  readonly lanes: readonly [Lane, Lane]
  /** event that resets a connection cut for too long, or -1 */
  stalledSlot: number
  dials: number
}

/** Faults under which an opening gets no answer. */
const silent = ['cut', 'stall', 'hang', 'half-open']

const lane = (from: number, to: number): Lane => ({
  from,
  to,
  flying: [],
  waiting: [],
  lastArrival: 0,
  lostSlot: -1,
})

/** A `lost` has left the queue and waits at its node, which is paused or busy. */
const atItsNode = -2

export class Streams {
  readonly #wire: Wire
  readonly #overlays: Overlays
  readonly #latency: Odds
  readonly #pairs = new Map<number, Pair>()
  #serial = 0

  constructor(wire: Wire, overlays: Overlays) {
    this.#wire = wire
    this.#overlays = overlays
    this.#latency = { kind: 'quantiles', table: wire.system.latency }
  }

  reset(): void {
    this.#pairs.clear()
    this.#serial = 0
  }

  #pair(a: number, b: number): Pair {
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const key = low * this.#wire.system.size + high
    let pair = this.#pairs.get(key)
    if (pair === undefined) {
      pair = {
        low,
        high,
        seen: [null, null],
        lanes: [lane(low, high), lane(high, low)],
        stalledSlot: -1,
        dials: 0,
      }
      this.#pairs.set(key, pair)
    }
    return pair
  }

  #known(a: number, b: number): Pair | undefined {
    return this.#pairs.get(Math.min(a, b) * this.#wire.system.size + Math.max(a, b))
  }

  /** Serial of the connection that `node` sees to `peer`; 0 = none. */
  serialSeen(node: number, peer: number): number {
    const pair = this.#known(node, peer)
    if (pair === undefined) return 0
    return pair.seen[node === pair.low ? 0 : 1]?.serial ?? 0
  }

  /**
   * A message leaves.
   * @param serial the connection that the step saw, 0 = none: it never leaves on a later one
   */
  send(parcel: Parcel, serial: number): void {
    const pair = this.#pair(parcel.from, parcel.to)
    const side = parcel.from === pair.low ? 0 : 1
    let connection = pair.seen[side]
    if (serial !== 0 && connection?.serial !== serial) {
      return this.#wire.dropped(parcel, 'reset', null)
    }
    connection ??= this.#open(pair, side)
    if (connection.ended || connection.halfOpen) return this.#wire.dropped(parcel, 'reset', null)
    const way = pair.lanes[side]
    if (way.flying.length + way.waiting.length >= this.#wire.system.network.queue) {
      this.#wire.dropped(parcel, 'full', null)
      return this.#end(pair, 'reset')
    }
    const latency = this.#drawLatency(parcel)
    const held = way.waiting.length > 0 || connection.openAt === null
    if (held || this.#blocked(way, parcel)) way.waiting.push({ parcel, latency })
    else this.#fly(way, parcel, latency, connection.openAt ?? 0)
  }

  #drawLatency({ what, from, to, nth }: Parcel): Micros {
    const table = this.#wire.system.latency
    return (
      (table[0] as number) + this.#wire.decide(wireKind.delay, what, from, to, nth, this.#latency)
    )
  }

  #fly(way: Lane, parcel: Parcel, latency: Micros, openAt: Micros): void {
    const at = Math.max(this.#wire.now, openAt) + latency + this.#extra(parcel)
    way.lastArrival = Math.max(at, way.lastArrival)
    way.flying.push(this.#wire.arriveAt(way.lastArrival, parcel))
  }

  /** Delays and bandwidth that faults add. */
  #extra(parcel: Parcel): Micros {
    let extra = 0
    for (const overlay of this.#overlays.at(parcel.from, parcel.to).overlays) {
      const { fault } = overlay
      if (fault.kind === 'delay' && overlay.table !== null) {
        if (!overlay.takes(fault.filter, linkOf(this.#wire, parcel), parcel)) continue
        const odds: Odds = { kind: 'quantiles', table: overlay.table }
        const name = this.#wire.word(`${this.#wire.textOf(parcel.what)} by ${overlay.mark} extra`)
        const { from, to, nth } = parcel
        extra +=
          (overlay.table[0] as number) +
          this.#wire.decide(wireKind.faultDraw, name, from, to, nth, odds)
      } else if (fault.kind === 'bandwidth') {
        extra += overlay.busy(linkOf(this.#wire, parcel), this.#wire.now, sizeOf(parcel.message))
      }
    }
    return extra
  }

  /** Whether this message cannot leave now: the link is cut or stalled, or it is held. */
  #blocked(way: Lane, parcel: Parcel | null): boolean {
    if (!this.#overlays.any) return false
    for (const overlay of this.#overlays.at(way.from, way.to).overlays) {
      const { fault } = overlay
      if (fault.kind === 'cut' || fault.kind === 'stall') return true
      if (fault.kind === 'hold' && parcel !== null) {
        if (overlay.takes(fault.filter, linkOf(this.#wire, parcel), parcel)) return true
      }
    }
    return false
  }

  #faultOn(way: Lane, kinds: readonly string[]): Overlay | null {
    if (!this.#overlays.any) return null
    const here = this.#overlays.at(way.from, way.to).overlays
    return here.find(({ fault }) => kinds.includes(fault.kind)) ?? null
  }

  /** The first send opens a stream: it is usable after a round trip. */
  #open(pair: Pair, side: 0 | 1): Connection {
    const other = pair.seen[1 - side]
    if (
      other !== null &&
      other !== undefined &&
      !other.ended &&
      !other.halfOpen &&
      other.openAt === null
    ) {
      pair.seen[side] = other // both open at once: one connection, nothing is lost
      return other
    }
    const connection: Connection = {
      serial: ++this.#serial,
      by: side === 0 ? pair.low : pair.high,
      openAt: null,
      ended: false,
      refused: false,
      dialSlot: -1,
      halfOpen: false,
    }
    pair.seen[side] = connection
    pair.dials += 1
    this.#dial(pair, connection, side)
    return connection
  }

  #dial(pair: Pair, connection: Connection, side: 0 | 1): void {
    const way = pair.lanes[side]
    const back = pair.lanes[side === 0 ? 1 : 0]
    if (this.#faultOn(way, silent) !== null || this.#faultOn(back, silent) !== null) {
      this.#watchCut(pair) // it never answers; healing dials again
      return
    }
    const { dials } = pair
    const word = this.#wire.word('open')
    const base = this.#wire.system.latency[0] as number
    const there =
      base + this.#wire.decide(wireKind.delay, word, way.from, way.to, dials, this.#latency)
    const at = Math.max(this.#wire.now + there, way.lastArrival)
    way.lastArrival = at
    connection.dialSlot = this.#wire.queue.push(at, wireKind.dial, way.to, way.from, dials, {
      pair,
      connection,
    })
  }

  /** The opening reaches the peer, or the refusal comes back. */
  dialled(pair: Pair, connection: Connection, nth: number): void {
    connection.dialSlot = -1
    const side = connection.by === pair.low ? 0 : 1
    const way = pair.lanes[side]
    const back = pair.lanes[side === 0 ? 1 : 0]
    if (connection.ended) return
    const word = this.#wire.word('open')
    const base = this.#wire.system.latency[0] as number
    const rest =
      base + this.#wire.decide(wireKind.delay, word, way.to, way.from, nth, this.#latency)
    if (!this.#wire.isUp(way.to) || this.#faultOn(way, ['refuse', 'disconnect']) !== null) {
      connection.ended = true
      this.#lose(way, back)
      this.#tell(pair, side, this.#wire.now + rest, 'refused')
      return
    }
    const far = side === 0 ? 1 : 0
    const old = pair.seen[far]
    if (old !== null && old !== connection) {
      this.#finish(old)
      this.#tell(pair, far, this.#wire.now, 'reset')
    }
    pair.seen[far] = connection
    connection.openAt = this.#wire.now + rest
    this.#flush(way, connection.openAt)
    this.#flush(back, connection.openAt)
  }

  /** What waits goes on its way, as far as nothing blocks it. */
  #flush(way: Lane, openAt: Micros): void {
    const waiting = way.waiting
    way.waiting = []
    for (let i = 0; i < waiting.length; i++) {
      const { parcel, latency } = waiting[i] as (typeof waiting)[number]
      if (this.#blocked(way, parcel)) {
        way.waiting = waiting.slice(i)
        return
      }
      this.#fly(way, parcel, latency, openAt)
    }
  }

  /** A message of a stream has arrived. */
  arrived(from: number, to: number): void {
    this.#known(from, to)?.lanes[from < to ? 0 : 1].flying.shift()
  }

  /** Called by a lost event: this end now knows. @returns whether there is anything to tell */
  told(node: number, peer: number): void {
    const pair = this.#known(node, peer)
    if (pair === undefined) return
    const side = node === pair.low ? 0 : 1
    pair.lanes[side === 0 ? 1 : 0].lostSlot = -1
    const connection = pair.seen[side]
    if (
      connection !== null &&
      connection !== undefined &&
      (connection.ended || connection.halfOpen)
    ) {
      pair.seen[side] = null
    }
  }

  /** A `lost` has come up, and its node is paused or busy: its slot is free for others. */
  lostWaits(node: number, peer: number): void {
    const pair = this.#known(node, peer)
    if (pair === undefined) return
    pair.lanes[node === pair.low ? 1 : 0].lostSlot = atItsNode
  }

  #tell(pair: Pair, side: 0 | 1, at: Micros, why: Ended): void {
    const inward = pair.lanes[side === 0 ? 1 : 0]
    if (inward.lostSlot === atItsNode) return
    if (inward.lostSlot >= 0) {
      if (at < this.#wire.queue.timeOf(inward.lostSlot)) this.#wire.queue.move(inward.lostSlot, at)
      return
    }
    const node = side === 0 ? pair.low : pair.high
    const peer = side === 0 ? pair.high : pair.low
    if (!this.#wire.isUp(node)) {
      pair.seen[side] = null
      return
    }
    inward.lastArrival = Math.max(inward.lastArrival, at)
    inward.lostSlot = this.#wire.tellLost(at, node, peer, why)
  }

  /** All that is on its way in these lanes never arrives. */
  #lose(...lanes: readonly Lane[]): void {
    for (const way of lanes) this.#loseFrom(way, 0)
  }

  #loseFrom(way: Lane, keep: number): void {
    this.#loseFlying(way, keep)
    for (const { parcel } of way.waiting.splice(0)) this.#wire.dropped(parcel, 'reset', null)
  }

  #loseFlying(way: Lane, keep: number): void {
    for (const slot of way.flying.splice(keep)) {
      this.#wire.dropped(this.#wire.takeBack(slot), 'reset', null)
    }
  }

  /** The connection is gone at once, and both ends hear of it. */
  #end(pair: Pair, why: Ended): void {
    const current = pair.seen[0] ?? pair.seen[1]
    if (current === null || current === undefined) return
    this.#forgetCut(pair)
    this.#lose(pair.lanes[0], pair.lanes[1])
    for (const side of [0, 1] as const) {
      const connection = pair.seen[side]
      if (connection === null || connection.halfOpen) continue
      this.#finish(connection)
      this.#tell(pair, side, this.#wire.now, why)
    }
  }

  #finish(connection: Connection): void {
    connection.ended = true
    if (connection.dialSlot >= 0) {
      this.#wire.queue.cancel(connection.dialSlot)
      connection.dialSlot = -1
    }
  }

  /** An actor closes: what it sent before arrives, then the other end is told. */
  close(node: number, peer: number, serial: number): void {
    const pair = this.#known(node, peer)
    if (pair === undefined) return
    const side = node === pair.low ? 0 : 1
    const connection = pair.seen[side]
    if (connection === null || connection.ended) return
    if (serial !== 0 && connection.serial !== serial) return
    pair.seen[side] = null
    const out = pair.lanes[side]
    const far = side === 0 ? 1 : 0
    this.#lose(pair.lanes[far])
    if (connection.halfOpen) return
    connection.ended = true
    if (connection.openAt === null) {
      // Nothing was accepted yet: what waited for the opening is gone with it.
      this.#finish(connection)
      this.#lose(out)
      if (pair.seen[far] === connection) this.#tell(pair, far, this.#wire.now, 'closed')
      return
    }
    this.#goodbye(pair, side, 'closed')
  }

  /** The far end of `side` is told after all that is on its way to it, and a latency. */
  #goodbye(pair: Pair, side: 0 | 1, why: Ended): void {
    const out = pair.lanes[side]
    const far = side === 0 ? 1 : 0
    if (pair.seen[far] === null) return
    const base = this.#wire.system.latency[0] as number
    const cut = this.#faultOn(out, ['cut', 'stall']) !== null
    const wait = cut ? this.#wire.system.network.resetAfter : base
    this.#tell(pair, far, Math.max(this.#wire.now + wait, out.lastArrival), cut ? 'reset' : why)
    if (out.waiting.length > 0) this.#loseFrom(out, out.flying.length)
  }

  /** The node died: a drawn prefix of what it had sent arrives, nothing sent to it does. */
  crashed(node: number): void {
    for (const pair of this.#pairs.values()) {
      if (pair.low !== node && pair.high !== node) continue
      const side = node === pair.low ? 0 : 1
      const far = side === 0 ? 1 : 0
      const connection = pair.seen[side]
      const inward = pair.lanes[far]
      if (inward.lostSlot >= 0) {
        this.#wire.queue.cancel(inward.lostSlot)
      }
      inward.lostSlot = -1
      pair.seen[side] = null
      const other = pair.seen[far]
      this.#loseFlying(inward, 0)
      // What waits for an opening that the node has not seen is still with the peer that dials.
      const dialling = other !== connection && other?.openAt === null && !other.ended
      if (!dialling) this.#lose(inward)
      if (connection === null) continue
      if (!dialling) this.#forgetCut(pair)
      const already = connection.ended
      this.#finish(connection)
      this.#prefix(pair.lanes[side], node, pair.dials)
      if (!already && other === connection) this.#goodbye(pair, side, 'reset')
    }
  }

  /** Outcome 0 is the dull one: all of it arrives. */
  #prefix(out: Lane, node: number, nth: number): void {
    const flying = out.flying.length
    const word = this.#wire.word('sent')
    const odds: Odds = { kind: 'even', below: flying + 1 }
    const lost = flying === 0 ? 0 : this.#wire.decide(wireKind.kept, word, node, out.to, nth, odds)
    this.#loseFrom(out, flying - lost)
    const last = out.flying.at(-1)
    out.lastArrival = last === undefined ? this.#wire.now : this.#wire.queue.timeOf(last)
  }

  // ---- faults

  /** A fault came or went: links may have become blocked, or free. */
  changed(): void {
    for (const pair of this.#pairs.values()) {
      const cut = pair.lanes.some((way) => this.#faultOn(way, ['cut']) !== null)
      if (cut) this.#watchCut(pair)
      else if (!this.#hanging(pair)) this.#forgetCut(pair)
      for (const [side, way] of pair.lanes.entries()) this.#settleLane(pair, way, side as 0 | 1)
    }
  }

  #hanging(pair: Pair): boolean {
    const connection = pair.seen[0] ?? pair.seen[1] ?? null
    if (connection === null || connection.openAt !== null) return false
    return pair.lanes.some((way) => this.#faultOn(way, ['hang', 'half-open']) !== null)
  }

  #settleLane(pair: Pair, way: Lane, side: 0 | 1): void {
    const connection = pair.seen[side]
    if (this.#faultOn(way, ['cut', 'stall']) !== null) {
      // What is on its way stops where it is.
      const stopped = way.flying.splice(0).map((slot) => {
        const latency = Math.max(0, this.#wire.queue.timeOf(slot) - this.#wire.now)
        return { parcel: this.#wire.takeBack(slot), latency }
      })
      way.waiting.unshift(...stopped)
      if (stopped.length > 0) way.lastArrival = this.#wire.now
      if (connection?.openAt === null && connection.dialSlot >= 0 && connection.by === way.from) {
        this.#wire.queue.cancel(connection.dialSlot)
        connection.dialSlot = -1
      }
      return
    }
    if (connection === null || connection.ended || connection.halfOpen) return
    if (connection.openAt !== null) this.#flush(way, connection.openAt)
    else if (connection.by === way.from && connection.dialSlot < 0) {
      pair.dials += 1
      this.#dial(pair, connection, side)
    }
  }

  #watchCut(pair: Pair): void {
    if (pair.stalledSlot >= 0) return
    if (pair.seen[0] === null && pair.seen[1] === null) return
    const at = this.#wire.now + this.#wire.system.network.resetAfter
    pair.stalledSlot = this.#wire.queue.push(at, wireKind.stalled, pair.low, pair.high, 0, pair)
  }

  #forgetCut(pair: Pair): void {
    if (pair.stalledSlot < 0) return
    this.#wire.queue.cancel(pair.stalledSlot)
    pair.stalledSlot = -1
  }

  /** A connection has been cut for too long. */
  stalledFor(pair: Pair): void {
    pair.stalledSlot = -1
    this.#end(pair, 'reset')
  }

  /** Reset: cut at once, in flight is lost. Close: what is in flight arrives, then both are told. */
  interrupt(kind: 'reset' | 'close', touches: (from: number, to: number) => boolean): void {
    for (const pair of this.#pairs.values()) {
      if (!touches(pair.low, pair.high) && !touches(pair.high, pair.low)) continue
      const connection = pair.seen[0] ?? pair.seen[1] ?? null
      if (connection === null || connection.ended) continue
      if (kind === 'reset' || connection.openAt === null) {
        this.#end(pair, 'reset')
        continue
      }
      this.#forgetCut(pair)
      this.#finish(connection)
      this.#goodbye(pair, 0, 'closed')
      this.#goodbye(pair, 1, 'closed')
    }
  }

  /** `from` is told that the connection is gone, and `to` is not. */
  halfOpen(touches: (from: number, to: number) => boolean): void {
    for (const pair of this.#pairs.values()) {
      for (const side of [0, 1] as const) {
        const way = pair.lanes[side]
        if (!touches(way.from, way.to)) continue
        const connection = pair.seen[side]
        if (connection === null || connection.ended || connection.halfOpen) continue
        connection.halfOpen = true
        this.#finish(connection)
        connection.ended = false
        this.#forgetCut(pair)
        this.#lose(pair.lanes[0], pair.lanes[1])
        this.#tell(pair, side, this.#wire.now, 'reset')
      }
    }
  }

  /** The half-open fault has ended: who still holds such a connection learns of it. */
  halfOpenEnds(): void {
    for (const pair of this.#pairs.values()) {
      for (const side of [0, 1] as const) {
        const connection = pair.seen[side]
        if (connection?.halfOpen !== true) continue
        this.#finish(connection)
        this.#tell(pair, side, this.#wire.now, 'reset')
      }
    }
  }
}

const linkOf = (wire: Wire, { from, to }: Parcel): number => from * wire.system.size + to
