// The crash places of a run, listed by its world as steps come by them: every step has some, named by
// its cause, and a crash falls on one of them and nowhere else. Each can be visited by running the
// seed again with a planned crash there. What is lost there, and in which order places are visited,
// is visits.ts's business.

import type { Place } from '../fault.ts'
import type { Cell } from '../kernel/cell.ts'
import type { Surveyor } from '../kernel/strikes.ts'
import type { Micros, NodeId } from '../units.ts'

/** A place, the node that would crash there, and what its disk would be asked to keep. */
export interface CrashPlace {
  readonly node: NodeId
  readonly place: Place
  readonly time: Micros
  /** which life of the node it is, from 1 */
  readonly life: number
  /** batches that this life has written so far … */
  readonly written: number
  /** … and how many of them, the last ones, are not durable there */
  readonly unsynced: number
}

/** What is remembered of a node. */
interface Known {
  life: number
  written: number
  /** batches that were not durable before the step under way */
  before: number
}

/**
 * Lists the places of one run, in the order in which the run comes by them. Places that cannot be
 * told apart are listed once: of two copies of a message the first, and for a step without writes
 * *durable*, not *written*. The calm has no places: nothing strikes there.
 */
export class Places {
  readonly #found: CrashPlace[] = []
  readonly #names = new Set<string>()
  readonly #nodes = new Map<NodeId, Known>()

  get found(): readonly CrashPlace[] {
    return this.#found
  }

  readonly survey: Surveyor = (cell, step, at, nth) => {
    const known = this.#of(cell)
    const unsynced = cell.disk?.pending ?? 0
    if (at === 'before') known.before = unsynced
    if (at === 'written') {
      if (unsynced === known.before) return
      known.written += 1
    }
    const name = `${step} ${at} ${nth}`
    if (this.#names.has(name)) return
    this.#names.add(name)
    const { life, written } = known
    const { id: node } = cell
    const place = { step, at, nth }
    this.#found.push({ node, place, time: cell.host.now, life, written, unsynced })
  }

  #of({ id, life }: Cell): Known {
    const known = this.#nodes.get(id)
    if (known?.life === life) return known
    const fresh = { life, written: 0, before: 0 }
    this.#nodes.set(id, fresh)
    return fresh
  }
}
