// A model of all its independent objects as one. It says the same and is slower to search; it is there
// to show that, and for whoever does not trust the division.

import type { Scalar } from '../plain.ts'
import { type Model, refused } from './model.ts'

/** The same model without independent parts: its state is that of every object by its key. */
export function undivided(model: Model): Model<ReadonlyMap<Scalar, unknown>> {
  const { partition, observer, outcome } = model
  if (partition === undefined) return model as Model<ReadonlyMap<Scalar, unknown>>
  return {
    name: model.name,
    about: model.about,
    init: new Map(),
    step(states, call, result) {
      const key = partition.call(model, call)
      const state = states.has(key) ? states.get(key) : model.init
      const next = model.step(state, call, result)
      if (next === refused) return refused
      return next === state ? states : new Map(states).set(key, next)
    },
    ...(observer === undefined ? {} : { observer: observer.bind(model) }),
    ...(outcome === undefined ? {} : { outcome: outcome.bind(model) }),
    ...(model.anomaly === undefined ? {} : { anomaly: model.anomaly.bind(model) }),
    ...(model.words === undefined ? {} : { words: model.words.bind(model) }),
    ...(model.refuses === undefined ? {} : { refuses: model.refuses.bind(model) }),
  }
}
