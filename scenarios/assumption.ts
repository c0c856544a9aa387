// What a clean pass cannot say, sentence by sentence, and when a sentence is no assumption any more: a
// plan that takes from disks what they had synced does not assume that they keep it.

import type { Budget } from '../sim/budget.ts'
import { diskHarms } from '../sim/fault.ts'
import type { FaultLine } from '../sim/notation.ts'

/** A sentence, or one that is left out where the plan does what it excludes. */
export type Assumption = string | Unless
export interface Unless {
  readonly says: string
  readonly unless: 'disks lose'
}

/** Disks keep what was synced: said of every plan that does not damage or lose any. */
export const disksKeep: Unless = { says: 'disks keep what was synced', unless: 'disks lose' }

/** What the faults of a run may be, as far as assumptions go. */
export interface Planned {
  readonly lines: readonly FaultLine[]
  /** whether seeds draw further ones within the budget */
  readonly swarm: boolean
  readonly budget: Budget | null
}

/** The sentences that hold for such a plan. */
export function assumed(said: readonly Assumption[], plan: Planned): string[] {
  return said.flatMap((one) => {
    if (typeof one === 'string') return [one]
    return losesDisks(plan) ? [] : [one.says]
  })
}

function losesDisks({ lines, swarm, budget }: Planned): boolean {
  if (lines.some(isLoss)) return true
  if (!swarm || budget === null) return false
  const { diskDamage, disks } = budget
  return diskDamage.some((harm) => harm !== 'torn') || Object.values(disks).some((most) => most > 0)
}

/** A torn write was not synced yet. */
const isLoss = ({ damage, lose }: FaultLine): boolean =>
  damage.kind === 'wipe' ||
  lose === 'disk' ||
  diskHarms.some((harm) => harm !== 'torn' && damage.kind === `disk-${harm}`)
