// The sockets that have come to a gRPC port. The library takes them and tells of calls alone, so
// whoever makes none within his time, or too many at once, is sent away here.

import type { Socket } from 'node:net'

import { speaks } from '../frame.ts'
import { sweepEvery } from '../streams/patience.ts'
import type { Limits } from '../transport.ts'

interface Caller {
  readonly socket: Socket
  calls: number
  called: boolean
  /** without a call, `performance.now` */
  since: number
}

/** The sockets of one port. */
export class Callers {
  readonly #limits: Limits
  readonly #turnedAway: (remote: string, why: string) => void
  readonly #callers = new Map<string, Caller>()
  readonly #sweep: NodeJS.Timeout
  #idle = 0

  constructor(limits: Limits, turnedAway: (remote: string, why: string) => void) {
    this.#limits = limits
    this.#turnedAway = turnedAway
    this.#sweep = setInterval(() => this.#expire(performance.now()), sweepEvery(limits))
    this.#sweep.unref()
  }

  /** @param serve hands the socket to the library, once its first bytes are those of gRPC */
  came(socket: Socket, serve: () => void): void {
    const remote = nameOf(socket)
    if (this.#idle >= this.#limits.strangersMax) this.#sendOldestAway()
    const caller: Caller = { socket, calls: 0, called: false, since: performance.now() }
    this.#idle += 1
    this.#callers.set(remote, caller)
    socket.on('error', () => {}) // its end says enough
    socket.once('close', () => this.#left(remote, caller))
    socket.once('readable', () => {
      const first: Buffer | null = socket.read()
      if (first === null) return
      if (!isGreeting(first)) {
        return this.#end(remote, caller, `it does not speak gRPC${speaks(first)}`)
      }
      socket.unshift(first)
      serve()
    })
  }

  /** @returns what cuts its socket off */
  callBegan(remote: string): () => void {
    const caller = this.#callers.get(remote)
    if (caller === undefined) return () => {}
    if (caller.calls === 0) this.#idle -= 1
    caller.calls += 1
    caller.called = true
    return () => caller.socket.destroy()
  }

  callEnded(remote: string): void {
    const caller = this.#callers.get(remote)
    if (caller === undefined) return
    caller.calls -= 1
    if (caller.calls > 0) return
    caller.since = performance.now()
    this.#idle += 1
  }

  /** Settles when all are gone; those that are not within `patience` ms are closed. */
  async close(patience: number): Promise<void> {
    clearInterval(this.#sweep)
    const sockets = Array.from(this.#callers.values(), ({ socket }) => socket)
    const force = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, patience)
    await Promise.all(sockets.map(gone))
    clearTimeout(force)
  }

  /** A peer calls at once, so of too many it is the one that has waited longest. */
  #sendOldestAway(): void {
    for (const [remote, caller] of this.#callers) {
      if (caller.calls > 0) continue
      this.#end(remote, caller, 'too many connections that make no call')
      return
    }
  }

  #end(remote: string, caller: Caller, why: string): void {
    if (!caller.called) this.#turnedAway(remote, why)
    caller.called = true // it has been told of
    caller.socket.destroy()
  }

  #left(remote: string, caller: Caller): void {
    if (this.#callers.get(remote) === caller) this.#callers.delete(remote)
    if (caller.calls === 0) this.#idle -= 1
  }

  #expire(now: number): void {
    const { handshake } = this.#limits
    for (const [remote, caller] of this.#callers) {
      if (caller.calls > 0 || now - caller.since <= handshake) continue
      this.#end(remote, caller, `it made no call within ${handshake} ms`)
    }
  }
}

/** The first words of HTTP/2, or as many of them as there are. */
const isGreeting = (bytes: Buffer): boolean =>
  bytes.subarray(0, greeting.length).equals(greeting.subarray(0, bytes.length))

const greeting = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** As the library calls it. */
const nameOf = ({ remoteAddress, remotePort }: Socket): string =>
  `${remoteAddress ?? 'nowhere'}:${remotePort ?? 0}`

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
