// What a clean campaign cannot say: kinds of damage that no seed had, each with a fault to add.

import { diskHarms } from '../../sim/fault.ts'
import type { Roster } from '../../sim/roster.ts'
import { linkBetween, servers } from '../../sim/roster.ts'

interface Gap {
  readonly kinds: readonly string[]
  readonly links: 'datagram' | 'stream' | null
  /** what was therefore not seen */
  readonly words: string
  readonly add: (node: string) => string
}

const gaps: readonly Gap[] = [
  {
    kinds: ['drop', 'burst'],
    links: 'datagram',
    words: 'no message was lost',
    add: () => 'drop 5%',
  },
  {
    kinds: ['duplicate'],
    links: 'datagram',
    words: 'no message came twice',
    add: () => 'duplicate 5%',
  },
  {
    kinds: ['reset', 'close', 'half-open', 'disconnect'],
    links: 'stream',
    words: 'no connection broke by itself',
    add: (node) => `disconnect ${node} for 500ms`,
  },
  {
    kinds: ['cut', 'stall', 'hold'],
    links: null,
    words: 'the network was never split',
    add: () => 'partition random one for 500ms',
  },
  {
    kinds: ['crash'],
    links: null,
    words: 'no node crashed',
    add: (node) => `crash ${node} restart +500ms`,
  },
  {
    kinds: ['pause', 'slow'],
    links: null,
    words: 'no node was slow or paused',
    add: (node) => `pause ${node} for 500ms`,
  },
  {
    kinds: ['clock-step', 'clock-drift', 'clock-freeze', 'clock-strobe', 'clock-coarse'],
    links: null,
    words: 'clocks were perfect',
    add: (node) => `clock step ${node} +250ms`,
  },
  {
    kinds: ['disk-full', 'disk-stall', 'disk-slow'],
    links: null,
    words: 'every disk had room and time',
    add: (node) => `disk stall ${node} for 500ms`,
  },
  {
    kinds: diskHarms.map((harm) => `disk-${harm}`),
    links: null,
    words: 'no disk was damaged',
    add: (node) => `disk rot 1% ${node}`,
  },
]

/** @param seen kinds of fault that some seed had */
export function absentFrom(seen: ReadonlySet<string>, roster: Roster): readonly string[] {
  const node = servers(roster)[0]?.id ?? ''
  const kinds = linkKinds(roster)
  const missing = gaps.filter(
    (gap) =>
      (gap.links === null || kinds.has(gap.links)) && !gap.kinds.some((kind) => seen.has(kind)),
  )
  const told = missing.map(({ words, add }) => `${words} (add -f "${add(node)}")`)
  return told
}

function linkKinds(roster: Roster): ReadonlySet<string> {
  const roles = [...new Set(roster.members.map(({ role }) => role))]
  return new Set(roles.flatMap((one) => roles.map((other) => linkBetween(roster, one, other))))
}
