// Places in a file that was read, and mistakes that are told with theirs. A mistake stops nothing here:
// who reads decides whether it can go on.

import type { Problem } from '../../sim/problem.ts'

/** Both from 1. A column counts UTF-16 units. */
export interface Spot {
  readonly line: number
  readonly column: number
}

/** What is wrong with a history, where, and what was expected there. */
export interface Flaw {
  readonly spot: Spot
  /** without the place, beginning small: `this line is cut short` */
  readonly sentence: string
  /** what stands there, as far as it helps; absent: nothing */
  readonly given?: string
  readonly expected: string
  /** the nearest valid thing */
  readonly near?: string
  /** it may only follow from an earlier one: a call that could not be read is missing for its return */
  readonly mayFollow?: true
}

/** Thrown by a reader that cannot go on. Caught at the door of the room. */
export class Broken extends Error {
  override readonly name = 'Broken'
  readonly flaw: Flaw

  constructor(flaw: Flaw) {
    super(flaw.sentence)
    this.flaw = flaw
  }
}

const givenMax = 60

/** @param file as it was named by who asked */
export const problemOf = (file: string, { spot, ...flaw }: Flaw): Problem => ({
  code: 'WL1204',
  sentence: `${file}:${spot.line}:${spot.column}: ${flaw.sentence}.`,
  lines: [
    ...(flaw.given === undefined ? [] : [`given          ${short(flaw.given)}`]),
    `expected       ${flaw.expected}`,
    ...(flaw.near === undefined ? [] : [`did you mean   ${flaw.near} ?`]),
  ],
})

/** A beginning of a text that fits on a line. */
export const short = (text: string): string =>
  text.length <= givenMax ? text : `${text.slice(0, givenMax - 1)}…`
