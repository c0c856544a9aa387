// How far each client is in its own order, and which open operations could be in by that.

import type { Program } from './program.ts'

export class Positions {
  /** by lane: how many of its operations are in */
  readonly of: Int32Array
  /** by open kind: how many were called */
  readonly called: Int32Array
  readonly #program: Pick<Program, 'lanes' | 'needs' | 'waiting' | 'openOf'>
  /** by client with open operations: how many of them were called */
  readonly #waited: Int32Array

  constructor(program: Program) {
    this.#program = program
    this.of = new Int32Array(program.lanes.length)
    this.called = new Int32Array(program.openKind.length)
    this.#waited = new Int32Array(program.waiting.length)
  }

  /** The next operation of a lane; -1: there is none, or something else of its client comes first. */
  next(lane: number): number {
    const one = this.#program.lanes[lane]?.[this.of[lane] as number] ?? -1
    return one >= 0 && this.#isDue(one) ? one : -1
  }

  #isDue(one: number): boolean {
    const needs = this.#program.needs[one] ?? null
    if (needs === null) return true
    const { lanes, counts } = needs
    for (let at = 0; at < lanes.length; at++) {
      if ((this.of[lanes[at] as number] as number) < (counts[at] as number)) return false
    }
    return true
  }

  /**
   * Counts open operations of which all that comes before is in.
   * @param each is told each of them
   */
  callOpen(each?: (kind: number, one: number) => void): void {
    const { waiting, openOf } = this.#program
    for (let client = 0; client < waiting.length; client++) {
      for (;;) {
        const one = waiting[client]?.[this.#waited[client] as number] ?? -1
        if (one < 0 || !this.#isDue(one)) break
        this.#waited[client] = (this.#waited[client] as number) + 1
        const kind = openOf[one] as number
        if (kind < 0) continue
        this.called[kind] = (this.called[kind] as number) + 1
        each?.(kind, one)
      }
    }
  }

  /** The same back, after steps were undone. */
  recallOpen(): void {
    const { waiting, openOf } = this.#program
    for (let client = 0; client < waiting.length; client++) {
      for (;;) {
        const one = waiting[client]?.[(this.#waited[client] as number) - 1] ?? -1
        if (one < 0 || this.#isDue(one)) break
        this.#waited[client] = (this.#waited[client] as number) - 1
        const kind = openOf[one] as number
        if (kind >= 0) this.called[kind] = (this.called[kind] as number) - 1
      }
    }
  }
}
