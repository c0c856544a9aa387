// Bytes without frames, on the side that calls, as a stream: one connection to a peer until either
// end ends it. The first bytes that come back are the answer.

import { connect, type Socket } from 'node:net'

import type { Ended, Message } from '../../sim/actor.ts'
import type { PlainCaller } from '../../sim/outside.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Way, unsealed } from '../outside/ways.ts'
import type { Ears, Link } from '../transport.ts'
import { plainSpot } from './spot.ts'

/** Streams to plain addresses. */
export class PlainStreams implements Way {
  readonly #caller: PlainCaller
  readonly #ears: Ears
  readonly #links = new Map<NodeId, PlainStream>()

  constructor(caller: PlainCaller, ears: Ears) {
    this.#caller = caller
    this.#ears = ears
  }

  linkTo(peer: NodeId): Link | null {
    const known = this.#links.get(peer)
    if (known !== undefined) return known
    if (plainSpot(peer) === null) return null
    const link = new PlainStream(peer, this.#caller, this.#ears, () => {
      if (this.#links.get(peer) === link) this.#links.delete(peer)
    })
    this.#links.set(peer, link)
    return link
  }

  pause(): void {
    for (const link of this.#links.values()) link.socket?.pause()
  }

  resume(): void {
    for (const link of this.#links.values()) link.socket?.resume()
  }

  async close(): Promise<void> {
    for (const link of [...this.#links.values()]) link.close()
  }
}

class PlainStream implements Link {
  readonly peer: NodeId
  socket: Socket | null = null
  readonly #caller: PlainCaller
  readonly #ears: Ears
  readonly #gone: () => void
  #said: Message | null = null
  #over = false

  constructor(peer: NodeId, caller: PlainCaller, ears: Ears, gone: () => void) {
    this.peer = peer
    this.#caller = caller
    this.#ears = ears
    this.#gone = gone
  }

  send(message: Message): void {
    if (this.#over) return this.#ears.dropped(this.peer, message.kind, 'reset')
    const said = this.#caller.say(message, this.peer)
    this.socket ??= this.#dial()
    if (said.kind !== 'bytes') return
    this.#said = message
    this.socket.write(said.bytes)
  }

  sendSealed(): void {
    unsealed()
  }

  close(): void {
    this.#forget()
    this.socket?.on('error', () => {})
    this.socket?.end()
    this.socket?.destroySoon()
  }

  #dial(): Socket {
    const spot = plainSpot(this.peer)
    if (spot === null) throw new Error('a link has an address')
    const socket = connect(spot)
    socket.on('data', (chunk) => this.#came(chunk))
    socket.on('end', () => this.#end('closed'))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const refused = error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND'
      this.#end(refused ? 'refused' : 'reset')
    })
    socket.on('close', () => this.#end('reset'))
    return socket
  }

  #came(bytes: Uint8Array): void {
    if (this.#over || this.#said === null) return
    const heard = this.#caller.hear(bytes, this.#said, this.peer)
    if (heard !== null) return this.#ears.receive(this.peer, heard, null)
    this.#ears.refused(this.peer, 'its answer is none')
    this.socket?.destroy()
  }

  #end(why: Ended): void {
    if (this.#over) return
    this.#forget()
    this.socket?.destroy()
    this.#ears.lost(this.peer, why)
  }

  #forget(): void {
    this.#over = true
    this.#gone()
  }
}
