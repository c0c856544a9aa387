// Worlds of small actors, so that what is measured is the kernel: one message to and fro; the same
// with loss, copies and drawn delays, and the actors' own remedy for them; gossip among a thousand
// nodes; a hundred thousand timers; and what it costs to make a world and to begin a run in it.

import type { Actor } from '../sim/actor.ts'
import type { Planned } from '../sim/fault.ts'
import {
  allMessages,
  at,
  everywhere,
  type Lab,
  openingOf,
  planOf,
  systemOf,
} from '../sim/kernel/lab.ts'
import { World } from '../sim/kernel/world.ts'
import type { Span } from '../sim/span.ts'
import { type Micros, ms, nodeId, seconds } from '../sim/units.ts'
import { type Bench, rateSince } from './bench.ts'

const latency: Span = { kind: 'normal', mean: ms(1), sd: 300 }
const lossAndCopies = (...names: readonly string[]): readonly Planned[] =>
  planOf(
    [at(0), { kind: 'drop', links: everywhere(...names), ppm: 20_000, filter: allMessages }],
    [
      at(0),
      {
        kind: 'duplicate',
        links: everywhere(...names),
        ppm: 10_000,
        later: null,
        filter: allMessages,
      },
    ],
  )

/** Runs a world for so long, after a tenth of it to warm up; counts are deliveries or expiries. */
function rate(
  lab: Lab,
  plan: readonly Planned[],
  until: Micros,
  count: (world: World) => number,
): number {
  const world = new World(systemOf(lab))
  world.reset(openingOf(1, { plan }))
  world.run(until / 10, null)
  const before = count(world)
  const began = process.hrtime.bigint()
  world.run(until, null)
  return rateSince(began, count(world) - before)
}

// ---- ping-pong

type Ball = { kind: 'ball' }
const one: Actor<{ state: { seen: number }; hears: Ball; says: Ball }> = {
  start(node) {
    if (node.id === 'a1') node.send(nodeId('a2'), { kind: 'ball' })
    return { seen: 0 }
  },
  receive(node, state, _ball, from) {
    state.seen += 1
    node.send(from, { kind: 'ball' })
  },
}

type Rally = { kind: 'rally'; ball: number; strokes: number }
const serve = { kind: 'serve' } as const
type Rallying = {
  /** of balls 0 to 3: strokes so far, and at the last look */
  state: { strokes: number[]; before: number[] }
  hears: Rally
  says: Rally
  timers: typeof serve
}
/** Keeps its balls in play: a copy is let by, and a ball not seen for a while goes out again. */
const four: Actor<Rallying> = {
  start(node) {
    node.setTimer(serve, ms(20), ms(5))
    return { strokes: [0, 0, 0, 0], before: [-1, -1, -1, -1] }
  },
  receive(node, state, { ball, strokes }, from) {
    if (strokes <= (state.strokes[ball] ?? 0)) return
    state.strokes[ball] = strokes + 1
    node.send(from, { kind: 'rally', ball, strokes: strokes + 1 })
  },
  expire(node, state) {
    const [mine, peer] = node.id === 'a1' ? [0, 'a2'] : [2, 'a1']
    for (const ball of [mine, mine + 1]) {
      const strokes = state.strokes[ball] ?? 0
      if (strokes !== state.before[ball]) continue
      state.strokes[ball] = strokes + 2
      node.send(nodeId(peer), { kind: 'rally', ball, strokes: strokes + 2 })
    }
    for (const ball of [0, 1, 2, 3]) state.before[ball] = state.strokes[ball] ?? 0
    node.setTimer(serve, ms(20), ms(5))
  },
}

// ---- gossip: three random peers are told, every tenth of a second

type Rumour = { kind: 'rumour'; rounds: number }
const tell = { kind: 'tell' } as const
const gossipSize = 1_000
const gossipNames = Array.from({ length: gossipSize }, (_, n) => nodeId(`n${n + 1}`))
type Gossip = { state: { rounds: number }; hears: Rumour; says: Rumour; timers: typeof tell }
const gossip: Actor<Gossip> = {
  start(node) {
    node.setTimer(tell, 0, ms(100))
    return { rounds: 0 }
  },
  receive(_node, state, { rounds }) {
    if (rounds > state.rounds) state.rounds = rounds
  },
  expire(node, state) {
    state.rounds += 1
    for (let n = 0; n < 3; n++) {
      const peer = gossipNames[node.random(gossipSize, 'peer')]
      if (peer !== undefined) node.send(peer, { kind: 'rumour', rounds: state.rounds })
    }
    node.setTimer(tell, ms(90), ms(20))
  },
}

// ---- timers

const tick = { kind: 'tick' } as const
type Ticking = { state: { ticks: number }; hears: never; says: never; timers: typeof tick }
const ticking: Actor<Ticking> = {
  start(node) {
    node.setTimer(tick, ms(150), ms(150))
    return { ticks: 0 }
  },
  receive() {},
  expire(node, state) {
    state.ticks += 1
    node.setTimer(tick, ms(150), ms(150))
  },
}

const crowd = <A>(names: readonly string[], actor: A): Readonly<Record<string, A>> =>
  Object.fromEntries(names.map((name) => [name, actor]))
const many = (size: number): readonly string[] =>
  Array.from({ length: size }, (_, n) => `n${n + 1}`)

// ---- making and resetting

/** Microseconds for one world of five to be made or reset, and its nodes started. */
function starts(
  count: number,
  worldOf: (system: ReturnType<typeof systemOf>) => () => World,
): number {
  const next = worldOf(systemOf({ nodes: crowd(many(5), ticking) }))
  const opening = openingOf(1)
  const began = process.hrtime.bigint()
  for (let n = 0; n < count; n++) {
    const world = next()
    world.reset(opening)
    world.run(0, null)
  }
  return Number(process.hrtime.bigint() - began) / 1e3 / count
}

const messages = (name: string, run: () => number): Bench => ({
  name,
  unit: 'messages/s',
  better: 'more',
  run,
})
const stepsOf = (world: World): number => world.events

export const benches: readonly Bench[] = [
  messages('kernel/ping-pong', () =>
    rate({ nodes: { a1: one, a2: one }, network: { latency } }, [], seconds(3_000), (world) =>
      world.deliveredOf('ball'),
    ),
  ),
  messages('kernel/ping-pong-faults', () =>
    rate(
      { nodes: { a1: four, a2: four }, network: { latency } },
      lossAndCopies('a1', 'a2'),
      seconds(600),
      (world) => world.deliveredOf('rally'),
    ),
  ),
  messages('kernel/gossip-1000', () =>
    rate(
      {
        nodes: crowd(gossipNames, gossip),
        network: { latency: { ...latency, mean: ms(5), sd: ms(1) } },
      },
      lossAndCopies(...gossipNames),
      seconds(40),
      (world) => world.deliveredOf('rumour'),
    ),
  ),
  {
    name: 'kernel/timers-100k',
    unit: 'timers/s',
    better: 'more',
    run: () => rate({ nodes: crowd(many(100_000), ticking) }, [], seconds(4), stepsOf),
  },
  {
    name: 'kernel/fresh-world',
    unit: 'us',
    better: 'less',
    run: () => starts(30_000, (system) => () => new World(system)),
  },
  {
    name: 'kernel/reset-world',
    unit: 'us',
    better: 'less',
    run: () =>
      starts(100_000, (system) => {
        const world = new World(system)
        return () => world
      }),
  },
]
