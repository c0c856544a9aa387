// A run as explicit data: who takes part, which faults strike when, who asks what when, and every
// decision that was not the dull one. Nothing in it is drawn, so it can be read, cut down and edited;
// scenarios/runner/explicit.ts runs it. What it does not name is dull.

import type { Call } from './fault.ts'
import type { FaultLine } from './notation.ts'
import type { Micros, NodeId } from './units.ts'

export interface Explicit {
  /** parameters other than the scenario's default, as `--set` takes them, by name */
  readonly params: Readonly<Record<string, string>>
  /** in the order of the roster; who is not listed does not exist: what is sent to them is gone */
  readonly nodes: readonly NodeId[]
  /** end of the storm, and length of the calm after it */
  readonly until: Micros
  readonly settle: Micros
  /** with named nodes, certain lengths and one instant each; without one, for the whole storm */
  readonly faults: readonly FaultLine[]
  /** in order of `at` */
  readonly operations: readonly Call[]
  /** outcome by name, `fate of letter#3 sender1>receiver2`; never 0 */
  readonly decisions: ReadonlyMap<string, number>
  /** thresholds besides the scenario's own */
  readonly expect: readonly string[]
}

/** How much there is of each part of a run, to say what shrinking took away. */
export interface Size {
  readonly nodes: number
  readonly faults: number
  readonly operations: number
  readonly decisions: number
  readonly events: number
}
