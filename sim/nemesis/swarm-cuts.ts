// Swarm: who does not hear whom for a while. All of these draw on the same promise (how long two
// nodes may be cut off from each other), so they take turns.

import type { Generator } from '../generator.ts'
import type { Cut, Damage } from '../notation.ts'
import { called, type Roster, servers } from '../roster.ts'
import {
  hasLink,
  idOf,
  type Room,
  someLink,
  someMessages,
  somePair,
  someServers,
  type SwarmKind,
  within,
} from './swarm-room.ts'
import { halvesOf } from './partitions.ts'
import { named } from '../notation.ts'

const silence = (
  name: string,
  possible: (room: Room) => boolean,
  damage: (roster: Roster, generator: Generator) => Damage,
): SwarmKind => ({
  name,
  share: 'cut',
  possible: (room) => room.budget.cut !== 0 && possible(room),
  draw: (room, generator, slot) => [
    within(damage(room.roster, generator), room.budget.cut, slot, generator),
  ],
})

const several = ({ roster }: Room): boolean => servers(roster).length > 1
const connections = ({ roster, budget }: Room): boolean =>
  budget.connections && hasLink(roster, 'stream')

export const cutKinds: readonly SwarmKind[] = [
  silence('partition', several, (roster, generator) => ({
    kind: 'partition',
    cut: someCut(roster, generator),
  })),
  silence('isolation', several, (roster, generator) => ({
    kind: 'isolate',
    nodes: someServers(roster, 1, generator),
  })),
  silence(
    'bridge',
    ({ roster }) => servers(roster).length > 2,
    (roster, generator) => ({ kind: 'bridge', node: generator.pick(servers(roster)).id }),
  ),
  silence(
    'majorities in a ring',
    ({ roster }) => servers(roster).length > 2,
    () => ({ kind: 'majorities-ring' }),
  ),
  silence('held messages', several, (roster, generator) => ({
    kind: 'hold',
    messages: someMessages(roster, null, generator),
  })),
  silence('stall', several, (roster, generator) => ({
    kind: 'stall',
    link: someLink(roster, null, generator),
  })),
  silence('swizzle', several, (roster, generator) => ({
    kind: 'swizzle',
    nodes: someServers(roster, servers(roster).length, generator),
  })),
  silence('half-open connections', connections, (roster, generator) => ({
    kind: 'half-open',
    link: { kind: 'one-way', ...somePair(roster, 'stream', generator) },
  })),
  ...(['refuse', 'hang', 'disconnect'] as const).map((kind) =>
    silence(`${kind} of connections`, connections, (roster, generator) => ({
      kind,
      nodes: somePair(roster, 'stream', generator).to,
    })),
  ),
]

/** One of the shapes: off, one way, halves, a ring of more than three, a rack. */
function someCut(roster: Roster, generator: Generator): Cut {
  const all = servers(roster)
  const minority = Math.max(1, Math.floor((all.length - 1) / 2))
  switch (generator.below(5)) {
    case 0: {
      const halves = halvesOf(
        all.map((member) => member.id),
        generator,
      )
      return { kind: 'groups', groups: halves.map((half) => half.map((id) => named(id))) }
    }
    case 1: {
      const pair = somePair(roster, null, generator)
      return { kind: 'link', link: { kind: 'one-way', ...pair } }
    }
    case 2:
      if (all.length > 3) return { kind: 'ring' }
      return { kind: 'off', nodes: someServers(roster, minority, generator) }
    case 3: {
      const domains = wholeDomains(roster)
      if (domains.length > 1) return { kind: 'off', nodes: [named(generator.pick(domains))] }
      return { kind: 'off', nodes: idOf([generator.pick(all)]) }
    }
    default:
      return { kind: 'off', nodes: someServers(roster, minority, generator) }
  }
}

/** The domains whose name means just them: no node and no role is called so. */
export function wholeDomains(roster: Roster): string[] {
  const domains = new Set(roster.members.flatMap(({ domain }) => (domain === null ? [] : [domain])))
  return [...domains].filter((domain) =>
    called(roster, domain).every((member) => member.domain === domain),
  )
}
