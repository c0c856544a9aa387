// The general search, for any model: just in time linearization. A configuration is a place among the
// events, a state, and which of the operations under way are in; there is a choice only where a return
// is next of an operation that is not in. Sources: Lowe, Testing for linearizability (2017); Clarke et
// al., Counterexample-guided abstraction refinement (2000), for operations without an answer.

import { assert } from '../../assert.ts'
import { DepthFirst } from './depth-first.ts'
import type { Budget, Found } from './found.ts'
import type { Machine } from './machine.ts'
import { type Named, named, openKindsOf } from './open-kinds.ts'
import type { Part } from './part.ts'
import { slotsOf } from './slots.ts'
import type { Ground } from './standing.ts'

/** After so many configurations, and twice as many, a walk is looked at: does it go on for ever? */
const walkFirst = 4_096

/** More states than a model has whose steps set what they say, give or take. */
const statesUsual = ({ kindCount }: Machine): number => 2 * kindCount + 64

/**
 * Operations without an answer are optional. First each kind of them is used as often as wanted: what
 * is illegal even so is illegal. A way that uses one more often than it was called makes that kind
 * counted, and the search begins again.
 * @param machine of the same part
 * @param budget configurations beyond one for each operation; bytes
 * @returns the first legal order that it meets; `stuck` when there is none
 */
export function searchFrontier(part: Part, machine: Machine, budget: Budget): Found {
  const ground = groundOf(part, machine)
  const tracked: number[] = []
  const limit = budget.configurations + part.size
  let looked = 0
  for (;;) {
    const walk = new DepthFirst(ground, tracked)
    const { said, over } = searched(walk, ground, { ...budget, configurations: limit - looked })
    looked += walk.looked
    if (said === 'none') return illegal(ground, walk)
    if (said === 'found' && over.length === 0)
      return { kind: 'ok', order: named(walk.path, part, ground.open).order }
    if (over.length === 0) return unknown(looked, walk.bytes, budget, limit)
    tracked.push(...over)
  }
}

interface Searched {
  readonly said: 'found' | 'none' | 'spent'
  /** open kinds that are to be counted from now on */
  readonly over: readonly number[]
}

/** Walks to an end, or to where a kind has to be counted to come to one. */
function searched(walk: DepthFirst, { part, machine, open }: Ground, budget: Budget): Searched {
  const { configurations, bytes } = budget
  let most = machine.stateCount() < 0 ? configurations : walkFirst
  for (;;) {
    const said = walk.walk(Math.min(most, configurations), bytes)
    if (said === 'none') return { said, over: [] }
    const over = named(walk.path, part, open).overused
    if (said === 'found') return { said, over }
    if (said === 'repeats') {
      assert(over.length > 0, 'what a walk repeats was not called so often')
      return { said: 'spent', over }
    }
    if (walk.looked >= configurations || walk.bytes > bytes) return { said, over: [] }
    if (over.length > 0 && machine.stateCount() > statesUsual(machine)) return { said, over }
    most *= 2
  }
}

function groundOf(part: Part, machine: Machine): Ground {
  const observes = new Uint8Array(machine.kindCount)
  for (let kind = 0; kind < observes.length; kind++) {
    if (machine.isObserver(kind)) observes[kind] = 1
  }
  return { part, machine, slots: slotsOf(part), open: openKindsOf(part, machine), observes }
}

function unknown(looked: number, bytes: number, budget: Budget, limit: number): Found {
  const why =
    looked >= limit
      ? `${looked} configurations were looked at, and the budget is ${budget.configurations}`
      : `${bytes} bytes were used, and the budget is ${budget.bytes}`
  return { kind: 'unknown', spent: { configurations: looked, bytes }, why }
}

/** The beginning is cut where it uses an open operation that is not there. */
function illegal({ part, machine, open }: Ground, walk: DepthFirst): Found {
  const { event, path } = walk.stuck
  const target = ~(part.events[event] as number)
  assert(target >= 0, 'a walk is stuck before a return')
  const { order }: Named = named(path, part, open)
  let state = machine.initial
  for (const one of order) state = machine.next(state, machine.kinds[one] as number)
  return {
    kind: 'illegal',
    conflict: { kind: 'stuck', at: target, order, state: machine.stateOf(state) },
  }
}
