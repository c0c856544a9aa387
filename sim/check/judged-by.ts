// What a check says when it has looked for several anomalies: the first one found, in order of gravity;
// or that there was nothing to look at.

import type { Judged } from './history-check.ts'
import type { Wrong } from './asked.ts'

/** What a check found. */
export interface Looked {
  /** the gravest first */
  readonly wrong: readonly Wrong[]
  /** why nothing can be said of a history in which nothing is wrong; null: it is as it should be */
  readonly open: string | null
  /** what was counted */
  readonly detail: string
}

/** @returns a failure over an open question, and that over a pass */
export function judgedBy({ wrong, open, detail }: Looked): Judged {
  const [first] = wrong
  if (first !== undefined) {
    const { code, why, misfit } = first
    return { verdict: 'fail', why, detail, code, misfit }
  }
  if (open !== null) return { verdict: 'inconclusive', why: open, detail }
  return { verdict: 'pass', why: null, detail }
}
