// The searches of one part under one signature, each as it is used: null where it does not apply, or
// leaves the part to another one.

import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { accessMachine } from './access-machine.ts'
import { accessesOf } from './accesses.ts'
import type { Budget, Found } from './found.ts'
import { searchFrontier } from './frontier.ts'
import { machineOf } from './machine.ts'
import type { Part } from './part.ts'
import { resolve } from './resolution.ts'
import { solveZones } from './zones.ts'

export interface Search {
  readonly name: string
  search(history: History, part: Part, model: Model, budget: Budget): Found | null
}

export const searches: readonly Search[] = [
  {
    name: 'zones',
    search(history, part, model) {
      const accesses = accessesOf(history, part, model)
      if (accesses === null) return null
      const resolution = resolve(part, accesses)
      if (resolution.kind !== 'resolved') return { kind: 'illegal', conflict: resolution }
      const found = solveZones(part, accesses, resolution)
      return found.kind === 'undecided' ? null : found
    },
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
]
