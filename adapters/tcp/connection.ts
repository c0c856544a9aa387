// One TCP connection as frames, each a tag and a body that is bounded before it is read. Who the
// other side is and what its frames mean is decided by the stream transport.

import type { Socket } from 'node:net'

import type { Ended } from '../../sim/actor.ts'
import { frame, FrameReader } from '../frame.ts'
import { reset } from '../reset.ts'
import {
  type Connection,
  type ConnectionEvents,
  helloMax,
  lingerMs,
} from '../streams/connection.ts'
import { type Control, decodeControl, encodeControl } from '../streams/hello.ts'

/** How a frame's body is to be read. */
export const control = 0
export const mail = 1

/** The last words of an end in order, as they are on the wire. */
export const farewell: Uint8Array = frame(control, encodeControl({ kind: 'bye' }))

/** A socket once it exists, whoever opened it. */
export class TcpConnection implements Connection {
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #reader: FrameReader
  #paused = false
  #pumping = false
  #over = false
  #refusedByPeer = false
  begunAt: number | null = null
  unflushed = 0

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket
    this.#events = events
    this.#reader = new FrameReader(helloMax)
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      // What comes behind an end is read, so that the end is noticed, and kept nowhere: whoever was
      // refused and speaks on would be collected, copy after copy.
      if (this.#over) return
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

  /** Bytes that have come and that nothing has been made of yet. */
  get held(): number {
    return this.#reader.held
  }

  allow(frameMax: number): void {
    this.#reader.max = frameMax
  }

  say(said: Control): void {
    this.#write(control, encodeControl(said))
  }

  mail(sealed: Uint8Array): void {
    this.#write(mail, sealed)
  }

  #write(tag: number, body: Uint8Array): void {
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

  finish(): void {
    this.#over = true
    this.#socket.resume() // a paused socket never notices its end
    this.#socket.end()
    const patience = setTimeout(() => this.#socket.destroy(), lingerMs)
    patience.unref()
    this.#socket.once('close', () => clearTimeout(patience))
  }

  reset(): void {
    this.#over = true
    reset(this.#socket)
  }

  farewell(): void {
    this.#end('closed')
    this.finish()
  }

  #end(why: Ended): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended(this, why)
  }

  #control(tag: number, body: Uint8Array): void {
    if (tag !== control)
      return this.#events.refused(this, `a frame of kind ${tag} is nothing to us`)
    const said = decodeControl(body)
    if (said.kind === 'nonsense') this.#events.refused(this, said.why)
    else this.#events.said(this, said)
  }

  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    let cutAny = false
    while (!this.#paused && !this.#over) {
      const cut = this.#reader.next()
      if (cut.kind === 'short') break
      cutAny = true
      if (cut.kind === 'refused') this.#events.refused(this, cut.why)
      else if (cut.tag === mail) this.#events.mail(this, cut.body)
      else this.#control(cut.tag, cut.body)
    }
    this.#pumping = false
    if (this.#paused || this.#over || !this.#reader.begun) this.begunAt = null
    else if (cutAny || this.begunAt === null) this.begunAt = performance.now()
  }
}
