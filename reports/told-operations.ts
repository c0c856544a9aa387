// The client history as a report tells it: who asked what in words, when, how it ended, and under
// which letter a story speaks of it.

import type { History, Operation } from '../sim/history.ts'
import { letterOf } from '../sim/letter.ts'
import type { OperationTold } from '../sim/report.ts'
import type { OpId } from '../sim/units.ts'
import { say } from './say.ts'

/** An operation that a check named, and why it fits nowhere. */
export interface Misfit {
  readonly op: OpId
  readonly why: string
}

export interface OperationsOf {
  readonly history: History
  readonly outcome: (one: Operation) => OperationTold['outcome']
  /** operations that the story speaks of */
  readonly told: ReadonlySet<OpId>
  readonly misfit: Misfit | null
  /** a legal order of operations, as far as one is known */
  readonly order?: readonly OpId[]
  /** names of nodes */
  readonly names: ReadonlySet<string>
}

/** In order of start. Letters are given to those that the story speaks of first. */
export function operationsTold(of: OperationsOf): OperationTold[] {
  const { history, outcome, told, misfit, order = [], names } = of
  const labels = new Map<OpId, string>()
  const first = [...history.filter(({ id }) => told.has(id)), ...history]
  for (const { id } of first) if (!labels.has(id)) labels.set(id, letterOf(labels.size))
  const places = new Map(order.map((op, at) => [op, at + 1]))
  return history.map((one) => ({
    op: one.id,
    label: labels.get(one.id) ?? '',
    client: one.client,
    call: say(one.call, names),
    start: one.start,
    end: one.end,
    outcome: outcome(one),
    result: one.end === null ? null : say(one.result, names),
    order: places.get(one.id) ?? null,
    misfit: misfit?.op === one.id ? misfit.why : null,
    told: told.has(one.id),
  }))
}

/** Those that came to what was asked. */
export const succeededOf = (operations: readonly OperationTold[]): ReadonlySet<OpId> =>
  new Set(operations.filter(({ outcome }) => outcome === 'ok').map(({ op }) => op))
