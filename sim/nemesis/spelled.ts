// Occurrences spelled out: a line that still draws an order when it strikes (rings, bridges, swizzles,
// which side of a connection is gone), or that counts from an event of the run, becomes lines that
// draw nothing and say their own instant. They take the same steps under every seed.

import { type Fault, isSettled, type Links, type Place, type Planned } from '../fault.ts'
import { bare, type Damage, type FaultLine, type Instant, named, type Nodes } from '../notation.ts'
import type { Micros, NodeId } from '../units.ts'
import { chosenOf, type Occurrence } from './plan.ts'
import type { Chosen } from '../whoever.ts'

/** When each entry of a plan struck, by its id; absent: it never did. */
export type StruckAt = (planned: number) => Micros | undefined

/** Whether the line of an occurrence does not say all. */
export const needsSpelling = ({ line, planned }: Occurrence): boolean =>
  drawsAnOrder(line.damage) || planned[0]?.since !== null

/** Whether strike.ts draws anything for it. */
function drawsAnOrder(damage: Damage): boolean {
  switch (damage.kind) {
    case 'swizzle':
    case 'bridge':
    case 'majorities-ring':
      return true
    case 'partition':
      return damage.cut.kind === 'ring'
    case 'half-open':
      return damage.link.kind === 'both-ways'
    default:
      return false
  }
}

/**
 * The lines that do the same.
 * @param struckAt of the run in which the occurrence struck; asked only for what waited for an event
 * @param chosen of that run: whom faults of a role have struck, by their first entry
 */
export function spelled(
  whole: Occurrence,
  struckAt: StruckAt,
  chosen: ReadonlyMap<number, Chosen> = new Map(),
): FaultLine[] {
  const choice = chosen.get(whole.planned[0]?.id ?? 0)
  const own = chosenOf(whole, choice?.node)
  if (own === null) return []
  const occurrence = choice === undefined || choice.place === null ? own : waited(own, choice.place)
  if (!needsSpelling(occurrence)) return [occurrence.line]
  const { line, planned } = occurrence
  if (drawsAnOrder(line.damage)) {
    return planned.flatMap((entry) => {
      const at = instantOf(entry, struckAt)
      const damages = at === null || !isSettled(entry) ? [] : damagesOf(entry.fault)
      return damages.map((damage) => ({ ...bare(damage), at, lasts: lengthOf(entry, planned) }))
    })
  }
  const [head] = planned
  const at = head === undefined ? null : instantOf(head, struckAt)
  return at === null ? [] : [{ ...line, at }]
}

/** What waited until somebody had its role struck at the end of a step. */
function waited({ source, line, planned }: Occurrence, place: Place): Occurrence {
  const at: Instant = { kind: 'place', place }
  const [head, ...rest] = planned
  const first = head === undefined ? [] : [{ ...head, when: at, since: null }]
  return { source, line: { ...line, at }, planned: [...first, ...rest] }
}

/** An entry that counts from another has no instant of its own until it has struck. */
function instantOf({ id, when, since }: Planned, struckAt: StruckAt): Instant | null {
  if (since === null) return when.kind === 'role' ? { kind: 'role', role: when.role } : when
  const time = struckAt(id)
  return time === undefined ? null : { kind: 'time', time }
}

/** How long it holds, from the entry that ends it. */
function lengthOf({ id, when }: Planned, planned: readonly Planned[]): FaultLine['lasts'] {
  const end = planned.find(({ fault }) => fault.kind === 'end' && fault.of === id)
  if (end?.when.kind !== 'time') return null
  const begin = end.since === id || when.kind !== 'time' ? 0 : when.time
  return { kind: 'const', at: end.when.time - begin }
}

/** The damages of one fault, a directed piece each; an end is part of what it ends. */
function damagesOf(fault: Fault): Damage[] {
  switch (fault.kind) {
    case 'stall':
      return fault.links.slice(0, 1).map(({ from }) => ({
        ...{ kind: 'stall', link: { kind: 'of', nodes: nodesOf(from) } },
      }))
    case 'cut':
      return cutsOf(fault.links)
    case 'half-open':
      return fault.links.flatMap((links): Damage[] => {
        const link = oneWay(links)
        return link === null ? [] : [{ kind: 'half-open', link }]
      })
    default:
      return []
  }
}

/** Two halves that do not hear each other are one cut, both ways. */
function cutsOf(links: readonly Links[]): Damage[] {
  const [one, other] = links
  const mirrored =
    links.length === 2 &&
    one?.from.join() === other?.to.join() &&
    one?.to.join() === other?.from.join()
  const cuts = (mirrored ? links.slice(0, 1) : links).flatMap((some) => oneWay(some) ?? [])
  return cuts.map((link) => ({
    kind: 'partition',
    cut: { kind: 'link', link: mirrored ? { ...link, kind: 'both-ways' } : link },
  }))
}

function oneWay({ from, to }: Links): { kind: 'one-way'; from: Nodes; to: Nodes } | null {
  return from.length === 0 || to.length === 0
    ? null
    : { kind: 'one-way', from: nodesOf(from), to: nodesOf(to) }
}

const nodesOf = (ids: readonly NodeId[]): Nodes => ids.map((id) => named(id))
