// What kind of run it was, coarsely: which goals it reached about how often, which faults it had,
// how its operations ended. Two runs of one kind told nothing new; a new kind did.

import { hashText, mix32 } from '../../sim/draw.ts'
import type { Run } from '../../sim/run.ts'
import { faultKinds } from './batch.ts'

/** An int32. The order of goals and faults does not enter. */
export function behaviourOf(run: Run): number {
  let sum = hashText(
    run.failure === null ? run.verdict : `${run.failure.property} ${run.failure.code}`,
  )
  for (const [goal, times] of Object.entries(run.goals)) {
    if (times > 0) sum = (sum + mix32(hashText(goal), magnitude(times))) | 0
  }
  for (const kind of faultKinds(run)) sum = (sum + mix32(hashText(kind), -1)) | 0
  const open = run.history.filter(({ end }) => end === null).length
  return mix32(sum, mix32(magnitude(run.history.length), magnitude(open)))
}

/** 0, 1, 2 to 3, 4 to 7, ...: counts within a factor of two are alike. */
const magnitude = (count: number): number => 32 - Math.clz32(count)
