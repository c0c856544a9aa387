// A budget as a person would say it: one short sentence for each promise, none for what is not
// promised.

import type { Budget } from './budget.ts'
import { percent } from './budget-held.ts'
import { harmWords } from './budget-nodes.ts'
import { printDuration, printRate } from './notation-values.ts'
import type { Micros } from './units.ts'

/** `up to 20 % of the messages on a link are lost`, … Empty where nothing is promised. */
export function promisesOf(budget: Budget): string[] {
  const { loss, copies, lateCopies, lateness, damaged, bandwidth, domains } = budget
  const late = lateCopies === 0 ? '' : `, the copy up to ${printDuration(lateCopies)} later`
  const rejected = budget.unchecked ? 'and may reach the actors' : 'and are rejected'
  const damage = budget.diskDamage
  return [
    loss > 0 && `up to ${percent(loss)} of the messages on a link are lost`,
    copies > 0 && `up to ${percent(copies)} of them arrive twice${late}`,
    lateness > 0 && `messages come up to ${printDuration(lateness)} later than usual`,
    damaged > 0 && `up to ${percent(damaged)} of them are damaged ${rejected}`,
    bandwidth !== null && `links are as slow as ${printRate(bandwidth)}`,
    budget.cut !== 0 && `two nodes do not hear each other${lasting(budget.cut)}`,
    budget.connections && 'connections break, or cannot be made',
    ...counted(budget.down, 'down at once'),
    domains > 0 && `${domains === 1 ? 'one domain is' : `${domains} domains are`} down as a whole`,
    budget.unsynced && 'a crash or a full disk loses what was not synced',
    ...counted(budget.disks, 'without a disk'),
    ...counted(budget.damagedDisks, 'on a damaged disk'),
    damage.length > 0 && `disks may have ${damage.map((harm) => harmWords[harm]).join(', ')}`,
    budget.pause !== 0 && `a node stands still${lasting(budget.pause)}`,
    budget.slow > 0 && `a step takes up to ${printDuration(budget.slow)}`,
    budget.diskSlow > 0 && `a sync takes up to ${printDuration(budget.diskSlow)} longer`,
    budget.diskStall !== 0 && `a disk stalls${lasting(budget.diskStall)}`,
    budget.clockStep > 0 && `a wall clock is off by up to ${printDuration(budget.clockStep)}`,
    budget.clockDrift > 0 && `a clock is up to ${percent(budget.clockDrift)} too fast or too slow`,
    budget.clockFreeze > 0 && `a clock stands still for up to ${printDuration(budget.clockFreeze)}`,
    budget.clockTick > 0 && `a clock ticks every ${printDuration(budget.clockTick)}`,
  ].filter((promise) => promise !== false)
}

const lasting = (most: Micros | 'any'): string =>
  most === 'any' ? ', for any time' : ` for up to ${printDuration(most)}`

const counted = (roles: Readonly<Record<string, number>>, how: string): string[] =>
  Object.entries(roles)
    .filter(([, most]) => most > 0)
    .map(([role, most]) => `up to ${most} of role ${role} ${most === 1 ? 'is' : 'are'} ${how}`)
