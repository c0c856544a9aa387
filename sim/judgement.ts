// A judgement: what a check said of one history, as data, with the operations that are worth drawing.
// Pages render it and add nothing of their own. Texts are as they came: whoever shows them makes them
// fit for the place.

import type { OperationTold } from './report.ts'
import type { OpId } from './units.ts'
import type { Verdict } from './verdict.ts'

export interface Judgement {
  /** whose history it is: a file, a coordinate */
  readonly name: string
  /** what was asked of it, `linearizable` */
  readonly property: string
  /** name of the model */
  readonly model: string
  readonly verdict: Verdict
  /** what was looked at, `77 operations: 58 ok · 19 unknown` */
  readonly counts: string
  /** why it failed or could not be judged; null on a pass */
  readonly sentence: string | null
  /** of a failure, `WL2003` */
  readonly code: string | null
  /** worth drawing, in order of start: what suffices to show a failure (`told`), and what is near */
  readonly operations: readonly OperationTold[]
  /** operations that are not among them */
  readonly left: number
  /** where each was found, `line 41`; empty where that is not known */
  readonly where: ReadonlyMap<OpId, string>
  /** what the object was where the misfit should have been, in words; null: not known */
  readonly state: string | null
  /** transactions that each had to come before the next, and the last before the first; null: none */
  readonly cycle: readonly CycleStep[] | null
  /** times count the events of a file; else they are microseconds */
  readonly inEvents: boolean
}

/** From one transaction of a cycle to the next. */
export interface CycleStep {
  readonly op: OpId
  /** the dependency to the next: `ww`, `wr`, `rw`, `process`, `realtime` */
  readonly edge: string
  /** why the next came after, without a full stop */
  readonly because: string
}
