// A model: what an object does when it is asked one thing at a time. Every consistency checker holds a
// history against one. A model is data and pure functions; how a history is searched is not its business.

import type { History } from '../history.ts'
import type { Plain, Scalar } from '../plain.ts'
import type { Outcome } from './history-check.ts'

/** What `step` says of an answer that the object would not give in that state. */
export const refused: unique symbol = Symbol('refused')

/**
 * @typeParam S state; a plain value, never changed in place
 * @typeParam C calls that it knows
 * @typeParam R answers that it gives
 */
export interface Model<S = unknown, C extends Plain = Plain, R extends Plain = Plain> {
  /** `register`, as `--model` takes it */
  readonly name: string
  /** one sentence */
  readonly about: string
  readonly init: S
  /**
   * The state after the object was asked `call` and answered `result`, or `refused`: in that state it
   * answers otherwise. `result` undefined: nobody knows the answer, and the call took effect.
   */
  step(state: S, call: C, result: R | undefined): S | typeof refused
  /** without it every answer is ok; a failed operation did not happen, an unknown one may have */
  outcome?(result: R, call: C): Outcome
  /** names a state, equal names for equal states; without it the whole state is its name */
  key?(state: S): Scalar
  /** the independent object that a call is about, the key of a map; without it there is one object */
  partition?(call: C): Scalar
  /** whether the call changes no state, whatever it is answered */
  observer?(call: C): boolean
  /**
   * The operation as an access to one value, for models that are registers underneath: it opens the
   * fast paths. It has to say what `step` says. Null: it cannot be said so.
   */
  access?(call: C, result: R | undefined): Access | null
  /** what is wrong when no order allows this call, where that is known better than WL2016: its code */
  anomaly?(call: C): string | null
  /**
   * What the operation is about, when all operations about it can be left out together and a legal
   * history stays legal: an element of a queue. Null: it can be left out alone. Undefined: it cannot.
   */
  unit?(call: C, result: R | undefined): Plain
  /** a model that says the same of these operations and is judged faster, or null */
  narrowed?(history: History): Model | null
  /**
   * The type that the object is, for judges that know one type only: calls, answers and steps are those
   * of the model of that name.
   */
  readonly type?: 'queue' | 'bag' | 'set'
  /** the operation as the end of a sentence, `read 2`, `put x = 2`; without it, its call and answer */
  words?(call: C, result: R | undefined): string
  /** what is wrong with a call or an answer that the model does not know, as `expected …`, or null */
  refuses?(call: Plain, result: Plain): string | null
}

/**
 * The same model with other independent objects. A model may be an instance of a class, whose methods
 * are not its own.
 * @param partition undefined: there is one object
 */
export function dividedBy(model: Model, partition: Model['partition'] | undefined): Model {
  const fields = new Map<string, unknown>()
  for (
    let at: object | null = model;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const field of Object.getOwnPropertyNames(at)) {
      if (fields.has(field) || field === 'partition') continue
      const value: unknown = Reflect.get(at, field, model)
      fields.set(field, typeof value === 'function' ? value.bind(model) : value)
    }
  }
  // All that a model has is in there, but for what is given here.
  const same = Object.fromEntries(fields) as {
    [field in keyof Omit<Model, 'partition'>]: Model[field]
  }
  return partition === undefined ? same : { ...same, partition }
}

/** An operation on one value. */
export type Access =
  /** it found the value */
  | { readonly kind: 'read'; readonly value: Plain }
  /** it set the value, whatever was there */
  | { readonly kind: 'write'; readonly value: Plain }
  /** it found one value and set another */
  | { readonly kind: 'update'; readonly from: Plain; readonly to: Plain }
  /** it found another value than this one, and changed nothing */
  | { readonly kind: 'not'; readonly value: Plain }
  /** it put this text behind the text that was there */
  | { readonly kind: 'append'; readonly value: string }
  /** it changed nothing and tells nothing */
  | { readonly kind: 'nothing' }
