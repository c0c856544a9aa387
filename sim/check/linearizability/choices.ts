// What could be in next where a walk of the general search stands, in stages: what lets the target in
// first. The target is the operation whose return is next and that is not in.

import { type Standing, widened } from './standing.ts'

/** Stages of a configuration. Each is gathered when the one before it led nowhere. */
export const stage = { target: 0, openForTarget: 1, others: 2, openForOthers: 3, end: 4 } as const

/** A stack: those of a configuration lie above those of the one that it came from. */
export class Choices {
  /** an operation under way, or `~open kind` */
  all: Int32Array = new Int32Array(64)
  end = 0
  readonly #standing: Standing
  /** by kind: the scan that met it last, so that of equal ones one is a candidate */
  readonly #met: Int32Array
  #scan = 0

  constructor(standing: Standing) {
    this.#standing = standing
    this.#met = new Int32Array(standing.ground.machine.kindCount)
  }

  get bytes(): number {
    return this.all.byteLength + this.#met.byteLength
  }

  gather(next: number): void {
    const { ground, at, state } = this.#standing
    const target = ~(ground.part.events[at] as number)
    const kind = ground.machine.kinds[target] as number
    const isReady = ground.machine.next(state, kind) !== -1
    if (next === stage.target && isReady) this.#add(target)
    else if (next === stage.target) this.#gatherUnder(kind, isReady, true)
    else if (next === stage.openForTarget && !isReady) this.#gatherOpen(kind)
    else if (next === stage.others) this.#gatherUnder(kind, isReady, false)
    else if (next === stage.openForOthers) this.#gatherUseful(kind, isReady)
  }

  /** Operations under way, one of each kind: the one that returns first can stand for all. */
  #gatherUnder(target: number, isReady: boolean, forTarget: boolean): void {
    const standing = this.#standing
    const { part, machine, observes } = standing.ground
    const start = this.end
    const scan = ++this.#scan
    for (let slot = 0; slot < standing.under.length; slot++) {
      const one = standing.under[slot] as number
      if (one < 0 || standing.isIn(slot)) continue
      const kind = machine.kinds[one] as number
      if (observes[kind] === 1 || (isReady && kind === target)) continue
      const after = machine.next(standing.state, kind)
      if (after === -1) continue
      const helps = !isReady && machine.next(after, target) !== -1
      if (helps !== forTarget) continue
      if (this.#met[kind] === scan && !this.#isSooner(one, kind, start)) continue
      this.#met[kind] = scan
      this.#add(one)
      this.#sink(start, part.ret)
    }
  }

  /** Whether it returns before the candidate of its kind, which is taken away then. */
  #isSooner(one: number, kind: number, start: number): boolean {
    const { machine, part } = this.#standing.ground
    for (let at = start; at < this.end; at++) {
      const other = this.all[at] as number
      if (machine.kinds[other] !== kind) continue
      if ((part.ret[one] as number) >= (part.ret[other] as number)) return false
      this.all.copyWithin(at, at + 1, this.end)
      this.end -= 1
    }
    return true
  }

  /** Brings the last candidate to its place: the earlier it returns, the sooner it is tried. */
  #sink(start: number, ret: Int32Array): void {
    let at = this.end - 1
    const one = this.all[at] as number
    for (; at > start; at--) {
      const other = this.all[at - 1] as number
      if ((ret[other] as number) < (ret[one] as number)) break
      this.all[at] = other
    }
    this.all[at] = one
  }

  /** Open kinds after which the target can be in. */
  #gatherOpen(target: number): void {
    const { machine, open } = this.#standing.ground
    for (let kind = 0; kind < open.kinds.length; kind++) {
      const after = this.#afterOpen(kind)
      if (after !== -1 && machine.next(after, target) !== -1) this.#add(~kind)
    }
  }

  /**
   * The other open kinds that make a difference to something that could be next. An open operation
   * after which everything goes as without it need not be in: leaving it out is legal too.
   */
  #gatherUseful(target: number, isReady: boolean): void {
    const { machine, open } = this.#standing.ground
    for (let kind = 0; kind < open.kinds.length; kind++) {
      const after = this.#afterOpen(kind)
      if (after === -1 || (!isReady && machine.next(after, target) !== -1)) continue
      if (this.#isUseful(after)) this.#add(~kind)
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
    if (after === state) return -1
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
    for (let other = 0; other < open.kinds.length; other++) {
      const kind = open.kinds[other] as number
      if (called[other] === 0 || machine.isBlind(kind)) continue
      const then = machine.next(after, kind)
      if (then !== -1 && then !== after && then !== machine.next(state, kind)) return true
    }
    return false
  }

  #add(said: number): void {
    if (this.end === this.all.length) this.all = widened(this.all)
    this.all[this.end++] = said
  }
}
