// Letters through a sender of this process: each is a call, whose reply is its outcome.

import type { Calls } from '../../adapters/outside/calls.ts'
import { placeOf } from '../../protocols/ack-retry/address.ts'
import type { Outcome, Post, Reported } from '../../protocols/ack-retry/messages.ts'
import { sourceText } from '../../protocols/ack-retry/wire-plain.ts'
import { tellDuration } from '../../sim/duration.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Told, Variant } from './orders.ts'

export interface Delivered {
  /** null: it was not told before the end of waiting */
  readonly outcome: Outcome | null
  readonly by: NodeId | null
  readonly took: Micros
}

/** ms from the start of a client to its first letter */
const firstAfter = 250

/** As long as anybody would wait for the outcome of a letter, ms. */
const patience = 24 * 60 * 60 * 1_000

/** The letters of one client. */
export class Letters {
  readonly #calls: Calls
  readonly #name: NodeId
  readonly #variant: Variant
  #first: NodeJS.Timeout | null = null
  #next: NodeJS.Timeout | null = null
  #posted = 0
  #stopped = false

  constructor(calls: Calls, name: NodeId, variant: Variant) {
    this.#calls = calls
    this.#name = name
    this.#variant = variant
  }

  /**
   * @param to null: whichever receiver the sender chooses
   * @param within ms
   */
  async post(to: NodeId | null, text: string, within: number = patience): Promise<Delivered> {
    this.#posted += 1
    const began = performance.now()
    const post: Post = { kind: 'post', ask: this.#posted, to, text }
    const reply = await this.#calls.call(post, within)
    const took = Math.round((performance.now() - began) * 1_000)
    if (reply.kind !== 'reply') return { outcome: null, by: null, took }
    const { outcome, by } = reply.message as Reported // all that a sender says to whoever posts
    return { outcome, by, took }
  }

  /** A letter soon and one after each `every`, whatever became of those before, until `stop`. */
  keepSending(every: Micros, tell: (told: Told) => void): void {
    const send = async (): Promise<void> => {
      const nth = this.#posted + 1
      const text = this.#variant === 'original' ? sourceText : `letter ${nth} of ${this.#name}`
      const delivered = await this.post(null, text)
      if (!this.#stopped) tell(toldOf(nth, delivered))
    }
    // By then a sender that finds its discovery has its first list.
    this.#first = setTimeout(() => void send(), Math.min(firstAfter, every / 1_000))
    this.#next = setInterval(() => void send(), every / 1_000)
  }

  stop(): void {
    this.#stopped = true
    if (this.#first !== null) clearTimeout(this.#first)
    if (this.#next !== null) clearInterval(this.#next)
  }
}

function toldOf(nth: number, { outcome, by, took }: Delivered): Told {
  const place = by === null ? null : placeOf(by)
  const where = place === null ? '' : ` from ${place.host}:${place.port}`
  const what = outcome === 'acked' ? `ACK${where}` : (outcome ?? 'no answer')
  const sentence = `letter ${nth}   ${what}   after ${tellDuration(took)}`
  return { kind: 'letter', sentence, acked: outcome === 'acked' }
}
