// Whether two runs fail for the same reason. Not whether the picture is the same: a shrunk run has
// other steps, and the sentence other names.

import type { Run } from '../../sim/run.ts'
import type { Failure } from '../../sim/verdict.ts'

/**
 * The same property broke first, in the same way; and what the protocol promises to survive is not
 * exceeded where it was not before.
 */
export function sameReason(failure: Failure, { failure: now }: Pick<Run, 'failure'>): boolean {
  return (
    now !== null &&
    now.property === failure.property &&
    now.code === failure.code &&
    (now.excess === null || failure.excess !== null)
  )
}
