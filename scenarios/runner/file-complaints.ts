// What is wrong with a file that a person wrote: every problem with its line and column, in the order
// of the file, told together.

import { printable } from '../../reports/page.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { tellFile } from './place.ts'

/** Offsets into a text, `end` excluded. */
export interface Spot {
  readonly start: number
  readonly end: number
}

interface Found extends Spot {
  readonly code: string
  readonly sentence: string
  /** what was written, with a pointer; left out where there are many problems */
  readonly shown: readonly string[]
  readonly lines: readonly string[]
}

/** With more problems than these, the lines that they stand in are left out. */
const shownMax = 2
const widthMax = 90

export class FileComplaints {
  readonly #path: string
  readonly #text: string
  readonly #lineStarts: readonly number[]
  readonly #found: Found[] = []

  /** @param path absolute; @param text its content, without a byte order mark */
  constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
    this.#lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  }

  get none(): boolean {
    return this.count === 0
  }

  get count(): number {
    return this.#found.length
  }

  /** Counted from 1. */
  lineOf(offset: number): number {
    let line = 0
    while ((this.#lineStarts[line + 1] ?? Number.POSITIVE_INFINITY) <= offset) line += 1
    return line + 1
  }

  /** `wl/nightly.scenario.yaml:4:8` */
  tell(offset: number): string {
    const line = this.lineOf(offset)
    return `${tellFile(this.#path)}:${line}:${offset - (this.#lineStarts[line - 1] ?? 0) + 1}`
  }

  /** @param what without a full stop; @param lines what is allowed, what was meant */
  add(spot: Spot, what: string, lines: readonly string[], code: string = 'WL1101'): void {
    // What is wrong in one place is told once: the first of it is the cause of the others.
    if (this.#found.some(({ start }) => start === spot.start)) return
    this.#found.push({
      ...spot,
      ...{ code, lines },
      sentence: `${this.tell(spot.start)}: ${printable(what)}.`,
      shown: this.#shown(spot),
    })
  }

  /**
   * A problem found elsewhere in a text of this file.
   * @param spot of the text; @param within offset in it where the problem begins
   */
  also(spot: Spot, within: number, at: string, { code, sentence, lines }: Problem): void {
    const pointed = /^ *\^/.test(lines[1] ?? '') ? 2 : 1
    this.#found.push({
      start: spot.start + within,
      end: spot.end,
      code,
      sentence: `${this.tell(spot.start + within)}: ${at}: ${sentence}`,
      shown: lines.slice(0, pointed),
      lines: lines.slice(pointed),
    })
  }

  /** @throws Mistake when there is any */
  raise(): void {
    if (!this.none) throw this.mistake()
  }

  /** Everything that was complained of. */
  mistake(): Mistake {
    const ordered = [...this.#found].sort((one, other) => one.start - other.start)
    const few = ordered.length <= shownMax
    return new Mistake(
      ordered.map(({ code, sentence, shown, lines }) => ({
        ...{ code, sentence },
        lines: few ? [...shown, ...lines] : lines.slice(0, 1),
      })),
    )
  }

  /** The line and carets under the part of it, unless it is empty or far too long. */
  #shown({ start, end }: Spot): string[] {
    const line = this.lineOf(start)
    const from = this.#lineStarts[line - 1] ?? 0
    const text = (this.#text.slice(from).split('\n')[0] ?? '').trimEnd().replaceAll('\t', ' ')
    if (text.trim() === '' || text.length > widthMax) return []
    const column = Math.min(start - from, text.length)
    const length = Math.max(1, Math.min(end - start, text.length - column))
    return [printable(text), `${' '.repeat(column)}${'^'.repeat(length)}`]
  }
}
