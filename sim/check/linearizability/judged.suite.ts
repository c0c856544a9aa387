// The searches of one part under one signature, each as it is used: null where it does not apply, or
// leaves the part to another one.

import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { accessMachine } from './access-machine.ts'
import { type Accesses, accessesOf } from './accesses.ts'
import type { Budget, Found } from './found.ts'
import { searchFrontier } from './frontier.ts'
import { judgeGrowingSet } from './growing-set.ts'
import { machineOf } from './machine.ts'
import type { Part } from './part.ts'
import { judgeQueue } from './queue.ts'
import { searchReadsFrom } from './reads-from-search.ts'
import { type Resolution, resolve } from './resolution.ts'
import { solveZones } from './zones.ts'

export interface Search {
  readonly name: string
  search(history: History, part: Part, model: Model, budget: Budget): Found | null
}

/** What readers found, as far as it is certain; then one more search on that. */
const resolved =
  (
    solve: (part: Part, accesses: Accesses, known: Resolution, budget: Budget) => Found | null,
  ): Search['search'] =>
  (history, part, model, budget) => {
    const accesses = accessesOf(history, part, model)
    if (accesses === null) return null
    const resolution = resolve(part, accesses)
    if (resolution.kind !== 'resolved') return { kind: 'illegal', conflict: resolution }
    return solve(part, accesses, resolution, budget)
  }

export const searches: readonly Search[] = [
  {
    name: 'zones',
    search: resolved((part, accesses, resolution) => {
      const found = solveZones(part, accesses, resolution)
      return found.kind === 'undecided' ? null : found
    }),
  },
  {
    name: 'reads-from',
    search: resolved((part, accesses, resolution, budget) => {
      const found = searchReadsFrom(part, accesses, resolution, budget)
      return found.kind === 'unknown' && found.spent.configurations === 0 ? null : found
    }),
  },
  {
    name: 'frontier on accesses',
    search(history, part, model, budget) {
      const accesses = accessesOf(history, part, model)
      return accesses === null ? null : searchFrontier(part, accessMachine(accesses), budget)
    },
  },
  {
    name: 'frontier',
    search: (history, part, model, budget) =>
      searchFrontier(part, machineOf(history, part, model), budget),
  },
  {
    name: 'queue',
    search: (history, part, { type }) =>
      type === 'queue' || type === 'bag' ? judgeQueue(history, part, type === 'queue') : null,
  },
  {
    name: 'growing set',
    search: (history, part, { type }) => (type === 'set' ? judgeGrowingSet(history, part) : null),
  },
]
