// The stream transport: one TCP connection a pair of nodes, whoever speaks first dials. Frames are
// bounded and validated; a stranger costs little and not for long. It also carries datagram links,
// whose messages are then lost where a connection ends, without a word to the actor.

import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

import type { Ended } from '../sim/actor.ts'
import { Mistake } from '../sim/problem.ts'
import type { DropWhy } from '../sim/trace.ts'
import type { NodeId } from '../sim/units.ts'
import { nodeId } from '../sim/units.ts'
import { Connection, control, mail } from './tcp-connection.ts'
import type { Hello, Welcome } from './tcp-hello.ts'
import { decodeControl, encodeControl, protocol } from './tcp-hello.ts'
import type { LinkOwner } from './tcp-link.ts'
import { TcpLink } from './tcp-link.ts'
import type { Link, Transport, TransportOptions } from './transport.ts'
import { baseOf, channelOf, isAddress } from './transport.ts'
import { decodeMessage } from './wire.ts'

/**
 * Listens and is ready to dial.
 * @throws Mistake WL5002 when the port is taken, with nothing left open
 */
export async function listenTcp(options: TransportOptions): Promise<Transport> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, options)))
    server.listen(options.port ?? 0, options.host, resolve)
  })
  return new TcpTransport(options, server)
}

function portProblem(error: NodeJS.ErrnoException, { id, host, port }: TransportOptions): Error {
  const taken = error.code === 'EADDRINUSE'
  if (!taken && error.code !== 'EACCES' && error.code !== 'EADDRNOTAVAIL') return error
  const why = taken ? 'is taken' : 'may not be listened on'
  return new Mistake([
    {
      code: 'WL5002',
      sentence: `port ${port} of ${host} ${why}, so ${id} cannot listen there.`,
      lines: [`see who has it   ss -ltnp 'sport = :${port}'`, 'take any other   leave --port out'],
    },
  ])
}

/** What a connection is to us; the frames it may send follow from it. */
type Phase =
  | { readonly kind: 'stranger'; readonly since: number }
  | { readonly kind: 'dialed'; readonly link: TcpLink; readonly since: number }
  /** has said hello and waits for our own dial to fail, or for its predecessor to end */
  | { readonly kind: 'next'; readonly peer: NodeId; readonly hello: Hello; readonly since: number }
  /** dials of that life of the peer's, up to that one, crossed with this connection and are void */
  | {
      readonly kind: 'open'
      readonly link: TcpLink
      readonly life: string
      readonly dial: number
    }

const helloMax = 1_024
/** How long the predecessor of a new connection may take to hand over its last messages, ms. */
const handover = 250

class TcpTransport implements Transport, LinkOwner {
  readonly address: NodeId
  readonly #options: TransportOptions
  readonly #server: Server
  readonly #life = crypto.randomUUID()
  readonly #links = new Map<NodeId, TcpLink>()
  readonly #phases = new Map<Connection, Phase>()
  /** connections of peers that wait for their predecessor's end */
  readonly #next = new Map<NodeId, Connection>()
  readonly #alive = new Set<Connection>()
  /** by peer: links whose dial is not through; the first one dials, the others wait for it */
  readonly #dialing = new Map<NodeId, TcpLink[]>()
  readonly #sweep: NodeJS.Timeout
  #dials = 0
  #strangers = 0
  #paused = false
  #closed = false

  constructor(options: TransportOptions, server: Server) {
    this.#options = options
    this.#server = server
    const bound = server.address()
    const port = bound === null || typeof bound === 'string' ? 0 : bound.port
    this.address = nodeId(`tcp/${options.host}:${port}`)
    server.on('connection', (socket) => this.#accept(socket))
    const { handshake, frameWithin } = options.limits
    const every = Math.max(5, Math.min(handshake, frameWithin, handover) / 4)
    this.#sweep = setInterval(() => this.#expire(performance.now()), every)
    this.#sweep.unref()
  }

  linkTo(peer: NodeId): Link | null {
    const known = this.#links.get(peer)
    if (known !== undefined) return known
    return this.#whereIs(peer) === null ? null : this.#newLink(peer)
  }

  pause(): void {
    this.#paused = true
    for (const [connection, { kind }] of this.#phases) if (kind === 'open') connection.pause()
  }

  resume(): void {
    this.#paused = false
    for (const connection of this.#phases.keys()) {
      connection.resume()
      if (this.#paused) return // what came was enough to fill the line again
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    const released = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const [connection, { kind }] of this.#phases) {
      if (kind === 'open') {
        connection.write(control, encodeControl({ kind: 'bye' }))
        connection.finish()
      } else connection.reset()
    }
    this.#phases.clear()
    await Promise.all([released, ...Array.from(this.#alive, ({ closed }) => closed)])
  }

  // What links ask of their owner.

  /** A stream that was closed before it was open goes first: two dials at once could overtake. */
  dial(link: TcpLink): void {
    const line = this.#dialing.get(link.peer)
    if (line !== undefined) line.push(link)
    else {
      this.#dialing.set(link.peer, [link])
      this.#dialNow(link)
    }
  }

  #dialNow(link: TcpLink): void {
    const where = this.#whereIs(link.peer)
    if (where === null || this.#closed) {
      setImmediate(() => this.#failed(link))
      return
    }
    const connection = this.#connection(connect(where))
    link.dialed = connection
    this.#dials += 1
    this.#phases.set(connection, { kind: 'dialed', link, since: performance.now() })
    const { id } = this.#options
    const hello: Hello = {
      kind: 'hello',
      protocol,
      from: nodeId(id + channelOf(link.peer)),
      to: baseOf(link.peer),
      life: this.#life,
      dial: this.#dials,
    }
    connection.write(control, encodeControl(hello))
  }

  /** The link's dial is through, came to nothing or is needed no more. */
  #dialled(link: TcpLink): void {
    const line = this.#dialing.get(link.peer)
    const at = line?.indexOf(link) ?? -1
    if (line === undefined || at < 0) return
    line.splice(at, 1)
    const first = line[0]
    if (first === undefined) this.#dialing.delete(link.peer)
    else if (at === 0) this.#dialNow(first)
  }

  overflowed(link: TcpLink): void {
    this.#dialled(link)
    this.#forget(link.connection ?? link.dialed)?.reset()
    link.ended('reset')
    // Not from inside a call of the node's own; until it is told, the ended link stays the one
    // its steps see.
    setImmediate(() => this.#tell(link, 'reset'))
  }

  left(link: TcpLink, connection: Connection | null): void {
    this.#forget(connection)
    if (this.#links.get(link.peer) === link) this.#links.delete(link.peer)
    this.#seatNext(link.peer)
  }

  dropped(peer: NodeId, message: string, why: DropWhy): void {
    this.#options.ears.dropped(peer, message, why)
  }

  // What connections tell.

  #accept(socket: Socket): void {
    const connection = this.#connection(socket)
    if (this.#closed || this.#strangers >= this.#options.limits.strangersMax) {
      this.#options.ears.refused(connection.remote, 'too many connections that say no name')
      connection.reset()
      return
    }
    this.#strangers += 1
    this.#phases.set(connection, { kind: 'stranger', since: performance.now() })
  }

  #connection(socket: Socket): Connection {
    const connection = new Connection(socket, helloMax, {
      frame: (one, tag, body) => this.#frame(one, tag, body),
      refused: (one, why) => this.#refuse(one, why),
      ended: (one, why) => this.#ended(one, why),
    })
    this.#alive.add(connection)
    void connection.closed.then(() => this.#alive.delete(connection))
    return connection
  }

  #frame(connection: Connection, tag: number, body: Uint8Array): void {
    const phase = this.#phases.get(connection)
    if (phase === undefined) return
    if (tag === mail && phase.kind === 'open') return this.#mail(connection, phase.link, body)
    if (tag !== control) return this.#refuse(connection, 'it spoke before it was introduced')
    const said = decodeControl(body)
    if (said.kind === 'nonsense') return this.#refuse(connection, said.why)
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
      return this.#ended(connection, 'reset')
    }
    this.#refuse(connection, `"${said.kind}" is not said at this point`)
  }

  #mail(connection: Connection, link: TcpLink, body: Uint8Array): void {
    const heard = decodeMessage(body, this.#options.hears)
    if (heard.kind === 'message') this.#options.ears.receive(link.peer, heard.message)
    else if (heard.kind === 'unheard') this.dropped(link.peer, heard.name, 'unheard')
    else this.#refuse(connection, heard.why)
  }

  #ended(connection: Connection, why: Ended): void {
    const phase = this.#phases.get(connection)
    this.#forget(connection)
    if (phase?.kind === 'dialed') return this.#failed(phase.link)
    if (phase?.kind !== 'open') return
    phase.link.ended('reset')
    this.#tell(phase.link, why)
  }

  /** Says why and ends it; whoever was behind it is lost. */
  #refuse(connection: Connection, why: string): void {
    this.#options.ears.refused(connection.remote, why)
    connection.write(control, encodeControl({ kind: 'sorry', why: why.slice(0, 500) }))
    connection.finish()
    this.#ended(connection, 'reset')
  }

  /** Takes a connection out of the books. */
  #forget(connection: Connection | null): Connection | null {
    if (connection === null) return null
    const phase = this.#phases.get(connection)
    this.#phases.delete(connection)
    if (phase?.kind === 'stranger') this.#strangers -= 1
    if (phase?.kind === 'next' && this.#next.get(phase.peer) === connection) {
      this.#next.delete(phase.peer)
    }
    return connection
  }

  // Who is who.

  #introduced(connection: Connection, hello: Hello): void {
    const { id } = this.#options
    const caller = baseOf(hello.from)
    if (hello.protocol !== protocol) {
      return this.#refuse(connection, `it speaks ${hello.protocol}, and this node ${protocol}`)
    }
    if (hello.to !== id && hello.to !== this.address) {
      return this.#refuse(connection, `it wants ${hello.to}, and this is ${id}`)
    }
    if (caller === id || reserved.has(caller) || isAddress(caller)) {
      return this.#refuse(connection, `nobody else may be called ${caller}`)
    }
    this.#forget(connection)
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
      this.#forget(link.dialed)?.reset()
      return this.#welcome(link, connection, hello)
    }
    const current = link.connection === null ? undefined : this.#phases.get(link.connection)
    const crossed =
      current?.kind === 'open' && current.life === hello.life && hello.dial <= current.dial
    if (crossed) return connection.reset()
    this.#forget(this.#next.get(peer) ?? null)?.reset()
    this.#next.set(peer, connection)
    this.#phases.set(connection, { kind: 'next', peer, hello, since: performance.now() })
  }

  #seatNext(peer: NodeId): void {
    const connection = this.#next.get(peer)
    const phase = connection === undefined ? undefined : this.#phases.get(connection)
    if (connection === undefined || phase?.kind !== 'next') return
    this.#forget(connection)
    this.#seat(connection, phase.hello)
  }

  #welcome(link: TcpLink, connection: Connection, hello: Hello): void {
    const welcome: Welcome = { kind: 'welcome', life: this.#life, dial: this.#dials }
    connection.write(control, encodeControl(welcome))
    this.#open(link, connection, hello)
  }

  #open(link: TcpLink, connection: Connection, { life, dial }: Hello | Welcome): void {
    connection.allow(this.#options.limits.frameMax)
    this.#phases.set(connection, { kind: 'open', link, life, dial })
    link.opened(connection)
    this.#dialled(link)
    if (this.#paused) connection.pause()
  }

  /** Our dial came to nothing; if the peer has dialed us meanwhile, that connection serves. */
  #failed(link: TcpLink): void {
    if (link.state !== 'dialing') return
    const next = this.#next.get(link.peer) ?? null
    const phase = next === null ? undefined : this.#phases.get(next)
    if (link.state === 'dialing' && next !== null && phase?.kind === 'next') {
      this.#forget(next)
      return this.#welcome(link, next, phase.hello)
    }
    link.ended(link.datagram ? 'down' : 'reset')
    this.#dialled(link)
    this.#tell(link, 'refused')
  }

  #tell(link: TcpLink, why: Ended): void {
    const current = this.#links.get(link.peer) === link
    if (current && !link.datagram) {
      this.#links.delete(link.peer)
      if (!this.#closed) this.#options.ears.lost(link.peer, why)
    }
    this.#seatNext(link.peer)
  }

  /** Those who wait too long, or let others wait too long. */
  #expire(now: number): void {
    const { handshake, frameWithin } = this.#options.limits
    for (const [connection, phase] of this.#phases) {
      const waited = phase.kind === 'open' ? 0 : now - phase.since
      const { begunAt } = connection
      if (phase.kind === 'stranger' && waited > handshake) {
        this.#refuse(connection, `it said no name within ${handshake} ms`)
      } else if (phase.kind === 'dialed' && waited > handshake) {
        connection.reset()
        this.#ended(connection, 'refused')
      } else if (phase.kind === 'next' && waited > handover) {
        const predecessor = this.#links.get(phase.peer)?.connection ?? null
        predecessor?.reset()
        if (predecessor !== null) this.#ended(predecessor, 'reset')
      } else if (begunAt !== null && now - begunAt > frameWithin) {
        this.#refuse(connection, `it began a frame and did not end it within ${frameWithin} ms`)
      }
    }
  }

  #newLink(peer: NodeId): TcpLink {
    const { queue, limits, kindOf } = this.#options
    const bounds = { queue, frameMax: limits.frameMax }
    const link = new TcpLink(peer, kindOf(baseOf(peer)) === 'datagram', this, bounds)
    this.#links.set(peer, link)
    return link
  }

  #whereIs(peer: NodeId): { host: string; port: number } | null {
    const address = isAddress(peer) ? peer : this.#options.book.get(baseOf(peer))
    const parts = address === undefined ? null : /^tcp\/\[?(.+?)\]?:(\d+)$/.exec(address)
    const [, host, port] = parts ?? []
    return host === undefined || port === undefined ? null : { host, port: Number(port) }
  }
}

/** Names that mail from outside may not carry: the world itself speaks under them. */
const reserved: ReadonlySet<string> = new Set(['workload'])
