// A pair of nodes for the tests of proxies, as plain sockets: `a1` dials or sends, `b1` listens,
// and each writes down what came and how it ended. Waits are for facts, not for times.

import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { connect, createServer, type Server, type Socket } from 'node:net'

import type { Fault, Links } from '../../sim/fault.ts'
import type { LinkKind } from '../../sim/link.ts'
import { type Micros, ms, type NodeId, nodeId } from '../../sim/units.ts'
import { addressOf, type Carrier, spotOf } from '../address.ts'
import { Proxies } from './proxies.ts'

export const a1: NodeId = nodeId('a1')
export const b1: NodeId = nodeId('b1')
export const there: readonly Links[] = [{ from: [a1], to: [b1] }]
export const andBack: readonly Links[] = [{ from: [b1], to: [a1] }]
export const bothWays: readonly Links[] = [...there, ...andBack]

/** One row of the tables of effects. */
export interface ProxyEffect {
  readonly fault: string
  readonly over: 'tcp' | 'udp'
  readonly asked: string
  readonly unit: string
  /** bounds, inclusive, with the fault and without it */
  readonly between: readonly [number, number]
  readonly absent: readonly [number, number]
  readonly faults: readonly Fault[]
  readonly measure: (lab: Lab, faults: readonly Fault[]) => Promise<number>
}

/** Settles when it is so. Sockets are quiet about most of what matters, so this looks. */
export function until(fact: () => boolean): Promise<void> {
  if (fact()) return Promise.resolve()
  return new Promise((resolve) => {
    const look = setInterval(() => {
      if (!fact()) return
      clearInterval(look)
      resolve()
    }, 1)
  })
}

/** The instant that is so many milliseconds from now has come. */
export function passed(time: number): () => boolean {
  const then = performance.now() + time
  return () => performance.now() >= then
}

/** One end of a connection. */
export class Talker {
  readonly socket: Socket
  /** what came, and when each piece did */
  heard: Buffer = Buffer.alloc(0)
  readonly at: number[] = []
  /** `ECONNRESET`, `end`: how it ended, or null */
  ended: string | null = null

  constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes) => {
      this.heard = Buffer.concat([this.heard, bytes])
      this.at.push(performance.now())
    })
    socket.on('end', () => (this.ended ??= 'end'))
    socket.on('error', (error: NodeJS.ErrnoException) => (this.ended ??= error.code ?? 'error'))
  }

  say(text: string | Buffer): void {
    this.socket.write(text)
  }

  get text(): string {
    return this.heard.toString('latin1')
  }

  async hears(text: string): Promise<void> {
    await until(() => this.text.includes(text))
  }
}

interface Wish {
  readonly carrier?: Carrier
  readonly kind?: LinkKind
  readonly resetAfter?: Micros
}

/** Two nodes and the proxies between them. */
export class Lab {
  readonly proxies: Proxies
  /** connections that b1 has taken */
  readonly taken: Talker[] = []
  readonly dialed: Talker[] = []
  /** texts of datagrams that came to b1, and when */
  readonly came: { readonly text: string; readonly at: number }[] = []
  readonly #server: Server
  readonly #a: DatagramSocket
  readonly #b: DatagramSocket
  #way = { host: '127.0.0.1', port: 0 }

  static async open(wish: Wish = {}): Promise<Lab> {
    const proxies = await Proxies.open({
      carrier: wish.carrier ?? 'tcp',
      host: '127.0.0.1',
      pairs: [
        [a1, b1],
        [b1, a1],
      ],
      kindOf: () => wish.kind ?? 'stream',
      resetAfter: wish.resetAfter ?? ms(2_000),
      seed: 7,
    })
    const lab = new Lab(proxies)
    await lab.#listen()
    return lab
  }

  private constructor(proxies: Proxies) {
    this.proxies = proxies
    this.#server = createServer({ allowHalfOpen: false }, (socket) =>
      this.taken.push(new Talker(socket)),
    )
    this.#a = createSocket('udp4')
    this.#b = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
    this.#b.on('message', (bytes) =>
      this.came.push({ text: bytes.toString('latin1'), at: performance.now() }),
    )
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as { port: number }
    await new Promise<void>((resolve) => this.#b.bind(port, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => this.#a.bind(0, '127.0.0.1', resolve))
    const carrier = 'udp'
    const where = (at: number): ReturnType<typeof addressOf> =>
      addressOf(carrier, { host: '127.0.0.1', port: at })
    this.#way = spotOf(this.proxies.route(a1, b1, where(port))) ?? this.#way
    this.proxies.route(b1, a1, where(this.#a.address().port))
  }

  /** Faults strike, numbered from 1. */
  strike(faults: readonly Fault[], first: number = 1): void {
    for (const [nth, fault] of faults.entries()) this.proxies.apply(first + nth, fault)
  }

  /** a1 dials b1, without waiting for anything. */
  dial(): Talker {
    const talker = new Talker(connect(this.#way))
    this.dialed.push(talker)
    return talker
  }

  /** A connection that has carried a word each way. */
  async talk(): Promise<readonly [Talker, Talker]> {
    const before = this.taken.length
    const near = this.dial()
    near.say('?')
    await until(() => this.taken.length > before)
    const far = this.taken[before] as Talker
    await far.hears('?')
    far.say('!')
    await near.hears('!')
    for (const talker of [near, far]) {
      talker.heard = Buffer.alloc(0)
      talker.at.length = 0
    }
    return [near, far]
  }

  /** a1 sends a datagram to b1. */
  post(text: string): Promise<void> {
    const { host, port } = this.#way
    return new Promise((resolve) => this.#a.send(text, port, host, () => resolve()))
  }

  /** Connections that b1 sees now. */
  get open(): number {
    return this.taken.filter(({ ended }) => ended === null).length
  }

  async close(): Promise<void> {
    for (const { socket } of [...this.dialed, ...this.taken]) socket.destroy()
    await Promise.all([
      this.proxies.close(),
      new Promise((resolve) => this.#server.close(resolve)),
      new Promise<void>((resolve) => this.#a.close(resolve)),
      new Promise<void>((resolve) => this.#b.close(resolve)),
    ])
  }
}
