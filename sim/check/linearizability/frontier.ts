// The general search, for any model: just in time linearization. A configuration is a place among the
// events, a state, and which of the operations under way are in; there is a choice only where a return
// is next of an operation that is not in. Source: Lowe, Testing for linearizability (2017).

import { assert } from '../../assert.ts'
import type { Accesses } from './accesses.ts'
import { searchCounted } from './counted.ts'
import { DepthFirst } from './depth-first.ts'
import type { Budget, Found } from './found.ts'
import { type Known, tightenedPart, valuesFound } from './known.ts'
import type { Machine } from './machine.ts'
import { named, openKindsOf, type Path } from './open-kinds.ts'
import type { Part } from './part.ts'
import { slotsOf } from './slots.ts'
import { type Ground, Standing } from './standing.ts'
import { UnderWay } from './under-way.ts'

/** Of the search once more for the longest beginning, after the verdict is known. */
const configurationsToTell = 20_000

/**
 * @param machine of the same part
 * @param budget configurations beyond one for each operation; bytes of memory of the search
 * @param known from the reads-from inference, of the same part; the machine is that of its accesses
 * @returns the first legal order that it meets; `stuck` when there is none
 */
export function searchFrontier(
  part: Part,
  machine: Machine,
  budget: Budget,
  known: Known | null = null,
): Found {
  if (known === null) return searched(groundOf(part, machine, null), budget)
  const tightened = tightenedPart(part, known.resolution)
  const found = searched(groundOf(tightened, machine, known.accesses), budget)
  if (found.kind !== 'illegal') return found
  // What is ruled out early makes beginnings short: one that goes further tells more.
  const told = searched(groundOf(part, machine, null), {
    ...budget,
    configurations: Math.min(budget.configurations, configurationsToTell),
  })
  return told.kind === 'illegal' ? told : inPart(part, known, found)
}

/** The return that cannot be passed is that of an operation with an answer. */
function inPart(part: Part, { resolution }: Known, found: Found): Found {
  if (found.kind !== 'illegal' || found.conflict.kind !== 'stuck') return found
  const { conflict } = found
  const at = ~(part.events[resolution.ret[conflict.at] as number] as number)
  return { kind: 'illegal', conflict: { ...conflict, at } }
}

function searched(ground: Ground, budget: Budget): Found {
  const { part, machine, open } = ground
  const refined = {
    walk(tracked: readonly number[]) {
      const standing = new Standing(ground, tracked)
      const mayCircle = tracked.length < open.kinds.length
      return new DepthFirst(standing, new UnderWay(standing), mayCircle)
    },
    named: (path: Path) => named(path, part, open),
    isExploding: () => machine.stateCount() > 2 * machine.kindCount + 64,
  }
  const configurations = budget.configurations + part.size
  const found = searchCounted(refined, { ...budget, configurations })
  if (found.kind === 'ok') return found
  if (found.kind === 'illegal') return stuck(ground, found.walk)
  return { kind: 'unknown', spent: found.spent, why: found.why }
}

function groundOf(part: Part, machine: Machine, accesses: Accesses | null): Ground {
  const observes = new Uint8Array(machine.kindCount)
  for (let kind = 0; kind < observes.length; kind++) {
    if (machine.isObserver(kind)) observes[kind] = 1
  }
  const known = accesses === null ? null : valuesFound(part, accesses)
  const open = openKindsOf(part, machine)
  return { part, machine, slots: slotsOf(part), open, observes, known }
}

/** The beginning is cut where it uses an open operation that is not there. */
function stuck({ part, machine, open }: Ground, walk: DepthFirst): Found {
  const { progress, path } = walk.stuck
  const at = ~(part.events[progress] as number)
  assert(at >= 0, 'a walk is stuck before a return')
  const { order } = named(path, part, open)
  let state = machine.initial
  for (const one of order) state = machine.next(state, machine.kinds[one] as number)
  return { kind: 'illegal', conflict: { kind: 'stuck', at, order, state: machine.stateOf(state) } }
}
