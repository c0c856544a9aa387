// The words of a world: kinds of messages, of timers, names of draws. Each has a small number that
// the hot path uses; what is drawn and digested depends on the text alone.

import { assert } from '../assert.ts'
import { hashText } from '../draw.ts'

/** Words that one system may have. */
export const wordsMax = 4_096

export class Words {
  readonly hash: number[] = []
  readonly #texts: string[] = []
  readonly #messages = new Map<string, number>()
  readonly #timers = new Map<string, number>()
  /** messages of a kind that have left, and that were received, by word */
  readonly sent: number[] = []
  readonly delivered: number[] = []

  reset(): void {
    this.sent.fill(0)
    this.delivered.fill(0)
  }

  /** Number of a kind of message, or of the name of a draw. */
  of(text: string): number {
    return this.#messages.get(text) ?? this.#add(this.#messages, text)
  }

  /** Timers are counted apart from messages of the same name. */
  ofTimer(kind: string): number {
    return this.#timers.get(kind) ?? this.#add(this.#timers, kind)
  }

  text(word: number): string {
    return this.#texts[word] as string
  }

  sentOf(kind: string): number {
    return this.sent[this.#messages.get(kind) ?? -1] ?? 0
  }

  deliveredOf(kind: string): number {
    return this.delivered[this.#messages.get(kind) ?? -1] ?? 0
  }

  #add(index: Map<string, number>, text: string): number {
    const word = this.#texts.length
    assert(word < wordsMax, `a system has at most ${wordsMax} kinds, timers and names of draws`)
    this.#texts.push(text)
    this.hash.push(hashText(text))
    this.sent.push(0)
    this.delivered.push(0)
    index.set(text, word)
    return word
  }
}
