// A case: a failing run as explicit data, and what is known of it. It is what a counterexample is
// saved as, reviewed as and replayed from. Its text form is scenarios/runner/case-file.ts's business.

import type { Explicit, Size } from './explicit.ts'

export interface Case {
  /** the sentence of the failure, without its full stop */
  readonly title: string
  /** anomaly code, `WL2006` */
  readonly code: string
  /** name of the scenario, and where it is from: an absolute path, or null for a built-in */
  readonly scenario: string
  readonly module: string | null
  readonly variant: string | null
  /** variant on which it must fail while it passes on `variant`: a test of the guard itself, or null */
  readonly violatesWith: string | null
  /** the first of 64 hex digits, at least 8: the sources of the scenario when it was recorded */
  readonly codeHash: string
  /** hash of each source by its path from the scenario's folder; empty: they are too many */
  readonly sources: Readonly<Record<string, string>>
  readonly found: Found
  readonly run: Explicit
  readonly expect: Expected
  readonly trace: Recorded
}

/** Where it comes from. */
export interface Found {
  readonly seed: number
  /** `2026-11-21` */
  readonly date: string
  /** version of worldline */
  readonly worldline: string
  /** flags by which the seed's run differed from the scenario's defaults; null: a coordinate names it */
  readonly asked: string | null
  /** before shrinking; null: it was not shrunk */
  readonly from: Size | null
  /** runs that shrinking took, and whether nothing more can be taken away */
  readonly runs: number
  readonly complete: boolean
}

/** What must be seen again. */
export interface Expected {
  /** the property that is violated */
  readonly violates: string
  /** id of the event that shows it, or null: none does; told to readers, never compared */
  readonly at: number | null
}

/** The run as it was, to tell whether today's is the same. */
export interface Recorded {
  /** hash of the data that was run, 16 hex digits; null: not known. Another one: the case was edited */
  readonly plan: string | null
  /** as Run counts them: steps, drops and faults, which the digest covers */
  readonly events: number
  readonly digest: string
  readonly content: string
  /** the first events in words, one each, as far as there is room; see scenarios/runner/case-events.ts */
  readonly words: readonly string[]
  /** a mark of each event: the first that is another one can be named without its words */
  readonly marks: readonly string[]
}
