// Draws what is random in the nodes of a line, for one occurrence of it. What comes out names its
// nodes, so it can be printed as what really happened.

import type { Generator } from '../generator.ts'
import { type Damage, type LinkSelector, named, type Nodes } from '../notation.ts'
import { called, type Member, type Roster, servers, sizeOf } from '../roster.ts'
import { halvesOf } from './partitions.ts'

/** `nth` counts the occurrences from 0: `each` takes the nth server, round and round. */
export type Occasion = {
  readonly roster: Roster
  readonly generator: Generator
  readonly nth: number
}

/**
 * The damage with named nodes.
 * @returns null when there is nobody to be hit (no minority among two)
 */
export function resolve(damage: Damage, occasion: Occasion): Damage | null {
  if ('nodes' in damage) {
    const [nodes = []] = resolveGroups([damage.nodes], occasion)
    return nodes.length === 0 ? null : { ...damage, nodes }
  }
  if ('messages' in damage) {
    const link = resolveLink(damage.messages.link, occasion)
    return link === 'nobody' ? null : { ...damage, messages: { ...damage.messages, link } }
  }
  switch (damage.kind) {
    case 'heal':
    case 'bandwidth': {
      const link = resolveLink(damage.link, occasion)
      return link === 'nobody' ? null : { ...damage, link }
    }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open': {
      const link = resolveLink(damage.link, occasion)
      return link === 'nobody' || link === null ? null : { ...damage, link }
    }
    case 'partition':
      return resolvePartition(damage, occasion)
    case 'bridge': {
      const [middle] = damage.node === null ? drawn(servers(occasion.roster), 1, occasion) : []
      return middle === undefined ? damage : { ...damage, node: middle.id }
    }
    case 'majorities-ring':
      return damage
  }
}

function resolvePartition(
  damage: Extract<Damage, { kind: 'partition' }>,
  occasion: Occasion,
): Damage | null {
  const { cut } = damage
  switch (cut.kind) {
    case 'ring':
      return damage
    case 'halves': {
      const ids = servers(occasion.roster).map((member) => member.id)
      const halves = halvesOf(ids, occasion.generator)
      if (halves[0].length === 0) return null
      const groups = halves.map((half) => half.map((id) => named(id)))
      return { ...damage, cut: { kind: 'groups', groups } }
    }
    case 'off': {
      const [nodes = []] = resolveGroups([cut.nodes], occasion)
      return nodes.length === 0 ? null : { ...damage, cut: { ...cut, nodes } }
    }
    case 'groups': {
      const groups = resolveGroups(cut.groups, occasion).filter((group) => group.length > 0)
      return groups.length < 2 ? null : { ...damage, cut: { ...cut, groups } }
    }
    case 'link': {
      const [from = [], to = []] = resolveGroups([cut.link.from, cut.link.to], occasion)
      if (from.length === 0 || to.length === 0) return null
      return { ...damage, cut: { ...cut, link: { ...cut.link, from, to } } }
    }
  }
}

function resolveLink(
  link: LinkSelector | null,
  occasion: Occasion,
): LinkSelector | null | 'nobody' {
  if (link === null) return null
  if (link.kind === 'of') {
    const [nodes = []] = resolveGroups([link.nodes], occasion)
    return nodes.length === 0 ? 'nobody' : { ...link, nodes }
  }
  const [from = [], to = []] = resolveGroups([link.from, link.to], occasion)
  return from.length === 0 || to.length === 0 ? 'nobody' : { ...link, from, to }
}

/** Draws only among those whom no group of the line has yet, so that no one is on both sides. */
function resolveGroups(groups: readonly Nodes[], occasion: Occasion): Nodes[] {
  const { roster, nth } = occasion
  const everyone = servers(roster)
  const taken = new Set<string>()
  for (const node of groups.flat()) {
    if (node.kind !== 'named') continue
    for (const { id } of called(roster, node.name)) taken.add(id)
  }
  return groups.map((group) =>
    group.flatMap((node): Nodes => {
      if (node.kind === 'named' || node.kind === 'all') return [node]
      if (node.kind === 'each') {
        const turn = everyone[nth % everyone.length]
        return turn === undefined ? [] : [named(turn.id)]
      }
      const free = everyone.filter((member) => !taken.has(member.id))
      const some = drawn(free, sizeOf(node.size, everyone.length), occasion)
      for (const { id } of some) taken.add(id)
      return some.map(({ id }) => named(id))
    }),
  )
}

/** Some of them, in the order of the roster. */
function drawn(free: readonly Member[], count: number, { generator }: Occasion): Member[] {
  const some = new Set(generator.shuffle(free).slice(0, count))
  return free.filter((member) => some.has(member))
}
