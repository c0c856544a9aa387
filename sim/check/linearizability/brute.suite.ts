// The oracle of small histories: tries every order, one operation after the other, and knows nothing
// else. What it says is the definition; every faster search is held against it.

import type { History } from '../../history.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'
import { never, type Part, partsOf } from './part.ts'

/** @returns whether every part has a legal order */
export const isLinearizable = (history: History, model: Model): boolean =>
  partsOf(history, model).every((part) => hasLegalOrder(history, part, model))

/** @param part of at most 30 operations */
export function hasLegalOrder(history: History, part: Part, model: Model): boolean {
  const { size, call, ret } = part
  const wanted = Array.from({ length: size }, (_, one) => one).filter((one) => ret[one] !== never)
  const dead = new Set<string>()
  const from = (taken: number, state: unknown): boolean => {
    if (wanted.every((one) => (taken & (1 << one)) !== 0)) return true
    const name = `${taken} ${nameOf(state)}`
    if (dead.has(name)) return false
    for (let one = 0; one < size; one++) {
      if ((taken & (1 << one)) !== 0) continue
      // Whatever had returned before it was called has to be in.
      const early = wanted.some(
        (other) => (taken & (1 << other)) === 0 && (ret[other] ?? 0) < (call[one] ?? 0),
      )
      if (early) continue
      const operation = history[part.place[one] ?? 0]
      const result = ret[one] === never ? undefined : operation?.result
      const next = model.step(state, operation?.call, result)
      if (next !== refused && from(taken | (1 << one), next)) return true
    }
    dead.add(name)
    return false
  }
  return from(0, model.init)
}
