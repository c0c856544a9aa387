// Where a walk of the search for one order of all operations stands: how far each client is, and the
// state of each object. Any client whose next operation is possible may have its turn.

import { type Place, widened } from '../linearizability/depth-first.ts'
import type { Machine } from '../linearizability/machine.ts'
import { ReadersLeft } from '../linearizability/readers-left.ts'
import { Positions } from './positions.ts'
import type { Program } from './program.ts'

export class Turns implements Place {
  readonly words: number
  readonly counts: number
  readonly kept = 0
  readonly program: Program
  /** by object: its state */
  readonly states: Int32Array
  /** by open kind: where its count stands, -1: it has none; and the counts */
  readonly countAt: Int32Array
  readonly used: Int32Array
  /** operations with an answer that are in */
  progress = 0
  steps: Int32Array = new Int32Array(64)
  stepAt: Int32Array = new Int32Array(64)
  length = 0
  readonly left: ReadersLeft
  /** by step: state of its object before */
  #before: Int32Array = new Int32Array(64)
  readonly #positions: Positions
  readonly #answered: number

  /** @param tracked open kinds that are counted */
  constructor(program: Program, tracked: readonly number[]) {
    const { lanes, machines, openKind, known } = program
    this.program = program
    this.#positions = new Positions(program)
    this.states = Int32Array.from(machines, ({ initial }) => initial)
    this.countAt = new Int32Array(openKind.length).fill(-1)
    tracked.forEach((kind, at) => (this.countAt[kind] = at))
    this.used = new Int32Array(tracked.length)
    this.words = lanes.length + machines.length
    this.counts = tracked.length
    this.left = new ReadersLeft(known)
    this.#answered = lanes.reduce((sum, lane) => sum + lane.length, 0)
    this.#positions.callOpen()
  }

  get bytes(): number {
    return 3 * this.steps.byteLength
  }

  machineOf(one: number): Machine {
    return this.program.machines[this.program.object[one] as number] as Machine
  }

  /** State after an operation as it is now, -1: refused. */
  after(one: number): number {
    const { object, kind } = this.program
    return this.machineOf(one).next(
      this.states[object[one] as number] as number,
      kind[one] as number,
    )
  }

  /** The next operation of a lane; -1: there is none, or something else of its client comes first. */
  next(lane: number): number {
    return this.#positions.next(lane)
  }

  /** By open kind: how many were called. */
  get called(): Int32Array {
    return this.#positions.called
  }

  /**
   * Puts in all that are next and only look, and are answered so now. In any legal order they could
   * stand here as well: they change nobody's state, and what their client did before is in.
   */
  advance(): boolean {
    const { lanes, kind } = this.program
    for (let changed = true; changed; ) {
      changed = false
      for (let lane = 0; lane < lanes.length; lane++) {
        for (;;) {
          const one = this.next(lane)
          if (one < 0 || !this.machineOf(one).isObserver(kind[one] as number)) break
          if (this.after(one) === -1) break
          this.#step(one, this.after(one))
          changed = true
        }
      }
    }
    this.#positions.callOpen()
    return this.progress === this.#answered
  }

  take(said: number): void {
    const { machines, openObject, openKind } = this.program
    if (said >= 0) return this.#step(said, this.after(said))
    const object = openObject[~said] as number
    const state = this.states[object] as number
    const count = this.countAt[~said] as number
    if (count >= 0) this.used[count] = (this.used[count] as number) + 1
    this.#step(said, machines[object]?.next(state, openKind[~said] as number) ?? state)
  }

  #step(said: number, after: number): void {
    if (this.length === this.steps.length) {
      this.steps = widened(this.steps)
      this.stepAt = widened(this.stepAt)
      this.#before = widened(this.#before)
    }
    const object = this.#objectOf(said)
    this.steps[this.length] = said
    this.stepAt[this.length] = this.progress
    this.#before[this.length++] = this.states[object] as number
    this.states[object] = after
    if (said < 0) return
    this.#move(said, 1)
    this.left.enter(said)
  }

  #move(said: number, by: number): void {
    const { of } = this.#positions
    const lane = this.program.lane[said] as number
    of[lane] = (of[lane] as number) + by
    this.progress += by
  }

  #objectOf(said: number): number {
    const { object, openObject } = this.program
    return (said < 0 ? openObject[~said] : object[said]) as number
  }

  repeats(): boolean {
    const { machines, openObject, kind } = this.program
    const said = this.steps[this.length - 1] as number
    if (said >= 0 || this.countAt[~said] !== -1) return false
    const object = openObject[~said] as number
    if ((machines[object] as Machine).stateCount() < 0) return false
    let times = 0
    for (let step = this.length - 1; step >= 0; step--) {
      const other = this.steps[step] as number
      if (other === said) times += 1
      else if (other >= 0 && !this.machineOf(other).isObserver(kind[other] as number)) break
    }
    return times > (this.#positions.called[~said] as number)
  }

  describe(entry: Int32Array): void {
    entry.set(this.#positions.of, 0)
    entry.set(this.states, this.#positions.of.length)
    entry.set(this.used, this.words)
  }

  keep(): void {
    // Steps are undone one by one.
  }

  comeBack(_frames: Int32Array, _at: number, length: number): void {
    while (this.length > length) {
      const said = this.steps[--this.length] as number
      this.states[this.#objectOf(said)] = this.#before[this.length] as number
      if (said < 0) {
        const count = this.countAt[~said] as number
        if (count >= 0) this.used[count] = (this.used[count] as number) - 1
        continue
      }
      this.#move(said, -1)
      this.left.leave(said)
    }
    this.#positions.recallOpen()
  }
}
