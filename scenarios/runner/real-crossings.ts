// Whether anything crossed a cut, told by those who said and heard it: the recordings of the nodes
// say when each message left and when it was heard. Nobody who made the cut is asked.

import type { Links } from '../../sim/fault.ts'
import type { Micros } from '../../sim/units.ts'
import { readRecording } from './recorded-read.ts'
import { type Flight, flightsOf } from './traffic.ts'

/** A fault is told to processes by mail, so what leaves in its first moment may still pass. */
export const firstMoment: Micros = 50_000

/** Counts messages that crossed; the recording is read when it is first asked. */
export class Crossings {
  readonly #folder: string
  readonly #began: Micros
  #flights: readonly Flight[] | null = null

  /** @param began of the storm, since the origin */
  constructor(folder: string, began: Micros) {
    this.#folder = folder
    this.#began = began
  }

  /** Messages that left over these links after the first moment and were heard before the end. */
  over(links: readonly Links[], from: Micros, to: Micros): number {
    this.#flights ??= flightsOf(readRecording(this.#folder))
    const [first, last] = [from + firstMoment + this.#began, to + this.#began]
    return this.#flights.filter(
      ({ from: sender, to: hearer, left, arrivals }) =>
        left >= first &&
        (arrivals[0] ?? last) < last &&
        links.some((some) => some.from.includes(sender) && some.to.includes(hearer)),
    ).length
  }
}
