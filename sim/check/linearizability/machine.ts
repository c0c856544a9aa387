// What the operations of a part mean to any model: kinds of steps of a machine whose states are
// numbered as they are met. Operations that ask and answer the same are of one kind.

import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'
import { never, type Part } from './part.ts'

export interface Machine {
  /** kind of each operation of the part */
  readonly kinds: Int32Array
  readonly kindCount: number
  /** number of the initial state */
  readonly initial: number
  /** number of the state after a step of that kind, -1: refused in that state */
  next(state: number, kind: number): number
  /** whether steps of that kind never change a state */
  isObserver(kind: number): boolean
  /** whether the state after a step of that kind is the same whatever the state before */
  isBlind(kind: number): boolean
  /** whether steps meet finitely many states however often each is taken */
  readonly isFinite: boolean
  /** the state of that number, for people */
  stateOf(state: number): unknown
}

/** The machine of a model: steps are taken once for each state and kind. */
export function machineOf(history: History, part: Part, model: Model): Machine {
  const { size } = part
  const kinds = new Int32Array(size)
  const known = new Map<string, number>()
  const calls: { readonly call: Plain; readonly result: Plain }[] = []
  for (let one = 0; one < size; one++) {
    const operation = history[part.place[one] ?? 0]
    const call = operation?.call
    const result = part.ret[one] === never ? undefined : operation?.result
    const name = nameOf(result === undefined ? [call] : [call, result])
    let kind = known.get(name)
    if (kind === undefined) {
      known.set(name, (kind = calls.length))
      calls.push({ call, result })
    }
    kinds[one] = kind
  }
  const states: unknown[] = [model.init]
  const keyOf = (state: unknown): unknown =>
    model.key === undefined ? nameOf(state) : model.key(state)
  const numbers = new Map<unknown, number>([[keyOf(model.init), 0]])
  // By state, then kind: the number after, -1 refused, -2 not taken yet.
  const after: Int32Array[] = []
  const untaken = -2
  const observers = calls.map(({ call }) => model.observer?.(call) === true)
  return {
    kinds,
    kindCount: calls.length,
    initial: 0,
    isObserver: (kind) => observers[kind] === true,
    isBlind: () => false,
    isFinite: false,
    stateOf: (state) => states[state],
    next(state, kind) {
      const row = (after[state] ??= new Int32Array(calls.length).fill(untaken))
      const seen = row[kind] ?? untaken
      if (seen !== untaken) return seen
      const { call, result } = calls[kind] ?? { call: null, result: undefined }
      const next = model.step(states[state], call, result)
      if (next === refused) return (row[kind] = -1)
      const key = keyOf(next)
      let number = numbers.get(key)
      if (number === undefined) {
        number = states.push(next) - 1
        numbers.set(key, number)
      }
      return (row[kind] = number)
    },
  }
}
