// One gRPC call as a connection: frames in order both ways. Who dialed and how the call is cut off
// is the door's affair; who the other side is and what is said when, the stream transport's.

import type { Ended } from '../../sim/actor.ts'
import { type Connection, type ConnectionEvents, helloMax } from '../streams/connection.ts'
import type { Control } from '../streams/hello.ts'
import { decodeFrame, encodeControlFrame, encodeMailFrame, frameOverhead } from './frames.ts'

/** The stream of a call, of either side. */
interface Frames {
  on(event: 'data', hear: (bytes: Buffer) => void): unknown
  on(event: 'end', hear: () => void): unknown
  write(bytes: Buffer, done: () => void): unknown
  end(): unknown
  pause(): unknown
  resume(): unknown
}

/** A call of either side, and what only its own side knows of it. */
export interface Call {
  readonly stream: Frames
  readonly remote: string
  /** Settles when nothing of it is left. */
  readonly closed: Promise<void>
  /** At once, with what is under way. */
  cut(): void
}

/** How long an ended call may take to hand over its last frames to a peer that reads, ms. */
const lingerMs = 5_000

/** A call, whoever made it. */
export class GrpcConnection implements Connection {
  readonly closed: Promise<void>
  readonly remote: string
  /** The library keeps a frame that has begun to itself. */
  readonly begunAt = null
  unflushed = 0
  readonly #call: Call
  readonly #events: ConnectionEvents
  #frameMax = helloMax
  #over = false

  constructor(call: Call, events: ConnectionEvents) {
    this.#call = call
    this.#events = events
    this.closed = call.closed
    this.remote = call.remote
    call.stream.on('data', (bytes) => this.#frame(bytes))
    call.stream.on('end', () => this.#end('reset'))
  }

  allow(frameMax: number): void {
    this.#frameMax = frameMax
  }

  say(said: Control): void {
    this.#write(encodeControlFrame(said))
  }

  mail(sealed: Uint8Array): void {
    this.#write(encodeMailFrame(sealed))
  }

  pause(): void {
    this.#call.stream.pause()
  }

  resume(): void {
    this.#call.stream.resume()
  }

  finish(): void {
    this.#over = true
    const { stream, closed } = this.#call
    stream.resume() // a paused call never notices its end
    stream.end()
    const patience = setTimeout(() => this.#call.cut(), lingerMs)
    patience.unref()
    void closed.then(() => clearTimeout(patience))
  }

  reset(): void {
    this.#over = true
    this.#call.cut()
  }

  farewell(): void {
    this.#end('closed')
    this.finish()
  }

  /** The call has come to nothing, and why, if it is worth a word. */
  failed(why: string | null): void {
    if (this.#over) return
    if (why !== null) this.#events.refused(this, why)
    this.#end('reset')
  }

  #end(why: Ended): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended(this, why)
    this.#call.stream.end()
  }

  #write(frame: Buffer): void {
    if (this.#over) return
    this.unflushed += 1
    this.#call.stream.write(frame, () => {
      this.unflushed -= 1
    })
  }

  #frame(bytes: Uint8Array): void {
    if (this.#over) return
    if (bytes.length > this.#frameMax + frameOverhead) {
      const why = `a frame of ${bytes.length} bytes came, at most ${this.#frameMax} are taken`
      return this.#events.refused(this, why)
    }
    const framed = decodeFrame(bytes)
    if (framed.kind === 'mail') this.#events.mail(this, framed.sealed)
    else if (framed.kind === 'said') this.#events.said(this, framed.said)
    else this.#events.refused(this, framed.why)
  }
}
