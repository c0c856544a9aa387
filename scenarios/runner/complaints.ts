// What is wrong with a scenario: every problem with the name of the property it is in, collected
// and thrown together.

import { nearest } from '../../sim/nearest.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { isPackaged, tellFile } from './place.ts'

export class Complaints {
  readonly #place: string | null
  readonly #given: readonly string[]
  readonly #problems: Problem[] = []
  /** of its own problems: what was given may be behind any of them, and is told once, under this */
  #last: number | null = null

  /**
   * @param place `file:line` of the scenario, or null
   * @param set parameters as somebody has given them: what is wrong may be theirs
   */
  constructor(place: string | null, set: Readonly<Record<string, string>> = {}) {
    this.#place = place
    this.#given = Object.entries(set).map(([name, value]) => `--set ${name}=${value}`)
  }

  get none(): boolean {
    return this.#problems.length === 0
  }

  /** @param at name of the property, `faults[1]`; @param allowed what may stand there */
  add(at: string, what: string, allowed: string): void {
    this.#put(at, what, [`allowed        ${allowed}`])
  }

  /** A name that nobody has. */
  unknown(at: string, what: string, name: string, known: Iterable<string>): void {
    const names = [...known]
    const near = nearest(name, names)
    const meant = near === null ? [] : [`did you mean   ${near} ?`]
    this.#put(at, what, [...meant, `there are      ${names.join('  ') || 'none'}`])
  }

  /** A problem found elsewhere, with its own code. */
  also(problem: Problem): void {
    this.#problems.push(problem)
  }

  /** @throws Mistake when there is any */
  raise(): void {
    if (this.none) return
    const told = this.#given.length === 0 ? [] : [`given          ${this.#given.join('   ')}`]
    throw new Mistake(
      this.#problems.map((one, at) =>
        at === this.#last ? { ...one, lines: [...one.lines, ...told] } : one,
      ),
    )
  }

  #put(at: string, what: string, lines: readonly string[]): void {
    const from = /^(.*):(\d+)$/.exec(this.#place ?? '')
    // A scenario that came with worldline is nothing that its user could mend.
    const where =
      from === null || isPackaged(from[1] ?? '')
        ? []
        : [`in             ${tellFile(from[1] ?? '')}:${from[2]}`]
    this.#last = this.#problems.length
    this.#problems.push({ code: 'WL1101', sentence: `${at} ${what}.`, lines: [...lines, ...where] })
  }
}
