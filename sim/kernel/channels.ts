// Messages counted by (link, word) up to 64 nodes and by (sender, word) above, so that counters
// stay linear in nodes; and the hash of the words of each channel's draws.

import { mix32 } from '../draw.ts'
import type { System } from './compile.ts'
import type { Words } from './words.ts'

export class Channels {
  readonly #system: System
  readonly #words: Words
  readonly #size: number
  readonly #perLink: boolean
  /** the column of each word that is a kind of message: draws and timers take no room here */
  readonly #columns: number[] = []
  #used = 0
  /** room for so many columns in each row; few at first where there are many rows */
  #wide: number
  #counts: Int32Array
  /** 0 = not computed */
  #hashes: Int32Array

  constructor(system: System, words: Words) {
    this.#system = system
    this.#words = words
    this.#size = system.size
    this.#perLink = system.perLink
    this.#wide = system.perLink ? 8 : 2
    const rows = system.perLink ? system.size * system.size : system.size
    this.#counts = new Int32Array(rows * this.#wide)
    this.#hashes = new Int32Array(system.perLink ? rows * this.#wide : 0)
  }

  /** @param forgot words have other numbers now */
  reset(forgot: boolean): void {
    this.#counts.fill(0)
    if (!forgot) return
    this.#columns.length = 0
    this.#used = 0
    this.#hashes.fill(0)
  }

  /** Number of the channel; valid until a new kind is sent. */
  at(from: number, to: number, word: number): number {
    const known = this.#columns[word]
    const column = known !== undefined && known >= 0 ? known : this.#columnOf(word)
    return (this.#perLink ? from * this.#size + to : from) * this.#wide + column
  }

  /** The next number of a message on it, from 1. */
  next(channel: number): number {
    const nth = (this.#counts[channel] as number) + 1
    this.#counts[channel] = nth
    return nth
  }

  /** Hash of the words that name its draws. */
  hash(channel: number, from: number, to: number, word: number): number {
    if (!this.#perLink) return this.#hash(from, to, word)
    const known = this.#hashes[channel] as number
    if (known !== 0) return known
    const hash = this.#hash(from, to, word)
    this.#hashes[channel] = hash
    return hash
  }

  #hash(from: number, to: number, word: number): number {
    return mix32(this.#system.linkHash(from, to), this.#words.hash[word] as number)
  }

  #columnOf(word: number): number {
    while (this.#columns.length <= word) this.#columns.push(-1)
    const column = this.#columns[word] as number
    if (column >= 0) return column
    if (this.#used === this.#wide) this.#widen()
    this.#columns[word] = this.#used
    return this.#used++
  }

  #widen(): void {
    const old = this.#wide
    const wide = old * 2
    const rows = this.#counts.length / old
    const counts = new Int32Array(rows * wide)
    for (let row = 0; row < rows; row++) {
      counts.set(this.#counts.subarray(row * old, (row + 1) * old), row * wide)
    }
    this.#counts = counts
    this.#hashes = new Int32Array(this.#hashes.length === 0 ? 0 : rows * wide)
    this.#wide = wide
  }
}
