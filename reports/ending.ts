// How a failure came to be on a screen: found by which search, shrunk in what time, saved where, and
// the lines that its screen ends with. A report holds none of it, because a run does not change by it.

import type { Report } from '../sim/report.ts'

/** What is known of a failure besides its report: how it was found, and what was made of it. */
export interface Ending {
  /** null: it was not looked for, a seed was given */
  readonly found: {
    readonly seed: number
    /** of a sweep the number of the crash that did it */
    readonly crash?: number
    /** milliseconds of the wall until it was found, or null */
    readonly wallMs: number | null
    /** whether the search ended with it, though there may be others */
    readonly stopped: boolean
  } | null
  /** milliseconds of the wall that shrinking took, or null */
  readonly shrinkMs: number | null
  /** the command that goes on shrinking, where that was cut short */
  readonly shrinkOn: string | null
  /** what worldline is called here: the commands of a report say `worldline` */
  readonly name: string
  /** commands besides those of the report */
  readonly next: Report['next']
  /** path of the case file, and of the page */
  readonly saved: string | null
  readonly page: string | null
  /** the last lines, the verdict among them */
  readonly closing: readonly string[]
  /** with the number of perturbations */
  readonly verbose: boolean
}

export const endingNone: Ending = {
  ...{ found: null, shrinkMs: null, shrinkOn: null, saved: null, page: null, next: [] },
  name: 'worldline',
  ...{ closing: [], verbose: false },
}
