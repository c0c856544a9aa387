// The flags of a run that is easier to judge: half as long, or with half of the clients where the
// scenario has such a parameter.

import { adviceOf } from '../reports/advice.ts'
import type { Site } from '../scenarios/runner/site.ts'
import { formatDuration } from '../sim/duration.ts'
import { ms } from '../sim/units.ts'
import type { Asked } from './orders.ts'
import { pasted, type SeedsPasted } from './paste.ts'

/** No run is made shorter than this. */
const leastUntil = ms(100)

/**
 * Commands that look at less; none where running out of the budget was not why.
 * @param why why it could not be judged
 */
export function easier(
  name: string,
  command: string,
  asked: Asked,
  { site, why, seeds }: { site: Site; why: string | null; seeds: SeedsPasted },
): string[] {
  if (adviceOf(why) === null) return []
  const { order } = asked
  const wish = (settings: Partial<Asked['order']['settings']>): string => {
    const own = { ...order.settings, ...settings }
    return pasted(name, command, { ...asked, order: { ...order, settings: own } }, seeds)
  }
  const half = Math.floor(site.until / 2 / 1_000) * 1_000
  const { clients } = site.values
  const fewer = typeof clients === 'number' && clients > 1 ? String(Math.ceil(clients / 2)) : null
  return [
    ...(half >= leastUntil ? [wish({ until: formatDuration(half) })] : []),
    ...(fewer === null ? [] : [wish({ set: { ...order.settings.set, clients: fewer } })]),
  ]
}
