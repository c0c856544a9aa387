// Which search for which part: the exact linear ones where they apply, the general one for the rest.

import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { accessMachine } from './access-machine.ts'
import { accessesOf } from './accesses.ts'
import type { Budget, Found } from './found.ts'
import { searchFrontier } from './frontier.ts'
import { machineOf } from './machine.ts'
import type { Part } from './part.ts'
import { judgeQueue } from './queue.ts'
import { resolve } from './resolution.ts'

/** @returns never a guess: `unknown` where the budget did not suffice */
export function searchPart(history: History, part: Part, model: Model, budget: Budget): Found {
  const typed = judgeType(history, part, model)
  if (typed !== null) return typed
  const accesses = accessesOf(history, part, model)
  if (accesses === null) return searchFrontier(part, machineOf(history, part, model), budget)
  const resolution = resolve(part, accesses)
  if (resolution.kind !== 'resolved') return { kind: 'illegal', conflict: resolution }
  return searchFrontier(part, accessMachine(accesses), budget)
}

/** What a judge says that knows one type only and is exact for it; null: there is none, or not for this. */
function judgeType(history: History, part: Part, { type }: Model): Found | null {
  if (type === 'queue' || type === 'bag') return judgeQueue(history, part, type === 'queue')
  return null
}
