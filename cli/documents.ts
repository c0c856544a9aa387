// What goes to standard output under --json: one document in all, or one a line as they come.

import { written } from '../reports/json.ts'
import { type ExitCode, gravest } from './exit.ts'

/** A result document and what it alone would end with. */
interface Result {
  readonly document: Record<string, unknown>
  readonly exitCode: ExitCode
}

/** Collects documents; several results under one schema are one document too. */
export class Documents {
  readonly #write: (text: string) => void
  readonly #stream: boolean
  readonly #results: Result[] = []

  /** @param how the value of --json */
  constructor(write: (text: string) => void, how: unknown) {
    this.#write = write
    this.#stream = how === 'stream'
  }

  add(document: Record<string, unknown>, exitCode: ExitCode): void {
    if (this.#stream) this.#write(written(document, true))
    else this.#results.push({ document, exitCode })
  }

  /** Writes what was collected: the result itself when it is the only one. */
  end(): void {
    const [only, ...more] = this.#results
    if (only === undefined) return
    if (more.length === 0) return this.#write(written(only.document, false))
    const exitCode = gravest(this.#results.map((one) => one.exitCode))
    const verdicts = this.#results.map(({ document }) => document['verdict'])
    const verdict = ['fail', 'inconclusive'].find((one) => verdicts.includes(one)) ?? 'pass'
    this.#write(
      written(
        {
          schema: 'worldline.result/1',
          verdict,
          exitCode,
          results: this.#results.map(({ document }) => document),
        },
        false,
      ),
    )
  }
}
