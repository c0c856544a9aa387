// Weathers in which bugs in changes of members and in handovers show that raft-members hardly meets: what
// is wished for and what is cut off come together again and again. The right protocol keeps its promises
// in each.

import type { Wish } from '../protocols/raft/operator.ts'
import { ms, nodeId } from '../sim/units.ts'
import { oneOf } from './params.ts'
import { membersStorm, type MembersNow, type MembersStormParams } from './raft-members-storm.ts'
import type { Scenario } from './form.ts'
import type { Asked, Occasion } from './workload.ts'

const params: MembersStormParams = {
  members: [4, 3],
  spares: 0,
  clients: 2,
  electionTimeout: '150ms..300ms',
  heartbeat: '50ms',
  // Whoever was removed, or goes by members that are none any more, and did not hear of it would begin one
  // term after another: it asks first, and is held back by servers that hear a leader (§4.2.3).
  preVote: [true],
  checkQuorum: [true],
  reads: ['index'],
  link: oneOf('datagram'),
  compactAfter: 40,
  keys: 3,
  rate: 40,
  looks: 50,
}

/** Rounds of that length, the first when a leader is usually elected. */
const round = 1_200
const first = 500

function inRounds(
  { until, draw, roster }: Occasion,
  of: (wish: (from: number, to: number, message: Wish) => void, servers: readonly string[]) => void,
): Asked[] {
  const calls: Asked[] = []
  const servers = roster['n'] ?? []
  for (let begin = first; ms(begin + round) <= until; begin += round) {
    of((from, to, message) => {
      const at = ms(begin + from) + draw.below(ms(to - from))
      calls.push({ client: 'op', at, message })
    }, servers)
  }
  return calls
}

const reshapedTo = (servers: readonly string[]): Wish => ({
  kind: 'reshape',
  voters: servers.map(nodeId),
  learners: [],
})

/** A leader is asked twice for other members while it hears nobody, and so is whoever follows it. */
function hasty(of: Occasion & MembersNow): Asked[] {
  const { draw, members } = of
  const toggle = (servers: readonly string[], from: 'asked' | 'done'): Wish => ({
    kind: 'toggle',
    server: nodeId(draw.pick(servers)),
    from,
  })
  return inRounds(of, (wish, servers) => {
    wish(0, 10, toggle(servers, 'done'))
    wish(20, 60, toggle(servers, 'asked'))
    for (let from = 140; from < 600; from += 60) wish(from, from + 60, toggle(servers, 'done'))
    wish(900, 910, reshapedTo(servers.slice(0, members)))
  })
}

const cutOff = membersStorm({
  name: 'raft-members-cut-off',
  about:
    'A leader is cut off when it is asked for other members, and so is whoever follows it; the two halves vote for each other and send each other no entries.',
  params,
  wishes: hasty,
  faults: ({ members }) => [
    'partition leader | n @ 500ms every 1200ms for 350ms',
    `drop kind append n1,n2-n3${members === 4 ? ',n4' : ''} @ 500ms every 1200ms for 900ms`,
  ],
  promised: { loss: 1_000_000 },
  until: '4200ms',
})

/** One server goes, another is to lead, and goes too. */
function handedOver(of: Occasion & MembersNow): Asked[] {
  const { draw } = of
  return inRounds(of, (wish, servers) => {
    const [one, other] = draw.shuffle(servers).map(nodeId)
    if (one === undefined || other === undefined) return
    wish(0, 4, { kind: 'toggle', server: one, from: 'done' })
    wish(4, 12, { kind: 'hand over', to: other })
    wish(100, 160, { kind: 'toggle', server: other, from: 'asked' })
    wish(900, 910, reshapedTo(servers))
  })
}

const lateWord = membersStorm({
  name: 'raft-late-handovers',
  about:
    'The word to stand comes late: whoever sent it has given up handing over, and has removed whom it told.',
  params: { ...params, members: [3] },
  wishes: handedOver,
  faults: () => [
    'delay 150ms..260ms kind "timeout now"',
    ...[1, 2, 3, 4, 5, 6].map(
      (nth) => `partition leader | n @ after send "timeout now"#${nth} for 450ms`,
    ),
  ],
  until: '4200ms',
})

function handOvers(of: Occasion & MembersNow): Asked[] {
  const calls: Asked[] = []
  for (let at = 500; ms(at + 500) <= of.until; at += 500) {
    calls.push({
      client: 'op',
      at: ms(at),
      message: { kind: 'hand over', to: null } satisfies Wish,
    })
  }
  return calls
}

const leases = membersStorm({
  name: 'raft-handed-leases',
  about:
    'Leaders that answer from leases hand over, and are cut off as soon as they have told who is to follow.',
  params: {
    ...params,
    ...{ members: [3, 5], clients: 5, electionTimeout: '300ms..400ms', reads: ['lease'] },
    ...{ keys: 2, rate: 200 },
  },
  wishes: handOvers,
  faults: () => [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map(
      (nth) => `partition leader | n @ after send "timeout now"#${nth} for 250ms`,
    ),
  ],
  until: '4s',
})

/** Two or three servers, new ones among them, are to take the place of those that there are. */
function replaced(of: Occasion & MembersNow): Asked[] {
  const { draw, members } = of
  return inRounds(of, (wish, servers) => {
    const fresh = servers.slice(members)
    const old = draw.shuffle(servers.slice(0, members)).slice(0, draw.below(2))
    wish(0, 4, reshapedTo([...fresh, ...old]))
    wish(900, 910, reshapedTo(servers.slice(0, members)))
  })
}

const overlaps = membersStorm({
  name: 'raft-overlaps',
  about:
    'A leader that exchanges the members reaches only the new ones, and a moment later nobody.',
  params: { ...params, members: [3], spares: 2 },
  wishes: replaced,
  faults: () => [
    'partition leader | n1,n2,n3 @ 500ms every 1200ms for 500ms',
    'isolate leader @ 590ms every 1200ms for 400ms',
  ],
  until: '4200ms',
})

/** One old server and the new one are all that is left, the new one is to lead, and is to go. */
function brief(of: Occasion & MembersNow): Asked[] {
  const { draw, members } = of
  return inRounds(of, (wish, servers) => {
    const [old, fresh] = [draw.pick(servers.slice(0, members)), servers[members]]
    if (fresh === undefined) return
    wish(0, 4, reshapedTo([old, fresh]))
    wish(150, 160, { kind: 'hand over', to: nodeId(fresh) })
    wish(300, 310, { kind: 'toggle', server: nodeId(fresh), from: 'done' })
    wish(900, 910, reshapedTo(servers.slice(0, members)))
  })
}

const lastWords = membersStorm({
  name: 'raft-last-words',
  about:
    'A server that came later leads, is told of its own removal while nobody hears it, and crashes.',
  params: { ...params, members: [3], spares: 1 },
  wishes: brief,
  faults: () => [
    'partition leader | n @ 790ms every 1200ms for 250ms',
    'crash n4 @ 860ms every 1200ms restart +5ms lose memory',
  ],
  until: '4200ms',
})

export const membersStorms: readonly Scenario[] = [cutOff, lateWord, overlaps, leases, lastWords]
