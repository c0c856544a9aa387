// Message faults at the message boundary: a transport over any other, which makes of what this node
// says what the faults of a plan ask for. Bytes, connections and whole links are the proxy's. A
// node without faults pays a comparison a message.

import type { Ended, Message } from '../../sim/actor.ts'
import type { Fault } from '../../sim/fault.ts'
import { generatorOf } from '../../sim/generator.ts'
import type { Shapes } from '../../sim/shape.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Struck } from '../records/tally.ts'
import {
  baseOf,
  type Ears,
  type Link,
  type Mark,
  type Transport,
  type TransportOptions,
} from '../transport.ts'
import { FaultyDatagram } from './datagram.ts'
import type { Ground, Laid } from './laid.ts'
import { Overlays } from './overlays.ts'
import { FaultyStream, type StreamOver } from './stream.ts'

export interface MessageFaultOptions {
  /** of the run: every draw comes from a stream named by it, node, life, fault and peer */
  readonly seed: number
  /** counts what each fault has met and hit, by its id */
  readonly faults: Map<number, Struck>
  /** what the actor of a node hears; absent or null: everything */
  readonly hearsOf?: (peer: NodeId) => Shapes | null
}

/** A transport with faults. */
export interface FaultyTransport extends Transport {
  /** Applies an entry of a plan; what is not made at the message boundary is ignored. */
  fault(id: number, fault: Fault): void
  /** Every fault ends, and what was held goes out. */
  calm(): void
  /** messages kept back now */
  readonly held: number
}

/**
 * Listens over a carrier, with faults on what this node says.
 * @param listen opens the carrier's transport
 */
export async function withMessageFaults(
  options: TransportOptions,
  how: MessageFaultOptions,
  listen: (options: TransportOptions) => Promise<Transport>,
): Promise<FaultyTransport> {
  const faulty = new Faulty(options, how)
  faulty.carriedBy(await listen({ ...options, ears: faulty }))
  return faulty
}

class Faulty implements FaultyTransport, Ears, StreamOver {
  readonly #options: TransportOptions
  readonly #overlays: Overlays
  readonly #hearsOf: (peer: NodeId) => Shapes | null
  #carrier: Transport | null = null
  readonly #datagrams = new Map<NodeId, FaultyDatagram>()
  /** by peer: the streams that have not left, oldest first; what steps see is the last */
  readonly #streams = new Map<NodeId, FaultyStream[]>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #closed = false

  constructor(options: TransportOptions, { seed, faults, hearsOf }: MessageFaultOptions) {
    this.#hearsOf = hearsOf ?? (() => null)
    const { id, life } = options
    this.#options = options
    const draws: Ground['draws'] = (name) => generatorOf(seed, `${id} life ${life} ${name}`)
    this.#overlays = new Overlays({ id, draws, faults }, () => this.#links())
  }

  carriedBy(carrier: Transport): void {
    this.#carrier = carrier
  }

  // The transport.

  get address(): NodeId {
    return this.#under.address
  }

  get held(): number {
    let held = 0
    for (const link of this.#datagrams.values()) held += link.held
    for (const streams of this.#streams.values()) for (const one of streams) held += one.held
    return held
  }

  linkTo(peer: NodeId): Link | null {
    if (this.#streams.has(peer)) return this.#stream(peer)
    const known = this.#datagrams.has(peer)
    if (known || this.#options.kindOf(baseOf(peer)) === 'datagram') return this.#datagram(peer)
    return this.#stream(peer)
  }

  pause(): void {
    this.#under.pause()
  }

  resume(): void {
    this.#under.resume()
  }

  close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const link of this.#datagrams.values()) link.stop()
    for (const streams of this.#streams.values()) for (const one of streams) one.stop('reset')
    this.#streams.clear()
    return this.#under.close()
  }

  // Faults.

  fault(id: number, fault: Fault): void {
    // Datagrams that nobody orders are cut where they travel.
    if (fault.kind === 'cut' && this.address.startsWith('udp/')) return
    this.#overlays.fault(id, fault)
  }

  calm(): void {
    this.#overlays.calm()
  }

  at(peer: NodeId): readonly Laid[] {
    return this.#overlays.at(peer)
  }

  *#links(): Generator<FaultyDatagram | FaultyStream> {
    yield* [...this.#datagrams.values()]
    for (const streams of [...this.#streams.values()]) yield* [...streams]
  }

  // Links.

  #datagram(peer: NodeId): Link | null {
    const inner = this.#under.linkTo(peer)
    if (inner === null) return null
    const known = this.#datagrams.get(peer)
    known?.goesOver(inner)
    if (known !== undefined) return known
    const link = new FaultyDatagram(inner, this.#nodeOf(peer), this)
    this.#datagrams.set(peer, link)
    return link
  }

  #stream(peer: NodeId): Link | null {
    const streams = this.#streams.get(peer) ?? []
    const last = streams.at(-1)
    // Until the node is told of its end, an ended one stays what its steps see.
    if (last !== undefined && (!last.idle || last.inner === null || last.ended)) {
      return last.closing ? this.#newStream(peer, null, streams) : last
    }
    const inner = this.#under.linkTo(peer)
    if (inner === null) return null
    return last?.inner === inner ? last : this.#newStream(peer, inner, [])
  }

  #newStream(peer: NodeId, inner: Link | null, before: readonly FaultyStream[]): FaultyStream {
    const stream = new FaultyStream(peer, inner, this.#nodeOf(peer), this)
    this.#streams.set(peer, [...before, stream])
    return stream
  }

  /** The node that listens at an address, if the book knows it; the node of a channel. */
  #nodeOf(peer: NodeId): NodeId {
    for (const [id, address] of this.#options.book) if (address === peer) return id
    return baseOf(peer)
  }

  get #under(): Transport {
    if (this.#carrier === null) throw new Error('nothing carries it yet')
    return this.#carrier
  }

  // What links ask of their owner.

  get queue(): number {
    return this.#options.queue
  }

  get life(): number {
    return this.#options.life
  }

  hearsOf(peer: NodeId): Shapes | null {
    return this.#hearsOf(peer)
  }

  after(wait: Micros, act: () => void): () => void {
    if (this.#closed) return () => {}
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        act()
      },
      Math.ceil(wait / 1_000),
    )
    this.#timers.add(timer)
    return () => {
      clearTimeout(timer)
      this.#timers.delete(timer)
    }
  }

  left(stream: FaultyStream): void {
    const streams = (this.#streams.get(stream.peer) ?? []).filter((one) => one !== stream)
    if (streams.length === 0) this.#streams.delete(stream.peer)
    else this.#streams.set(stream.peer, streams)
    streams[0]?.begin()
  }

  overflowed(stream: FaultyStream, inner: Link | null): void {
    inner?.close()
    // Not from inside a call of the node's own.
    setImmediate(() => {
      const isTold = this.#streams.get(stream.peer)?.includes(stream) !== true
      if (this.#closed || isTold) return
      this.left(stream)
      this.#options.ears.lost(stream.peer, 'reset')
    })
  }

  carrierLink(peer: NodeId): Link | null {
    return this.#under.linkTo(peer)
  }

  // What the carrier tells.

  receive(from: NodeId, message: Message, mark: Mark | null): void {
    // Its actor has closed that stream: what was on its way to it is dropped.
    if (this.#streams.get(from)?.[0]?.closing === true) {
      return this.dropped(from, message.kind, 'reset')
    }
    this.#options.ears.receive(from, message, mark)
  }

  lost(peer: NodeId, why: Ended): void {
    const [first] = this.#streams.get(peer) ?? []
    if (first !== undefined) {
      first.stop('reset')
      this.left(first)
      // An actor that closes is told nothing more of that stream.
      if (first.closing) return
    }
    this.#options.ears.lost(peer, why)
  }

  dropped(peer: NodeId, message: string, why: DropWhy): void {
    this.#options.ears.dropped(peer, message, why)
  }

  refused(remote: string, why: string): void {
    this.#options.ears.refused(remote, why)
  }
}
