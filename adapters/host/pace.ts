// The pace of a node's steps. A healthy one takes each as it comes; a slow one takes its time for
// it, and nothing else runs meanwhile: what comes waits, in order. As in a simulation the step
// happens when its time is over, so that is when its outputs leave; the disk is never slow.

import type { Fault } from '../../sim/fault.ts'
import type { Generator } from '../../sim/generator.ts'
import { sampleTable, tableOf } from '../../sim/span-table.ts'
import type { Micros } from '../../sim/units.ts'
import { meet, type Struck, takes } from '../records/tally.ts'
import { now } from './clock.ts'

export interface PaceOptions {
  /** what came while the node stood still is heard when it may go on */
  readonly gate: { pass(input: () => void): void }
  /** a stream of draws for what is named so */
  draws(name: string): Generator
  readonly faults: Map<number, Struck>
}

interface Slowness {
  readonly id: number
  readonly table: Int32Array
  readonly draws: Generator
}

interface Work {
  readonly step: () => void
  readonly came: Micros
}

/** More than the platform's timers are late by on a busy machine. */
const lateMax: Micros = 20_000

/** The pace of one node. Of several faults that last, the latest counts. */
export class Pace {
  readonly #options: PaceOptions
  #slow: Slowness[] = []
  #line: Work[] = []
  #timer: NodeJS.Timeout | null = null
  /** the first of the line is being served */
  #busy = false
  #stopped = false
  /** since when the first of the line is being served, and what makes it slow */
  #began: Micros = 0
  #by: number | null = null
  /** when the last work was over, by its spans alone: the platform's timers are late, not the node */
  #free: Micros = 0

  constructor(options: PaceOptions) {
    this.#options = options
  }

  /** Steps that wait their turn, the one under way included. */
  get waiting(): number {
    return this.#line.length
  }

  /** Runs a step, at once unless the node is slow or busy. */
  pass(step: () => void): void {
    if (this.#stopped) return
    if (this.#slow.length === 0 && this.#line.length === 0) return step()
    this.#line.push({ step, came: now() })
    this.#serve()
  }

  slow(id: number, fault: Extract<Fault, { kind: 'slow' }>): void {
    const draws = this.#options.draws(`slow ${id}`)
    this.#slow.push({ id, table: tableOf(fault.step), draws })
  }

  end(id: number): void {
    this.#slow = this.#slow.filter((one) => one.id !== id)
  }

  endAll(): void {
    this.#slow = []
  }

  /** What waits never runs. */
  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#line = []
  }

  #serve(): void {
    while (!this.#busy) {
      const first = this.#line[0]
      if (first === undefined) return
      this.#busy = true
      this.#began = Math.max(this.#free, first.came)
      this.#free = this.#began + this.#span()
      const wait = this.#free - now()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#over(), Math.ceil(wait / 1_000))
        return
      }
      this.#finish()
    }
  }

  #span(): Micros {
    for (const { id } of this.#slow) meet(this.#options.faults, id)
    const slow = this.#slow.at(-1)
    this.#by = slow?.id ?? null
    if (slow === undefined) return 0
    meet(this.#options.faults, slow.id, 'hit')
    return sampleTable(slow.table, slow.draws.below(2 ** 32))
  }

  /** Its time is over; a node that stands still takes the step when it goes on. */
  #over(): void {
    this.#timer = null
    this.#options.gate.pass(() => {
      // A node that was stopped has done nothing meanwhile.
      if (now() - this.#free > lateMax) this.#free = now()
      this.#finish()
      this.#serve()
    })
  }

  #finish(): void {
    const work = this.#line[0]
    if (work === undefined) return // stopped
    if (this.#by !== null) takes(this.#options.faults, this.#by, now() - this.#began)
    work.step()
    // Only now: what the step itself brings about comes behind it.
    this.#line.shift()
    this.#busy = false
  }
}
