// What is said of a run. Worst wins: FAIL over INCONCLUSIVE over PASS.

import type { Micros, NodeId, OpId } from './units.ts'

export type Verdict = 'pass' | 'inconclusive' | 'fail'

/** How the reason of a check begins that ran out of the configurations or bytes that it may look at. */
export const outOfBudget = 'undecided within its budget'

/** One property's finding. `why` is a sentence, null on a pass. */
export interface Finding {
  readonly property: string
  readonly section: 'always' | 'eventually' | 'check' | 'expect'
  readonly verdict: Verdict
  readonly why: string | null
  /** beside a pass or a failure: what was measured, `312 operations: 300 ok · 12 unknown` */
  readonly detail: string | null
  /** of a threshold on the wall's clock: so close to its limit that another run may say otherwise */
  readonly near?: boolean
}

/** Where and why a run failed, before anything is shrunk. */
export interface Failure {
  readonly property: string
  /** anomaly code, `WL2006` */
  readonly code: string
  readonly sentence: string
  readonly time: Micros
  /** the node whose step broke it; null when the end of the run showed it */
  readonly node: NodeId | null
  /** name of the guilty step, `letter#7 s1>receiver2`; null when the end of the run showed it */
  readonly step: string | null
  /** what of the faults is more than the protocol promises to survive, in words; null: nothing */
  readonly excess: string | null
  /** the operation that a check found to fit nowhere, and why in words; absent: it named none */
  readonly misfit?: {
    readonly op: OpId
    readonly why: string
    /** operations that it is at odds with */
    readonly others?: readonly OpId[]
  }
  /** the longest legal beginning that a check found, operations from the first on */
  readonly order?: readonly OpId[]
  /** the state of the check's model at its end, in words: there the misfit has no place */
  readonly state?: string
}

const rank: Record<Verdict, number> = { pass: 0, inconclusive: 1, fail: 2 }

/** The worst of several verdicts; of none, a pass. */
export const worst = (verdicts: Iterable<Verdict>): Verdict => {
  let so: Verdict = 'pass'
  for (const one of verdicts) if (rank[one] > rank[so]) so = one
  return so
}
