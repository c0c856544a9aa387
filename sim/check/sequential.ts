// Sequential consistency: all operations in one order that keeps each client's own order; when they
// happened does not matter otherwise. Source: Lamport, How to make a multiprocessor computer that
// correctly executes multiprocess programs (1979). It is not local: objects that are sequentially
// consistent each for itself need not be together, so it is judged over all of them at once.

import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import { outOfBudget } from '../verdict.ts'
import { countsOf, inOrderOfStart, type HistoryCheck, type Judged } from './history-check.ts'
import type { Budget } from './linearizability/found.ts'
import { demandModel } from './demand-model.ts'
import { demandKnownCalls } from './known-calls.ts'
import type { Model } from './model.ts'
import { explainSequential } from './sequential/explain.ts'
import { programOf } from './sequential/program.ts'
import { searchProgram } from './sequential/search.ts'

export interface SequentialOptions {
  /** name of the property; `sequentially consistent` without it */
  readonly name?: string
  readonly budget?: Budget
}

export const budgetSequential: Budget = { configurations: 1_000_000, bytes: 512_000_000 }

/**
 * A check for `check` of a scenario. A client's operations come in the order of their calls; two of one
 * client that overlap come in any order, and one without an answer may come at any time after it was
 * called, or not at all.
 */
export function sequentiallyConsistent<S, C extends Plain, R extends Plain>(
  model: Model<S, C, R>,
  { name = 'sequentially consistent', budget = budgetSequential }: SequentialOptions = {},
): HistoryCheck {
  demandModel(model, name)
  return {
    name,
    code: 'WL2017',
    about: `all operations fit into one order that keeps each client's own (${model.name})`,
    judge(history) {
      demandKnownCalls(history, model as Model, name)
      return judge(inOrderOfStart(history), model as Model, budget)
    },
  }
}

function judge(history: History, model: Model, budget: Budget): Judged {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const detail = countsOf(history, outcome)
  const found = searchProgram(programOf(history, model), budget)
  if (found.kind === 'ok') return { verdict: 'pass', why: null, detail }
  if (found.kind === 'illegal')
    return { verdict: 'fail', detail, ...explainSequential(history, model) }
  const { configurations, bytes } = found.spent
  const looked = `${configurations} configurations, ${Math.ceil(bytes / 1e6)} MB`
  const why = `${outOfBudget}: ${history.length} operations, ${found.why} after ${looked}`
  return { verdict: 'inconclusive', why, detail }
}
