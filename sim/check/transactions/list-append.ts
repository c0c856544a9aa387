// Transactions over lists that are appended to and read whole: which isolation levels a history rules
// out, and why. A list shows the order of its versions, so that what depends on what is known, not
// guessed. Source: Kingsbury and Alvaro, Elle: Inferring Isolation Anomalies from Experimental
// Observations, VLDB 2020.

import type { History } from '../../history.ts'
import type { CycleStep } from '../../judgement.ts'
import type { Plain } from '../../plain.ts'
import type { Verdict } from '../../verdict.ts'
import {
  countsOf,
  type HistoryCheck,
  inOrderOfStart,
  type Judged,
  type Outcome,
} from '../history-check.ts'
import { type AnomaliesFound, type Anomaly, called, type Cycle } from './anomaly.ts'
import { contradictory, ownOrder, selfContradictory } from './contradictions.ts'
import { circlesOf } from './cycles.ts'
import { dependenciesOf } from './dependencies.ts'
import { dirty } from './dirty.ts'
import { classOf, explainAnomaly, sayCycle } from './explain.ts'
import { Findings } from './findings.ts'
import { type Isolation, isolations, weakest } from './isolation.ts'
import { lostAppends, lostUpdates } from './lost.ts'
import { NotInForm } from './micro.ts'
import { outcomeUsual, type Transactions, transactionsOf } from './transactions.ts'
import { versionsOf } from './versions.ts'

export interface ListAppendOptions {
  /** name of the property; the level without it */
  readonly name?: string
  /** the weakest level that has to hold; `strict-serializable` without it */
  readonly level?: Isolation
  /** what an answer means; without it a list is ok, `{ kind: 'failed' }` failed, others unknown */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
}

export interface ListAppendFound {
  readonly verdict: Verdict
  /** why it is not a pass, a sentence without a full stop, or null */
  readonly why: string | null
  /** every kind, whether the level forbids it or not, the worst first */
  readonly anomalies: readonly AnomaliesFound[]
  /** every level that the history rules out, and of those the weakest */
  readonly ruledOut: readonly Isolation[]
  readonly weakest: readonly Isolation[]
  /** the worst anomaly that the level forbids, on a few lines */
  readonly explanation: readonly string[]
  /** the one that is explained */
  readonly worst: Anomaly | null
}

/**
 * A check for `check` of a scenario. Calls are `{ kind: 'txn', ops: [['append', key, value], ['r', key,
 * null]] }`, answers the same steps with the reads filled in; a value is appended to a key once.
 */
export function listAppend(options: ListAppendOptions = {}): HistoryCheck {
  const { level = 'strict-serializable', outcome = outcomeUsual } = options
  return {
    name: options.name ?? level,
    code: 'WL2026',
    about: `${level} allows what the transactions read and appended`,
    judge: (history) => judged(history, judgeListAppend(history, options), outcome),
  }
}

/** What a history of transactions holds, as data; a level that no option names is not judged by it. */
export function judgeListAppend(
  history: History,
  options: ListAppendOptions = {},
): ListAppendFound {
  const { level = 'strict-serializable', outcome = outcomeUsual } = options
  let all: Transactions
  try {
    all = transactionsOf(inOrderOfStart(history), outcome)
  } catch (error) {
    if (error instanceof NotInForm) return undecided(error.message)
    throw error
  }
  if (all.reads.count === 0) return undecided('no transaction that reads anything was answered')
  const anomalies = anomaliesOf(all)
  const ruledOut = isolations.filter((one) =>
    anomalies.some(({ examples }) => examples[0]?.rulesOut.includes(one)),
  )
  const forbidden = anomalies.filter(({ examples }) => examples[0]?.rulesOut.includes(level))
  const worst = forbidden[0]?.examples[0] ?? null
  return {
    verdict: worst === null ? 'pass' : 'fail',
    why: worst === null ? null : `${called[worst.kind]} (${worst.name}): ${worst.sentence}`,
    ...{ anomalies, ruledOut, weakest: weakest(ruledOut), worst },
    explanation: worst === null ? [] : explainAnomaly(all, worst),
  }
}

const undecided = (why: string): ListAppendFound => ({
  ...{ verdict: 'inconclusive', why, anomalies: [], ruledOut: [], weakest: [] },
  ...{ explanation: [], worst: null },
})

function anomaliesOf(all: Transactions): readonly AnomaliesFound[] {
  const findings = new Findings()
  const versions = versionsOf(all)
  contradictory(all, versions, findings)
  ownOrder(all, versions, findings)
  selfContradictory(all, findings)
  dirty(all, versions, findings)
  lostUpdates(all, versions, findings)
  const dependencies = dependenciesOf(all, versions)
  const lost = lostAppends(all, versions, dependencies, findings)
  for (const circle of circlesOf(dependencies, lost)) {
    const { kind, order } = classOf(circle)
    findings.add(kind, order, () => sayCycle(all, versions, circle))
  }
  return findings.all()
}

const stepsOf = ({ edges }: Cycle): readonly CycleStep[] =>
  edges.map(({ from, kind, sentence }) => ({ op: from, edge: kind, because: sentence }))

function judged(
  history: History,
  found: ListAppendFound,
  outcome: (result: Plain, call: Plain) => Outcome,
): Judged {
  const { verdict, why, worst, anomalies } = found
  const counts = countsOf(history, outcome)
  const told = anomalies.map(({ name, count }) => (count === 1 ? name : `${name} ${count} times`))
  const detail = told.length === 0 ? counts : `${counts}; seen: ${told.join(', ')}`
  if (worst === null) return { verdict, why, detail }
  const [op, ...others] = worst.transactions
  return {
    ...{ verdict, why, detail, code: worst.code },
    ...(op === undefined ? {} : { misfit: { op, why: worst.sentence, others } }),
    ...(worst.cycle === null ? {} : { cycle: stepsOf(worst.cycle) }),
  }
}
