// Calls from outside: each is a peer `call/17` that sends one message, and the first message sent to
// that peer is the reply. What brings a call here (HTTP, this process) is not known.

import type { Message } from '../../sim/actor.ts'
import { nodeId, type NodeId } from '../../sim/units.ts'
import type { Ears, Link } from '../transport.ts'
import { type Way, unsealed } from './ways.ts'

export type Reply =
  | { readonly kind: 'reply'; readonly message: Message }
  /** the node said nothing in time */
  | { readonly kind: 'late' }
  /** the caller hung up, or the node is ending */
  | { readonly kind: 'ended' }

interface Open {
  readonly link: Link
  end(reply: Reply): void
}

/** The calls of one node. */
export class Calls implements Way {
  readonly #ears: Ears
  readonly #open = new Map<NodeId, Open>()
  /** calls that came while the node was not reading */
  #waiting: (() => void)[] = []
  #paused = false
  #closed = false
  #nth = 0

  constructor(ears: Ears) {
    this.#ears = ears
  }

  /** Calls under way. */
  get open(): number {
    return this.#open.size
  }

  /**
   * Says one message to the node and waits for what it says first.
   * @param within ms
   * @param hangsUp when the caller goes away
   */
  call(message: Message, within: number, hangsUp: AbortSignal | null = null): Promise<Reply> {
    if (this.#closed || hangsUp?.aborted === true) return Promise.resolve({ kind: 'ended' })
    this.#nth += 1
    const peer = nodeId(`call/${this.#nth}`)
    return new Promise((resolve) => {
      const hangUp = (): void => this.#lose(peer, { kind: 'ended' })
      const deadline = setTimeout(() => this.#lose(peer, { kind: 'late' }), within)
      hangsUp?.addEventListener('abort', hangUp, { once: true })
      this.#open.set(peer, {
        link: this.#linkOf(peer),
        end: (reply) => {
          clearTimeout(deadline)
          hangsUp?.removeEventListener('abort', hangUp)
          this.#open.delete(peer)
          resolve(reply)
        },
      })
      this.#say(() => {
        if (this.#open.has(peer)) this.#ears.receive(peer, message, null)
      })
    })
  }

  linkTo(peer: NodeId): Link | null {
    return this.#open.get(peer)?.link ?? null
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    while (!this.#paused) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      next()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#waiting = []
    for (const { end } of this.#open.values()) end({ kind: 'ended' })
  }

  #say(say: () => void): void {
    if (this.#paused) this.#waiting.push(say)
    else say()
  }

  #lose(peer: NodeId, reply: Reply): void {
    const call = this.#open.get(peer)
    if (call === undefined) return
    call.end(reply)
    this.#say(() => this.#ears.lost(peer, 'closed'))
  }

  #linkOf(peer: NodeId): Link {
    return {
      peer,
      send: (message) => {
        const call = this.#open.get(peer)
        if (call === undefined) this.#ears.dropped(peer, message.kind, 'gone')
        else call.end({ kind: 'reply', message })
      },
      sendSealed: unsealed,
      close: () => this.#open.get(peer)?.end({ kind: 'ended' }),
    }
  }
}
