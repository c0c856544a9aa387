// What could be next in one order of all operations, in stages. The target is the operation that is next
// of its client and ended first of those: most systems do what comes early early.

import type { Chooser, Choices } from '../linearizability/depth-first.ts'
import type { Machine } from '../linearizability/machine.ts'
import type { Turns } from './turns.ts'

const stage = { target: 0, openForTarget: 1, others: 2, openForOthers: 3 } as const

/** The steps that a walk which stands there could take. */
export const nextTurns = (turns: Turns): Chooser => ({
  stages: 4,
  gather: (next, choices) => gather(turns, next, choices),
})

function gather(turns: Turns, next: number, choices: Choices): void {
  const target = targetOf(turns)
  if (target < 0) return
  const isReady = turns.after(target) !== -1 && !mustStay(turns, target)
  if (next === stage.target && isReady) choices.add(target)
  else if (next === stage.target) gatherAnswered(turns, { target, isReady, helps: true }, choices)
  else if (next === stage.openForTarget && !isReady)
    gatherOpen(turns, { target, isReady, helps: true }, choices)
  else if (next === stage.others) gatherAnswered(turns, { target, isReady, helps: false }, choices)
  else if (next === stage.openForOthers)
    gatherOpen(turns, { target, isReady, helps: false }, choices)
}

interface Wanted {
  readonly target: number
  /** whether the target could be next itself */
  readonly isReady: boolean
  /** those after which the target can be in, or the others */
  readonly helps: boolean
}

/** -1: every client is through, or waits for itself. */
function targetOf(turns: Turns): number {
  const { lanes, end } = turns.program
  let target = -1
  for (let lane = 0; lane < lanes.length; lane++) {
    const one = turns.next(lane)
    if (one >= 0 && (target < 0 || (end[one] as number) < (end[target] as number))) target = one
  }
  return target
}

/** Whether others have to find the state that the operation (-1: an open one) would change. */
function mustStay({ program, states, left }: Turns, one: number): boolean {
  return objectMustStay({ program, states, left }, program.object[one] as number, one)
}

function objectMustStay(
  { program, states, left }: Pick<Turns, 'program' | 'states' | 'left'>,
  object: number,
  one: number,
): boolean {
  const from = program.valueFrom[object] as number
  return from >= 0 && left.mustStay(from + (states[object] as number), one)
}

/** In order of their ends. */
function gatherAnswered(turns: Turns, wanted: Wanted, choices: Choices): void {
  const { lanes, object, kind, end } = turns.program
  const start = choices.end
  for (let lane = 0; lane < lanes.length; lane++) {
    const one = turns.next(lane)
    if (one < 0 || (wanted.isReady && one === wanted.target)) continue
    // What only looks would be in if it could.
    if (turns.machineOf(one).isObserver(kind[one] as number)) continue
    const after = turns.after(one)
    if (after === -1) continue
    const its = object[one] as number
    const stays = after === turns.states[its]
    if (!stays && mustStay(turns, one)) continue
    if ((!wanted.isReady && enables(turns, its, after, wanted.target)) !== wanted.helps) continue
    choices.add(one)
    const { all } = choices
    let at = choices.end - 1
    for (; at > start && (end[all[at - 1] as number] as number) > (end[one] as number); at--)
      all[at] = all[at - 1] as number
    all[at] = one
  }
}

function enables({ program }: Turns, object: number, after: number, target: number): boolean {
  if (program.object[target] !== object) return false
  const machine = program.machines[object] as Machine
  return machine.next(after, program.kind[target] as number) !== -1
}

/**
 * Open kinds that make a difference to something of their object that could be next. Without such a
 * thing an open operation need not be in, or not yet: leaving it out or putting it in later is legal too.
 */
function gatherOpen(turns: Turns, wanted: Wanted, choices: Choices): void {
  const { openKind, openObject } = turns.program
  for (let kind = 0; kind < openKind.length; kind++) {
    const after = afterOpen(turns, kind)
    if (after === -1) continue
    const object = openObject[kind] as number
    if ((!wanted.isReady && enables(turns, object, after, wanted.target)) !== wanted.helps) continue
    if (wanted.helps || isUseful(turns, object, after)) choices.add(~kind)
  }
}

/** State after an open operation of that kind; -1: there is none left, or it changes nothing. */
function afterOpen(turns: Turns, kind: number): number {
  const { program, called, countAt, used, states } = turns
  const all = called[kind] as number
  const count = countAt[kind] as number
  if (all === 0 || (count >= 0 && (used[count] as number) >= all)) return -1
  const object = program.openObject[kind] as number
  const what = program.openKind[kind] as number
  const state = states[object] as number
  const after = (program.machines[object] as Machine).next(state, what)
  if (after === state || after === -1 || objectMustStay(turns, object, -1)) return -1
  // One of the same kind with an answer goes first: the open one can do later what that could.
  for (let lane = 0; lane < program.lanes.length; lane++) {
    const one = turns.next(lane)
    if (one >= 0 && program.object[one] === object && program.kind[one] === what) return -1
  }
  return after
}

function isUseful(turns: Turns, object: number, after: number): boolean {
  const { program, states, called } = turns
  const machine = program.machines[object] as Machine
  const state = states[object] as number
  const isChanged = (kind: number): boolean => {
    const then = machine.next(after, kind)
    return !machine.isBlind(kind) && then !== -1 && then !== machine.next(state, kind)
  }
  for (let lane = 0; lane < program.lanes.length; lane++) {
    const one = turns.next(lane)
    if (one >= 0 && program.object[one] === object && isChanged(program.kind[one] as number))
      return true
  }
  for (let other = 0; other < program.openKind.length; other++) {
    if (called[other] === 0 || program.openObject[other] !== object) continue
    const kind = program.openKind[other] as number
    if (machine.next(after, kind) !== after && isChanged(kind)) return true
  }
  return false
}
