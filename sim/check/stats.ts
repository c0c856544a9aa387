// Was everything tested that was meant to be? A kind of operation that never once succeeded says nothing
// about the system, however many properties held. After Jepsen's checker of that name.

import type { History } from '../history.ts'
import { askedOf, type Reading } from './asked.ts'
import type { HistoryCheck, Outcome } from './history-check.ts'
import { judgedBy } from './judged-by.ts'

export interface Counts {
  readonly valid: boolean
  readonly count: number
  readonly okCount: number
  readonly failCount: number
  /** without an answer, or with one that does not say whether it happened */
  readonly infoCount: number
}

export interface StatsResult extends Counts {
  readonly byKind: ReadonlyMap<string, Counts>
}

/** A check for `check` of a scenario; inconclusive where some kind of operation never succeeded. */
export function stats(reading: Reading = {}): HistoryCheck {
  return {
    name: reading.name ?? 'stats',
    code: 'WL2012',
    about: 'Every kind of operation succeeded at least once.',
    judge(history) {
      const { byKind } = statsResult(history, reading)
      const never = [...byKind].filter(([, { valid }]) => !valid)
      const told = never.map(([kind, { count }]) => `no ${kind} succeeded, of ${count}`)
      return judgedBy({
        wrong: [],
        open: byKind.size === 0 ? 'nothing was asked' : told.length === 0 ? null : told.join('; '),
        detail: [...byKind]
          .map(([kind, { okCount, count }]) => `${kind} ${okCount}/${count}`)
          .join(' · '),
      })
    },
  }
}

/** What the check counts, in full. */
export function statsResult(history: History, reading: Reading = {}): StatsResult {
  const outcomes = new Map<string, Outcome[]>()
  for (const { kind, outcome } of askedOf(history, reading)) {
    const some = outcomes.get(kind)
    if (some === undefined) outcomes.set(kind, [outcome])
    else some.push(outcome)
  }
  const byKind = new Map([...outcomes].map(([kind, some]) => [kind, countsOfSome(some)]))
  return {
    ...countsOfSome([...outcomes.values()].flat()),
    valid: [...byKind.values()].every(({ valid }) => valid),
    byKind,
  }
}

function countsOfSome(outcomes: readonly Outcome[]): Counts {
  const count = (wanted: Outcome): number => outcomes.filter((one) => one === wanted).length
  return {
    valid: count('ok') > 0,
    count: outcomes.length,
    okCount: count('ok'),
    failCount: count('failed'),
    infoCount: count('unknown'),
  }
}
