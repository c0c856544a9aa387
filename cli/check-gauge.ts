// How far `check` is, on standard error: a line that is redrawn on a terminal, now and then a plain one
// elsewhere. One file alone needs none.

import { clipped, printable } from '../reports/page.ts'
import type { Context } from './context.ts'
import { Pace } from './progress.ts'

/** Told before each file. */
export class CheckGauge {
  readonly #context: Context
  readonly #files: number
  readonly #pace = new Pace(performance.now())
  #isShown = false

  constructor(context: Context, files: number) {
    this.#context = context
    this.#files = files
  }

  show(done: number, file: string): void {
    if (this.#files < 2) return
    const { note, live, notePage } = this.#context
    const line = `  ${done} / ${this.#files} files   ${printable(file)}`
    if (live) {
      note(`\r\u001b[2K${notePage.ink.faint(clipped(line, notePage.width - 1))}`)
      this.#isShown = true
    } else if (done > 0 && this.#pace.due(done / this.#files, performance.now())) {
      note(`worldline check: ${done}/${this.#files} files\n`)
    }
  }

  /** Before anything else is written. */
  clear(): void {
    if (this.#isShown) this.#context.note('\r\u001b[2K')
    this.#isShown = false
  }
}
