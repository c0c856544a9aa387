// The search for one order of all operations that keeps each client's own order: the walk of the general
// search, with clients in place of time.

import { searchCounted } from '../linearizability/counted.ts'
import { DepthFirst } from '../linearizability/depth-first.ts'
import type { Budget } from '../linearizability/found.ts'
import type { Named, Path } from '../linearizability/open-kinds.ts'
import { nextTurns } from './next-turns.ts'
import { Positions } from './positions.ts'
import type { Program } from './program.ts'
import { Turns } from './turns.ts'

export type FoundOrder =
  /** operations of the program in a legal order: all with an answer, and the open ones that took effect */
  | { readonly kind: 'ok'; readonly order: Int32Array }
  /** there is none; the longest legal beginning that was found */
  | { readonly kind: 'illegal'; readonly order: Int32Array }
  | { readonly kind: 'unknown'; readonly spent: Budget; readonly why: string }

/** @param budget configurations beyond one for each operation; bytes of memory of the search */
export function searchProgram(program: Program, budget: Budget): FoundOrder {
  const { machines, openKind, size } = program
  const refined = {
    walk(tracked: readonly number[]) {
      const turns = new Turns(program, tracked)
      return new DepthFirst(turns, nextTurns(turns), tracked.length < openKind.length)
    },
    named: (path: Path) => named(path, program),
    isExploding: () =>
      machines.some((machine) => machine.stateCount() > 2 * machine.kindCount + 64),
  }
  const configurations = budget.configurations + size
  const found = searchCounted(refined, { ...budget, configurations })
  if (found.kind === 'ok') return found
  if (found.kind === 'illegal')
    return { kind: 'illegal', order: named(found.walk.stuck.path, program).order }
  return { kind: 'unknown', spent: found.spent, why: found.why }
}

/** Gives each step of an open kind one of its operations whose client is far enough. */
function named({ steps }: Path, program: Program): Named {
  const positions = new Positions(program)
  const called: number[][] = Array.from(program.openKind, () => [])
  const call = (kind: number, one: number): void => void called[kind]?.push(one)
  positions.callOpen(call)
  const used = new Int32Array(program.openKind.length)
  const overused = new Set<number>()
  const order = new Int32Array(steps.length)
  let length = 0
  for (const said of steps) {
    let one = said
    if (said < 0) {
      const next = called[~said]?.[(used[~said] as number)++]
      if (next === undefined) {
        overused.add(~said)
        continue
      }
      one = next
    } else {
      const lane = program.lane[said] as number
      positions.of[lane] = (positions.of[lane] as number) + 1
      positions.callOpen(call)
    }
    if (overused.size === 0) order[length++] = one
  }
  return { order: order.slice(0, length), overused: [...overused] }
}
