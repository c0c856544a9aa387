// The visits of a crash sweep: each crash place of a run with each loss that can be told apart there,
// as data and as lines of the fault notation. Which places there are is places.ts's business, what a
// visited run is worth its judge's.

import type { DrawName } from '../chooser.ts'
import type { Place } from '../fault.ts'
import { bare, type FaultLine, named } from '../notation.ts'
import type { Micros, NodeId } from '../units.ts'
import { nameInWords } from './name.ts'
import type { CrashPlace } from './places.ts'

/**
 * What a crash loses of the batches that are not durable: none (`memory`), all (`unsynced`), so many
 * of the last ones, or the whole disk.
 */
export type Loss = 'memory' | 'unsynced' | 'disk' | number

/** One crash of a sweep. */
export interface Crash {
  readonly node: NodeId
  readonly place: Place
  readonly life: number
  readonly lose: Loss
  /** how long the node is down; null: until the calm */
  readonly down: Micros | null
}

/** One run of a sweep: a crash, and of a sweep of recovery one more in the restart after it. */
export interface Visit {
  readonly crash: Crash
  readonly again: Crash | null
}

/** What the protocol promises about the disk of a node. */
export interface Promised {
  /** a crash may lose what was not synced */
  readonly unsynced: boolean
  /** the node may lose its disk */
  readonly disk: boolean
}

/** Parts of what is not durable that are lost at one place, beside none and all of it. */
export const partsMax = 8

/** The losses that can be told apart at a place, and how many parts of what is unsynced are too many. */
export function lossesAt(
  { unsynced }: Pick<CrashPlace, 'unsynced'>,
  promised: Promised,
): { readonly losses: readonly Loss[]; readonly beyond: number } {
  const disk: Loss[] = promised.disk ? ['disk'] : []
  if (!promised.unsynced) return { losses: ['memory', ...disk], beyond: 0 }
  if (unsynced === 0) return { losses: ['unsynced', ...disk], beyond: 0 }
  const between = unsynced - 1
  const parts = Array.from({ length: Math.min(between, partsMax) }, (_, at) => at + 1)
  return {
    losses: ['memory', ...parts, 'unsynced', ...disk],
    beyond: between - parts.length,
  }
}

/** How many batches of its life a crash leaves on the disk; null: the disk is empty. */
export function keptBy(
  { written, unsynced }: Pick<CrashPlace, 'written' | 'unsynced'>,
  lose: Loss,
): number | null {
  if (lose === 'disk') return null
  if (lose === 'memory') return written
  return written - (lose === 'unsynced' ? unsynced : lose)
}

/** The step in which the node of a crash recovers. */
export const recoveryOf = ({ node, life }: Crash): string => `start#${life + 1} at ${node}`

/** The crashes of a visit as lines of a plan. A part that is lost is a decision, see `decidedBy`. */
export const linesOf = ({ crash, again }: Visit): FaultLine[] =>
  (again === null ? [crash] : [crash, again]).map(lineOf)

const lineOf = ({ node, place, lose, down }: Crash): FaultLine => ({
  ...bare({ kind: 'crash', nodes: [named(node)] }),
  at: { kind: 'place', place },
  lose: typeof lose === 'number' ? null : lose,
  restart: down === null ? null : { kind: 'const', at: down },
})

/** What the lines of a visit leave to chance, decided: the outcome by the name of the draw. */
export function decidedBy({ crash, again }: Visit): ReadonlyMap<string, number> {
  const decided = new Map<string, number>()
  for (const one of again === null ? [crash] : [crash, again]) {
    if (typeof one.lose === 'number') decided.set(nameInWords(keptDraw(one)), one.lose)
  }
  return decided
}

/** The draw of a crash that says how many of the last batches are gone. */
const keptDraw = ({ node, life }: Crash): DrawName => ({
  ...{ purpose: 'kept', what: 'writes', nth: life, from: node, to: null },
})
