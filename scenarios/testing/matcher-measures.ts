// Matchers of measures: a threshold on the run so far, with the figures around the one that missed; and
// operations whose acknowledgement was not kept.

import { measure } from '../../sim/check/measure.ts'
import { outcomeOf } from '../../sim/check/history-check.ts'
import { isThreshold, limitText, meets, parseThreshold, tell } from '../../sim/check/threshold.ts'
import { tellDuration } from '../../sim/duration.ts'
import type { History, Operation } from '../../sim/history.ts'
import { text } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { CommonView } from '../view.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

/** Null: it is met. @throws Mistake (WL3101) for what is no threshold */
export function missed(world: SimWorld, words: string): Said | null {
  const threshold = parseThreshold(words)
  if (!isThreshold(threshold)) throw new Mistake([threshold])
  const { live } = SimWorld.inside(world)
  const run = live.measurable()
  const measured = measure(threshold, run)
  const name = { name: 'ThresholdError', code: 'WL2013' }
  if (measured.kind === 'none') {
    return { ...name, lines: [`${threshold.metric} was not measured: ${measured.why}.`] }
  }
  if (meets(threshold, measured.value)) return null
  const figure = tell(threshold.metric, measured.value, tellDuration)
  const limit = limitText(threshold)
  return {
    ...name,
    actual: `${threshold.metric} ${figure}`,
    expected: words,
    lines: [
      `${threshold.metric} missed its threshold: it was ${figure}, and the limit is ${limit}.`,
      ...distribution(run.history),
    ],
  }
}

/** `latency of 20 operations: min 2 ms · p50 5 ms · p90 9 ms · p99 12 ms · max 12 ms · 1 unanswered` */
function distribution(history: History): string[] {
  const took = history
    .flatMap(({ start, end }) => (end === null ? [] : [end - start]))
    .toSorted((a, b) => a - b)
  if (took.length === 0) return []
  const at = (share: number): string =>
    tellDuration(took[Math.min(took.length - 1, Math.ceil(took.length * share) - 1)] ?? 0)
  const open = history.length - took.length
  const parts = [
    ...[`min ${at(0.000_001)}`, `p50 ${at(0.5)}`, `p90 ${at(0.9)}`, `p99 ${at(0.99)}`],
    `max ${at(1)}`,
    ...(open === 0 ? [] : [`${open} unanswered`]),
  ]
  return [`  latency of ${took.length} operations: ${parts.join(' · ')}`]
}

/** How an acknowledged operation shows in the States; false: nothing of it is left. */
export interface Kept {
  readonly kept: (operation: Operation, view: CommonView) => boolean
}

/**
 * Null: every operation that was acknowledged is kept. Without `how`, the scenario's own properties
 * of code WL2002 say it, and there must be one.
 * @throws Mistake where nobody says how an operation shows
 */
export function lostAcks(world: SimWorld, how: Kept | null): Said | null {
  const { live } = SimWorld.inside(world)
  const { claims } = live.site
  const { view } = live.stage.sight
  const name = { name: 'LostAckError', code: 'WL2002' }
  if (how !== null) {
    const acked = world.history.filter((one) => outcomeOf(one, claims.outcome ?? null) === 'ok')
    const lost = acked.filter((one) => !how.kept(one, view))
    const [first] = lost
    if (first === undefined) return null
    const acks = `${lost.length} of ${acked.length}`
    const when = tellDuration(first.end ?? 0)
    return {
      ...name,
      actual: `${acks} acknowledged operations are gone`,
      expected: 'all are kept',
      lines: [
        `${first.client} was told at ${when} that ${text(first.call, 60)} is done, and nothing of it is left.`,
        `  ${acks} acknowledged operations are gone`,
      ],
    }
  }
  const { check = [], always = {} } = claims
  const coded = Object.values(always).some(
    (one) => typeof one === 'object' && one.code === 'WL2002',
  )
  const checks = ('judge' in check ? [check] : check).filter(({ code }) => code === 'WL2002')
  if (!coded && checks.length === 0) throw untold()
  for (const one of checks) {
    const { verdict, why } = one.judge(world.history)
    if (verdict === 'fail')
      return { ...name, lines: [`${why ?? one.name}.`.replace(/\.\.$/u, '.')] }
  }
  // What must always hold has been judged after every step: the body would not have come so far.
  return null
}

const untold = (): Mistake =>
  new Mistake([
    {
      code: 'WL1101',
      sentence: 'nothing says how an acknowledged operation shows.',
      lines: [
        'in the test    toHaveNoLostAcks({ kept: (operation, view) => … })',
        "or             a property of the scenario with  code: 'WL2002'",
      ],
    },
  ])
