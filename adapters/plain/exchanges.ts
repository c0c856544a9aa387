// Bytes without frames, on the side that calls, as datagrams: each message has a connection of its
// own for as long as an answer is of use, and where none comes nobody is told.

import { connect, type Socket } from 'node:net'

import type { Message } from '../../sim/actor.ts'
import type { PlainCaller } from '../../sim/outside.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Way, unsealed } from '../outside/ways.ts'
import type { Ears, Link } from '../transport.ts'
import { plainSpot } from './spot.ts'

export interface ExchangesOptions {
  readonly caller: PlainCaller
  readonly ears: Ears
  /** ms after which an answer is of no use any more */
  readonly within: number
  /** connections open at once; a message that finds no place is dropped */
  readonly connectionsMax: number
}

/** Exchanges with plain addresses. */
export class PlainExchanges implements Way {
  readonly #options: ExchangesOptions
  readonly #open = new Set<Socket>()

  constructor(options: ExchangesOptions) {
    this.#options = options
  }

  linkTo(peer: NodeId): Link | null {
    const spot = plainSpot(peer)
    if (spot === null) return null
    return {
      peer,
      send: (message) => this.#say(peer, message),
      sendSealed: unsealed,
      close: () => {},
    }
  }

  pause(): void {
    for (const socket of this.#open) socket.pause()
  }

  resume(): void {
    for (const socket of this.#open) socket.resume()
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
  }

  #say(peer: NodeId, message: Message): void {
    const { caller, ears, connectionsMax } = this.#options
    const said = caller.say(message, peer)
    if (said.kind === 'reply') {
      setImmediate(() => ears.receive(peer, said.message, null))
      return
    }
    const spot = plainSpot(peer)
    if (spot === null || said.kind === 'open') return
    if (this.#open.size >= connectionsMax) return ears.dropped(peer, message.kind, 'full')
    const socket = connect(spot)
    this.#open.add(socket)
    const late = setTimeout(() => socket.destroy(), this.#options.within)
    let answered = false
    socket.on('data', (bytes) => {
      if (answered) return
      answered = true
      const heard = caller.hear(bytes, message, peer)
      if (heard === null) ears.refused(peer, 'its answer is none')
      else ears.receive(peer, heard, null)
      socket.destroy()
    })
    socket.on('error', () => ears.dropped(peer, message.kind, 'reset'))
    socket.on('close', () => {
      clearTimeout(late)
      this.#open.delete(socket)
    })
    socket.write(said.bytes)
  }
}
