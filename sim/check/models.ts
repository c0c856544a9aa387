// The models by the names under which a history of any tool is judged: `--model cas-register`. A model
// of one's own needs no name here; it is given to `linearizable` itself.

import type { Plain } from '../plain.ts'
import type { Model } from './model.ts'
import { linesOf } from './models/calls.ts'
import { counter, counterCalls } from './models/counter.ts'
import { fencedLock, fencedLockCalls } from './models/fenced-lock.ts'
import { kv, kvCalls } from './models/kv.ts'
import { mutex, mutexCalls } from './models/mutex.ts'
import { bag, queue, queueCalls } from './models/queue.ts'
import { register, registerCalls } from './models/register.ts'
import { set, setCalls } from './models/set.ts'

export interface ModelTold {
  /** as `--model` takes it */
  readonly name: string
  /** one sentence */
  readonly about: string
  /** a line for each call, `cas {from, to, key?} → true, false or {found}` */
  readonly calls: readonly string[]
  /** @param init the value before the first operation, of a register, a kv (for each key), a counter */
  readonly make: (init?: Plain) => Model
}

/** The same model under a name of its own. */
const named = (name: string, model: Model): Model => ({ ...model, name })

const told = (name: string, calls: readonly string[], make: ModelTold['make']): ModelTold => ({
  name,
  about: make().about,
  calls,
  make,
})

export const models: readonly ModelTold[] = [
  told('register', linesOf(registerCalls), (init) => register(init) as Model),
  told('cas-register', linesOf(registerCalls), (init) =>
    named('cas-register', register(init) as Model),
  ),
  told('kv', linesOf(kvCalls), (init) => kv(init) as Model),
  told('mutex', linesOf(mutexCalls), () => mutex() as Model),
  told('fenced-lock', linesOf(fencedLockCalls), () => fencedLock() as Model),
  told('queue', linesOf(queueCalls), () => queue() as Model),
  told('bag', linesOf(queueCalls), () => bag() as Model),
  told('set', linesOf(setCalls), () => set() as Model),
  told(
    'counter',
    linesOf(counterCalls),
    (init) => counter(typeof init === 'number' ? init : 0) as Model,
  ),
]

/** @returns null for a name that no model has */
export const modelNamed = (name: string): ModelTold | null =>
  models.find((one) => one.name === name) ?? null
