// What is wrong with the disks of a world: full, stalled, slow, lying, damaged. It says what a sync
// meets and lets go of what a stall held; syncs themselves are made in outbox.ts, what is stored is
// disk.ts, and what damage does to a row is harm.ts.
//
// A sync asks when it begins and when it ends. A stalled disk lets it do neither; a full one fails
// it where it would begin, and one that is under way when the disk fills up still succeeds; a lying
// one ends it where it would begin. Faults of one kind may overlap: of slow ones the latest that
// lasts counts, a stall is over with the last.

import { assert } from '../assert.ts'
import type { DiskFault } from '../fault.ts'
import { tableOf } from '../span-table.ts'
import type { Micros } from '../units.ts'
import { type Cell, Line, type Trouble } from './cell.ts'
import { empty } from './empty.ts'
import type { Disk } from './disk.ts'
import { type Damaged, Harm } from '../harm.ts'
import type { Wire } from './wire.ts'
import * as kinds from './wire.ts'

export interface DisksHost extends Wire {
  readonly cells: readonly Cell[]
  diskOf(cell: Cell): Disk
  /** a row is not as it was written: digest and trace */
  damaged(cell: Cell, what: Damaged): void
}

interface Ills extends Trouble {
  readonly stalls: Set<number>
  readonly full: Set<number>
  readonly slow: Map<number, Int32Array>
  readonly lying: Set<number>
}

const well = (): Ills => ({
  ...{ stalls: new Set(), full: new Set(), slow: new Map(), lying: new Set() },
})

export class Disks {
  readonly #host: DisksHost
  readonly #ills = new Map<Cell, Ills>()
  /** kept through the run, since its draws are counted, and put on a disk while it harms */
  readonly #harms = new Map<Cell, Harm>()

  constructor(host: DisksHost) {
    this.#host = host
  }

  reset(): void {
    empty(this.#ills)
    empty(this.#harms)
  }

  apply(id: number, fault: DiskFault): void {
    const cell = this.#host.cells[this.#host.system.index.get(fault.node) ?? -1]
    assert(cell !== undefined, `the plan names nodes of the system, not "${fault.node}"`)
    const ills = this.#ills.get(cell) ?? well()
    switch (fault.kind) {
      case 'disk-full':
        ills.full.add(id)
        break
      case 'disk-stall':
        ills.stalls.add(id)
        break
      case 'disk-slow':
        ills.slow.set(id, tableOf(fault.by))
        break
      case 'disk-lying-sync':
        ills.lying.add(id)
        break
      default: {
        const harm = this.#harmOf(cell)
        harm.begin(id, fault)
        this.#host.diskOf(cell).harm = harm
        return
      }
    }
    this.#ills.set(cell, ills)
    cell.line ??= new Line()
    cell.line.trouble = ills
  }

  #harmOf(cell: Cell): Harm {
    let harm = this.#harms.get(cell)
    if (harm === undefined) {
      const host = this.#host
      harm = new Harm({
        decide: (what, nth, odds) =>
          host.decide(kinds.faultDraw, host.word(what), cell.index, -1, nth, odds),
        damaged: (what) => host.damaged(cell, what),
      })
      this.#harms.set(cell, harm)
    }
    return harm
  }

  /** Ends a lasting fault of a disk, if it is one. */
  end(id: number): void {
    for (const [cell, harm] of this.#harms) {
      if (!harm.end(id) && cell.disk !== null) cell.disk.harm = null
    }
    for (const [cell, ills] of this.#ills) {
      const stalled = ills.stalls.delete(id) && ills.stalls.size === 0
      ills.full.delete(id)
      ills.slow.delete(id)
      ills.lying.delete(id)
      if (stalled) this.#letGo(cell)
      const { stalls, full, slow, lying } = ills
      if (stalls.size + full.size + slow.size + lying.size > 0) continue
      this.#ills.delete(cell)
      if (cell.line !== null) cell.line.trouble = null
    }
  }

  /** Everything is well again. */
  heal(): void {
    for (const { stalls, full, slow, lying } of [...this.#ills.values()]) {
      for (const id of [...stalls, ...full, ...slow.keys(), ...lying]) this.end(id)
    }
    for (const [cell, harm] of this.#harms) {
      harm.heal()
      if (cell.disk !== null) cell.disk.harm = null
    }
  }

  /** The sync that hung goes on, as an event of its own: a fault may strike in the midst of a step. */
  #letGo(cell: Cell): void {
    const { line } = cell
    if (line === null || !line.hung) return
    line.hung = false
    const { queue } = this.#host
    line.syncSlot = queue.push(queue.now, kinds.durable, cell.index, 0, 0, null)
  }

  /** How much longer the sync under way takes: a draw of its own, numbered as the sync is. */
  slowness(cell: Cell, line: Line): Micros {
    let table: Int32Array | null = null
    for (const one of line.trouble?.slow.values() ?? []) table = one
    if (table === null) return 0
    const odds = { kind: 'quantiles', table } as const
    const word = this.#host.word('sync')
    const least = table[0] as number
    return least + this.#host.decide(kinds.faultDraw, word, cell.index, -1, line.syncs, odds)
  }
}
