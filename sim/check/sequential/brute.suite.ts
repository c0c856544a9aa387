// The oracle of sequential consistency: tries every order of all operations that keeps each client's own,
// and knows nothing else.

import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { outcomeOf } from '../history-check.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'
import type { Program } from './program.ts'

/** Whether one operation comes before another of the same client. */
const precedes = (one: Operation, at: number, other: Operation, otherAt: number): boolean =>
  one.client === other.client && at < otherAt && one.end !== null && one.end <= other.start

/** States of all objects, by their names. */
type States = ReadonlyMap<unknown, unknown>

function stepped(states: States, model: Model, { call }: Operation, result: Plain): States | null {
  const object = model.partition?.(call) ?? null
  const before = states.has(object) ? states.get(object) : model.init
  const after = model.step(before, call, result)
  return after === refused ? null : new Map(states).set(object, after)
}

/** @param history of at most 30 operations */
export function hasSequentialOrder(history: History, model: Model): boolean {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const kept = history.filter((one) => outcomeOf(one, outcome) !== 'failed')
  const isWanted = kept.map((one) => outcomeOf(one, outcome) === 'ok')
  const before = kept.map((one, at) =>
    kept.flatMap((other, otherAt) =>
      isWanted[otherAt] === true && precedes(other, otherAt, one, at) ? [otherAt] : [],
    ),
  )
  const dead = new Set<string>()
  const from = (taken: number, states: States): boolean => {
    if (isWanted.every((wanted, at) => !wanted || (taken & (1 << at)) !== 0)) return true
    const sorted = [...states].map(([key, state]) => `${String(key)}=${nameOf(state)}`).toSorted()
    const name = `${taken} ${sorted.join(' ')}`
    if (dead.has(name)) return false
    for (let at = 0; at < kept.length; at++) {
      const one = kept[at]
      if (one === undefined || (taken & (1 << at)) !== 0) continue
      if (before[at]?.some((other) => (taken & (1 << other)) === 0) === true) continue
      const next = stepped(states, model, one, isWanted[at] === true ? one.result : undefined)
      if (next !== null && from(taken | (1 << at), next)) return true
    }
    dead.add(name)
    return false
  }
  return from(0, new Map())
}

/** @returns what is wrong with an order, in words, or null */
export function wrongWithSequence(
  history: History,
  model: Model,
  program: Program,
  order: Int32Array,
): string | null {
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const places = Array.from(order, (one) => program.place[one] as number)
  if (new Set(places).size < places.length) return 'an operation stands twice'
  let states: States = new Map()
  const stood: number[] = []
  for (const at of places) {
    const one = history[at] as Operation
    const wanted = outcomeOf(one, outcome) === 'ok'
    const late = stood.some((other) => precedes(one, at, history[other] as Operation, other))
    if (wanted && late) return `${one.id} stands too late for its client`
    for (const [other, its] of history.entries()) {
      if (
        outcomeOf(its, outcome) === 'ok' &&
        precedes(its, other, one, at) &&
        !stood.includes(other)
      )
        return `${one.id} stands too early for its client`
    }
    const next = stepped(states, model, one, wanted ? one.result : undefined)
    if (next === null) return `${one.id} is refused at its place`
    states = next
    stood.push(at)
  }
  const missing = history.findIndex(
    (one, at) => outcomeOf(one, outcome) === 'ok' && !stood.includes(at),
  )
  return missing < 0 ? null : `operation ${missing} is missing`
}
