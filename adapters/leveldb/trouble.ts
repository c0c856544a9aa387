// What a plan of faults does to a disk: full, stalled, slow, lying, damaged. It says how long a sync
// has to wait before it begins and after it is written, which one fails, and which one is only said
// to be written; it writes nothing. As in a simulation a stall lets no sync begin or end, and one
// that is written when the disk fills up still succeeds. What damage does to a row is sim/harm.ts.

import type { Odds } from '../../sim/chooser.ts'
import { type DiskFault, type Fault, isDiskFault } from '../../sim/fault.ts'
import type { Generator } from '../../sim/generator.ts'
import { type Damaged, Harm } from '../../sim/harm.ts'
import { sampleTable, tableOf } from '../../sim/span-table.ts'
import type { Micros } from '../../sim/units.ts'
import { now } from '../host/clock.ts'
import { meet, type Struck } from '../records/tally.ts'

/** A sync failed because a plan said that the disk is full. Nothing of its batch was written. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull'
  readonly code = 'ENOSPC'
  /** of the plan's entry */
  readonly fault: number

  constructor(fault: number) {
    super(`no space left on the disk (fault ${fault} of the plan)`)
    this.fault = fault
  }
}

/** What the draws and counts of a disk's faults are to be. */
export interface Faulted {
  /** a stream of draws for what is named so */
  draws(name: string): Generator
  readonly counts: Map<number, Struck>
  /** A row is not as it was written. */
  damaged?(what: Damaged): void
}

interface Slowness {
  readonly id: number
  readonly table: Int32Array
  readonly draws: Generator
}

/** Draws of this disk, by name, and counts of what they did. */
function harmOf({ draws, counts, damaged }: Faulted): Harm {
  const streams = new Map<string, Generator>()
  const streamOf = (what: string): Generator => {
    const known = streams.get(what)
    if (known !== undefined) return known
    const fresh = draws(`disk ${what}`)
    streams.set(what, fresh)
    return fresh
  }
  return new Harm({
    decide: (what, _nth, odds) => outcomeOf(streamOf(what), odds),
    damaged(what) {
      meet(counts, what.fault, 'hit')
      damaged?.(what)
    },
    meets: (fault) => meet(counts, fault),
  })
}

function outcomeOf(stream: Generator, odds: Odds): number {
  if (odds.kind === 'even') return stream.below(odds.below)
  if (odds.kind === 'quantiles') return sampleTable(odds.table, stream.below(2 ** 32))
  const all = odds.parts.reduce((sum, part) => sum + part, 0)
  let drawn = stream.below(all)
  for (const [outcome, part] of odds.parts.entries()) {
    if (drawn < part) return outcome
    drawn -= part
  }
  return 0
}

/** Timers are late by about a millisecond: what one is late by is taken off the next, up to this. */
const lateMax: Micros = 20_000

/** The disk of one node. Of slownesses the latest that lasts counts; a stall is over with the last. */
export class Trouble {
  readonly #faulted: Faulted
  readonly #full = new Set<number>()
  readonly #stalls = new Set<number>()
  readonly #lying = new Set<number>()
  #slow: Slowness[] = []
  /** made by the first fault that damages rows, since its draws are counted */
  #harm: Harm | null = null
  #harms = false
  /** those that wait for the end of the stall */
  #waiting: (() => void)[] = []
  #late: Micros = 0

  constructor(faulted: Faulted) {
    this.#faulted = faulted
  }

  /** A fault of a disk begins, or one ends; any other is somebody else's. */
  fault(id: number, fault: Fault): void {
    if (fault.kind === 'end') this.#end([fault.of])
    else if (fault.kind === 'heal' && fault.links === null) this.heal()
    else if (isDiskFault(fault)) this.#begin(id, fault)
  }

  /** Everything is well again. */
  heal(): void {
    this.#harm?.heal()
    this.#harms = false
    const slow = this.#slow.map(({ id }) => id)
    this.#end([...this.#full, ...this.#stalls, ...this.#lying, ...slow])
  }

  /** What damages rows now; null: nothing does. */
  get harm(): Harm | null {
    return this.#harms ? this.#harm : null
  }

  /** Whether the sync that comes to the disk now is only said to be written. */
  lies(): boolean {
    const [fault] = this.#lying
    if (fault === undefined) return false
    this.#strike(fault)
    return true
  }

  /** Whether a sync that nobody waits for would do better to wait. */
  get refuses(): boolean {
    return this.#full.size > 0 || this.#stalls.size > 0
  }

  /**
   * Before a sync is written.
   * @returns null: at once
   * @throws DiskFull, or a promise of it
   */
  begins(): Promise<void> | null {
    if (this.#stalls.size > 0) return this.#stalled().then(() => this.#checkRoom())
    this.#checkRoom()
    return null
  }

  /** After it was written. @returns null: at once */
  ends(): Promise<void> | null {
    const took = this.#slowness()
    if (took === 0 && this.#stalls.size === 0) return null
    return this.#passes(took).then(() => this.#stalled())
  }

  #begin(id: number, fault: DiskFault): void {
    switch (fault.kind) {
      case 'disk-full':
        this.#full.add(id)
        return
      case 'disk-stall':
        this.#stalls.add(id)
        return
      case 'disk-slow': {
        const draws = this.#faulted.draws(`disk slow ${id}`)
        this.#slow.push({ id, table: tableOf(fault.by), draws })
        return
      }
      case 'disk-lying-sync':
        this.#lying.add(id)
        return
      default:
        this.#harm ??= harmOf(this.#faulted)
        this.#harm.begin(id, fault)
        this.#harms = true
    }
  }

  #end(ids: readonly number[]): void {
    for (const id of ids) {
      this.#full.delete(id)
      this.#stalls.delete(id)
      this.#lying.delete(id)
      if (this.#harms) this.#harms = this.#harm?.end(id) ?? false
    }
    this.#slow = this.#slow.filter(({ id }) => !ids.includes(id))
    if (this.#stalls.size > 0) return
    for (const goOn of this.#waiting.splice(0)) goOn()
  }

  #checkRoom(): void {
    const [fault] = this.#full
    if (fault === undefined) return
    this.#strike(fault)
    throw new DiskFull(fault)
  }

  async #stalled(): Promise<void> {
    for (const id of this.#stalls) this.#strike(id)
    // Another stall may have begun in the turn in which the last one ended.
    while (this.#stalls.size > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #slowness(): Micros {
    for (const { id } of this.#slow) meet(this.#faulted.counts, id)
    const slow = this.#slow.at(-1)
    if (slow === undefined) return 0
    meet(this.#faulted.counts, slow.id, 'hit')
    return sampleTable(slow.table, slow.draws.below(2 ** 32))
  }

  async #passes(took: Micros): Promise<void> {
    const began = now()
    const wait = took - this.#late
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait / 1_000)))
    this.#late = Math.min(lateMax, this.#late + (now() - began) - took)
  }

  #strike(id: number): void {
    meet(this.#faulted.counts, id)
    meet(this.#faulted.counts, id, 'hit')
  }
}
