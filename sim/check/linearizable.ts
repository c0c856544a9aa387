// Linearizability: each operation seems to take effect at one instant between its call and its answer.
// Source: Herlihy and Wing, Linearizability (1990). Each independent object is judged alone (locality,
// theorem 1 there), by the fastest search that is exact for it.

import type { History } from '../history.ts'
import type { Plain, Scalar } from '../plain.ts'
import { countsOf, type HistoryCheck, type Judged } from './history-check.ts'
import type { Budget, Found } from './linearizability/found.ts'
import { searchFrontier } from './linearizability/frontier.ts'
import { machineOf } from './linearizability/machine.ts'
import { type Part, partsOf } from './linearizability/part.ts'
import type { Model } from './model.ts'

export interface LinearizableOptions<C> {
  /** name of the property; `linearizable` without it */
  readonly name?: string
  /** the independent object that a call is about; without it the model says it */
  readonly per?: (call: C) => Scalar
  readonly budget?: Budget
}

export const budgetUsual: Budget = { configurations: 2_000_000, bytes: 512_000_000 }

/** What was found of each independent object. */
export interface PartFound {
  readonly part: Part
  readonly found: Found
}

/** A check for `check` of a scenario. */
export function linearizable<S, C extends Plain, R extends Plain>(
  model: Model<S, C, R>,
  options: LinearizableOptions<C> = {},
): HistoryCheck {
  const { name = 'linearizable', per, budget = budgetUsual } = options
  const whole = (per === undefined ? model : { ...model, partition: per }) as Model
  return {
    name,
    code: 'WL2016',
    about: `Each operation takes effect at one instant between its call and its answer (${model.name}).`,
    judge: (history) => judge(history, whole, budget),
  }
}

/** Every part and what was found of it; the parts after an illegal one are searched too. */
export const searchLinearizable = (
  history: History,
  model: Model,
  budget: Budget = budgetUsual,
): readonly PartFound[] =>
  partsOf(history, model).map((part) => ({
    part,
    found: searchFrontier(part, machineOf(history, part, model), budget),
  }))

function judge(history: History, model: Model, budget: Budget): Judged {
  const parts = searchLinearizable(history, model, budget)
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const detail = countsOf(history, outcome)
  const bad = parts.find(({ found }) => found.kind === 'illegal')
  if (bad !== undefined) return { verdict: 'fail', why: 'no order fits', detail }
  const open = parts.find(({ found }) => found.kind === 'unknown')
  if (open !== undefined) return { verdict: 'inconclusive', why: 'out of its budget', detail }
  return { verdict: 'pass', why: null, detail }
}
