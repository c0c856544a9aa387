// Bytes without frames, on the side that is called: every connection is a peer `conn/5` that lives
// as long as it. What its bytes mean is in the wire of a protocol.

import type { Socket } from 'node:net'

import type { Ended } from '../../sim/actor.ts'
import type { PlainService } from '../../sim/outside.ts'
import { nodeId, type NodeId } from '../../sim/units.ts'
import { linger } from '../outside/doorstep.ts'
import { type Way, unsealed } from '../outside/ways.ts'
import type { Ears, Link } from '../transport.ts'

export interface PlainOptions {
  readonly service: PlainService
  readonly ears: Ears
  readonly connectionsMax: number
  /** ms a connection may last; null: as long as it likes */
  readonly lastsWithin: number | null
}

/** Plain connections of one node. */
export class PlainGuests implements Way {
  readonly #options: PlainOptions
  readonly #guests = new Map<NodeId, Guest>()
  #nth = 0
  #paused = false

  constructor(options: PlainOptions) {
    this.#options = options
  }

  admit(socket: Socket): void {
    const { ears, connectionsMax } = this.#options
    if (this.#guests.size >= connectionsMax) {
      ears.refused(remoteOf(socket), `there are ${connectionsMax} connections already`)
      socket.on('error', () => {})
      socket.destroy()
      return
    }
    this.#nth += 1
    const peer = nodeId(`conn/${this.#nth}`)
    const guest = new Guest(peer, socket, this.#options, () => this.#guests.delete(peer))
    this.#guests.set(peer, guest)
    if (this.#paused) socket.pause()
    guest.open()
  }

  linkTo(peer: NodeId): Link | null {
    return this.#guests.get(peer) ?? null
  }

  pause(): void {
    this.#paused = true
    for (const guest of this.#guests.values()) guest.socket.pause()
  }

  resume(): void {
    this.#paused = false
    for (const guest of this.#guests.values()) {
      if (!this.#paused) guest.socket.resume()
    }
  }

  async close(): Promise<void> {
    for (const guest of [...this.#guests.values()]) guest.close()
  }
}

class Guest implements Link {
  readonly peer: NodeId
  readonly socket: Socket
  readonly #options: PlainOptions
  readonly #gone: () => void
  #bytes: Uint8Array = new Uint8Array(0)
  #quiet: NodeJS.Timeout | null = null
  #late: NodeJS.Timeout | null = null
  /** what it said has been heard; the rest of what comes is not read as anything */
  #heard = false
  #over = false

  constructor(peer: NodeId, socket: Socket, options: PlainOptions, gone: () => void) {
    this.peer = peer
    this.socket = socket
    this.#options = options
    this.#gone = gone
  }

  open(): void {
    const { service, ears, lastsWithin } = this.#options
    this.socket.on('data', (chunk) => this.#came(chunk))
    this.socket.on('end', () => this.#saidAll())
    this.socket.on('error', () => this.socket.destroy())
    this.socket.on('close', () => this.#end('reset'))
    if (lastsWithin !== null) {
      this.#late = setTimeout(() => this.#refuse(`it lasted ${lastsWithin} ms`, null), lastsWithin)
    }
    if (service.opened !== null) ears.receive(this.peer, service.opened, null)
  }

  send(message: { readonly kind: string }): void {
    if (this.#over) return this.#options.ears.dropped(this.peer, message.kind, 'reset')
    this.socket.write(this.#options.service.say(message))
  }

  sendSealed(): void {
    unsealed()
  }

  /** In order: what was written goes out, then the end. The node is told nothing more. */
  close(): void {
    this.#forget()
    this.#part(null)
  }

  #part(say: Uint8Array | null): void {
    this.socket.resume() // a paused socket never notices its end
    if (say !== null) this.socket.write(say)
    this.socket.end()
    const patience = setTimeout(() => this.socket.destroy(), linger)
    patience.unref()
    this.socket.once('close', () => clearTimeout(patience))
  }

  #came(chunk: Uint8Array): void {
    if (this.#heard || this.#over) return
    const { quiet, readMax } = this.#options.service
    if (quiet === 0) {
      this.#bytes = chunk.subarray(0, readMax)
      return this.#hear()
    }
    if (this.#bytes.length + chunk.length > readMax) {
      return this.#refuse(`it sent more than ${readMax} bytes without an end`, null)
    }
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    if (this.#quiet === null) this.#quiet = setTimeout(() => this.#hear(), quiet)
    else this.#quiet.refresh()
  }

  /** It has said all it has to say. Whoever said something may still wait for the answer. */
  #saidAll(): void {
    if (this.#over) return
    if (this.#quiet !== null && !this.#heard) this.#hear()
    else if (!this.#heard) {
      this.#end('closed')
      this.socket.end()
    }
  }

  #hear(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet)
    if (this.#over) return
    this.#heard = true
    const { service, ears } = this.#options
    const said = service.hear(this.#bytes)
    this.#bytes = new Uint8Array(0)
    if ('refused' in said) this.#refuse(said.refused, said.say)
    else ears.receive(this.peer, said, null)
  }

  #refuse(why: string, say: Uint8Array | null): void {
    this.#options.ears.refused(remoteOf(this.socket), why)
    this.#end('reset')
    if (say === null) this.socket.destroy()
    else this.#part(say)
  }

  #end(why: Ended): void {
    if (this.#over) return
    this.#forget()
    this.#options.ears.lost(this.peer, why)
  }

  #forget(): void {
    this.#over = true
    if (this.#quiet !== null) clearTimeout(this.#quiet)
    if (this.#late !== null) clearTimeout(this.#late)
    this.#gone()
  }
}

const remoteOf = ({ remoteAddress, remotePort }: Socket): string =>
  `${remoteAddress ?? 'nowhere'}:${remotePort ?? 0}`
