// A model of all its independent objects as one. It says the same and is slower to search; it is there
// to show that, and for whoever does not trust the division.

import type { Scalar } from '../plain.ts'
import { type Model, refused } from './model.ts'
import { nameOf } from './state-name.ts'

/** By number of the object, the number of its state; what is not there yet is in state 0. */
export type States = readonly number[]

/**
 * The same model without independent parts. Objects and their states are numbered as they are met, so
 * that states of the whole are cheap to name; a number once given stays.
 */
export function undivided(model: Model): Model<States> {
  const { partition, observer, outcome } = model
  const objects = new Map<Scalar, number>()
  const numbers = new Map<unknown, number>()
  const all: unknown[] = []
  const numberOf = (state: unknown): number => {
    const name = model.key === undefined ? nameOf(state) : model.key(state)
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, all.length)
    return all.push(state) - 1
  }
  numberOf(model.init)
  return {
    name: model.name,
    about: model.about,
    init: [],
    key: (states) => states.join(),
    step(states, call, result) {
      const key = partition?.call(model, call) ?? null
      let object = objects.get(key)
      if (object === undefined) objects.set(key, (object = objects.size))
      const before = states[object] ?? 0
      const next = model.step(all[before], call, result)
      if (next === refused) return refused
      const after = numberOf(next)
      if (after === before) return states
      const changed = [...states]
      while (changed.length < object) changed.push(0)
      changed[object] = after
      while (changed.at(-1) === 0) changed.pop()
      return changed
    },
    ...(observer === undefined ? {} : { observer: observer.bind(model) }),
    ...(outcome === undefined ? {} : { outcome: outcome.bind(model) }),
  }
}
