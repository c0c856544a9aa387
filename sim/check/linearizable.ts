// Linearizability: each operation seems to take effect at one instant between its call and its answer.
// Source: Herlihy and Wing, Linearizability (1990). Each independent object is judged alone (locality,
// theorem 1 there), by the fastest search that is exact for it.

import type { History, Operation } from '../history.ts'
import type { Plain, Scalar } from '../plain.ts'
import type { OpId } from '../units.ts'
import { outOfBudget } from '../verdict.ts'
import { countsOf, type HistoryCheck, type Judged } from './history-check.ts'
import { type Explanation, explain } from './linearizability/explain.ts'
import type { Budget, Found } from './linearizability/found.ts'
import { type Part, partsOf } from './linearizability/part.ts'
import { searchPart } from './linearizability/search.ts'
import { wholeOrder } from './linearizability/whole-order.ts'
import { wrongWithOrder } from './linearizability/witness.ts'
import { demandModel } from './demand-model.ts'
import { demandKnownCalls } from './known-calls.ts'
import { dividedBy, type Model } from './model.ts'

export interface LinearizableOptions<C> {
  /** name of the property; `linearizable` without it */
  readonly name?: string
  /** the independent object that a call is about; without it the model says it */
  readonly per?: (call: C) => Scalar
  readonly budget?: Budget
  /** said behind an operation in sentences, ` (line 41)` */
  readonly note?: (operation: Operation) => string
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
  const { name = 'linearizable', per } = options
  demandModel(model, name)
  const whole =
    per === undefined ? (model as Model) : dividedBy(model as Model, per as Model['partition'])
  return {
    name,
    code: 'WL2016',
    about: `each operation takes effect at one instant between its call and its answer (${model.name})`,
    judge(history) {
      demandKnownCalls(history, whole, name)
      return judge(history, whole, options)
    },
  }
}

/** Every part and what was found of it; the parts after an illegal one are searched too. */
export const searchLinearizable = (
  history: History,
  model: Model,
  budget: Budget = budgetUsual,
): readonly PartFound[] => {
  const narrow = narrowed(history, model)
  return partsOf(history, narrow).map((part) => ({
    part,
    found: searchPart(history, part, narrow, budget),
  }))
}

/** The model that says the same of these operations and is judged fastest. */
export function narrowed(history: History, model: Model): Model {
  const narrow = model.narrowed?.(history) ?? null
  if (narrow === null) return model
  const { partition } = narrow
  const outer = model.partition
  if (outer === undefined || partition === undefined) return narrow
  // Objects within objects: a name for each pair, and for whatever looks like the name of one.
  const nameOf = (call: Plain): Scalar => {
    const [whole, own] = [outer(call), partition(call)]
    const looksLikePair = typeof own === 'string' && own.startsWith('[')
    return whole === null && !looksLikePair ? own : JSON.stringify([whole, own])
  }
  return { ...narrow, partition: nameOf }
}

/** Why a part that was found illegal is so. */
export function explainLinearizable(
  history: History,
  { part, found }: PartFound,
  model: Model,
  { budget = budgetUsual, note = () => '' }: LinearizableOptions<never> = {},
): Explanation | null {
  if (found.kind !== 'illegal') return null
  const narrow = narrowed(history, model)
  const search = (some: History, one: Part, most: number): Found => {
    const configurations = Math.min(budget.configurations, most)
    return searchPart(some, one, narrow, { ...budget, configurations })
  }
  return explain(history, part, found.conflict, { model: narrow, note, search })
}

function judge(history: History, model: Model, options: LinearizableOptions<never>): Judged {
  const parts = searchLinearizable(history, model, options.budget)
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const detail = countsOf(history, outcome)
  const illegal = parts.filter(({ found }) => found.kind === 'illegal')
  const [first] = illegal
  if (first !== undefined) {
    const explanation = explainLinearizable(history, first, model, options)
    if (explanation !== null) return failed(explanation, detail)
  }
  const open = parts.find(({ found }) => found.kind === 'unknown')
  if (open?.found.kind === 'unknown') {
    const { why, spent } = open.found
    return { verdict: 'inconclusive', why: undecided(open.part, why, spent), detail }
  }
  const ordered = parts.flatMap(({ part, found }) =>
    found.kind === 'ok' ? { part, order: found.order } : [],
  )
  const narrow = narrowed(history, model)
  for (const { part, order } of ordered) {
    const wrong = wrongWithOrder(history, part, narrow, order)
    if (wrong !== null) throw contradiction(model, wrong)
  }
  return {
    ...{ verdict: 'pass', why: null, detail },
    // Made when it is asked for: most passes are not drawn.
    get order(): readonly OpId[] {
      return wholeOrder(history, ordered)
    },
  }
}

/** No pass goes out that `step` itself does not allow, whatever else the model says of its calls. */
const contradiction = ({ name }: Model, wrong: string): TypeError =>
  new TypeError(
    `the model ${name} contradicts itself: an order that its access or observer allows is refused by its step (${wrong})`,
  )

function failed(explanation: Explanation, detail: string): Judged {
  const { code, sentence, why, misfit, enough, order, state } = explanation
  const others = enough.flatMap(({ id }) => (id === misfit.id ? [] : [id]))
  return {
    verdict: 'fail',
    why: sentence,
    detail,
    code,
    misfit: { op: misfit.id, why, others },
    ...(order === null ? {} : { order: order.map(({ id }) => id) }),
    ...(state === null ? {} : { state }),
  }
}

function undecided(part: Part, why: string, spent: Budget): string {
  const of = part.key === null ? '' : ` of ${String(part.key)}`
  const looked = `${spent.configurations} configurations, ${Math.ceil(spent.bytes / 1e6)} MB`
  return `${outOfBudget}: ${part.size} operations${of}, ${why} after ${looked}`
}
