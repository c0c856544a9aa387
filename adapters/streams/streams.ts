// The stream transport: one connection a pair of nodes, whoever speaks first dials. What the
// connections are made of is the door's affair (TCP, gRPC); whose they are, which of two stays, who
// waits and how long is decided here. A stranger costs little and not for long. It also carries
// datagram links, whose messages are lost where a connection ends, without a word to the actor.

import type { Ended } from '../../sim/actor.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Carrier, Spot } from '../address.ts'
import type { Link, Transport, TransportOptions } from '../transport.ts'
import { baseOf, whereIs } from '../transport.ts'
import { openMail } from '../wire.ts'
import type { Connection, Door, DoorEvents } from './connection.ts'
import { Dials } from './dials.ts'
import { Guests } from './guests.ts'
import { type Control, type Hello, helloProblem, helloTo, type Welcome } from './hello.ts'
import { type LinkOwner, StreamLink } from './link.ts'
import { overdue, sweepEvery } from './patience.ts'

/** The links of one node over the connections of one door. */
export class StreamTransport implements Transport, LinkOwner, DoorEvents {
  readonly address: NodeId
  readonly #options: TransportOptions
  readonly #door: Door
  readonly #carrier: Carrier
  readonly #life = crypto.randomUUID()
  readonly #links = new Map<NodeId, StreamLink>()
  readonly #guests = new Guests()
  readonly #dialling = new Dials((link) => this.#dialNow(link))
  /** every connection there is, ended ones too until they are gone */
  readonly #alive = new Set<Connection>()
  readonly #sweep: NodeJS.Timeout
  #dials = 0
  #paused = false
  #closed = false

  /** @param carrier whose addresses may be dialed as they stand */
  constructor(options: TransportOptions, door: Door, carrier: Carrier) {
    this.#options = options
    this.#door = door
    this.#carrier = carrier
    this.address = door.address
    door.open(this)
    const look = (): void => this.#expire(performance.now())
    this.#sweep = setInterval(look, sweepEvery(options.limits))
    this.#sweep.unref()
  }

  linkTo(peer: NodeId): Link | null {
    const known = this.#links.get(peer)
    if (known !== undefined) return known
    return this.#whereIs(peer) === null ? null : this.#newLink(peer)
  }

  pause(): void {
    this.#paused = true
    for (const connection of this.#guests.open()) connection.pause()
  }

  resume(): void {
    this.#paused = false
    for (const connection of this.#guests.open()) {
      connection.resume()
      if (this.#paused) return // what came was enough to fill the line again
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    const released = this.#door.close()
    for (const [connection, { kind }] of this.#guests.entries()) {
      if (kind === 'open') {
        connection.say({ kind: 'bye' })
        connection.finish()
      } else connection.reset()
    }
    this.#guests.clear()
    await Promise.all([released, ...Array.from(this.#alive, ({ closed }) => closed)])
  }

  // What links ask of their owner.

  dial(link: StreamLink): void {
    this.#dialling.begin(link)
  }

  #dialNow(link: StreamLink): void {
    const where = this.#whereIs(link.peer)
    if (where === null || this.#closed) {
      setImmediate(() => this.#failed(link))
      return
    }
    const connection = this.#door.dial(where)
    this.#count(connection)
    link.dialed = connection
    this.#dials += 1
    this.#guests.set(connection, { kind: 'dialed', link, since: performance.now() })
    connection.say(helloTo(link.peer, this.#options.id, this.#life, this.#dials))
  }

  overflowed(link: StreamLink): void {
    this.#dialling.end(link)
    this.#guests.forget(link.connection ?? link.dialed)?.reset()
    link.ended('reset')
    // Not from inside a call of the node's own; until it is told, the ended link stays the one
    // its steps see.
    setImmediate(() => this.#tell(link, 'reset'))
  }

  left(link: StreamLink, connection: Connection | null): void {
    this.#guests.forget(connection)
    if (this.#links.get(link.peer) === link) this.#links.delete(link.peer)
    this.#seatNext(link.peer)
  }

  dropped(peer: NodeId, message: string, why: DropWhy): void {
    this.#options.ears.dropped(peer, message, why)
  }

  // What the door and its connections tell.

  came(connection: Connection): void {
    this.#count(connection)
    if (this.#closed) return connection.reset()
    // A peer says its name at once, so of too many it is the one that has waited longest.
    if (this.#guests.strangers >= this.#options.limits.strangersMax) {
      const oldest = this.#guests.forget(this.#guests.oldestStranger())
      if (oldest !== null) this.turnedAway(oldest.remote, 'too many connections that say no name')
      oldest?.reset()
    }
    this.#guests.set(connection, { kind: 'stranger', since: performance.now() })
  }

  turnedAway(remote: string, why: string): void {
    this.#options.ears.refused(remote, why)
  }

  said(connection: Connection, said: Control): void {
    const phase = this.#guests.get(connection)
    if (phase === undefined) return
    if (said.kind === 'hello' && phase.kind === 'stranger') {
      return this.#introduced(connection, said)
    }
    if (said.kind === 'welcome' && phase.kind === 'dialed') {
      return this.#open(phase.link, connection, said)
    }
    if (said.kind === 'bye' && phase.kind === 'open') return connection.farewell()
    if (said.kind === 'sorry') {
      this.#options.ears.refused(connection.remote, `it refused us: ${said.why}`)
      connection.finish()
      return this.ended(connection, 'reset')
    }
    this.refused(connection, `"${said.kind}" is not said at this point`)
  }

  mail(connection: Connection, sealed: Uint8Array): void {
    const phase = this.#guests.get(connection)
    if (phase === undefined) return
    if (phase.kind !== 'open') return this.refused(connection, 'it spoke before it was introduced')
    const { link } = phase
    const heard = openMail(sealed, this.#options.hears)
    if (heard.kind === 'message') {
      this.#options.ears.receive(link.peer, heard.message, heard.mark)
    } else if (heard.kind === 'damaged') {
      if (link.datagram) return this.dropped(link.peer, 'a damaged one', 'corrupt')
      this.refused(connection, 'its mail does not have the checksum that it says')
    } else if (heard.kind === 'unheard') this.dropped(link.peer, heard.name, 'unheard')
    else this.refused(connection, heard.why)
  }

  ended(connection: Connection, why: Ended): void {
    const phase = this.#guests.get(connection)
    this.#guests.forget(connection)
    if (phase?.kind === 'dialed') return this.#failed(phase.link)
    if (phase?.kind !== 'open') return
    phase.link.ended('reset')
    this.#tell(phase.link, why)
  }

  /** Says why and ends it; whoever was behind it is lost. */
  refused(connection: Connection, why: string): void {
    this.#options.ears.refused(connection.remote, why)
    connection.say({ kind: 'sorry', why: why.slice(0, 500) })
    connection.finish()
    this.ended(connection, 'reset')
  }

  #count(connection: Connection): void {
    this.#alive.add(connection)
    void connection.closed.then(() => this.#alive.delete(connection))
  }

  // Who is who.

  #introduced(connection: Connection, hello: Hello): void {
    const why = helloProblem(hello, this.#options.id, this.address)
    if (why !== null) return this.refused(connection, why)
    this.#guests.forget(connection)
    this.#seat(connection, hello)
  }

  /** Finds a place for a peer's connection: now, after its predecessor, or none. */
  #seat(connection: Connection, hello: Hello): void {
    const peer = hello.from
    const link = this.#links.get(peer)
    if (link === undefined || link.state === 'idle') {
      return this.#welcome(link ?? this.#newLink(peer), connection, hello)
    }
    // Both dial at once: the connection opened by the smaller name stays, and what waited for
    // ours goes over it.
    if (link.state === 'dialing' && baseOf(peer) < this.#options.id) {
      this.#guests.forget(link.dialed)?.reset()
      return this.#welcome(link, connection, hello)
    }
    const current = link.connection === null ? undefined : this.#guests.get(link.connection)
    const crossed =
      current?.kind === 'open' && current.life === hello.life && hello.dial <= current.dial
    if (crossed) return connection.reset()
    this.#guests.set(connection, { kind: 'next', peer, hello, since: performance.now() })
  }

  #seatNext(peer: NodeId): void {
    const next = this.#guests.takeNext(peer)
    if (next !== null) this.#seat(next.connection, next.hello)
  }

  #welcome(link: StreamLink, connection: Connection, hello: Hello): void {
    const welcome: Welcome = { kind: 'welcome', life: this.#life, dial: this.#dials }
    connection.say(welcome)
    this.#open(link, connection, hello)
  }

  #open(link: StreamLink, connection: Connection, { life, dial }: Hello | Welcome): void {
    connection.allow(this.#options.limits.frameMax)
    this.#guests.set(connection, { kind: 'open', link, life, dial })
    link.opened(connection)
    this.#dialling.end(link)
    if (this.#paused) connection.pause()
  }

  /** Our dial came to nothing; if the peer has dialed us meanwhile, that connection serves. */
  #failed(link: StreamLink): void {
    if (link.state !== 'dialing') return
    const next = this.#guests.takeNext(link.peer)
    if (next !== null) return this.#welcome(link, next.connection, next.hello)
    link.ended(link.datagram ? 'down' : 'reset')
    this.#dialling.end(link)
    this.#tell(link, 'refused')
  }

  #tell(link: StreamLink, why: Ended): void {
    const current = this.#links.get(link.peer) === link
    if (current && !link.datagram) {
      this.#links.delete(link.peer)
      if (!this.#closed) this.#options.ears.lost(link.peer, why)
    }
    // Whoever is in no book and has hung up is gone: strangers' names are not collected.
    if (current && link.datagram && this.#whereIs(link.peer) === null) this.#links.delete(link.peer)
    this.#seatNext(link.peer)
  }

  /** Those who wait too long, or let others wait too long. */
  #expire(now: number): void {
    for (const [connection, phase] of this.#guests.entries()) {
      const late = overdue(phase, connection.begunAt, now, this.#options.limits)
      if (late?.kind === 'refuse') this.refused(connection, late.why)
      if (late?.kind === 'give up') this.#cut(connection)
      if (late?.kind !== 'supersede' || phase.kind !== 'next') continue
      const predecessor = this.#links.get(phase.peer)?.connection ?? null
      if (predecessor !== null) this.#cut(predecessor)
    }
  }

  #cut(connection: Connection): void {
    connection.reset()
    this.ended(connection, 'reset')
  }

  #newLink(peer: NodeId): StreamLink {
    const { queue, limits, kindOf, life } = this.#options
    const bounds = { queue, frameMax: limits.frameMax, life }
    const link = new StreamLink(peer, kindOf(baseOf(peer)) === 'datagram', this, bounds)
    this.#links.set(peer, link)
    return link
  }

  #whereIs(peer: NodeId): Spot | null {
    return whereIs(peer, this.#options.book, this.#carrier)
  }
}
