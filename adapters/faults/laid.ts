// One lasting fault of messages, as it lies over what this node says: to whom, which messages it
// takes, its draws, what it has met and what it did. What a message then goes through is told in
// datagram.ts and stream.ts.

import type { Fault, Links } from '../../sim/fault.ts'
import { Matches, unfiltered } from '../../sim/filter.ts'
import type { Generator } from '../../sim/generator.ts'
import { sampleTable, tableOf } from '../../sim/span-table.ts'
import { type Micros, type NodeId, nodeId, type Ppm } from '../../sim/units.ts'
import { meet, type Struck } from '../records/tally.ts'
import type { Parcel } from './parcel.ts'

/** Faults that are made at the message boundary. */
export type MessageFault = Extract<
  Fault,
  {
    kind: 'drop' | 'burst' | 'duplicate' | 'reorder' | 'corrupt' | 'hold' | 'delay' | 'cut'
  }
>

const kinds: ReadonlySet<string> = new Set<MessageFault['kind']>([
  ...(['drop', 'burst', 'duplicate', 'reorder', 'corrupt', 'hold', 'delay', 'cut'] as const),
])

/** A delay of all messages is the proxy's: it delays bytes. */
export const isMessageFault = (fault: Fault): fault is MessageFault =>
  kinds.has(fault.kind) && !(fault.kind === 'delay' && unfiltered(fault.filter))

/** What a fault is laid over. */
export interface Ground {
  /** this node: only what it says is touched */
  readonly id: NodeId
  /** a stream of draws for what is named so */
  draws(name: string): Generator
  readonly faults: Map<number, Struck>
}

/** On a link to it a fault takes every peer, also those that no plan could name: callers from outside. */
export const anybody: NodeId = nodeId('anybody')

/** One fault at work. */
export class Laid {
  readonly id: number
  readonly fault: MessageFault
  readonly #ground: Ground
  readonly #peers: Set<NodeId>
  readonly #matches: Matches<Parcel> | null
  readonly #table: Int32Array | null
  readonly #draws = new Map<string, Generator>()
  readonly #met = new WeakSet<Parcel>()
  readonly #hit = new WeakSet<Parcel>()
  readonly #released = new WeakSet<Parcel>()
  /** peers whose link is in the bad state of a burst */
  readonly #bad = new Set<NodeId>()

  constructor(id: number, fault: MessageFault, ground: Ground) {
    this.id = id
    this.fault = fault
    this.#ground = ground
    this.#peers = peersOf(ground.id, fault.links)
    this.#matches = 'filter' in fault ? new Matches(fault.filter) : null
    this.#table = spanOf(fault)
  }

  covers(peer: NodeId): boolean {
    return this.#peers.has(peer) || this.#peers.has(anybody)
  }

  /** It is not for this node, or has ended on all its links. */
  get overNobody(): boolean {
    return this.#peers.size === 0
  }

  /** It ends on these links and stays on the others. */
  letGo(peers: ReadonlySet<NodeId>): void {
    for (const peer of peers) this.#peers.delete(peer)
  }

  /** Whether its filter takes the message. */
  takes(parcel: Parcel): boolean {
    return this.#matches === null || this.#matches.takes(parcel, parcel.to)
  }

  /** It has a say in what becomes of the message; counted once. */
  met(parcel: Parcel): void {
    if (this.#met.has(parcel)) return
    this.#met.add(parcel)
    meet(this.#ground.faults, this.id)
  }

  /** It has struck the message; counted once. */
  hit(parcel: Parcel): void {
    if (this.#hit.has(parcel)) return
    this.#hit.add(parcel)
    meet(this.#ground.faults, this.id, 'hit')
  }

  /** True `ppm` times in a million, by a draw of its own for each link. */
  chance(ppm: Ppm, parcel: Parcel, what: string): boolean {
    return ppm > 0 && this.#stream(parcel, what).chance(ppm)
  }

  /** 0 to `below - 1` */
  pick(below: number, parcel: Parcel, what: string): number {
    return this.#stream(parcel, what).below(below)
  }

  /** A duration of its span; 0 where it has none. */
  span(parcel: Parcel, what: string): Micros {
    if (this.#table === null) return 0
    return sampleTable(this.#table, this.#stream(parcel, what).below(2 ** 32))
  }

  /** Gilbert–Elliott: the link's state moves with each message, then says how much is lost. */
  burst(parcel: Parcel): Ppm {
    const { fault } = this
    if (fault.kind !== 'burst') return 0
    const wasBad = this.#bad.has(parcel.to)
    const moves = this.chance(wasBad ? fault.outPpm : fault.intoPpm, parcel, 'moves')
    const isBad = moves ? !wasBad : wasBad
    if (isBad) this.#bad.add(parcel.to)
    else this.#bad.delete(parcel.to)
    return isBad ? fault.badPpm : fault.goodPpm
  }

  /** A hold keeps back what it takes until it is let go. */
  holds(parcel: Parcel): boolean {
    if (this.fault.kind !== 'hold' || !this.covers(parcel.to)) return false
    if (!this.takes(parcel)) return false
    this.met(parcel)
    return !this.#released.has(parcel)
  }

  /** Lets go one that it holds and stays for the others. */
  release(parcel: Parcel): void {
    this.#released.add(parcel)
  }

  #stream({ to }: Parcel, what: string): Generator {
    const name = `fault ${this.id} ${to} ${what}`
    let stream = this.#draws.get(name)
    if (stream === undefined) {
      stream = this.#ground.draws(name)
      this.#draws.set(name, stream)
    }
    return stream
  }
}

/** Whom links from this node lead to. */
export function peersOf(id: NodeId, links: readonly Links[]): Set<NodeId> {
  const peers = new Set<NodeId>()
  for (const { from, to } of links) if (from.includes(id)) for (const peer of to) peers.add(peer)
  peers.delete(id)
  return peers
}

function spanOf(fault: MessageFault): Int32Array | null {
  if (fault.kind === 'delay') return tableOf(fault.extra)
  if (fault.kind === 'reorder') return tableOf(fault.by)
  return fault.kind === 'duplicate' && fault.later !== null ? tableOf(fault.later) : null
}
