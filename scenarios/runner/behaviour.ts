// What kind of run it was, coarsely: which goals it reached, how it ended, whether an operation was
// left without an answer. Two runs of one kind told nothing new; a new kind did.

import { hashText, mix32 } from '../../sim/draw.ts'
import type { Run } from '../../sim/run.ts'

/** An int32. The order of goals does not enter. */
export function behaviourOf({ failure, goals, history, verdict }: Run): number {
  let sum = hashText(failure === null ? verdict : `${failure.property} ${failure.code}`)
  for (const [goal, times] of Object.entries(goals)) {
    if (times > 0) sum = (sum + mix32(hashText(goal), 1)) | 0
  }
  return mix32(sum, history.some(({ end }) => end === null) ? 1 : 0)
}
