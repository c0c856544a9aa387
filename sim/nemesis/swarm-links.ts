// Swarm: what happens to messages while the storm lasts. Kinds that add up (loss and bursts, delay
// and reordering) take half of the promise each.

import type { Generator } from '../generator.ts'
import { bare, type Damage, type Selection } from '../notation.ts'
import type { Span } from '../span.ts'
import type { Micros, Ppm } from '../units.ts'
import {
  at,
  hasLink,
  type Room,
  rounded,
  someLink,
  someMessages,
  somePair,
  type SwarmKind,
  upTo,
} from './swarm-room.ts'

const datagrams = ({ roster }: Room): boolean => hasLink(roster, 'datagram')
const streams = ({ roster }: Room): boolean => hasLink(roster, 'stream')

/** A share up to the most, in hundredths of a percent where there are any. */
function shareUpTo(most: Ppm, generator: Generator): Ppm {
  const ppm = generator.between(1, most)
  return ppm >= 200 ? Math.floor(ppm / 100) * 100 : ppm
}

const throughout = (
  name: string,
  possible: (room: Room) => boolean,
  damage: (room: Room, generator: Generator) => Damage,
): SwarmKind => ({
  name,
  share: null,
  possible,
  draw: (room, generator) => [bare(damage(room, generator))],
})

const messages = (room: Room, generator: Generator): Selection =>
  someMessages(room.roster, 'datagram', generator)

export const linkKinds: readonly SwarmKind[] = [
  throughout(
    'loss',
    (room) => datagrams(room) && room.budget.loss >= 2,
    (room, generator) => ({
      kind: 'drop',
      ppm: shareUpTo(Math.floor(room.budget.loss / 2), generator),
      messages: messages(room, generator),
    }),
  ),
  throughout('bursts', (room) => datagrams(room) && room.budget.loss >= 20, burst),
  {
    name: 'a lost message',
    share: null,
    possible: (room) => datagrams(room) && room.budget.loss > 0 && hasKinds(room),
    draw: (room, generator) => {
      const selection = messages(room, generator)
      const kinds = [generator.pick(room.roster.messages ?? [])]
      const nth = generator.between(1, 20)
      const filter = { ...selection.filter, kinds, first: nth, last: nth }
      return [bare({ kind: 'drop', ppm: 1_000_000, messages: { ...selection, filter } })]
    },
  },
  throughout(
    'copies',
    (room) => datagrams(room) && room.budget.copies >= 2,
    (room, generator) => ({
      kind: 'duplicate',
      ppm: shareUpTo(Math.floor(room.budget.copies / 2), generator),
      later: null,
      messages: messages(room, generator),
    }),
  ),
  throughout(
    'late copies',
    (room) => datagrams(room) && room.budget.copies >= 2 && room.budget.lateCopies > 0,
    (room, generator) => ({
      kind: 'duplicate',
      ppm: shareUpTo(Math.floor(room.budget.copies / 2), generator),
      later: { kind: 'uniform', min: 0, max: upTo(room.budget.lateCopies, generator) },
      messages: messages(room, generator),
    }),
  ),
  throughout(
    'reordering',
    (room) => datagrams(room) && room.budget.lateness >= 2,
    (room, generator) => ({
      kind: 'reorder',
      ppm: shareUpTo(500_000, generator),
      by: { kind: 'uniform', min: 0, max: upTo(Math.floor(room.budget.lateness / 2), generator) },
      messages: messages(room, generator),
    }),
  ),
  throughout(
    'damage',
    (room) => datagrams(room) && room.budget.damaged > 0,
    (room, generator) => ({
      kind: 'corrupt',
      ppm: shareUpTo(room.budget.damaged, generator),
      how: generator.pick(['flip', 'truncate'] as const),
      unchecked: room.budget.unchecked && generator.chance(500_000),
      messages: messages(room, generator),
    }),
  ),
  throughout(
    'delay',
    (room) => room.budget.lateness >= 40,
    (room, generator) => ({
      kind: 'delay',
      extra: spanUpTo(Math.floor(room.budget.lateness / 2), generator),
      messages: someMessages(room.roster, null, generator),
    }),
  ),
  throughout(
    'bandwidth',
    (room) => room.budget.bandwidth !== null,
    (room, generator) => {
      const least = Math.max(1, room.budget.bandwidth ?? 1)
      const bytesPerSecond = generator.between(least, least * 10)
      const queue = room.budget.loss > 0 ? generator.between(16, 256) * 1_000 : null
      const policy = queue === null ? 'tail' : generator.pick(['tail', 'head', 'random'] as const)
      const link = generator.chance(500_000) ? null : someLink(room.roster, null, generator)
      return { kind: 'bandwidth', bytesPerSecond, queue, policy, link }
    },
  ),
  ...(['reset', 'close'] as const).map(
    (kind): SwarmKind => ({
      name: kind === 'reset' ? 'reset connections' : 'closed connections',
      share: null,
      possible: (room) => streams(room) && room.budget.connections,
      draw: (room, generator, slot) =>
        Array.from({ length: generator.between(1, 4) }, () => {
          const pair = somePair(room.roster, 'stream', generator)
          return at({ kind, link: { kind: 'both-ways', ...pair } }, slot, generator)
        }),
    }),
  ),
]

const hasKinds = ({ roster }: Room): boolean => (roster.messages ?? []).length > 0

/** Good and bad spells whose loss in the long run is at most half of the promise. */
function burst(room: Room, generator: Generator): Damage {
  const badPpm = generator.between(5, 10) * 100_000
  const outPpm = generator.between(5, 50) * 10_000
  const share = shareUpTo(Math.min(400_000, Math.floor(room.budget.loss / 2)), generator)
  const bad = share / badPpm
  const intoPpm = Math.floor((bad * outPpm) / (1 - bad))
  return {
    ...{ kind: 'burst', intoPpm, outPpm, badPpm, goodPpm: 0 },
    messages: someMessages(room.roster, 'datagram', generator),
  }
}

/** A span of one of four shapes that all but never exceeds the most. */
export function spanUpTo(most: Micros, generator: Generator): Span {
  const top = upTo(most, generator)
  switch (generator.below(4)) {
    case 0:
      return { kind: 'const', at: top }
    case 1:
      return { kind: 'uniform', min: 0, max: top }
    case 2:
      // The last of 4,096 quantiles is at 8.3 times the mean.
      return { kind: 'exp', mean: Math.floor(top / 9) }
    default: {
      const rarePpm = generator.between(1, 20) * 10_000
      return { kind: 'bimodal', usual: rounded(Math.floor(top / 10)), rare: top, rarePpm }
    }
  }
}
