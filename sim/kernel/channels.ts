// Messages counted by (link, kind) up to 64 nodes and by (sender, kind) above, so that counters
// stay linear in nodes; and the hash of the words of each channel's draws.

import { mix32 } from '../draw.ts'
import type { System } from './compile.ts'
import type { Words } from './words.ts'

/** The messages of one kind on a link, or from a sender. */
export class Channel {
  readonly kind: string
  /** number of the kind's word */
  readonly what: number
  /** hash of the words that name its draws; of a sender's channel: nothing, each link has its own */
  readonly hash: number
  /** the next in its row, and of the last the first */
  next: Channel
  /** messages so far */
  nth = 0

  constructor(kind: string, what: number, hash: number) {
    this.kind = kind
    this.what = what
    this.hash = hash
    this.next = this
  }
}

export class Channels {
  readonly #system: System
  readonly #words: Words
  readonly #size: number
  readonly #perLink: boolean
  /** by link or sender, the channel used last, for the next message is often of the same kind */
  readonly #last: (Channel | null)[]
  /** all of them, in the order in which they were made */
  readonly #all: Channel[] = []

  constructor(system: System, words: Words) {
    this.#system = system
    this.#words = words
    this.#size = system.size
    this.#perLink = system.perLink
    const rows = system.perLink ? system.size * system.size : system.size
    this.#last = new Array<Channel | null>(rows).fill(null)
  }

  /** @param forgot words have other numbers now */
  reset(forgot: boolean): void {
    for (const channel of this.#all) channel.nth = 0
    if (!forgot) return
    this.#last.fill(null)
    this.#all.length = 0
  }

  of(from: number, to: number, kind: string): Channel {
    const row = this.#perLink ? from * this.#size + to : from
    const last = this.#last[row] as Channel | null
    return last !== null && last.kind === kind ? last : this.#find(row, last, from, to, kind)
  }

  #find(row: number, last: Channel | null, from: number, to: number, kind: string): Channel {
    let found = last?.next ?? null
    while (found !== null && found.kind !== kind) found = found === last ? null : found.next
    found ??= this.#make(last, from, to, kind)
    this.#last[row] = found
    return found
  }

  #make(last: Channel | null, from: number, to: number, kind: string): Channel {
    const what = this.#words.of(kind)
    const made = new Channel(kind, what, this.#perLink ? this.#hash(from, to, what) : 0)
    if (last !== null) {
      made.next = last.next
      last.next = made
    }
    this.#all.push(made)
    return made
  }

  /** Hash of the words that name its draws on this link. */
  hash(channel: Channel, from: number, to: number): number {
    return this.#perLink ? channel.hash : this.#hash(from, to, channel.what)
  }

  #hash(from: number, to: number, word: number): number {
    return mix32(this.#system.linkHash(from, to), this.#words.hash[word] as number)
  }
}
