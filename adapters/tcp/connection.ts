// One TCP connection as frames: reading that can be paused, writing that is counted, an end that
// is told once. Who the other side is and what its frames mean is decided in tcp.ts.

import type { Socket } from 'node:net'

import type { Ended } from '../../sim/actor.ts'
import { frame, FrameReader } from '../frame.ts'

/** How a frame's body is to be read. */
export const control = 0
export const mail = 1

export interface ConnectionEvents {
  /** A frame came; never after `ended`. */
  frame(connection: Connection, tag: number, body: Uint8Array): void
  /** The bytes were not frames; the connection is reset by its owner. */
  refused(connection: Connection, why: string): void
  /** Nothing comes any more. An end without a farewell is a reset, as after a SIGKILL. */
  ended(connection: Connection, why: Ended): void
}

/** A socket once it exists, whoever opened it. */
export class Connection {
  /** Settles when the socket is gone. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #reader: FrameReader
  #paused = false
  #pumping = false
  #over = false
  #refusedByPeer = false
  /** when the frame under way began (`performance.now`); null between frames and while paused */
  begunAt: number | null = null
  /** frames handed to the socket and not yet taken by the system */
  unflushed = 0

  constructor(socket: Socket, frameMax: number, events: ConnectionEvents) {
    this.#socket = socket
    this.#events = events
    this.#reader = new FrameReader(frameMax)
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      this.#reader.push(chunk)
      this.#pump()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#refusedByPeer = error.code === 'ECONNREFUSED'
    })
    socket.on('close', () => this.#end(this.#refusedByPeer ? 'refused' : 'reset'))
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  get remote(): string {
    return `${this.#socket.remoteAddress ?? 'nowhere'}:${this.#socket.remotePort ?? 0}`
  }

  /** Frames this long are taken from now on (strangers are allowed little). */
  allow(frameMax: number): void {
    this.#reader.max = frameMax
  }

  write(tag: number, body: Uint8Array): void {
    if (this.#over || this.#socket.destroyed) return
    this.unflushed += 1
    // Frames of one turn of the event loop leave in one packet.
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork()
      process.nextTick(() => this.#socket.uncork())
    }
    this.#socket.write(frame(tag, body), () => {
      this.unflushed -= 1
    })
  }

  pause(): void {
    this.#paused = true
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#pump()
    if (!this.#paused) this.#socket.resume()
  }

  /** In order: what was written goes out, then the end. Nothing is heard or told any more. */
  finish(): void {
    this.#over = true
    this.#socket.resume() // a paused socket never notices its end
    this.#socket.end()
    const patience = setTimeout(() => this.#socket.destroy(), lingerMs)
    patience.unref()
    this.#socket.once('close', () => clearTimeout(patience))
  }

  /** At once: what is on the way is lost. Nothing is heard any more; `ended` is not told. */
  reset(): void {
    this.#over = true
    if (this.#socket.connecting) this.#socket.destroy()
    else this.#socket.resetAndDestroy()
  }

  /** The last word has been read: the peer ended in order. */
  farewell(): void {
    this.#end('closed')
    this.finish()
  }

  #end(why: Ended): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended(this, why)
  }

  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    let cutAny = false
    while (!this.#paused && !this.#over) {
      const cut = this.#reader.next()
      if (cut.kind === 'short') break
      cutAny = true
      if (cut.kind === 'frame') this.#events.frame(this, cut.tag, cut.body)
      else this.#events.refused(this, cut.why)
    }
    this.#pumping = false
    if (this.#paused || this.#over || !this.#reader.begun) this.begunAt = null
    else if (cutAny || this.begunAt === null) this.begunAt = performance.now()
  }
}

/** How long an ended connection may take to hand over its last bytes. */
const lingerMs = 1_000
