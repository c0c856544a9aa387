// Text as lines, numbered from 1, whatever ends them. A line that never ends is refused before it is
// held: memory is bounded by the longest line that is allowed.

import { Broken, type Spot } from './spot.ts'

/** Characters of the longest line. */
export const lineMax = 16_777_216

/** @param isEnded whether an end of line stood behind it */
export type TakeLine = (line: string, number: number, isEnded: boolean) => void

/** Cuts chunks into lines. */
export class Lines {
  #number = 1
  #rest = ''
  readonly #take: TakeLine

  constructor(take: TakeLine) {
    this.#take = take
  }

  /** Where the text that was fed ends. */
  end(): Spot {
    return { line: this.#number, column: this.#rest.length + 1 }
  }

  feed(chunk: string): void {
    let from = 0
    for (;;) {
      const end = chunk.indexOf('\n', from)
      if (end < 0) break
      const tail = chunk.slice(from, end)
      this.#line(this.#rest === '' ? tail : this.#rest + tail, true)
      this.#rest = ''
      from = end + 1
    }
    this.#rest += chunk.slice(from)
    if (this.#rest.length > lineMax) {
      throw new Broken({
        spot: { line: this.#number, column: 1 },
        sentence: `this line has more than ${lineMax / 1_048_576} million characters`,
        expected: 'one event a line',
      })
    }
  }

  /** The last line, which need not end. */
  finish(): void {
    if (this.#rest !== '') this.#line(this.#rest, false)
    this.#rest = ''
  }

  #line(line: string, isEnded: boolean): void {
    this.#take(line.endsWith('\r') ? line.slice(0, -1) : line, this.#number, isEnded)
    this.#number += 1
  }
}
