// One legal order of a whole history from the orders of its independent objects. That there is one is
// the locality of linearizability; here each operation gets an instant of its own.
// Source: Herlihy and Wing, Linearizability (1990), theorem 1.

import type { History } from '../../history.ts'
import type { Micros, OpId } from '../../units.ts'
import type { Part } from './part.ts'

/** A part and a legal order of it. */
export interface Ordered {
  readonly part: Part
  readonly order: Int32Array
}

/**
 * Within an object each operation takes effect as early as it can: when it is called, or with the one
 * before it. Instants of different objects are then put in line; at one instant any order will do.
 * @returns all operations of the orders, by id
 */
export function wholeOrder(history: History, parts: readonly Ordered[]): readonly OpId[] {
  const instants: { readonly op: OpId; readonly at: Micros }[] = []
  for (const { part, order } of parts) {
    let at: Micros = 0
    for (const one of order) {
      const operation = history[part.place[one] ?? 0]
      if (operation === undefined) continue
      at = Math.max(at, operation.start)
      instants.push({ op: operation.id, at })
    }
  }
  // Sorting is stable: the order within each object stays.
  return instants.sort((one, other) => one.at - other.at).map(({ op }) => op)
}
