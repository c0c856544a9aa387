// When which faults were in force, from the plan and from the instants at which its entries struck.
// Thresholds speak of faults by the words of the notation: `during partition`.

import type { Interval } from '../../sim/check/measure.ts'
import { type Fault, isSettled, type Planned, type Settled } from '../../sim/fault.ts'
import { faultCatalogue } from '../../sim/fault-catalogue.ts'
import type { Micros, NodeId } from '../../sim/units.ts'

/** What of a world this needs. */
export interface Struck {
  readonly struckAt: ReadonlyMap<number, Micros>
  /** when a goal was first reached, or null */
  goalAt(goal: string): Micros | null
}

/** Words of the notation that the worlds know as another kind of fault. */
const kindOf: Readonly<Record<string, Fault['kind']>> = {
  partition: 'cut',
  isolate: 'cut',
  bridge: 'cut',
  'majorities-ring': 'cut',
  wipe: 'crash',
  swizzle: 'stall',
}

export class Intervals {
  readonly #plan: readonly Settled[]
  readonly #struck: Struck
  /** the storm's end, when everything is healed */
  readonly #calmAt: Micros

  constructor(plan: readonly Planned[], struck: Struck, calmAt: Micros) {
    this.#plan = plan.filter(isSettled)
    this.#struck = struck
    this.#calmAt = calmAt
  }

  /** When an entry of the plan was in force; null: it never struck. */
  of(id: number): Interval | null {
    const from = this.#struck.struckAt.get(id)
    const planned = this.#plan.find((one) => one.id === id)
    if (from === undefined || planned === undefined) return null
    return { from, to: Math.max(from, this.#endOf(id, planned.fault, from)) }
  }

  /** When such faults were in force; null for a word that no fault has. */
  during(word: string): readonly Interval[] | null {
    const name = word.replace(' ', '-')
    const known = Object.hasOwn(faultCatalogue, name) || Object.hasOwn(kindOf, name)
    if (!known) return null
    const kind = kindOf[name] ?? name
    const found: Interval[] = []
    for (const { id, fault } of this.#plan) {
      const from = this.#struck.struckAt.get(id)
      if (fault.kind !== kind || from === undefined) continue
      found.push({ from, to: Math.max(from, this.#endOf(id, fault, from)) })
    }
    return found.sort((a, b) => a.from - b.from)
  }

  /** The first time after which something had happened; null: it never did. */
  after(word: string): Micros | null {
    if (word === 'heal' || word === 'settle') return this.#calmAt
    const intervals = this.during(word)
    if (intervals !== null) return intervals[0]?.to ?? null
    return this.#struck.goalAt(word)
  }

  #endOf(id: number, fault: Fault, from: Micros): Micros {
    let end = this.#calmAt
    for (const { id: other, fault: next } of this.#plan) {
      const at = this.#struck.struckAt.get(other)
      if (at === undefined || at < from || at >= end) continue
      if (ends(next, id, fault)) end = at
    }
    return end
  }
}

function ends(next: Fault, id: number, fault: Fault): boolean {
  if (next.kind === 'end') return next.of === id
  if (next.kind === 'heal') return next.links === null && fault.kind !== 'crash'
  return next.kind === 'restart' && fault.kind === 'crash' && sameNode(next.node, fault.node)
}

const sameNode = (one: NodeId, other: NodeId): boolean => one === other
