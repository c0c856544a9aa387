// Storms for property tests: three talkative nodes, a workload and a plan of faults, all of them
// arbitrary. What the nodes do depends on nothing but what they hear, draw and read.

import fc from 'fast-check'
import type { AnyActor, Message } from '../actor.ts'
import type { Call, Fault, Filter, Links, Planned, When } from '../fault.ts'
import type { LinkKind } from '../link.ts'
import type { Span } from '../span.ts'
import { type Micros, ms, type NodeId, nodeId } from '../units.ts'
import type { Lab } from './lab.ts'

export const names: readonly NodeId[] = ['n1', 'n2', 'n3'].map(nodeId)
/** The storm is over by then. */
export const stormMax: Micros = ms(8_000)

type Talk = Message & { readonly to: NodeId; readonly how: 'say' | 'write' | 'early' | 'close' }

/** Does what it is told, answers some of what it hears, and says aloud whom it hangs up on. */
export const talker: AnyActor = {
  start(node) {
    node.setTimer({ kind: 'idle' }, ms(300), ms(50))
    node.setTimer({ kind: 'far', n: 1 }, ms(700))
    return { heard: 0, kept: [...node.store.scan('log')].length }
  },
  receive(node, state, message, from) {
    const own = state as { heard: number }
    own.heard += 1
    if (message.kind === 'talk') return does(node, message as Talk, own.heard)
    if (message.kind === 'ping' && node.random(3, 'answer') > 0) node.send(from, { kind: 'pong' })
    if (own.heard % 7 === 0) node.sometimes('seven')
  },
  expire(node, state, timer) {
    const own = state as { heard: number }
    node.store.put('log', own.heard, `${timer.kind} ${node.clock()} ${node.wallClock()}`, 'relaxed')
    const peer = names[node.random(names.length, 'peer')] as NodeId
    node.send(peer, { kind: 'tick' })
    if (timer.kind === 'idle') node.setTimer(timer, ms(300), ms(50))
    else node.setTimer({ kind: 'far', n: ((timer['n'] as number) % 3) + 1 }, ms(200))
  },
  lost(node, state, peer, why) {
    ;(state as { heard: number }).heard += 1
    if (why === 'closed') node.send(peer, { kind: 'ping' })
  },
}

function does(node: Parameters<AnyActor['receive']>[0], { to, how }: Talk, nth: number): void {
  if (how === 'close') {
    const hangsUp = node.invoke({ to, nth })
    node.close(to)
    node.complete(hangsUp, `closed ${to}`) // in line behind the closing: it tells when that was
    return
  }
  if (how === 'early') node.send(to, { kind: 'ping' }, 'early')
  if (how === 'write') {
    node.store.put('log', nth, 'entry')
    node.send(node.id, { kind: 'stored' })
  }
  const op = node.invoke({ to, nth })
  node.send(to, { kind: 'ping' })
  node.complete(op, 'sent')
}

export const labOf = (link: LinkKind, mixed = false): Lab => ({
  nodes: { n1: talker, n2: talker, n3: talker },
  network: {
    link,
    links: mixed ? { 'n-n': link } : {},
    latency: { kind: 'uniform', min: 1_000, max: 30_000 },
    resetAfter: ms(700),
    queue: 40,
  },
  sync: { kind: 'uniform', min: 100, max: 20_000 },
})

const instant = fc.integer({ min: 0, max: 5_000_000 })
const length = fc.oneof(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 2_500_000 }))
const node = fc.constantFrom(...names)

export const workloads: fc.Arbitrary<Call[]> = fc.array(
  fc
    .record({
      client: node,
      at: instant,
      to: node,
      how: fc.constantFrom<Talk['how']>('say', 'say', 'write', 'early', 'close'),
    })
    .map(({ client, at, to, how }) => ({ client, at, message: { kind: 'talk', to, how } as Talk })),
  { minLength: 10, maxLength: 80 },
)

const spans = fc.constantFrom<Span>(
  { kind: 'const', at: 0 },
  { kind: 'const', at: ms(40) },
  { kind: 'uniform', min: 0, max: ms(200) },
  { kind: 'exp', mean: ms(20) },
)
const links: fc.Arbitrary<readonly Links[]> = fc
  .tuple(
    fc.subarray([...names], { minLength: 1 }),
    fc.subarray([...names], { minLength: 1 }),
    fc.boolean(),
  )
  .map(([from, to, both]) =>
    both
      ? [
          { from, to },
          { from: to, to: from },
        ]
      : [{ from, to }],
  )
const filters: fc.Arbitrary<Filter> = fc.record({
  kinds: fc.constantFrom(null, ['ping'], ['tick', 'pong']),
  first: fc.constantFrom(null, null, 2),
  last: fc.constantFrom(null, 4),
  where: fc.constant(null),
})
const ppm = fc.constantFrom(0, 100_000, 500_000, 1_000_000)
const some = <K extends Fault['kind']>(...of: K[]): fc.Arbitrary<K> => fc.constantFrom(...of)

const connectionFaults: fc.Arbitrary<Fault>[] = [
  fc.record({ kind: some('reset', 'close'), links }),
  fc.record({ kind: some('half-open'), links }),
  fc.record({ kind: some('cut'), links }),
  fc.record({ kind: some('stall'), links }),
  fc.record({
    kind: some('refuse', 'hang', 'disconnect'),
    nodes: fc.subarray([...names], { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ kind: some('hold', 'release'), links, filter: filters }),
  fc.record({ kind: some('delay'), links, extra: spans, filter: filters }),
  fc.record({
    kind: some('bandwidth'),
    links,
    bytesPerSecond: fc.constantFrom(200, 5_000),
    queue: fc.constantFrom(null, 60),
    policy: fc.constantFrom('tail' as const, 'head' as const, 'random' as const),
  }),
  fc.record({
    kind: some('heal'),
    links: fc.oneof(fc.constant(null), links),
  }),
]
const processFaults: fc.Arbitrary<Fault>[] = [
  fc.record({
    kind: some('crash'),
    node,
    lose: fc.constantFrom(
      'drawn' as const,
      'memory' as const,
      'unsynced' as const,
      'disk' as const,
    ),
  }),
  fc.record({ kind: some('restart'), node }),
  fc.record({ kind: some('pause'), node }),
  fc.record({ kind: some('slow'), node, step: spans }),
  fc.record({ kind: some('disk-full', 'disk-stall'), node }),
  fc.record({ kind: some('disk-slow'), node, by: spans }),
  fc.record({ kind: some('disk-torn', 'disk-lying-sync'), node }),
  fc.record({ kind: some('disk-rot', 'disk-misdirect', 'disk-phantom'), node, ppm }),
  fc.record({ kind: some('disk-read-error'), node, ppm }),
]
const otherFaults: fc.Arbitrary<Fault>[] = [
  fc.record({ kind: some('drop'), links, ppm, filter: filters }),
  fc.record({
    kind: some('duplicate'),
    links,
    ppm,
    later: fc.oneof(fc.constant(null), spans),
    filter: filters,
  }),
  fc.record({ kind: some('reorder'), links, ppm, by: spans, filter: filters }),
  fc.record({
    kind: some('corrupt'),
    links,
    ppm,
    how: fc.constantFrom('flip' as const, 'truncate' as const),
    unchecked: fc.constant(false),
    filter: filters,
  }),
  fc.record({
    kind: some('burst'),
    links,
    intoPpm: ppm,
    outPpm: ppm,
    badPpm: ppm,
    goodPpm: fc.constant(0),
    filter: filters,
  }),
  fc.record({ kind: some('clock-step'), node, by: fc.integer({ min: -ms(500), max: ms(500) }) }),
  fc.record({ kind: some('clock-drift'), node, ppm: fc.constantFrom(-300_000, 700, 500_000) }),
  fc.record({ kind: some('clock-freeze', 'clock-reset'), node }),
  fc.record({
    kind: some('clock-strobe'),
    node,
    by: fc.constant(ms(90)),
    every: fc.constant(7_000),
  }),
  fc.record({ kind: some('clock-coarse'), node, tick: fc.constantFrom(16_000, 3_000) }),
]

const whens: fc.Arbitrary<When> = fc.oneof(
  { weight: 5, arbitrary: instant.map((time): When => ({ kind: 'time', time })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('on' as const, 'before' as const, 'after-send' as const),
        fc.constantFrom('ping', 'pong', 'tick'),
        fc.integer({ min: 1, max: 20 }),
      )
      .map(([kind, message, nth]): When => ({ kind, message, nth })),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.integer({ min: 1, max: 9 }).map((nth): When => ({ kind: 'after-persist', nth })),
      fc.constant<When>({ kind: 'goal', goal: 'seven' }),
    ),
  },
)

/** Faults begin at some instant or event; what lasts ends some time after, and the dead restart. */
const plansOf = (
  faults: fc.Arbitrary<Fault>[],
  when: fc.Arbitrary<When>,
): fc.Arbitrary<Planned[]> =>
  fc.array(fc.tuple(when, fc.oneof(...faults), length), { maxLength: 9 }).map((entries) =>
    entries.flatMap(([begins, fault, after], at): Planned[] => {
      const id = 2 * at + 1
      const first: Planned = { id, when: begins, since: null, fault }
      const then: Fault | null =
        fault.kind === 'crash' ? { kind: 'restart', node: fault.node } : { kind: 'end', of: id }
      return [first, { id: id + 1, when: { kind: 'time', time: after }, since: id, fault: then }]
    }),
  )

export const connectionPlans: fc.Arbitrary<Planned[]> = plansOf(
  [...connectionFaults, ...processFaults],
  instant.map((time): When => ({ kind: 'time', time })),
)
export const anyPlans: fc.Arbitrary<Planned[]> = plansOf(
  [...connectionFaults, ...processFaults, ...otherFaults],
  whens,
)
