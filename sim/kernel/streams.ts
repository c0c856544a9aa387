// Streams: connections between pairs of nodes. While one lasts, messages arrive in order and once;
// when it ends, each end is told so (`lost`) unless it ended it itself, and before anything of the
// next connection. An end that was not told yet still sees the old one: what it sends is dropped.
//
// Choices, where more than one would do:
// * If both ends open at once, the later opening joins the earlier one: one connection, nothing
//   lost, and the first to open stands for the smaller id.
// * An actor that closes is told nothing more of that connection. What it had sent arrives first,
//   also when the connection was still opening; what was on its way to it is dropped.
// * A cut resets an idle connection too, after the reset timeout, and a connection that is cut one
//   way only. An opening that gets no answer (cut, hang, half-open) ends the same way, told to the
//   end that dialled. A stall has no timeout, whatever it stops.
// * The next connection dials when all of the one before has left: a hold on its last messages
//   holds the next opening up.

import type { Ended } from '../actor.ts'
import type { Odds } from '../chooser.ts'
import type { Micros } from '../units.ts'
import { empty } from './empty.ts'
import { type Lane, Lanes, lane } from './lanes.ts'
import type { Overlay } from './overlay.ts'
import type { Overlays } from './overlays.ts'
import * as wireKind from './wire.ts'
import type { Parcel, Wire } from './wire.ts'

/** One end of a pair: 0 is the node that stands first in the roster. */
type Side = 0 | 1
const bothSides: readonly Side[] = [0, 1]
const across = (side: Side): Side => (side === 0 ? 1 : 0)

/**
 * What an end knows of a connection: nothing yet, that it is on, that it has ended (the telling is
 * under way), nothing any more (it was told, closed it, or died).
 */
type End = 'unseen' | 'on' | 'ending' | 'gone'

export interface Connection {
  readonly serial: number
  readonly pair: Pair
  /** the end that dialled */
  readonly by: Side
  readonly ends: [End, End]
  /** events that tell an end out of line, or -1 */
  readonly lostSlots: [number, number]
  /** by the side they lead away from */
  readonly lanes: readonly [Lane, Lane]
  /** messages move from then on; null until the peer has answered */
  openAt: Micros | null
  /** nothing more is sent on it */
  ended: boolean
  /** nothing moves on it any more */
  over: boolean
  /** one end was told of a reset that the other does not know of */
  halfOpen: boolean
  /** the opening under way, or -1 */
  dialSlot: number
  /** event that resets it once it was cut for too long, or -1 */
  cutSlot: number
}

/** Two nodes and their connections, oldest first: usually one, the next while the last one ends. */
export interface Pair {
  readonly low: number
  readonly high: number
  /** the connection that each end sees */
  readonly seen: [Connection | null, Connection | null]
  readonly connections: Connection[]
  dials: number
}

export class Streams {
  readonly #wire: Wire
  readonly #lanes: Lanes
  readonly #pairs = new Map<number, Pair>()
  readonly #pairsOf = new Map<number, Pair[]>()
  #serial = 0

  constructor(wire: Wire, overlays: Overlays) {
    this.#wire = wire
    this.#lanes = new Lanes(wire, overlays)
  }

  reset(): void {
    empty(this.#pairs)
    empty(this.#pairsOf)
    this.#serial = 0
  }

  #pair(a: number, b: number): Pair {
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const pair: Pair = { low, high, seen: [null, null], connections: [], dials: 0 }
    this.#pairs.set(low * this.#wire.system.size + high, pair)
    for (const node of [low, high]) {
      const pairs = this.#pairsOf.get(node)
      if (pairs === undefined) this.#pairsOf.set(node, [pair])
      else pairs.push(pair)
    }
    return pair
  }

  #known(a: number, b: number): Pair | undefined {
    const { size } = this.#wire.system
    return this.#pairs.get(a < b ? a * size + b : b * size + a)
  }

  /** Serial of the connection that `node` sees to `peer`; 0 = none. */
  serialSeen(node: number, peer: number): number {
    const pair = this.#known(node, peer)
    return pair?.seen[sideOf(pair, node)]?.serial ?? 0
  }

  // ---- messages

  /**
   * A message leaves.
   * @param serial the connection that the step saw, 0 = none: it never leaves on a later one
   */
  send(parcel: Parcel, serial: number): void {
    const pair = this.#known(parcel.from, parcel.to) ?? this.#pair(parcel.from, parcel.to)
    const side = sideOf(pair, parcel.from)
    let connection = pair.seen[side]
    if (serial !== 0 && connection?.serial !== serial) {
      return this.#wire.dropped(parcel, 'reset', null)
    }
    connection ??= this.#open(pair, side)
    if (connection.ended) return this.#wire.dropped(parcel, 'reset', null)
    const way = connection.lanes[side]
    if (way.flying.length + way.waiting.length >= this.#wire.system.network.queue) {
      this.#wire.dropped(parcel, 'full', null)
      return this.#break(connection)
    }
    this.#lanes.send(way, parcel, connection.openAt)
  }

  /** A message of a stream has come up in the queue. */
  arrived(slot: number, from: number, to: number): void {
    const pair = this.#known(from, to)
    if (pair === undefined) return
    const side = sideOf(pair, from)
    const { connections } = pair
    for (let at = 0; at < connections.length; at++) {
      const { flying } = (connections[at] as Connection).lanes[side]
      if (flying.length === 0 || (flying[0] as { slot: number }).slot !== slot) continue
      if (flying.length === 1) flying.pop()
      else flying.shift()
      return
    }
  }

  // ---- opening

  /** The first send opens a stream: it is usable after a round trip. */
  #open(pair: Pair, side: Side): Connection {
    const theirs = pair.connections.find(
      ({ openAt, ends }) => openAt === null && ends[side] === 'unseen',
    )
    const connection = theirs ?? this.#connection(pair, side)
    connection.ends[side] = 'on'
    pair.seen[side] = connection
    if (theirs === undefined) this.#dial(connection)
    return connection
  }

  /** A connection that was open before anything of this world happened. */
  adopt(one: number, other: number): void {
    const pair = this.#known(one, other) ?? this.#pair(one, other)
    const connection = this.#connection(pair, 0)
    connection.openAt = this.#wire.now
    for (const side of bothSides) {
      connection.ends[side] = 'on'
      pair.seen[side] = connection
    }
  }

  #connection(pair: Pair, by: Side): Connection {
    const serial = ++this.#serial
    const { low, high } = pair
    const connection: Connection = {
      serial,
      pair,
      by,
      ends: ['unseen', 'unseen'],
      lostSlots: [-1, -1],
      lanes: [lane(low, high, serial), lane(high, low, serial)],
      openAt: null,
      ended: false,
      over: false,
      halfOpen: false,
      dialSlot: -1,
      cutSlot: -1,
    }
    pair.connections.push(connection)
    return connection
  }

  #dial(connection: Connection): void {
    const { pair, by, lanes } = connection
    const way = lanes[by]
    let after = this.#wire.now
    for (const earlier of pair.connections) {
      if (earlier === connection) break
      const before = earlier.lanes[by]
      // What comes before it is not on its way yet; it dials as soon as that is.
      if (before.waiting.length > 0) return
      if (before.flying.length > 0) after = Math.max(after, before.lastArrival)
    }
    if (this.#stopped(connection)) return
    if (this.#unanswered(connection)) return this.#watchCut(connection)
    pair.dials += 1
    const there = this.#lanes.latencyOf(this.#wire.word('open'), way.from, way.to, pair.dials)
    const at = Math.max(this.#wire.now + there, after)
    const { dials } = pair
    connection.dialSlot = this.#wire.queue.push(
      at,
      wireKind.dial,
      way.to,
      way.from,
      dials,
      connection,
    )
  }

  #stopped({ lanes }: Connection): boolean {
    return lanes.some((way) => this.#lanes.fault(way, 'stall') !== null) && !this.#isCut(lanes)
  }

  #isCut(lanes: readonly Lane[]): boolean {
    return lanes.some((way) => this.#lanes.fault(way, 'cut') !== null)
  }

  /** Whether an opening would get no answer. */
  #unanswered({ lanes, by }: Connection): boolean {
    if (this.#lanes.fault(lanes[by], 'hang') !== null) return true
    return lanes.some((way) => this.#lanes.fault(way, 'cut', 'half-open') !== null)
  }

  /** The opening reaches the peer. @param nth its number */
  dialled(connection: Connection, nth: number): void {
    connection.dialSlot = -1
    const { by, lanes } = connection
    const far = across(by)
    const way = lanes[by]
    if (this.#unanswered(connection)) return this.#watchCut(connection)
    const back = this.#lanes.latencyOf(this.#wire.word('open'), way.to, way.from, nth)
    const answered = this.#wire.now + back
    if (!this.#wire.isUp(way.to) || this.#lanes.fault(way, 'refuse', 'disconnect') !== null) {
      return this.#refuse(connection, answered)
    }
    this.#endEarlier(connection, far)
    if (connection.ends[far] === 'unseen') connection.ends[far] = 'on'
    this.#look(connection.pair, far)
    connection.openAt = answered
    for (const one of lanes) this.#lanes.flush(one, answered)
    this.#goOn(connection.pair)
  }

  #refuse(connection: Connection, answered: Micros): void {
    const { by } = connection
    this.#stopAll(connection)
    this.#tell(connection, across(by), this.#wire.now, 'reset')
    this.#tell(connection, by, answered, 'refused')
    this.#tidy(connection)
  }

  /** A new connection from a peer tells the end of the old one first. */
  #endEarlier(connection: Connection, side: Side): void {
    for (const earlier of [...connection.pair.connections]) {
      if (earlier === connection) return
      const slot = earlier.lostSlots[side]
      if (slot >= 0 && this.#wire.queue.timeOf(slot) > this.#wire.now) {
        this.#wire.queue.move(slot, this.#wire.now)
      }
      if (earlier.halfOpen) this.#tell(earlier, side, this.#wire.now, 'reset')
    }
  }

  // ---- ending

  /** The goodbye, or the event that tells an end, has come up in the queue. */
  lostArrived(slot: number, node: number, peer: number, serial: number): void {
    const connection = this.#bySerial(node, peer, serial)
    if (connection === undefined) return
    const side = sideOf(connection.pair, node)
    if (connection.lostSlots[side] === slot) {
      connection.lostSlots[side] = -1
      return
    }
    connection.lanes[across(side)].flying.shift()
    connection.ends[side] = 'ending'
  }

  #bySerial(node: number, peer: number, serial: number): Connection | undefined {
    return this.#known(node, peer)?.connections.find((one) => one.serial === serial)
  }

  /** The node is told now. @returns whether there still is anything to tell */
  told(node: number, peer: number, serial: number): boolean {
    const connection = this.#bySerial(node, peer, serial)
    if (connection === undefined) return false
    const side = sideOf(connection.pair, node)
    if (connection.ends[side] !== 'ending') return false
    this.#leaves(connection, side)
    this.#tidy(connection)
    return true
  }

  /** This end knows nothing of the connection any more, and sees the next one, if any. */
  #leaves(connection: Connection, side: Side): void {
    connection.ends[side] = 'gone'
    const slot = connection.lostSlots[side]
    if (slot >= 0) this.#wire.queue.cancel(slot)
    connection.lostSlots[side] = -1
    this.#look(connection.pair, side)
  }

  /** An end sees the oldest connection whose end it was not told. */
  #look(pair: Pair, side: Side): void {
    pair.seen[side] =
      pair.connections.find(({ ends }) => ends[side] === 'on' || ends[side] === 'ending') ?? null
  }

  /** The end will be told, once; one that never saw the connection has nothing to hear. */
  #tell(connection: Connection, side: Side, at: Micros, why: Ended): void {
    if (connection.ends[side] === 'unseen') connection.ends[side] = 'gone'
    if (connection.ends[side] !== 'on') return
    const { low, high } = connection.pair
    const [node, peer] = side === 0 ? [low, high] : [high, low]
    connection.ends[side] = 'ending'
    connection.lostSlots[side] = this.#wire.tellLost(at, node, peer, why, connection.serial)
  }

  /** Nothing moves on it any more; who is to be told is another matter. */
  #stopAll(connection: Connection): void {
    connection.ended = true
    connection.over = true
    this.#hangUp(connection)
    this.#forgetCut(connection)
    for (const way of connection.lanes) this.#lanes.lose(way)
  }

  #hangUp(connection: Connection): void {
    if (connection.dialSlot >= 0) this.#wire.queue.cancel(connection.dialSlot)
    connection.dialSlot = -1
  }

  /** It is gone at once, and both ends hear of it. */
  #break(connection: Connection): void {
    this.#stopAll(connection)
    for (const side of bothSides) this.#tell(connection, side, this.#wire.now, 'reset')
    this.#tidy(connection)
  }

  /** A connection that nobody sees and on which nothing comes is forgotten. */
  #tidy(connection: Connection): void {
    const { pair, ends, over } = connection
    const done = over || connection.openAt !== null
    if (done && ends.every((end) => end === 'gone' || end === 'unseen')) {
      if (!over) this.#stopAll(connection)
      const at = pair.connections.indexOf(connection)
      if (at >= 0) pair.connections.splice(at, 1)
    }
    this.#goOn(pair)
  }

  /** Openings that waited for an earlier connection go on. */
  #goOn(pair: Pair): void {
    for (const connection of [...pair.connections]) {
      if (connection.openAt === null && connection.dialSlot < 0 && !connection.over) {
        this.#dial(connection)
      }
    }
  }

  /** An actor closes: what it sent before arrives, then the other end is told. */
  close(node: number, peer: number, serial: number): void {
    const pair = this.#known(node, peer)
    if (pair === undefined) return
    const side = sideOf(pair, node)
    const connection = pair.seen[side]
    if (connection === null || (serial !== 0 && connection.serial !== serial)) return
    this.#lanes.lose(connection.lanes[across(side)])
    this.#wire.closed(node, peer, connection.serial)
    this.#leaves(connection, side)
    if (!connection.ended) {
      connection.ended = true
      this.#lanes.goodbye(connection.lanes[side], 'closed', connection.openAt)
    }
    this.#tidy(connection)
  }

  /** The node died: a drawn prefix of what it had sent arrives, nothing sent to it does. */
  crashed(node: number): void {
    for (const pair of this.#pairsOf.get(node) ?? []) {
      const side = sideOf(pair, node)
      for (const connection of [...pair.connections]) this.#dies(connection, side)
    }
  }

  #dies(connection: Connection, side: Side): void {
    const end = connection.ends[side]
    if (end === 'unseen') return // an opening on its way to it meets whoever is there then
    const opening = connection.openAt === null
    const far = across(side)
    if (end === 'gone') {
      if (!opening || connection.over) return // it had closed: what it sent before is on its way
    } else {
      this.#lanes.lose(connection.lanes[far])
      this.#leaves(connection, side)
    }
    if (opening && !connection.over) {
      this.#stopAll(connection)
      const least = this.#wire.system.latency[0] as number
      this.#tell(connection, far, this.#wire.now + least, 'reset')
    } else if (!connection.ended) {
      connection.ended = true
      this.#prefix(connection.lanes[side], connection.pair.dials)
      this.#lanes.goodbye(connection.lanes[side], 'reset', connection.openAt)
    }
    this.#tidy(connection)
  }

  /** Outcome 0 is the dull one: all of it arrives. */
  #prefix(out: Lane, nth: number): void {
    const flying = out.flying.length
    const odds: Odds = { kind: 'even', below: flying + 1 }
    const word = this.#wire.word('sent')
    const lost =
      flying === 0 ? 0 : this.#wire.decide(wireKind.kept, word, out.from, out.to, nth, odds)
    this.#lanes.lose(out, flying - lost)
  }

  // ---- faults

  /** A fault came or went: links may have become blocked, or free. */
  changed(): void {
    for (const pair of this.#pairs.values()) {
      for (const connection of [...pair.connections]) {
        if (!connection.over) this.#settle(connection)
      }
      this.#goOn(pair)
    }
  }

  /** Some of what a hold keeps back may go; `changed` then moves it. */
  release(hold: Overlay, goes: (parcel: Parcel) => boolean): void {
    for (const { lanes } of this.#touched((from, to) => hold.covers(from, to))) {
      for (const way of lanes) this.#lanes.release(way, hold, goes)
    }
  }

  #settle(connection: Connection): void {
    const { lanes, openAt } = connection
    const waits = openAt === null && connection.dialSlot < 0 && this.#unanswered(connection)
    if (waits || this.#isCut(lanes)) this.#watchCut(connection)
    else this.#forgetCut(connection)
    let blocked = false
    for (const way of lanes) {
      const stands = this.#lanes.fault(way, 'cut', 'stall') !== null
      if (stands) this.#lanes.stop(way)
      else if (openAt !== null) this.#lanes.flush(way, openAt)
      blocked ||= stands
    }
    if (blocked && openAt === null) this.#hangUp(connection) // it dials again when the link is free
  }

  #watchCut(connection: Connection): void {
    if (connection.cutSlot >= 0) return
    const at = this.#wire.now + this.#wire.system.network.resetAfter
    const { low, high } = connection.pair
    connection.cutSlot = this.#wire.queue.push(at, wireKind.stalled, low, high, 0, connection)
  }

  #forgetCut(connection: Connection): void {
    if (connection.cutSlot >= 0) this.#wire.queue.cancel(connection.cutSlot)
    connection.cutSlot = -1
  }

  /** A connection has been cut for too long. */
  stalledFor(connection: Connection): void {
    connection.cutSlot = -1
    this.#break(connection)
  }

  *#touched(touches: (from: number, to: number) => boolean): Generator<Connection> {
    for (const { low, high, connections } of this.#pairs.values()) {
      if (touches(low, high) || touches(high, low)) yield* [...connections]
    }
  }

  /** Reset: cut at once, in flight is lost. Close: what is in flight arrives, then both are told. */
  interrupt(kind: 'reset' | 'close', touches: (from: number, to: number) => boolean): void {
    for (const connection of this.#touched(touches)) {
      const { ended, over, openAt, ends, lanes } = connection
      if (over) continue
      if (kind === 'reset' || openAt === null) this.#break(connection)
      else if (!ended) {
        connection.ended = true
        for (const side of bothSides) {
          if (ends[across(side)] === 'on') this.#lanes.goodbye(lanes[side], 'closed', openAt)
        }
      }
    }
  }

  /** `from` is told that the connection is gone, and `to` is not. */
  halfOpen(touches: (from: number, to: number) => boolean): void {
    for (const connection of this.#touched(touches)) {
      const { pair, ended, ends } = connection
      const side: Side = touches(pair.low, pair.high) ? 0 : 1
      if (ended || ends[side] !== 'on') continue
      this.#stopAll(connection)
      connection.halfOpen = true
      const far = across(side)
      if (ends[far] === 'unseen') ends[far] = 'gone'
      this.#tell(connection, side, this.#wire.now, 'reset')
    }
  }

  /** A half-open fault has ended: who still holds such a connection learns of it. */
  halfOpenEnds(): void {
    for (const connection of this.#touched(() => true)) {
      const { halfOpen, lanes } = connection
      if (!halfOpen || lanes.some((way) => this.#lanes.fault(way, 'half-open') !== null)) continue
      for (const side of bothSides) this.#tell(connection, side, this.#wire.now, 'reset')
    }
  }
}

const sideOf = (pair: Pair, node: number): Side => (node === pair.low ? 0 : 1)
