// A counter, judged by bounds: a read lies between what was surely added before it began and what can
// have been added when it ended. `{kind: 'add', value}`, `{kind: 'read'}` answered the count. It is less
// than linearizability demands, and needs no search. After Jepsen's checker of counters.

import type { History } from '../history.ts'
import { text } from '../plain.ts'
import { type Asked, askedOf, countsIn, type Reading, type Wrong } from './asked.ts'
import type { HistoryCheck } from './history-check.ts'
import { judgedBy } from './judged-by.ts'
import { never } from './linearizability/part.ts'

/** Least count possible, count read, greatest count possible. */
export type Bounds = readonly [lower: number, actual: number, upper: number]

export interface CounterBoundsResult {
  readonly valid: boolean
  /** in order of the answers */
  readonly reads: readonly Bounds[]
  /** those out of their bounds */
  readonly errors: readonly Bounds[]
}

/** A check for `check` of a scenario. The counter begins at 0; what is added may be below 0. */
export function counterBounds(reading: Reading = {}): HistoryCheck {
  return {
    name: reading.name ?? 'counter-bounds',
    code: 'WL2030',
    about: 'A read of the counter lies between what was surely added and what can have been.',
    judge(history) {
      const { wrong, reads, errors } = look(history, reading)
      return judgedBy({
        wrong,
        open: reads.length === 0 ? 'the counter was never read' : null,
        detail: countsIn({ reads: reads.length, 'out of bounds': errors.length }),
      })
    },
  }
}

/** What the check counts, in full. */
export function counterBoundsResult(history: History, reading: Reading = {}): CounterBoundsResult {
  const { wrong: _, ...result } = look(history, reading)
  return result
}

function look(
  history: History,
  reading: Reading,
): CounterBoundsResult & { readonly wrong: readonly Wrong[] } {
  const asked = askedOf(history, reading).filter(({ outcome }) => outcome !== 'failed')
  const events: { readonly at: number; readonly one: Asked; readonly isCall: boolean }[] = []
  for (const one of asked) {
    events.push({ at: one.called, one, isCall: true })
    if (one.returned !== never) events.push({ at: one.returned, one, isCall: false })
  }
  events.sort((a, b) => a.at - b.at)
  const begun = new Map<Asked, number>()
  const reads: Bounds[] = []
  const errors: Bounds[] = []
  const wrong: Wrong[] = []
  let lower = 0
  let upper = 0
  for (const { one, isCall } of events) {
    const { kind, value, result } = one
    if (kind === 'add' && typeof value === 'number') {
      // What is added may count from its call on, and counts from its answer on.
      if (value > 0 === isCall) upper += value
      else lower += value
    } else if (kind === 'read' && isCall) begun.set(one, lower)
    else if (kind === 'read' && typeof result === 'number') {
      const bounds: Bounds = [begun.get(one) ?? 0, result, upper]
      reads.push(bounds)
      if (bounds[0] <= result && result <= upper) continue
      errors.push(bounds)
      wrong.push(outOf(one, bounds))
    }
  }
  return { valid: errors.length === 0, reads, errors, wrong }
}

function outOf({ operation }: Asked, [lower, actual, upper]: Bounds): Wrong {
  const possible = lower === upper ? `${lower}` : `from ${lower} to ${upper}`
  return {
    code: 'WL2030',
    why: `${operation.client} read ${text(actual)}, and the count was ${possible} then`,
    misfit: { op: operation.id, why: `must be ${possible}` },
  }
}
