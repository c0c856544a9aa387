// What a run knows of its end besides the history: when it was healed, how long it went on, and, for
// whoever asks why nothing comes any more, its events. A history from elsewhere has none of it.

import type { Due } from '../due.ts'
import type { Trace } from '../trace.ts'
import type { Micros, NodeId } from '../units.ts'

export interface RunEnd {
  /** when the calm began: all faults healed, all nodes started; null: it never did */
  readonly healed: Micros | null
  /** the last instant that was looked at */
  readonly end: Micros
  /**
   * When the life of a node began that goes on at the end; null: it is down. Absent where nobody knows.
   */
  readonly lifeBegan?: (node: NodeId) => Micros | null
  /**
   * The same run again with its events: made when it is asked for, because it costs a run. Absent
   * for runs that nobody can make again.
   */
  readonly record?: () => RunRecord
}

export interface RunRecord {
  readonly trace: Trace
  /** timers that are set and messages that are on their way at the end, the soonest first */
  readonly due: readonly Due[]
}
