// A history as the checks of sets, queues, identifiers and counts read it: what kind of call each one
// was, about which value, how it ended, and where its call and its answer stand in the order of events.

import type { History, Operation } from '../history.ts'
import type { Plain } from '../plain.ts'
import type { Misfit, Outcome } from './history-check.ts'
import { never, partsOf } from './linearizability/part.ts'
import type { Model } from './model.ts'

/** How a check reads operations that are not said in its own words. */
export interface Reading {
  /** name of the property */
  readonly name?: string
  /**
   * the operation with its call and its answer in the words of the check, null: none of its business;
   * without it every operation is taken as it is
   */
  readonly as?: (operation: Operation) => Pick<Operation, 'call' | 'result'> | null
  /** how an answer ended; without it false is a failure, and everything else is ok */
  readonly outcome?: (result: Plain, call: Plain) => Outcome
}

/** An operation as a check reads it. */
export interface Asked {
  readonly operation: Operation
  readonly kind: string
  /** what the call is about; undefined: it does not say */
  readonly value: Plain
  readonly result: Plain
  readonly outcome: Outcome
  /** place of its call among all calls and answers; a call comes before an answer of the same instant */
  readonly called: number
  /** place of its answer; `never`: none came, or one that says nothing */
  readonly returned: number
}

/** An anomaly, by whom it shows. */
export interface Wrong {
  readonly code: string
  /** a sentence without its full stop */
  readonly why: string
  readonly misfit: Misfit
}

const anyObject: Model = { name: '', about: '', init: null, step: (state) => state }

/** Whatever has a `kind`, in order of calls. */
export function askedOf(history: History, { as, outcome }: Reading = {}): readonly Asked[] {
  const [part] = partsOf(history, anyObject)
  if (part === undefined) return []
  const all: Asked[] = []
  for (let one = 0; one < part.size; one++) {
    const operation = history[part.place[one] ?? 0]
    if (operation === undefined) continue
    const read = as === undefined ? operation : as(operation)
    if (read === null) continue
    const { call } = read
    const kind = fieldOf(call, 'kind')
    if (typeof kind !== 'string') continue
    const ended = part.ret[one] ?? never
    const said = ended === never ? 'unknown' : outcome?.(read.result, call)
    all.push({
      ...{ operation, kind, value: fieldOf(call, 'value'), result: read.result },
      outcome: said ?? (read.result === false ? 'failed' : 'ok'),
      called: part.call[one] ?? 0,
      returned: said === 'unknown' ? never : ended,
    })
  }
  return all
}

function fieldOf(call: Plain, name: string): Plain {
  if (typeof call !== 'object' || call === null || !Object.hasOwn(call, name)) return undefined
  return (call as { readonly [field: string]: Plain })[name]
}

/** The values in an answer: a list, a Set, or none. */
export function valuesIn(result: Plain): readonly Plain[] {
  if (result instanceof Set) return [...(result as ReadonlySet<Plain>)]
  return Array.isArray(result) ? (result as readonly Plain[]) : []
}

/** `2 lost`, `1 element`, without what is zero. */
export const countsIn = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(' · ')
