// What a run measures, for thresholds: latencies, rates, messages, availability, convergence. All
// figures come from the history and from virtual time, so they are exact.

import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import type { Micros, NodeId } from '../units.ts'
import { type Outcome, outcomeOf } from './history-check.ts'
import type { Aggregate, Threshold } from './threshold.ts'

/** From `from`, `to` excluded. */
export interface Interval {
  readonly from: Micros
  readonly to: Micros
}

/** What there is to measure. */
export interface Measurable {
  readonly history: History
  readonly outcome: ((result: Plain, call: Plain) => Outcome) | null
  /** messages that have left, all kinds */
  readonly messages: number
  /** end of the run */
  readonly end: Micros
  /** when such faults were in force; null: no such fault is known by that word */
  during(word: string): readonly Interval[] | null
  /** when a goal was first reached, or the calm began (`heal`); null: never */
  after(word: string): Micros | null
  /** how long after the calm began everything held for good; null: it never did */
  readonly convergence: Micros | null
  /** when the life of a node began that goes on at the end; null: it is down */
  readonly lifeBegan?: (node: NodeId) => Micros | null
}

/** A figure, or why there is none. */
export type Measure =
  | { readonly kind: 'value'; readonly value: number; readonly of: number }
  | { readonly kind: 'none'; readonly why: string }

/** Width of a window of availability. */
const windowWidth: Micros = 100_000

export function measure(threshold: Threshold, run: Measurable): Measure {
  if (threshold.metric === 'convergence') {
    if (run.convergence === null) return none('it never converged')
    return { kind: 'value', value: run.convergence, of: 1 }
  }
  const intervals = intervalsOf(threshold, run)
  if ('kind' in intervals) return intervals
  if (threshold.metric === 'availability') return availability(intervals, run)
  const history = run.history.filter(({ start }) =>
    intervals.some(({ from, to }) => start >= from && start < to),
  )
  return ofOperations(threshold, history, run)
}

/** When the threshold applies: always, during a kind of fault, or after a goal. */
function intervalsOf({ scope }: Threshold, run: Measurable): readonly Interval[] | Measure {
  if (scope === null) return [{ from: 0, to: run.end + 1 }]
  if (scope.kind === 'after') {
    const from = run.after(scope.word)
    return from === null ? none(`"${scope.word}" was never reached`) : [{ from, to: run.end + 1 }]
  }
  const found = run.during(scope.word)
  if (found === null) return none(`no fault is called "${scope.word}"`)
  return found.length === 0 ? none(`there was no ${scope.word}`) : found
}

function ofOperations(threshold: Threshold, history: History, run: Measurable): Measure {
  if (history.length === 0) return none('no operation began then')
  const outcomes = history.map((operation) => outcomeOf(operation, run.outcome))
  const ok = history.filter((_, at) => outcomes[at] === 'ok')
  const share = (outcome: Outcome): Measure => ({
    kind: 'value',
    value: (100 * outcomes.filter((one) => one === outcome).length) / outcomes.length,
    of: outcomes.length,
  })
  switch (threshold.metric) {
    case 'op.ok rate':
      return share('ok')
    case 'op.failed rate':
      return share('failed')
    case 'op.unknown rate':
      return share('unknown')
    case 'op.count':
      return { kind: 'value', value: ok.length, of: history.length }
    case 'messages per op':
      if (threshold.scope !== null) return none('messages are counted over the whole run only')
      if (ok.length === 0) return none('no operation ended ok')
      return { kind: 'value', value: run.messages / ok.length, of: ok.length }
    default: {
      if (ok.length === 0) return none('no operation ended ok')
      const latencies = ok.map(({ start, end }) => (end ?? start) - start)
      const value = aggregated(latencies, threshold.aggregate ?? { kind: 'max' })
      return { kind: 'value', value, of: ok.length }
    }
  }
}

/** @param values at least one */
function aggregated(values: readonly number[], aggregate: Aggregate): number {
  const sorted = [...values].sort((a, b) => a - b)
  const last = sorted.length - 1
  switch (aggregate.kind) {
    case 'min':
      return sorted[0] ?? 0
    case 'max':
      return sorted[last] ?? 0
    case 'mean':
      return sorted.reduce((sum, value) => sum + value, 0) / sorted.length
    case 'percentile': // nearest rank: the least value that so many percent do not exceed
      return sorted[Math.max(0, Math.ceil((aggregate.rank / 100) * sorted.length) - 1)] ?? 0
  }
}

/** Of the windows in which an operation was under way, those in which one ended ok. */
function availability(intervals: readonly Interval[], run: Measurable): Measure {
  let asked = 0
  let served = 0
  for (const { from, to } of intervals) {
    for (let start = from; start < to && start < run.end; start += windowWidth) {
      const end = Math.min(start + windowWidth, to)
      const under = run.history.filter((one) => one.start < end && (one.end ?? run.end) >= start)
      if (under.length === 0) continue
      asked += 1
      const answered = under.some(
        (one) => one.end !== null && one.end < end && outcomeOf(one, run.outcome) === 'ok',
      )
      if (answered) served += 1
    }
  }
  if (asked === 0) return none('no operation was under way then')
  return { kind: 'value', value: (100 * served) / asked, of: asked }
}

const none = (why: string): Measure => ({ kind: 'none', why })
