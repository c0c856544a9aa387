// A history of transactions over lists in numbers: transactions, keys, appends and reads count from 0.
// Nothing is judged here, except that a history which cannot be judged is refused.

import type { History } from '../../history.ts'
import type { Plain, Scalar } from '../../plain.ts'
import { type Outcome, outcomeOf } from '../history-check.ts'
import { elementText } from './element.ts'
import { kindOf, type Micro, microsOf, NotInForm } from './micro.ts'

export const ok = 0
export const unknown = 1
export const failed = 2

const statuses: Readonly<Record<Outcome, number>> = { ok, unknown, failed }

export interface Transactions {
  readonly history: History
  /** by transaction: `ok`, `unknown` or `failed` */
  readonly status: Uint8Array
  /** by transaction: its steps; reads are filled in where it is ok */
  readonly micros: readonly (readonly Micro[])[]
  readonly keys: readonly Scalar[]
  /** by append, in order of transactions and steps */
  readonly appends: {
    readonly count: number
    readonly key: readonly number[]
    readonly value: readonly Scalar[]
    readonly transaction: readonly number[]
    /** 1: the last one of its transaction to its key */
    readonly final: Uint8Array
    /** of transaction t: from here, to below the one of t + 1 */
    readonly first: Int32Array
  }
  /** by read of an ok transaction, in the same order */
  readonly reads: {
    readonly count: number
    readonly key: readonly number[]
    readonly list: readonly (readonly Scalar[])[]
    readonly transaction: readonly number[]
    readonly first: Int32Array
  }
  /** by key: which append made a value */
  readonly makers: readonly ReadonlyMap<Scalar, number>[]
}

/** An answer that is a list is ok; `{ kind: 'failed' }` did not happen; of others nobody knows. */
export const outcomeUsual = (result: Plain): Outcome =>
  Array.isArray(result) ? 'ok' : kindOf(result) === 'failed' ? 'failed' : 'unknown'

/**
 * The history in numbers.
 * @param history in order of start
 * @throws NotInForm what of it cannot be read, or which value was appended twice
 */
export function transactionsOf(
  history: History,
  outcome: (result: Plain, call: Plain) => Outcome,
): Transactions {
  const count = history.length
  const status = new Uint8Array(count)
  const micros: (readonly Micro[])[] = []
  const numbers = new Map<Scalar, number>()
  const keys: Scalar[] = []
  const makers: Map<Scalar, number>[] = []
  const appends = { key: [] as number[], value: [] as Scalar[], transaction: [] as number[] }
  const reads = {
    key: [] as number[],
    list: [] as (readonly Scalar[])[],
    transaction: [] as number[],
  }
  const firstAppend = new Int32Array(count + 1)
  const firstRead = new Int32Array(count + 1)
  const keyOf = (key: Scalar): number => {
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, keys.length)
    makers.push(new Map())
    return keys.push(key) - 1
  }
  for (const [at, operation] of history.entries()) {
    const so = statuses[outcomeOf(operation, outcome)]
    if (operation.end !== null && operation.end < operation.start)
      throw new NotInForm(`operation ${operation.id} ended before it began`)
    status[at] = so
    const steps = microsOf(operation, so === ok)
    micros.push(steps)
    for (const step of steps) {
      const key = keyOf(step[1])
      if (step[0] === 'append') {
        const made = makers[key]
        const other = made?.get(step[2])
        if (other !== undefined)
          refuseTwice(step, history[appends.transaction[other] ?? 0]?.id, operation.id)
        made?.set(step[2], appends.key.length)
        appends.key.push(key)
        appends.value.push(step[2])
        appends.transaction.push(at)
      } else if (so === ok) {
        reads.key.push(key)
        reads.list.push(step[2] ?? [])
        reads.transaction.push(at)
      }
    }
    firstAppend[at + 1] = appends.key.length
    firstRead[at + 1] = reads.key.length
  }
  return {
    ...{ history, status, micros, keys, makers },
    appends: {
      ...appends,
      count: appends.key.length,
      final: finals(appends.key, firstAppend),
      first: firstAppend,
    },
    reads: { ...reads, count: reads.key.length, first: firstRead },
  }
}

type Append = Extract<Micro, readonly ['append', Scalar, Scalar]>

function refuseTwice(step: Append, one: number | undefined, other: number): never {
  const by = one === other ? `twice by T${other}` : `by T${one} and by T${other}`
  throw new NotInForm(
    `${elementText(step[2])} was appended to ${elementText(step[1])} ${by}: a value tells who appended it only if each is appended once`,
  )
}

function finals(key: readonly number[], first: Int32Array): Uint8Array {
  const final = new Uint8Array(key.length).fill(1)
  for (let at = 0; at + 1 < first.length; at++) {
    const end = first[at + 1] ?? 0
    const start = first[at] ?? 0
    if (end - start < 2) continue
    const seen = new Set<number>()
    for (let one = end - 1; one >= start; one--) {
      const its = key[one] ?? 0
      if (seen.has(its)) final[one] = 0
      seen.add(its)
    }
  }
  return final
}
