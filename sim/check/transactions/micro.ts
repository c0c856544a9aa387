// The form in which transactions over lists are asked and answered, and its reader: what comes from a
// history is not trusted to have it. What the transactions mean together is judged elsewhere.

import type { Operation } from '../../history.ts'
import type { Plain, Scalar } from '../../plain.ts'
import { text } from '../../plain.ts'

/** One step of a transaction: put a value behind a list, or read the list; null: not read yet, or empty. */
export type Micro =
  | readonly ['append', key: Scalar, value: Scalar]
  | readonly ['r', key: Scalar, list: readonly Scalar[] | null]

/** What is asked; the answer is the same list with its reads filled in. */
export interface TxnCall {
  readonly kind: 'txn'
  readonly ops: readonly Micro[]
}

/** A history that does not have the form, in words. */
export class NotInForm extends Error {
  override readonly name = 'NotInForm'
}

/**
 * The steps of a transaction, with its reads filled in where it was answered.
 * @param answered whether the answer counts; without it the lists of reads are null
 * @throws NotInForm what was expected in their place
 */
export function microsOf(operation: Operation, answered: boolean): readonly Micro[] {
  const { id, call, result } = operation
  const asked = stepsOf(call)
  if (asked === null)
    throw new NotInForm(
      `operation ${id} is ${text(call, 60)}, expected {kind: "txn", ops: [["append", key, value], ["r", key, null]]}`,
    )
  for (const micro of asked) refuseMicro(micro, id)
  const micros = asked as readonly Micro[]
  if (!answered) return micros
  if (!Array.isArray(result) || result.length !== micros.length)
    throw new NotInForm(
      `operation ${id} answered ${text(result, 60)}, expected its steps, filled in`,
    )
  const steps = result as readonly Plain[]
  for (const [at, micro] of micros.entries()) refuseAnswer(micro, steps[at], id)
  return steps as readonly Micro[]
}

function stepsOf(call: Plain): readonly Plain[] | null {
  if (kindOf(call) !== 'txn') return null
  const { ops } = call as { readonly ops?: Plain }
  return Array.isArray(ops) ? (ops as readonly Plain[]) : null
}

/** The field `kind` of a record, or null. */
export const kindOf = (value: Plain): Plain =>
  typeof value === 'object' && value !== null && 'kind' in value ? value['kind'] : null

function refuseMicro(micro: Plain, id: number): void {
  if (Array.isArray(micro) && micro.length === 3 && isScalar(micro[1])) {
    if (micro[0] === 'append' && isScalar(micro[2])) return
    if (micro[0] === 'r') return
  }
  throw new NotInForm(
    `operation ${id} has the step ${text(micro, 60)}, expected ["append", key, value] or ["r", key, null]`,
  )
}

function refuseAnswer(asked: Micro, told: Plain, id: number): void {
  if (Array.isArray(told) && told.length === 3 && told[0] === asked[0] && told[1] === asked[1]) {
    if (asked[0] === 'append' && told[2] === asked[2]) return
    if (asked[0] === 'r' && isList(told[2])) return
  }
  throw new NotInForm(
    `operation ${id} answered ${text(told, 60)} to ${text(asked, 60)}, expected ` +
      (asked[0] === 'r' ? 'the list that it read' : 'the same'),
  )
}

function isList(value: unknown): boolean {
  if (value === null) return true
  if (!Array.isArray(value)) return false
  for (const one of value as readonly unknown[]) if (!isScalar(one)) return false
  return true
}

// A number that is no number equals nothing, itself included.
const isScalar = (value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && !Number.isNaN(value))
