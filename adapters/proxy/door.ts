// The listener of one ordered pair: where `from` reaches `to`. It takes connections, and over UDP
// datagrams at the same port number; what becomes of them is told in relay.ts and datagrams.ts.

import { connect, createServer, type Server, type Socket } from 'node:net'

import type { NodeId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'
import { type Carrier, isInUse, listenOn, type Spot } from '../address.ts'
import { reset } from '../reset.ts'
import { type Door as Mouth, openSocket } from '../udp/socket.ts'
import type { Agenda } from './agenda.ts'
import { Datagrams } from './datagrams.ts'
import { Relay, type RelayOwner } from './relay.ts'
import type { Way } from './way.ts'

/** Connections of one pair; more are reset. */
const relaysMax = 1_024
/** Datagrams that the system has not taken yet; more are lost. */
const unsentMax = 1_024

/** What is listened on: connections, and over UDP datagrams. */
interface Bound {
  readonly server: Server
  readonly mouth: Mouth | null
  readonly spot: Spot
}

/**
 * Listens at any free port.
 * @throws Mistake WL5002 when that cannot be, with nothing left open
 */
export async function listenAt(
  [from, to]: readonly [NodeId, NodeId],
  host: string,
  carrier: Carrier,
): Promise<Bound> {
  const name = nodeId(`the proxy from ${from} to ${to}`)
  for (let attempt = 1; ; attempt += 1) {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
    const spot = await listenOn(server, name, { host, port: 0 })
    if (carrier !== 'udp') return { server, mouth: null, spot }
    try {
      return { server, mouth: await openSocket(name, spot), spot }
    } catch (error) {
      await new Promise<void>((resolve) => server.close(() => resolve()))
      if (attempt >= attemptsMax || !isInUse(error)) throw error
    }
  }
}

const attemptsMax = 20

/** One ordered pair. */
export class Door implements RelayOwner {
  readonly spot: Spot
  readonly out: Way
  readonly back: Way
  readonly agenda: Agenda
  readonly resetAfter: number
  readonly farewell: Uint8Array
  /** where `to` is now; null: nobody has said */
  target: Spot | null = null
  /** the door of the other direction: where `to` sees what comes from `from` */
  twin: Door | null = null
  readonly relays: Set<Relay> = new Set()
  readonly #server: Server
  readonly #mouth: Mouth | null
  readonly #datagrams: Datagrams
  #closed = false

  constructor(
    { server, mouth, spot }: Bound,
    out: Way,
    back: Way,
    agenda: Agenda,
    { resetAfter, farewell }: Pick<RelayOwner, 'resetAfter' | 'farewell'>,
  ) {
    this.spot = spot
    this.out = out
    this.back = back
    this.agenda = agenda
    this.resetAfter = resetAfter
    this.farewell = farewell
    this.#server = server
    this.#mouth = mouth
    this.#datagrams = new Datagrams(out, agenda, (bytes) => this.#handOn(bytes))
    server.on('error', () => {}) // too many files: the connection is not taken
    server.on('connection', (near) => this.#accept(near))
    mouth?.socket.on('error', () => {})
    mouth?.socket.on('message', (bytes) => this.#datagrams.came(bytes))
  }

  /** bytes on their way through it */
  get held(): number {
    return [...this.relays].reduce((sum, relay) => sum + relay.held, this.#datagrams.held)
  }

  /** Faults came or went. */
  settle(): void {
    this.#datagrams.settle()
    for (const relay of [...this.relays]) relay.settle()
  }

  dial(): Socket | null {
    if (this.target === null || this.#closed) return null
    return connect({ ...this.target, allowHalfOpen: true })
  }

  gone(relay: Relay): void {
    this.relays.delete(relay)
  }

  /** Everything is gone when it settles. */
  async close(): Promise<void> {
    this.#closed = true
    const released = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const relay of [...this.relays]) relay.destroy()
    this.#datagrams.clear()
    await Promise.all([
      released,
      new Promise<void>((resolve) => {
        if (this.#mouth === null) resolve()
        else this.#mouth.socket.close(() => resolve())
      }),
    ])
  }

  #accept(near: Socket): void {
    if (this.#closed || this.relays.size >= relaysMax) {
      near.on('error', () => {})
      this.out.counts.refused += 1
      reset(near)
      return
    }
    const relay = new Relay(near, this.out, this.back, this)
    this.relays.add(relay)
    relay.settle()
  }

  /**
   * From the door of the other direction, so that `to` sees one address of `from`: what it answers
   * there comes to us.
   */
  #handOn(bytes: Uint8Array): boolean {
    const mouth = this.twin?.mouth ?? this.#mouth
    const { target } = this
    if (mouth === null || target === null || this.#closed) return false
    if (mouth.socket.getSendQueueCount() + mouth.unresolved() >= unsentMax) return false
    mouth.socket.send(bytes, target.port, target.host, () => {}) // a datagram is lost without a word
    return true
  }

  /** Its socket for datagrams, while it is open. */
  get mouth(): Mouth | null {
    return this.#closed ? null : this.#mouth
  }
}
