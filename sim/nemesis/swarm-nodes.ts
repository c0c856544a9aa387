// Swarm: crashes, pauses, clocks and disks. Those that take nodes down share the promise of how many may be
// down at once, so they take turns, and within a turn nobody beyond the promise is touched.

import type { Generator } from '../generator.ts'
import { bare, type Damage, type FaultLine, type Instant, named } from '../notation.ts'
import type { Member } from '../roster.ts'
import type { Micros } from '../units.ts'
import { wholeDomains } from './swarm-cuts.ts'
import { spanUpTo } from './swarm-links.ts'
import {
  at,
  type Room,
  rounded,
  type Slot,
  someServers,
  type SwarmKind,
  upTo,
  within,
} from './swarm-room.ts'

export const nodeKinds: readonly SwarmKind[] = [
  {
    name: 'crash',
    share: 'outage',
    possible: (room) => mortals(room).length > 0,
    draw: (room, generator, slot) =>
      victims(room, mortals(room), generator).map((member) => ({
        ...outage({ kind: 'crash', nodes: [named(member.id)] }, room, slot, generator),
        lose: loss(room, generator),
      })),
  },
  {
    name: 'wipe',
    share: 'outage',
    possible: (room) => wipeable(room).length > 0,
    // Disks do not come back: once in a run, or the turns would add up.
    draw: (room, generator, slot) =>
      (slot.turn > 0 ? [] : wiped(room, generator)).map((member) =>
        outage({ kind: 'wipe', nodes: [named(member.id)] }, room, slot, generator),
      ),
  },
  {
    name: 'crash of a domain',
    share: 'outage',
    possible: ({ budget, roster }) => budget.domains > 0 && wholeDomains(roster).length > 1,
    draw: (room, generator, slot) => {
      const count = generator.between(1, room.budget.domains)
      const domains = generator.shuffle(wholeDomains(room.roster)).slice(0, count)
      return domains.map((domain) => ({
        ...outage({ kind: 'crash', nodes: [named(domain)] }, room, slot, generator),
        lose: loss(room, generator),
      }))
    },
  },
  {
    name: 'pause',
    share: null,
    possible: ({ budget }) => budget.pause !== 0,
    draw: (room, generator, slot) => [
      forAWhile(
        { kind: 'pause', nodes: someServers(room.roster, 2, generator) },
        room.budget.pause,
      )(slot, generator),
    ],
  },
  {
    name: 'slow node',
    share: null,
    possible: ({ budget }) => budget.slow >= 20,
    draw: (room, generator) => {
      const step = spanUpTo(room.budget.slow, generator)
      return [bare({ kind: 'slow', step, nodes: someServers(room.roster, 2, generator) })]
    },
  },
  {
    name: 'clock step',
    share: null,
    possible: ({ budget }) => budget.clockStep >= 2,
    draw: (room, generator, slot) => {
      const size = upTo(Math.floor(room.budget.clockStep / 2), generator)
      const by = generator.chance(500_000) ? size : -size
      return [
        at(
          { kind: 'clock-step', by, nodes: someServers(room.roster, 2, generator) },
          slot,
          generator,
        ),
      ]
    },
  },
  {
    name: 'clock strobe',
    share: null,
    possible: ({ budget }) => budget.clockStep >= 2,
    draw: (room, generator, slot) => {
      const by = upTo(Math.floor(room.budget.clockStep / 2), generator)
      const nodes = someServers(room.roster, 1, generator)
      const line = within({ kind: 'clock-strobe', by, nodes }, 1_000_000, slot, generator)
      const period = { kind: 'const', at: generator.between(5, 50) * 1_000 } as const
      return [{ ...line, every: { span: period, times: null } }]
    },
  },
  {
    name: 'clock drift',
    share: null,
    possible: ({ budget }) => budget.clockDrift > 0,
    draw: (room, generator) => {
      const most = Math.min(room.budget.clockDrift, 999_999)
      const size = generator.between(1, most)
      const ppm = generator.chance(500_000) ? size : -size
      return [bare({ kind: 'clock-drift', ppm, nodes: someServers(room.roster, 2, generator) })]
    },
  },
  {
    name: 'clock freeze',
    share: null,
    possible: ({ budget }) => budget.clockFreeze > 0,
    draw: (room, generator, slot) => {
      const nodes = someServers(room.roster, 1, generator)
      return [forAWhile({ kind: 'clock-freeze', nodes }, room.budget.clockFreeze)(slot, generator)]
    },
  },
  {
    name: 'coarse clock',
    share: null,
    possible: ({ budget }) => budget.clockTick > 0,
    draw: (room, generator) => {
      const tick = upTo(room.budget.clockTick, generator)
      const nodes = someServers(room.roster, 2, generator)
      return [bare({ kind: 'clock-coarse', tick, nodes })]
    },
  },
  {
    name: 'slow disk',
    share: null,
    possible: ({ budget }) => budget.diskSlow >= 20,
    draw: (room, generator) => {
      const by = spanUpTo(room.budget.diskSlow, generator)
      return [bare({ kind: 'disk-slow', by, nodes: someServers(room.roster, 2, generator) })]
    },
  },
  {
    name: 'stalled disk',
    share: null,
    possible: ({ budget }) => budget.diskStall !== 0,
    draw: (room, generator, slot) => {
      const nodes = someServers(room.roster, 2, generator)
      return [forAWhile({ kind: 'disk-stall', nodes }, room.budget.diskStall)(slot, generator)]
    },
  },
  {
    name: 'full disk',
    share: 'outage',
    possible: (room) => room.budget.unsynced && mortals(room).length > 0,
    draw: (room, generator, slot) =>
      victims(room, mortals(room), generator).map((member) =>
        noRoom({ kind: 'disk-full', nodes: [named(member.id)] }, room, slot, generator),
      ),
  },
]

const forAWhile =
  (damage: Damage, most: Micros | 'any') =>
  (slot: Slot, generator: Generator): FaultLine =>
    within(damage, most, slot, generator)

/** Nodes of the roles of which one may be down. */
export const mortals = ({ roster, budget }: Room): readonly Member[] =>
  roster.members.filter(({ role }) => (budget.down[role] ?? 0) > 0)

const wipeable = (room: Room): readonly Member[] =>
  (room.frail ?? room.roster.members).filter(
    ({ role }) => (room.budget.down[role] ?? 0) > 0 && (room.budget.disks[role] ?? 0) > 0,
  )

/** At least one node, and of each role no more than may be down at once. */
export function victims(room: Room, mortal: readonly Member[], generator: Generator): Member[] {
  const roles = generator.shuffle([...new Set(mortal.map((member) => member.role))])
  const some = roles.slice(0, generator.between(1, roles.length))
  return some.flatMap((role) => {
    const count = generator.between(1, room.budget.down[role] ?? 1)
    return generator.shuffle(mortal.filter((member) => member.role === role)).slice(0, count)
  })
}

/** Some of those who may be down and may lose their disk. */
function wiped(room: Room, generator: Generator): Member[] {
  const { down, disks } = room.budget
  const chosen = victims(room, wipeable(room), generator)
  return chosen.filter(({ role }, at) => {
    const before = chosen.slice(0, at).filter((member) => member.role === role).length
    return before < Math.min(disks[role] ?? 0, down[role] ?? 0)
  })
}

/** What a crash may lose: everything that the seed says, or what is promised to be bearable. */
const loss = ({ budget }: Room, generator: Generator): FaultLine['lose'] =>
  budget.unsynced ? generator.pick([null, 'memory', 'unsynced'] as const) : 'memory'

/**
 * A crash early in the slot with a restart before its end. Where nobody shares the promise, it may
 * fall on an event; in the last slot it may last until the calm.
 */
function outage(damage: Damage, room: Room, slot: Slot, generator: Generator): FaultLine {
  const length = slot.to - slot.from
  const last = slot.to === room.until && generator.chance(250_000)
  const restart = last
    ? null
    : ({ kind: 'const', at: upTo(Math.max(1, Math.floor((length * 2) / 5)), generator) } as const)
  const event = slot.only && generator.chance(400_000) ? someEvent(room, generator) : null
  const time = slot.from + rounded(generator.between(0, Math.floor((length * 2) / 5)))
  return { ...bare(damage), at: event ?? { kind: 'time', time }, restart }
}

/** A disk that fills up early in the slot and has room again in the midst of it; then a restart. */
export function noRoom(damage: Damage, room: Room, slot: Slot, generator: Generator): FaultLine {
  const fifth = Math.max(1, Math.floor((slot.to - slot.from) / 5))
  const last = slot.to === room.until && generator.chance(250_000)
  const lasts = { kind: 'const', at: upTo(fifth, generator) } as const
  const restart = last ? null : ({ kind: 'const', at: upTo(fifth, generator) } as const)
  const time = slot.from + rounded(generator.between(0, fifth * 2))
  return { ...bare(damage), at: { kind: 'time', time }, lasts, restart }
}

/** The gap between writing and sending, or around a message. */
function someEvent({ roster }: Room, generator: Generator): Instant {
  const nth = generator.between(1, 40)
  const kinds = roster.messages ?? []
  if (kinds.length === 0 || generator.chance(400_000)) return { kind: 'after-persist', nth }
  const message = generator.pick(kinds)
  const kind = generator.pick(['on', 'before', 'after-send'] as const)
  return { kind, message, nth }
}
