// What could be in next where a walk of the general search stands, in stages: what lets the target in
// first. The target is the operation whose return is next and that is not in.

import type { Chooser, Choices } from './depth-first.ts'
import type { Standing } from './standing.ts'

const stage = { target: 0, openForTarget: 1, others: 2, openForOthers: 3 } as const

interface Wanted {
  readonly choices: Choices
  /** kind of the target, and whether it could be in next itself */
  readonly kind: number
  readonly isReady: boolean
  /** those after which the target can be in, or the others */
  readonly helps: boolean
}

export class UnderWay implements Chooser {
  readonly stages = 4
  readonly #standing: Standing
  /** by kind: the scan that met it last, so that of equal ones one is a choice */
  readonly #met: Int32Array
  #scan = 0
  /** open kinds after which the state depends on the one before */
  readonly #openUpdates: Int32Array

  constructor(standing: Standing) {
    this.#standing = standing
    const { machine, open } = standing.ground
    this.#met = new Int32Array(machine.kindCount)
    const kinds = Int32Array.from(open.kinds.keys())
    this.#openUpdates = kinds.filter((kind) => !machine.isBlind(open.kinds[kind] as number))
  }

  gather(next: number, choices: Choices): void {
    const start = choices.end
    this.#gather(next, choices)
    if (next === stage.target) this.#putUnreadFirst(choices, start)
  }

  #gather(next: number, choices: Choices): void {
    const { ground, at, state } = this.#standing
    const target = ~(ground.part.events[at] as number)
    const kind = ground.machine.kinds[target] as number
    const isReady = ground.machine.next(state, kind) !== -1
    if (next === stage.target && isReady) {
      if (!this.#mustStay(target, ground.machine.next(state, kind))) choices.add(target)
    } else if (next === stage.target) this.#gatherUnder({ choices, kind, isReady, helps: true })
    else if (next === stage.openForTarget && !isReady) this.#gatherOpen(choices, kind)
    else if (next === stage.others) this.#gatherUnder({ choices, kind, isReady, helps: false })
    else if (next === stage.openForOthers) this.#gatherUseful({ choices, kind, isReady })
  }

  /** Operations under way, one of each kind: the one that returns first can stand for all. */
  #gatherUnder({ choices, kind: target, isReady, helps }: Wanted): void {
    const standing = this.#standing
    const { part, machine, observes } = standing.ground
    const start = choices.end
    const scan = ++this.#scan
    for (let slot = 0; slot < standing.under.length; slot++) {
      const one = standing.under[slot] as number
      if (one < 0 || standing.isIn(slot)) continue
      const kind = machine.kinds[one] as number
      if (observes[kind] === 1 || (isReady && kind === target)) continue
      const after = machine.next(standing.state, kind)
      if (after === -1 || this.#mustStay(one, after)) continue
      if ((!isReady && machine.next(after, target) !== -1) !== helps) continue
      if (this.#met[kind] === scan && !this.#isSooner(one, choices, start)) continue
      this.#met[kind] = scan
      choices.add(one)
      sink(choices, start, part.ret)
    }
  }

  /** Whether it returns before the choice of its kind, which is taken away then. */
  #isSooner(one: number, choices: Choices, start: number): boolean {
    const { machine, part } = this.#standing.ground
    const kind = machine.kinds[one]
    for (let at = start; at < choices.end; at++) {
      const other = choices.all[at] as number
      if (machine.kinds[other] !== kind) continue
      if ((part.ret[one] as number) >= (part.ret[other] as number)) return false
      choices.all.copyWithin(at, at + 1, choices.end)
      choices.end -= 1
    }
    return true
  }

  /**
   * Before a step after which the state before does not matter, a write that nobody reads can be in at
   * no cost: it is tried first, so that its return does not come while another value has to stay.
   */
  #putUnreadFirst(choices: Choices, start: number): void {
    const { under, ground, left } = this.#standing
    const first = choices.all[start] as number
    if (left === null || choices.end === start || !this.#isBlind(first)) return
    for (let slot = 0; slot < under.length; slot++) {
      const one = under[slot] as number
      if (one < 0 || one === first || this.#standing.isIn(slot) || !this.#isBlind(one)) continue
      if (ground.observes[ground.machine.kinds[one] as number] === 1 || !left.isUnread(one))
        continue
      choices.add(first)
      choices.all.copyWithin(start + 1, start, choices.end - 1)
      choices.all[start] = one
      return
    }
  }

  #isBlind(one: number): boolean {
    const { machine } = this.#standing.ground
    return machine.isBlind(machine.kinds[one] as number)
  }

  /** Whether others have to find the state that the operation (-1: an open one) would change. */
  #mustStay(one: number, after: number): boolean {
    const { state, left } = this.#standing
    return left !== null && after !== state && left.mustStay(state, one)
  }

  /** Open kinds after which the target can be in. */
  #gatherOpen(choices: Choices, target: number): void {
    const { machine, open } = this.#standing.ground
    for (let kind = 0; kind < open.kinds.length; kind++) {
      const after = this.#afterOpen(kind)
      if (after !== -1 && machine.next(after, target) !== -1) choices.add(~kind)
    }
  }

  /**
   * The other open kinds that make a difference to something that could be next. An open operation
   * after which everything goes as without it need not be in: leaving it out is legal too.
   */
  #gatherUseful({ choices, kind: target, isReady }: Omit<Wanted, 'helps'>): void {
    const { machine, open } = this.#standing.ground
    for (let kind = 0; kind < open.kinds.length; kind++) {
      const after = this.#afterOpen(kind)
      if (after === -1 || (!isReady && machine.next(after, target) !== -1)) continue
      if (this.#isUseful(after)) choices.add(~kind)
    }
  }

  /** State after an open operation of that kind; -1: there is none left, or it changes nothing. */
  #afterOpen(kind: number): number {
    const { under, called, countAt, used, state, ground } = this.#standing
    const { machine, open } = ground
    const all = called[kind] as number
    const count = countAt[kind] as number
    if (all === 0 || (count >= 0 && (used[count] as number) >= all)) return -1
    const what = open.kinds[kind] as number
    const after = machine.next(state, what)
    if (after === state || this.#mustStay(-1, after)) return -1
    // One of the same kind with an answer goes first: the open one can do later what that could.
    for (let slot = 0; slot < under.length; slot++) {
      const one = under[slot] as number
      if (one >= 0 && machine.kinds[one] === what && !this.#standing.isIn(slot)) return -1
    }
    return after
  }

  /** Whether something that could be next goes otherwise from there than from here. */
  #isUseful(after: number): boolean {
    const { under, called, state, ground } = this.#standing
    const { machine, open } = ground
    for (let slot = 0; slot < under.length; slot++) {
      const one = under[slot] as number
      if (one < 0 || this.#standing.isIn(slot)) continue
      const kind = machine.kinds[one] as number
      if (machine.isBlind(kind)) continue
      const then = machine.next(after, kind)
      if (then !== -1 && then !== machine.next(state, kind)) return true
    }
    for (const other of this.#openUpdates) {
      const kind = open.kinds[other] as number
      if (called[other] === 0) continue
      const then = machine.next(after, kind)
      if (then !== -1 && then !== after && then !== machine.next(state, kind)) return true
    }
    return false
  }
}

/** Brings the last choice to its place: the earlier it returns, the sooner it is tried. */
function sink(choices: Choices, start: number, ret: Int32Array): void {
  const { all } = choices
  let at = choices.end - 1
  const one = all[at] as number
  for (; at > start; at--) {
    const other = all[at - 1] as number
    if ((ret[other] as number) < (ret[one] as number)) break
    all[at] = other
  }
  all[at] = one
}
