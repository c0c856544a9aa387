// The datagram transport: one UDP socket for all peers, one message a datagram, each on its own.
// Links that are streams go over the TCP transport at the same port. A datagram that is not ours
// is dropped and counted, never answered: its sender may be anybody.

import type { Message } from '../../sim/actor.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { NodeId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'
import { hostPort, isInUse, spotOf } from '../address.ts'
import { listenTcp } from '../tcp/tcp.ts'
import type { Link, Mark, Transport, TransportOptions } from '../transport.ts'
import { baseOf, channelOf, isFree, whereIs } from '../transport.ts'
import { openMail } from '../wire.ts'
import { envelope, openDatagram } from './datagram.ts'
import { Held } from './held.ts'
import { DatagramLink, type DatagramOwner } from './link.ts'
import { type Door, openSocket } from './socket.ts'

/**
 * Listens for datagrams and, at the same port, for connections.
 * @throws Mistake WL5002 when the port is taken for either, with nothing left open
 */
export async function listenUdp(options: TransportOptions): Promise<Transport> {
  for (let attempt = 1; ; attempt += 1) {
    const streams = await listenTcp(options, 'udp')
    const spot = spotOf(streams.address)
    try {
      if (spot === null) throw new Error(`${streams.address} is an address`)
      return new UdpTransport(options, streams, await openSocket(options.id, spot))
    } catch (error) {
      await streams.close()
      // Where any port is welcome, one that is free for connections alone is no reason to give up.
      if (options.port !== null || attempt >= attemptsMax || !isInUse(error)) throw error
    }
  }
}

const attemptsMax = 20

/** Unread datagrams of a paused node, bytes. */
const heldBytesMax = 8 << 20

interface Came {
  readonly from: NodeId
  readonly message: Message
  readonly mark: Mark
}

class UdpTransport implements Transport, DatagramOwner {
  readonly address: NodeId
  readonly #options: TransportOptions
  readonly #streams: Transport
  readonly #door: Door
  readonly #links = new Map<NodeId, DatagramLink>()
  readonly #held: Held<Came>
  /** kinds of message that have been longer than a datagram */
  readonly #tooLong = new Set<string>()
  #paused = false
  #closed = false

  constructor(options: TransportOptions, streams: Transport, door: Door) {
    this.#options = options
    this.#streams = streams
    this.#door = door
    this.#held = new Held(options.queue, heldBytesMax)
    this.address = streams.address
    // What the system reports late is of a datagram that is lost anyway.
    door.socket.on('error', () => {})
    door.socket.on('message', (bytes, { address, port }) => {
      const why = this.#arrived(bytes)
      if (why !== null) options.ears.refused(hostPort({ host: address, port }), why)
    })
  }

  linkTo(peer: NodeId): Link | null {
    const { book, id, kindOf, life, limits } = this.#options
    if (kindOf(baseOf(peer)) === 'stream') return this.#streams.linkTo(peer)
    if (whereIs(peer, book, 'udp') === null) return null
    const known = this.#links.get(peer)
    if (known !== undefined) return known
    const cover = envelope(nodeId(id + channelOf(peer)), baseOf(peer))
    const link = new DatagramLink(peer, cover, this, { life, frameMax: limits.frameMax })
    this.#links.set(peer, link)
    return link
  }

  pause(): void {
    this.#paused = true
    this.#streams.pause()
  }

  resume(): void {
    this.#paused = false
    this.#streams.resume()
    while (!this.#paused) {
      const came = this.#held.take()
      if (came === null) return
      this.#options.ears.receive(came.from, came.message, came.mark)
    }
  }

  async close(): Promise<void> {
    const released = this.#closed
      ? null
      : new Promise<void>((resolve) => this.#door.socket.close(() => resolve()))
    this.#closed = true
    await Promise.all([released, this.#streams.close()])
  }

  // What links ask of their owner.

  post(link: DatagramLink, kind: string, mail: Uint8Array): void {
    const { book, queue } = this.#options
    const spot = whereIs(link.peer, book, 'udp')
    if (spot === null || this.#closed) return this.dropped(link.peer, kind, 'gone')
    const { socket, unresolved } = this.#door
    // One line for all peers: what the system does not take at once.
    if (socket.getSendQueueCount() + unresolved() >= queue) {
      return this.dropped(link.peer, kind, 'full')
    }
    socket.send([link.envelope, mail], spot.port, spot.host, (error) => {
      if (error !== null && !this.#closed) this.dropped(link.peer, kind, 'down')
    })
  }

  dropped(peer: NodeId, message: string, why: DropWhy): void {
    this.#options.ears.dropped(peer, message, why)
  }

  tooLong(peer: NodeId, kind: string, bytes: number, max: number): void {
    if (this.#tooLong.has(kind)) return
    this.#tooLong.add(kind)
    const why = `our ${kind} of ${bytes} bytes is no datagram, which takes at most ${max}`
    this.#options.ears.refused(peer, why)
  }

  // What comes.

  /** @returns why it is not for us, or null */
  #arrived(bytes: Uint8Array): string | null {
    if (this.#closed) return null
    const letter = openDatagram(bytes)
    if (letter.kind === 'refused') return letter.why
    const { from, to, mail } = letter
    const why = this.#unwelcome(from, to)
    if (why !== null) return why
    if (mail.length > this.#options.limits.frameMax) return `its mail has ${mail.length} bytes`
    const heard = openMail(mail, this.#options.hears)
    if (heard.kind === 'refused') return heard.why
    if (heard.kind === 'damaged') this.dropped(from, 'a damaged one', 'corrupt')
    else if (heard.kind === 'unheard') this.dropped(from, heard.name, 'unheard')
    else this.#hear({ from, message: heard.message, mark: heard.mark }, bytes.length)
    return null
  }

  #unwelcome(from: NodeId, to: NodeId): string | null {
    const { id, book, kindOf } = this.#options
    const caller = baseOf(from)
    if (to !== id && to !== this.address) return `it is for ${to}, and this is ${id}`
    if (!isFree(caller, id)) return `nobody else may be called ${caller}`
    if (!book.has(caller)) return `nobody here is called ${caller}`
    return kindOf(caller) === 'datagram' ? null : `${caller} speaks over connections`
  }

  #hear(came: Came, bytes: number): void {
    if (!this.#paused) return this.#options.ears.receive(came.from, came.message, came.mark)
    if (!this.#held.push(came, bytes)) this.dropped(came.from, came.message.kind, 'full')
  }
}
