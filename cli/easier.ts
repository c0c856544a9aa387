// The commands of a run that is easier to judge: half as long, or with fewer clients where the scenario
// has such a parameter. None is offered that this scenario would refuse.

import { adviceOf } from '../reports/advice.ts'
import type { AnyValue, Param } from '../scenarios/params.ts'
import type { Settings, Source } from '../scenarios/runner/order.ts'
import { formOf, valueIn } from '../scenarios/runner/settings.ts'
import type { Site } from '../scenarios/runner/site.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { formatDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import { ms } from '../sim/units.ts'
import { experimentOf } from './experiment.ts'
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
  const { settings } = asked.order
  const half = Math.floor(site.until / 2 / 1_000) * 1_000
  const fewer = fewerThan(site.values['clients'], asked.scenario.params['clients'])
  const wishes: Partial<Settings>[] = [
    ...(half >= leastUntil ? [{ until: formatDuration(half) }] : []),
    ...(fewer === null ? [] : [{ set: { ...settings.set, clients: fewer } }]),
  ]
  return wishes
    .map((wish) => ({ ...asked, order: { ...asked.order, settings: { ...settings, ...wish } } }))
    .filter((wish) => isAccepted(wish, seeds.seed ?? 1))
    .map((wish) => pasted(name, command, wish, seeds))
}

/**
 * The largest number below today's of those that the parameter lists; of a plain number, half of it.
 * @returns as `--set` takes it; null where there is none
 */
function fewerThan(today: AnyValue | undefined, param: Param | undefined): string | null {
  if (typeof today !== 'number' || param === undefined) return null
  const form = formOf(param)
  const counts = form.kind === 'choices' ? form.texts.map(Number) : [Math.ceil(today / 2)]
  const most = Math.max(0, ...counts.filter((count) => count >= 1 && count < today))
  return most > 0 && valueIn(param, String(most)) === most ? String(most) : null
}

/** What else the scenario says may need what is left out: a fault of the last client, for one. */
function isAccepted(asked: Asked, seed: number): boolean {
  try {
    experimentOf(asked).siteFor(seed)
    return true
  } catch (error) {
    if (error instanceof Mistake) return false
    throw error
  }
}

/** Whether its checks stand in a file that came with worldline, which is not its user's to change. */
export const isBuiltIn = ({ scenario, order }: Pick<Asked, 'scenario' | 'order'>): boolean =>
  kindOf(scenario, order.source) === 'built-in'

/** Of what a scenario file tunes: the file itself has no checks. */
const kindOf = ({ base }: Scenario, source: Source): Source['kind'] =>
  base === null ? source.kind : kindOf(base.scenario, base.source)
