// What the kinds of a swarm share: the room they have, and how they choose times, links and nodes.

import type { Budget } from '../budget.ts'
import type { Generator } from '../generator.ts'
import type { LinkKind } from '../link.ts'
import { bare, type Damage, everything, type FaultLine } from '../notation.ts'
import { type LinkSelector, named, type Nodes, type Selection } from '../notation.ts'
import { linkBetween, type Member, type Roster, servers } from '../roster.ts'
import type { Micros } from '../units.ts'
import type { Stage } from './stage.ts'

export type Room = Stage & {
  readonly budget: Budget
  /** those whose disks may be damaged or lost in this run; null: nobody's is damaged, anybody's lost */
  readonly frail: readonly Member[] | null
}

/**
 * A part of the storm. `only`: nobody shares the promise, so an event may choose the time. `turn`
 * counts from 0 the slots that the same kind has had.
 */
export type Slot = {
  readonly from: Micros
  readonly to: Micros
  readonly only: boolean
  readonly turn: number
}

export type SwarmKind = {
  readonly name: string
  /** what it must take turns over */
  readonly share: 'cut' | 'outage' | null
  possible(room: Room): boolean
  draw(room: Room, generator: Generator, slot: Slot): FaultLine[]
}

/** In whole milliseconds where there are several: plans are read by people. */
export const rounded = (time: Micros): Micros =>
  time >= 2_000 ? Math.floor(time / 1_000) * 1_000 : time

/** A duration from a twentieth of the most up to the most, at least a microsecond. */
export const upTo = (most: Micros, generator: Generator): Micros =>
  Math.max(1, rounded(generator.between(Math.ceil(most / 20), most)))

/** A damage for a while, begun and over within the slot. */
export function within(
  damage: Damage,
  most: Micros | 'any',
  slot: Slot,
  generator: Generator,
): FaultLine {
  const room = Math.floor(((slot.to - slot.from) * 4) / 5)
  const length = upTo(Math.max(1, most === 'any' ? room : Math.min(most, room)), generator)
  const time = slot.from + rounded(generator.between(0, Math.max(0, room - length)))
  return { ...bare(damage), at: { kind: 'time', time }, lasts: { kind: 'const', at: length } }
}

/** At an instant of the slot. */
export const at = (damage: Damage, slot: Slot, generator: Generator): FaultLine => ({
  ...bare(damage),
  at: {
    kind: 'time',
    time: rounded(generator.between(slot.from, Math.max(slot.from, slot.to - 1))),
  },
})

export const idOf = (members: readonly Member[]): Nodes => members.map(({ id }) => named(id))

/** Some servers, from one to `most`. */
export function someServers(roster: Roster, most: number, generator: Generator): Nodes {
  const all = servers(roster)
  const count = generator.between(1, Math.max(1, Math.min(most, all.length)))
  const chosen = new Set(generator.shuffle(all).slice(0, count))
  return idOf(all.filter((member) => chosen.has(member)))
}

/** Pairs of roles that have a link of this kind between two nodes. */
function rolePairs(roster: Roster, kind: LinkKind | null): (readonly [string, string])[] {
  const roles = [...new Set(roster.members.map((member) => member.role))]
  const count = (role: string): number =>
    roster.members.filter((member) => member.role === role).length
  return roles
    .flatMap((one) => roles.map((other) => [one, other] as const))
    .filter(([one, other]) => one !== other || count(one) > 1)
    .filter(([one, other]) => kind === null || linkBetween(roster, one, other) === kind)
}

export const hasLink = (roster: Roster, kind: LinkKind | null): boolean =>
  rolePairs(roster, kind).length > 0

/** Two nodes with a link of that kind; null: any. */
export function somePair(
  roster: Roster,
  kind: LinkKind | null,
  generator: Generator,
): { from: Nodes; to: Nodes } {
  const [one, other] = generator.pick(rolePairs(roster, kind))
  const from = generator.pick(roster.members.filter((member) => member.role === one))
  const to = generator.pick(
    roster.members.filter((member) => member.role === other && member !== from),
  )
  return { from: [named(from.id)], to: [named(to.id)] }
}

/** One link, either way or both. */
export function someLink(
  roster: Roster,
  kind: LinkKind | null,
  generator: Generator,
): LinkSelector {
  const direction = generator.chance(500_000) ? 'one-way' : 'both-ways'
  return { kind: direction, ...somePair(roster, kind, generator) }
}

/** Half of the time everything, else one link; now and then one kind of message. */
export function someMessages(
  roster: Roster,
  kind: LinkKind | null,
  generator: Generator,
): Selection {
  const link = generator.chance(500_000) ? null : someLink(roster, kind, generator)
  const narrow = generator.chance(250_000)
  const kinds = roster.messages ?? []
  if (!narrow || kinds.length === 0) return { link, filter: everything }
  return { link, filter: { ...everything, kinds: [generator.pick(kinds)] } }
}
