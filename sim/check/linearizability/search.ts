// Which search for which part: the exact linear ones where they apply; then, with growing budgets in
// turn, the one for who read from whom and the general one. What either decides is decided.

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

/** @returns never a guess: `unknown` where the budget did not suffice */
export function searchPart(history: History, part: Part, model: Model, budget: Budget): Found {
  const typed = judgeType(history, part, model)
  if (typed !== null) return typed
  const accesses = accessesOf(history, part, model)
  if (accesses === null) return searchFrontier(part, machineOf(history, part, model), budget)
  const resolution = resolve(part, accesses)
  if (resolution.kind !== 'resolved') return { kind: 'illegal', conflict: resolution }
  const zoned = solveZones(part, accesses, resolution)
  return zoned.kind === 'undecided' ? searchInTurn(part, accesses, resolution, budget) : zoned
}

/** What a judge says that knows one type only and is exact for it; null: there is none, or not for this. */
function judgeType(history: History, part: Part, { type }: Model): Found | null {
  if (type === 'queue' || type === 'bag') return judgeQueue(history, part, type === 'queue')
  if (type === 'set') return judgeGrowingSet(history, part)
  return null
}

/** Of the first turn, beyond one for each operation; each further turn has as many times more. */
const configurationsFirst = 20_000
const growth = 8

/**
 * The two searches fail on different histories: one where many updates join what few values tell apart,
 * the other where many writes overlap. So neither waits for the other to spend the whole budget.
 */
function searchInTurn(
  part: Part,
  accesses: Accesses,
  resolution: Resolution,
  budget: Budget,
): Found {
  const machine = accessMachine(accesses)
  const spent = { configurations: 0, bytes: 0 }
  let why = ''
  let searches = [
    (turn: Budget) => searchReadsFrom(part, accesses, resolution, turn),
    (turn: Budget) => searchFrontier(part, machine, turn, { accesses, resolution }),
  ]
  for (let most = configurationsFirst; ; most *= growth) {
    const turn = { ...budget, configurations: Math.min(most, budget.configurations) }
    const left: typeof searches = []
    for (const search of searches) {
      const found = search(turn)
      if (found.kind !== 'unknown') return found
      spent.configurations += found.spent.configurations
      spent.bytes = Math.max(spent.bytes, found.spent.bytes)
      why = found.why
      // Who gave up before its turn was over gives up again.
      if (found.spent.configurations >= turn.configurations) left.push(search)
    }
    searches = left
    if (most >= budget.configurations || left.length === 0) return { kind: 'unknown', spent, why }
  }
}
