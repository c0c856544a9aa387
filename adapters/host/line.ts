// Outputs in line behind the disk: each leaves when the writes up to and including its step have
// survived, in the order they were made. What leaving means is the host's business.

import { assert } from '../../sim/assert.ts'

interface Held<Output> {
  /** the store's mark that frees it */
  readonly mark: number
  readonly output: Output
}

interface Hold {
  readonly after: number
  readonly told: () => void
}

/** One node's line. */
export class Line<Output> {
  readonly #leave: (output: Output) => void
  #held: Held<Output>[] = []
  #at = 0
  #draining = false
  #hold: Hold | null = null

  constructor(leave: (output: Output) => void) {
    this.#leave = leave
  }

  get length(): number {
    return this.#held.length - this.#at
  }

  join(mark: number, output: Output): void {
    const last = this.#held.at(-1)
    assert(last === undefined || last.mark <= mark, 'outputs join in the order of their steps')
    this.#held.push({ mark, output })
  }

  /** Lets go what the disk has caught up with. */
  drain(durable: number): void {
    if (this.#hold !== null) return this.#holding(this.#hold, durable)
    if (this.#draining) return
    this.#draining = true
    try {
      for (;;) {
        const head = this.#held[this.#at]
        if (head === undefined || head.mark > durable) break
        this.#at += 1
        this.#leave(head.output)
      }
    } finally {
      this.#draining = false
      this.#shorten()
    }
  }

  /**
   * Nothing leaves any more.
   * @param told called once an output behind the mark `after` could have left
   */
  hold(after: number, told: () => void): void {
    this.#hold ??= { after, told }
  }

  clear(): void {
    this.#held = []
    this.#at = 0
  }

  #holding({ after, told }: Hold, durable: number): void {
    const owes = this.#held.some(
      ({ mark }, at) => at >= this.#at && mark > after && mark <= durable,
    )
    if (owes) told()
  }

  #shorten(): void {
    if (this.#at < this.#held.length && this.#at * 2 < this.#held.length) return
    this.#held = this.#held.slice(this.#at)
    this.#at = 0
  }
}
