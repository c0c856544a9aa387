// A judge of the client history alone: what it needs to know, and what it says. The judges
// themselves stand beside this file, one each.

import type { History, Operation } from '../history.ts'
import type { CycleStep } from '../judgement.ts'
import type { Plain } from '../plain.ts'
import type { OpId } from '../units.ts'
import type { Verdict } from '../verdict.ts'
import type { RunEnd } from './run-end.ts'

/** Unknown: it may have happened. */
export type Outcome = 'ok' | 'failed' | 'unknown'

export interface HistoryCheck {
  readonly name: string
  /** anomaly code of a failure, `WL2002` */
  readonly code: string
  /** what it demands, as it follows upon "it holds when" */
  readonly about: string
  /** whether it can say something of a history in which nothing was answered; others cannot */
  readonly ofSilence?: boolean
  /** @param end what the run knows of its end; absent for a history from elsewhere */
  judge(history: History, end?: RunEnd): Judged
}

export interface Judged {
  readonly verdict: Verdict
  /** a sentence; null on a pass */
  readonly why: string | null
  /** what was measured, or null */
  readonly detail: string | null
  /** the operation whose answer fits nowhere, and why in words: `must be 2: B finished before` */
  readonly misfit?: Misfit
  /** of a failure, where it is known better than the check as a whole does: `WL2003` */
  readonly code?: string
  /** a legal order, of what there is of one: operations from the first on */
  readonly order?: readonly OpId[]
  /** transactions each of which came before the next, and the last before the first */
  readonly cycle?: readonly CycleStep[]
  /** the state that the order ends in, in words */
  readonly state?: string
}

export interface Misfit {
  readonly op: OpId
  readonly why: string
  /** operations that it is at odds with */
  readonly others?: readonly OpId[]
}

/** How an operation ended. An open one is unknown; an answer is ok unless a model says otherwise. */
export function outcomeOf(
  operation: Operation,
  outcome: ((result: Plain, call: Plain) => Outcome) | null,
): Outcome {
  if (operation.end === null) return 'unknown'
  return outcome === null ? 'ok' : outcome(operation.result, operation.call)
}

/** Operations that came to what was asked: neither refused, nor given up, nor without an answer. */
export const succeeded = (
  history: History,
  outcome: ((result: Plain, call: Plain) => Outcome) | null,
): ReadonlySet<OpId> =>
  new Set(history.filter((one) => outcomeOf(one, outcome) === 'ok').map(({ id }) => id))

/** Histories are in order of start; those of other tools, and those made by hand, may not be. */
export const inOrderOfStart = (history: History): History =>
  history.every(({ start }, at) => at === 0 || start >= (history[at - 1]?.start ?? start))
    ? history
    : history.toSorted((one, other) => one.start - other.start)

/** `412 operations: 402 ok · 7 failed · 3 unknown`, without the parts that are zero. */
export function countsOf(
  history: History,
  outcome: ((result: Plain, call: Plain) => Outcome) | null,
): string {
  const counts: Record<Outcome, number> = { ok: 0, failed: 0, unknown: 0 }
  for (const operation of history) counts[outcomeOf(operation, outcome)] += 1
  const parts = (['ok', 'failed', 'unknown'] as const).filter((one) => counts[one] > 0)
  const told = parts.map((one) => `${counts[one]} ${one}`).join(' · ')
  const noun = history.length === 1 ? 'operation' : 'operations'
  return told === '' ? `0 ${noun}` : `${history.length} ${noun}: ${told}`
}
