// The effects of a real run: for each fault of the plan, what was asked and what was measured. Figures
// come from whoever made the fault, and where there is another witness, from that.

import { inShort, lasts } from '../../reports/fault-words.ts'
import { type Fault, isSettled, type Planned, type Settled } from '../../sim/fault.ts'
import { bare } from '../../sim/notation.ts'
import type { Occurrence } from '../../sim/nemesis/plan.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Intervals } from './intervals.ts'
import { measured } from './real-measures.ts'
import type { Effect, Witnesses } from './real-effect.ts'

/** A fault with its name, as the news and the table have it. */
export interface Head {
  readonly name: string
  readonly planned: Settled
  /** how long it is to last; null: it strikes once, or to the end of the storm */
  readonly lasts: Micros | null
  /** in the notation, with named nodes */
  readonly told: string
  /** the same without its instant */
  readonly brief: string
  /** the damage alone */
  readonly bare: string
}

/** The faults of a plan that are effects, without what ends them. */
export function headsOf(made: readonly Occurrence[], nodes: readonly NodeId[]): Head[] {
  const heads: Head[] = []
  for (const { line, planned } of made) {
    const own = planned.filter(isSettled).filter(({ fault }) => !afterwards.has(fault.kind))
    for (const one of own) {
      const alone = own.length === 1
      const swizzled = line.damage.kind === 'swizzle' ? ' (swizzle)' : ''
      const short = inShort(one.fault, nodes) + swizzled
      heads.push({
        ...{ name: `f${heads.length + 1}`, planned: one },
        lasts: line.lasts?.kind === 'const' && swizzled === '' ? line.lasts.at : null,
        told: alone ? printFault(line) : `${printFault(line)}: ${short}`,
        brief: alone ? printFault({ ...line, at: null }) : short,
        bare: alone ? printFault({ ...bare(line.damage), every: line.every }) : short,
      })
    }
  }
  return heads
}

/** By entry of the plan, how the news tells that it struck. */
export function newsOf(heads: readonly Head[], plan: readonly Planned[]): Map<number, string> {
  const news = new Map<number, string>()
  for (const { name, planned, brief } of heads) {
    news.set(planned.id, planned.fault.kind === 'crash' ? name : `${name} ${brief}`)
  }
  for (const { id, fault } of plan) {
    const of = fault.kind === 'end' ? heads.find(({ planned }) => planned.id === fault.of) : null
    if (of !== null && of !== undefined) news.set(id, `${of.name} is over`)
    if (fault.kind === 'heal') news.set(id, fault.links === null ? 'healed' : 'healed in part')
  }
  return news
}

const afterwards: ReadonlySet<Fault['kind']> = new Set([
  ...(['end', 'heal', 'release', 'restart', 'stay-down'] as const),
])

/** What was asked and seen of each, in the order of the plan. */
export function effectsOf(
  heads: readonly Head[],
  intervals: Intervals,
  witnesses: Witnesses,
): Effect[] {
  return heads.map(({ name, planned: { id, fault }, told, bare: damage, lasts: length }) => {
    const time = intervals.of(id)
    const said = measured(id, fault, time, length, witnesses)
    return {
      ...{ name, id, fault: told, damage, kind: fault.kind },
      from: time?.from ?? null,
      to: time !== null && lasts(fault) ? time.to : null,
      ...said,
    }
  })
}
