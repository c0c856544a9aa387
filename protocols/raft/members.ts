// Who belongs to the cluster: voters, learners, and, while a change by joint consensus is under way,
// the voters on their way out. A value that never changes: each change makes another.

import type { NodeId } from '../../sim/units.ts'

/** @source Ongaro, dissertation, chapter 4 */
export type Members = {
  /** whose votes and copies count; of the new configuration while two overlap */
  readonly voters: readonly NodeId[]
  /** voters of the old configuration while two overlap: decisions need a majority of either; else [] */
  readonly outgoing: readonly NodeId[]
  /** they get the log, and count for nothing */
  readonly learners: readonly NodeId[]
  /** outgoing voters that become learners when the overlap ends */
  readonly learnersNext: readonly NodeId[]
}

/** What an operator asks for: the members as they should be in the end. */
export type Change = {
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
  /** `joint` takes any step in one; `single` adds or removes one voter (§4.1, §4.3) */
  readonly how: 'joint' | 'single'
}
