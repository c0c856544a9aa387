// What is wrong with the disks of a world: full, stalled, slow. It says what a sync meets and lets
// go of what a stall held; syncs themselves are made in outbox.ts, and what is stored is disk.ts.
//
// A sync asks when it begins and when it ends. A stalled disk lets it do neither; a full one fails
// it where it would begin, and one that is under way when the disk fills up still succeeds. Faults
// of one kind may overlap: of slow ones the latest that lasts counts, a stall is over with the last.

import { assert } from '../assert.ts'
import type { DiskFault } from '../fault.ts'
import { tableOf } from '../span-table.ts'
import type { Micros } from '../units.ts'
import { type Cell, Line, type Trouble } from './cell.ts'
import type { Wire } from './wire.ts'
import * as kinds from './wire.ts'

export interface DisksHost extends Wire {
  readonly cells: readonly Cell[]
}

interface Ills extends Trouble {
  readonly stalls: Set<number>
  readonly full: Set<number>
  readonly slow: Map<number, Int32Array>
}

export class Disks {
  readonly #host: DisksHost
  readonly #ills = new Map<Cell, Ills>()

  constructor(host: DisksHost) {
    this.#host = host
  }

  reset(): void {
    this.#ills.clear()
  }

  apply(id: number, fault: DiskFault): void {
    const cell = this.#host.cells[this.#host.system.index.get(fault.node) ?? -1]
    assert(cell !== undefined, `the plan names nodes of the system, not "${fault.node}"`)
    const ills = this.#ills.get(cell) ?? { stalls: new Set(), full: new Set(), slow: new Map() }
    if (fault.kind === 'disk-full') ills.full.add(id)
    else if (fault.kind === 'disk-stall') ills.stalls.add(id)
    else ills.slow.set(id, tableOf(fault.by))
    this.#ills.set(cell, ills)
    cell.line ??= new Line()
    cell.line.trouble = ills
  }

  /** Ends a lasting fault of a disk, if it is one. */
  end(id: number): void {
    for (const [cell, ills] of this.#ills) {
      const stalled = ills.stalls.delete(id) && ills.stalls.size === 0
      ills.full.delete(id)
      ills.slow.delete(id)
      if (stalled) this.#letGo(cell)
      if (ills.stalls.size + ills.full.size + ills.slow.size > 0) continue
      this.#ills.delete(cell)
      if (cell.line !== null) cell.line.trouble = null
    }
  }

  /** Everything is well again. */
  heal(): void {
    for (const { stalls, full, slow } of [...this.#ills.values()]) {
      for (const id of [...stalls, ...full, ...slow.keys()]) this.end(id)
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
