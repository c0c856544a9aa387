// Why a run says nothing. A scenario whose clients do nothing, or that claims nothing, must never
// look like one that holds.

import type { Call } from '../../sim/fault.ts'
import type { Site, Stage } from './site.ts'

/** A reason in words, or null: something was asked, answered and judged. */
export function silence(
  site: Site,
  { world, judge }: Stage,
  workload: readonly Call[],
): string | null {
  if (!judge.hasClaims) {
    return 'nothing was judged: the scenario has no always, eventually, check or expect'
  }
  if (site.asks && workload.length === 0) {
    const until = `${site.until / 1_000_000} s`
    return `nothing was asked: the workload has no call before the storm ends at ${until}`
  }
  const history = world.history()
  if (history.length > 0 && !history.some(({ end }) => end !== null)) {
    return `0 of ${history.length} operations completed`
  }
  if (world.events <= world.system.size) return 'nothing happened: the nodes started, and no more'
  return null
}
