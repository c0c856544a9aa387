// What is known of a test while it is conducted.

import type { Frames } from './frames.ts'
import type { Chosen } from './options.ts'
import type { Searched } from './search.ts'
import type { Ground, Play } from './trial.ts'

export interface Known {
  /** path of the test's file */
  readonly file: string
  /** with those of the suites around it */
  readonly name: string
  readonly written: Frames
  readonly ground: Ground
  readonly chosen: Chosen
  /** whether the test must fail: then the first failure is enough, and nothing is saved */
  readonly fails: boolean
}

/** Looks for a trial that does not pass; both throw Mistakes for what the user must mend. */
export interface Hunt {
  readonly hunt: (known: Known) => Hunted
  /** the test as it stands, for its saved cases */
  readonly play: Play
}

export interface Hunted {
  readonly searched: Searched
  /** what shows the failure, and all others */
  readonly play: Play
  /** what the body was given besides, in words; null: nothing was drawn */
  readonly inputs: string | null
}

/** Said beside a test; `here`: at the line where it was written. */
export interface Notice {
  readonly text: string
  readonly here: boolean
}

/** What became of a test. */
export interface Outcome {
  readonly error: Error | null
  readonly notices: readonly Notice[]
  /** for whoever reads reports by machine: coordinate, code, replay */
  readonly properties: readonly (readonly [name: string, value: string])[]
}
