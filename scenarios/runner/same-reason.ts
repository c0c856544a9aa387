// Whether two runs fail for the same reason. Not whether the picture is the same: a shrunk run has
// other steps, and the sentence other names and numbers.

import type { Run } from '../../sim/run.ts'
import type { Failure } from '../../sim/verdict.ts'
import { shapeOf } from './shape.ts'

/**
 * The same property broke first, in the same way and in the same words; and what the protocol
 * promises to survive is not exceeded where it was not before.
 * @param roleOf role of a node by its name, or null
 */
export function sameReason(
  failure: Failure,
  { failure: now }: Pick<Run, 'failure'>,
  roleOf: (node: string) => string | null,
): boolean {
  if (now === null || (now.excess !== null && failure.excess === null)) return false
  return (
    now.property === failure.property &&
    now.code === failure.code &&
    (now.sentence === failure.sentence || shapeOf(now, roleOf) === shapeOf(failure, roleOf))
  )
}
