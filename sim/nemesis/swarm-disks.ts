// Swarm: disks that do not keep or give back what was written. What rots, lies or loses its way does so
// on the same few disks through the whole run, because the promise counts them together.

import type { Budget } from '../budget.ts'
import type { DiskHarm } from '../fault.ts'
import type { Generator } from '../generator.ts'
import { bare, type Damage, type FaultLine, named, type Nodes } from '../notation.ts'
import type { Member } from '../roster.ts'
import type { Stage, Streams } from './stage.ts'
import { mortals, noRoom, victims } from './swarm-nodes.ts'
import { idOf, type Room, someServers, type SwarmKind, within } from './swarm-room.ts'

/** One kind that spoils what is stored, of the disks that may be spoilt. */
const spoiling = (
  harm: Extract<DiskHarm, 'rot' | 'lying-sync' | 'misdirect' | 'phantom'>,
  damage: (nodes: Nodes, generator: Generator) => Damage,
): SwarmKind => ({
  name: `disk ${harm}`,
  share: null,
  possible: ({ budget, roster }) =>
    budget.diskDamage.includes(harm) && hasDisks(budget, roster.members),
  draw: (room, generator, slot) => {
    const one = damage(someFrail(room, generator), generator)
    return [generator.chance(500_000) ? bare(one) : within(one, 'any', slot, generator)]
  },
})

export const diskKinds: readonly SwarmKind[] = [
  {
    name: 'disk torn',
    share: null,
    possible: ({ budget }) => budget.diskDamage.includes('torn'),
    draw: ({ roster }, generator) => [
      bare({ kind: 'disk-torn', nodes: someServers(roster, 3, generator) }),
    ],
  },
  spoiling('rot', (nodes, generator) => ({ kind: 'disk-rot', ppm: share(generator), nodes })),
  {
    name: 'disk read-error',
    share: 'outage',
    possible: (room) =>
      room.budget.diskDamage.includes('read-error') &&
      room.budget.unsynced &&
      mortals(room).length > 0,
    draw: (room, generator, slot) =>
      victims(room, mortals(room), generator).flatMap(({ id }) => {
        const nodes = [named(id)]
        const damage = { kind: 'disk-read-error', ppm: share(generator), nodes } as const
        return startedIn(noRoom(damage, room, slot, generator), nodes)
      }),
  },
  spoiling('lying-sync', (nodes) => ({ kind: 'disk-lying-sync', nodes })),
  spoiling('misdirect', (nodes, generator) => ({
    ...{ kind: 'disk-misdirect', ppm: share(generator), nodes },
  })),
  spoiling('phantom', (nodes, generator) => ({
    ...{ kind: 'disk-phantom', ppm: share(generator), nodes },
  })),
]

/** Few rows or many, never a share that nobody would read in a plan. */
const share = (generator: Generator): number =>
  generator.pick([1_000, 10_000, 100_000, 500_000] as const)

/** A node reads its rows when it starts, so it is started while they cannot be read. */
function startedIn(line: FaultLine, nodes: Nodes): FaultLine[] {
  const { at, lasts } = line
  const time = lasts?.kind === 'const' ? Math.floor(lasts.at / 2) : 0
  const crash = { ...bare({ kind: 'crash', nodes }), at }
  return [line, { ...crash, restart: { kind: 'const', at: time } }]
}

const hasDisks = ({ damagedDisks }: Budget, members: readonly Member[]): boolean =>
  members.some(({ role }) => (damagedDisks[role] ?? 0) > 0)

const someFrail = ({ frail }: Room, generator: Generator): Nodes => {
  const all = frail ?? []
  return idOf(generator.shuffle(all).slice(0, generator.between(1, Math.max(1, all.length))))
}

/**
 * Whose disks are damaged in this run, if any is; nobody else's is lost then.
 * @returns null where the budget has no damage that spoils a disk
 */
export function frailOf(
  budget: Budget,
  { roster }: Stage,
  streams: Streams,
): readonly Member[] | null {
  const spoils = budget.diskDamage.some((harm) => harm !== 'torn' && harm !== 'read-error')
  if (!spoils || !hasDisks(budget, roster.members)) return null
  const mixed = streams('swarm, frail disks').shuffle(roster.members)
  return mixed.filter(({ role }, at) => {
    const before = mixed.slice(0, at).filter((member) => member.role === role).length
    return before < (budget.damagedDisks[role] ?? 0)
  })
}
