// The words of a world: kinds of messages, of timers, names of draws. Each has a small number that
// the hot path uses; what is drawn and digested depends on the text alone.

import { assert } from '../assert.ts'
import { hashText } from '../draw.ts'

/** Words that one run may have. */
export const wordsMax = 4_096
/**
 * A world that runs on keeps its words, since the next seed has most of them too; but each plan
 * brings names of its own, so above this many it learns them anew.
 */
const keptMax = 512

export class Words {
  readonly hash: number[] = []
  readonly #texts: string[] = []
  readonly #messages = new Map<string, number>()
  readonly #timers = new Map<string, number>()
  /** messages of a kind that have left, and that were received, by word */
  readonly sent: number[] = []
  readonly delivered: number[] = []

  /** @returns whether the words of earlier runs are forgotten: their numbers stand for others now */
  reset(): boolean {
    if (this.#texts.length <= keptMax) {
      this.sent.fill(0)
      this.delivered.fill(0)
      return false
    }
    for (const column of [this.hash, this.#texts, this.sent, this.delivered]) column.length = 0
    this.#messages.clear()
    this.#timers.clear()
    return true
  }

  /** Number of a kind of message, or of the name of a draw. */
  of(text: string): number {
    return this.#messages.get(text) ?? this.#add(this.#messages, text)
  }

  /** Timers are counted apart from messages of the same name. */
  ofTimer(kind: string): number {
    return this.#timers.get(kind) ?? this.#add(this.#timers, kind)
  }

  /** Messages of before this world. */
  resume(sent: ReadonlyMap<string, number>, delivered: ReadonlyMap<string, number>): void {
    for (const [kind, times] of sent) this.sent[this.of(kind)] = times
    for (const [kind, times] of delivered) this.delivered[this.of(kind)] = times
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
    assert(word < wordsMax, `a run has at most ${wordsMax} kinds, timers and names of draws`)
    this.#texts.push(text)
    this.hash.push(hashText(text))
    this.sent.push(0)
    this.delivered.push(0)
    index.set(text, word)
    return word
  }
}
