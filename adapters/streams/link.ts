// The way to one peer over connections: idle, dialing, open, ended. It holds what waits for the
// connection and what is bounded; which connections exist and whose they are is known to streams.ts.

import type { Message } from '../../sim/actor.ts'
import { assert } from '../../sim/assert.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Connection } from './connection.ts'
import type { Link } from '../transport.ts'
import { sealMail } from '../wire.ts'

export interface LinkOwner {
  /** Opens a connection for the link and answers later with `opened` or `failed`. */
  dial(link: StreamLink): void
  /** The link's outbound queue is full: its connection has to go. */
  overflowed(link: StreamLink): void
  /** The link was closed by its own node: nobody is told. */
  left(link: StreamLink, connection: Connection | null): void
  dropped(peer: NodeId, message: string, why: DropWhy): void
}

export interface LinkBounds {
  /** messages that may wait, for the connection or for the system to take them */
  readonly queue: number
  readonly frameMax: number
  /** of our own process */
  readonly life: number
}

/** The link of one peer. */
export class StreamLink implements Link {
  readonly peer: NodeId
  readonly datagram: boolean
  state: 'idle' | 'dialing' | 'open' | 'ended' = 'idle'
  /** the open connection */
  connection: Connection | null = null
  /** our own dial under way */
  dialed: Connection | null = null
  readonly #owner: LinkOwner
  readonly #bounds: LinkBounds
  #waiting: { readonly kind: string; readonly body: Uint8Array }[] = []
  #closing = false

  constructor(peer: NodeId, datagram: boolean, owner: LinkOwner, bounds: LinkBounds) {
    this.peer = peer
    this.datagram = datagram
    this.#owner = owner
    this.#bounds = bounds
  }

  send(message: Message, nth: number): void {
    this.sendSealed(message.kind, sealMail(message, { life: this.#bounds.life, nth }))
  }

  sendSealed(kind: string, body: Uint8Array): void {
    if (this.state === 'ended' || this.#closing) return this.#drop(kind, 'reset')
    assert(body.length < this.#bounds.frameMax, `a message ${kind} fits into a frame`)
    const queued = this.connection?.unflushed ?? this.#waiting.length
    if (queued >= this.#bounds.queue) return this.#full(kind)
    if (this.connection !== null) return this.connection.mail(body)
    this.#waiting.push({ kind, body })
    if (this.state === 'dialing') return
    this.state = 'dialing'
    this.#owner.dial(this)
  }

  close(): void {
    if (this.datagram) return
    if (this.state === 'open') this.#leave()
    if (this.state !== 'dialing' || this.#closing) return
    // What waited still goes out once the dial is through; the next send is of another stream.
    this.#closing = true
    this.#owner.left(this, null)
  }

  /** The connection is up, whoever dialed it: what waited goes first. */
  opened(connection: Connection): void {
    this.state = 'open'
    this.connection = connection
    this.dialed = null
    for (const { body } of this.#waiting) connection.mail(body)
    this.#waiting = []
    if (this.#closing) this.#leave()
  }

  /** The connection is gone, or never came. A stream's link has ended; a datagram's is idle. */
  ended(why: DropWhy): void {
    this.state = this.datagram ? 'idle' : 'ended'
    this.connection = null
    this.dialed = null
    const lost = this.#waiting
    this.#waiting = []
    for (const { kind } of lost) this.#drop(kind, why)
  }

  #leave(): void {
    const connection = this.connection
    this.ended('reset')
    connection?.say({ kind: 'bye' })
    connection?.finish()
    this.#owner.left(this, connection)
  }

  #full(kind: string): void {
    this.#drop(kind, 'full')
    if (this.datagram) return
    this.#owner.overflowed(this)
  }

  #drop(kind: string, why: DropWhy): void {
    this.#owner.dropped(this.peer, kind, why)
  }
}
