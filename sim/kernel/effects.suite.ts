// The effect of every fault, measured: what was asked, what a world with it shows, and what a world
// without it shows. A test holds the rows to their bounds; people read them as a table.

import type { AnyActor } from '../actor.ts'
import type { Fault, Filter } from '../fault.ts'
import type { LinkKind } from '../link.ts'
import type { Span } from '../span.ts'
import { sizeOf } from '../plain.ts'
import { type Micros, ms, nodeId, seconds } from '../units.ts'
import {
  allMessages,
  at,
  everywhere,
  type Lab,
  linksOf,
  openingOf,
  planOf,
  systemOf,
} from './lab.ts'
import { World } from './world.ts'

/** One row: the measure with the fault and without it, and the bounds of both. */
export interface Effect {
  readonly fault: string
  readonly asked: string
  readonly unit: string
  /** bounds, inclusive, of the measure with the fault */
  readonly between: readonly [number, number]
  /** the measure without it must be this, to within `absentBy` */
  readonly absent: number
  readonly absentBy?: number
  readonly measure: (plan: readonly Fault[]) => number
  readonly faults: readonly Fault[]
}

const r = nodeId('r1')

interface Flow {
  readonly count: number
  readonly every: Micros
  readonly latency?: Span
  readonly link?: LinkKind
  /** further plan entries: the fault's own come at 0 */
  readonly later?: readonly (readonly [Micros, Fault])[]
  readonly kinds?: readonly string[]
  readonly until?: Micros
}

interface Got {
  readonly sent: number
  /** arrivals in order: number, kind, sent at, arrived at */
  readonly seq: number[]
  readonly kind: string[]
  readonly sentAt: number[]
  readonly at: number[]
  /** when steps of the receiver or the sender were told of an end */
  readonly lost: string[]
}

/** s1 sends `count` messages to r1, one every so often, and r1 writes down what came. */
function flow(plan: readonly Fault[], asked: Flow): Got {
  // A world without faults shows none in a tenth of the messages, too.
  const fewer = plan.length === 0 && asked.count >= 200_000
  const how = fewer ? { ...asked, count: asked.count / 10 } : asked
  const got: Got = { sent: how.count, seq: [], kind: [], sentAt: [], at: [], lost: [] }
  const kinds = how.kinds ?? ['letter']
  const tick = { kind: 'tick' } as const
  let world: World | null = null
  const now = (): Micros => world?.now ?? 0
  const sender: AnyActor = {
    start(node) {
      node.setTimer(tick, 1)
      return { next: 0 }
    },
    receive() {},
    expire(node, state) {
      const own = state as { next: number }
      const n = own.next++
      node.send(r, { kind: kinds[n % kinds.length] as string, n, at: now() } as never)
      if (own.next < how.count) node.setTimer(tick, how.every)
    },
    lost: (_node, _state, _peer, why) => void got.lost.push(`s1 ${why}`),
  }
  const receiver: AnyActor = {
    start: () => ({}),
    receive(_node, _state, message) {
      const { kind, n, at } = message as unknown as { kind: string; n: number; at: number }
      got.seq.push(n)
      got.kind.push(kind)
      got.sentAt.push(at)
      got.at.push(now())
    },
    lost: (_node, _state, _peer, why) => void got.lost.push(`r1 ${why}`),
  }
  const lab: Lab = {
    nodes: { s1: sender, r1: receiver },
    network: { latency: how.latency ?? { kind: 'const', at: 1_000 }, link: how.link ?? 'datagram' },
  }
  world = new World(systemOf(lab))
  const entries = plan.map((fault) => [at(0), fault] as const)
  const later =
    plan.length === 0 ? [] : (how.later ?? []).map(([time, fault]) => [at(time), fault] as const)
  world.reset(openingOf(7, { plan: planOf(...entries, ...later) }))
  world.run(how.until ?? how.count * how.every + seconds(20), null)
  return got
}

const share = (part: number, whole: number): number => (100 * part) / whole
const unique = (got: Got): number => new Set(got.seq).size
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const delays = (got: Got): number[] =>
  got.at.map((arrived, i) => arrived - (got.sentAt[i] as number))
const all = everywhere('s1', 'r1')
const only = (filter: Partial<Filter>): Filter => ({ ...allMessages, ...filter })
const million: Flow = { count: 1_000_000, every: 20 }
const many: Flow = { count: 200_000, every: 20 }
const some: Flow = { count: 20_000, every: 100 }

const lossShare = (how: Flow) => (plan: readonly Fault[]) => {
  const got = flow(plan, how)
  return share(got.sent - unique(got), got.sent)
}
const within = (centre: number, by: number): readonly [number, number] => [centre - by, centre + by]

const burst: Fault = {
  kind: 'burst',
  links: all,
  intoPpm: 10_000,
  outPpm: 250_000,
  badPpm: 800_000,
  goodPpm: 0,
  filter: allMessages,
}

const messageFaults: readonly Effect[] = [
  {
    fault: 'drop 10%',
    asked: 'a tenth lost',
    unit: '% lost of 1,000,000',
    between: within(10, 0.1),
    absent: 0,
    measure: lossShare(million),
    faults: [{ kind: 'drop', links: all, ppm: 100_000, filter: allMessages }],
  },
  {
    fault: 'drop kind b',
    asked: 'every other kind b, no a',
    unit: '% lost, and only b',
    between: [50, 50],
    absent: 0,
    measure(plan) {
      const got = flow(plan, { ...some, kinds: ['a', 'b'] })
      const wrong = plan.length > 0 && got.kind.includes('b') ? 1_000 : 0
      return share(got.sent - unique(got), got.sent) + wrong
    },
    faults: [{ kind: 'drop', links: all, ppm: 1_000_000, filter: only({ kinds: ['b'] }) }],
  },
  {
    fault: 'drop kind letter#3..5',
    asked: 'the third to the fifth',
    unit: 'messages lost',
    between: [3, 3],
    absent: 0,
    measure(plan) {
      const got = flow(plan, some)
      return got.sent - unique(got)
    },
    faults: [
      {
        kind: 'drop',
        links: all,
        ppm: 1_000_000,
        filter: only({ kinds: ['letter'], first: 3, last: 5 }),
      },
    ],
  },
  {
    fault: 'drop kind letter where n < 40',
    asked: 'those with that content',
    unit: 'messages lost',
    between: [40, 40],
    absent: 0,
    measure(plan) {
      const got = flow(plan, some)
      return got.sent - unique(got)
    },
    faults: [
      {
        kind: 'drop',
        links: all,
        ppm: 1_000_000,
        filter: only({ where: { path: 'n', op: '<', value: 40 } }),
      },
    ],
  },
  {
    fault: 'drop burst 1% 25% 80%',
    asked: '1/26 of the time bad, 80 % lost in it: 3.08 %',
    unit: '% lost of 200,000',
    between: within(3.08, 0.2),
    absent: 0,
    measure: lossShare(many),
    faults: [burst],
  },
  {
    fault: 'drop burst 1% 25% 80% (length)',
    asked: 'after a loss, the next is lost with 60 %',
    unit: '% lost after a loss',
    between: within(60, 2),
    absent: 0,
    measure(plan) {
      const got = flow(plan, many)
      const here = new Uint8Array(got.sent)
      for (const n of got.seq) here[n] = 1
      let [after, both] = [0, 0]
      for (let n = 1; n < got.sent; n++) {
        if (here[n - 1] === 1) continue
        after += 1
        if (here[n] === 0) both += 1
      }
      return after === 0 ? 0 : share(both, after)
    },
    faults: [burst],
  },
  {
    fault: 'duplicate 5%',
    asked: 'one in twenty twice',
    unit: '% delivered twice of 200,000',
    between: within(5, 0.15),
    absent: 0,
    measure(plan) {
      const got = flow(plan, many)
      return share(got.seq.length - unique(got), got.sent)
    },
    faults: [{ kind: 'duplicate', links: all, ppm: 50_000, later: null, filter: allMessages }],
  },
  {
    fault: 'duplicate 100% later 3s',
    asked: 'the copy 3 s after',
    unit: 's between copies',
    between: [3, 3],
    absent: 0,
    measure(plan) {
      const got = flow(plan, { count: 100, every: 1_000 })
      const first = new Map<number, number>()
      const gaps = got.seq.flatMap((n, i) => {
        const before = first.get(n)
        first.set(n, got.at[i] as number)
        return before === undefined ? [] : [(got.at[i] as number) - before]
      })
      return gaps.length === 0 ? 0 : mean(gaps) / 1e6
    },
    faults: [
      {
        kind: 'duplicate',
        links: all,
        ppm: 1_000_000,
        later: { kind: 'const', at: seconds(3) },
        filter: allMessages,
      },
    ],
  },
  {
    fault: 'reorder 5% by 20ms',
    asked: 'one in twenty overtaken',
    unit: '% overtaken of 20,000',
    between: within(5, 0.5),
    absent: 0,
    measure(plan) {
      const got = flow(plan, some)
      let [highest, overtaken] = [-1, 0]
      for (const n of got.seq) {
        if (n < highest) overtaken += 1
        highest = Math.max(highest, n)
      }
      return share(overtaken, got.sent)
    },
    faults: [
      {
        kind: 'reorder',
        links: all,
        ppm: 50_000,
        by: { kind: 'const', at: ms(20) },
        filter: allMessages,
      },
    ],
  },
  {
    fault: 'corrupt 2% flip',
    asked: 'one in fifty rejected by its checksum',
    unit: '% rejected of 200,000',
    between: within(2, 0.1),
    absent: 0,
    measure: lossShare(many),
    faults: [
      {
        kind: 'corrupt',
        links: all,
        ppm: 20_000,
        how: 'flip',
        unchecked: false,
        filter: allMessages,
      },
    ],
  },
  ...(['flip', 'truncate'] as const).map(
    (how): Effect => ({
      fault: `corrupt 2% ${how} unchecked`,
      asked: 'one in fifty arrives changed',
      unit: '% changed of 20,000',
      // A truncated number below 256 is itself again: a little fewer.
      between: how === 'flip' ? within(2, 0.3) : within(2, 0.35),
      absent: 0,
      measure(plan) {
        const got = flow(plan, some)
        const changed = got.seq.filter(
          (n, i) => got.sentAt[i] !== 1 + n * some.every || got.at[i] !== 1_001 + n * some.every,
        )
        return share(changed.length, got.sent)
      },
      faults: [
        { kind: 'corrupt', links: all, ppm: 20_000, how, unchecked: true, filter: allMessages },
      ],
    }),
  ),
  {
    fault: 'hold for 1s',
    asked: 'nothing for a second, then all, in order',
    unit: 's before the first, all there and in order',
    between: [1.001, 1.001],
    absent: 0.001,
    absentBy: 0.0001,
    measure(plan) {
      const got = flow(plan, {
        count: 1_000,
        every: 1_000,
        later: [[seconds(1), { kind: 'end', of: 1 }]],
      })
      const inOrder = got.seq.length === 1_000 && got.seq.every((n, i) => n === i)
      return inOrder ? (got.at[0] as number) / 1e6 : -1
    },
    faults: [{ kind: 'hold', links: all, filter: allMessages }],
  },
  {
    fault: 'hold, release kind b @ 500ms',
    asked: 'b goes out, a stays',
    unit: 'of a that arrived by 900 ms',
    between: [0, 0],
    absent: 450,
    absentBy: 2,
    measure(plan) {
      const release: Fault = { kind: 'release', links: all, filter: only({ kinds: ['b'] }) }
      const hold = only({ kinds: ['a'] })
      const faults = plan.map((fault) =>
        fault.kind === 'hold' ? { ...fault, filter: hold } : fault,
      )
      const got = flow(faults, {
        count: 900,
        every: 1_000,
        kinds: ['a', 'b'],
        later: [[ms(500), release]],
        until: ms(900),
      })
      return got.kind.filter((kind) => kind === 'a').length
    },
    faults: [{ kind: 'hold', links: all, filter: allMessages }],
  },
]

const delayOf = (
  fault: string,
  asked: string,
  extra: Span,
  between: readonly [number, number],
): Effect => ({
  fault,
  asked,
  unit: 'ms added on average',
  between,
  absent: 0,
  measure: (plan) => mean(delays(flow(plan, { count: 20_000, every: 100 }))) / 1_000 - 1,
  faults: [{ kind: 'delay', links: all, extra, filter: allMessages }],
})

const linkFaults: readonly Effect[] = [
  delayOf('delay const 50ms', '50 ms', { kind: 'const', at: ms(50) }, [50, 50]),
  delayOf('delay 10ms±5ms', '10 ms', { kind: 'uniform', min: ms(5), max: ms(15) }, within(10, 0.1)),
  delayOf(
    'delay normal 20ms±5ms',
    '20 ms',
    { kind: 'normal', mean: ms(20), sd: ms(5) },
    within(20, 0.2),
  ),
  delayOf('delay exp 10ms', '10 ms', { kind: 'exp', mean: ms(10) }, within(10, 0.3)),
  delayOf(
    'delay pareto 2ms 2.5',
    '2 · 2.5 / 1.5 = 3.33 ms',
    { kind: 'pareto', min: ms(2), shapeMilli: 2_500 },
    within(3.33, 0.1),
  ),
  delayOf(
    'delay bimodal 1ms 80ms 10%',
    '8.9 ms',
    { kind: 'bimodal', usual: ms(1), rare: ms(80), rarePpm: 100_000 },
    within(8.9, 0.4),
  ),
  delayOf(
    'delay trace 5, 10, 15 ms',
    '10 ms',
    { kind: 'trace', path: 'rtt.txt', samples: [ms(5), ms(10), ms(15)] },
    within(10, 0.3),
  ),
  {
    fault: 'bandwidth 100kB/s',
    asked: '100,000 bytes a second of 250,000',
    unit: 'kB/s carried',
    between: within(100, 0.5),
    absent: 260,
    absentBy: 10,
    measure(plan) {
      const got = flow(plan, { count: 10_000, every: 100, until: seconds(1) })
      const bytes = got.seq.map((n, i) =>
        sizeOf({ kind: 'letter', n, at: got.sentAt[i] as number }),
      )
      return bytes.reduce((sum, size) => sum + size, 0) / 1_000
    },
    faults: [
      { kind: 'bandwidth', links: all, bytesPerSecond: 100_000, queue: null, policy: 'tail' },
    ],
  },
  ...(['tail', 'head', 'random'] as const).map(
    (policy): Effect => ({
      fault: `bandwidth 100kB/s queue 1kB ${policy}`,
      asked: 'waits at most 10 ms',
      unit: 'ms delay at most',
      between: [8, 12],
      absent: 1,
      measure: (plan) => Math.max(...delays(flow(plan, { count: 10_000, every: 100 }))) / 1_000,
      faults: [{ kind: 'bandwidth', links: all, bytesPerSecond: 100_000, queue: 1_000, policy }],
    }),
  ),
  {
    fault: 'stall for 500ms',
    asked: 'nothing for 500 ms, nothing lost',
    unit: 'ms before the first of a stream, all there',
    between: [503, 503],
    absent: 3,
    measure(plan) {
      const got = flow(plan, {
        count: 100,
        every: 1_000,
        link: 'stream',
        later: [[ms(500), { kind: 'end', of: 1 }]],
      })
      return unique(got) === 100 && got.lost.length === 0
        ? Math.round((got.at[0] as number) / 1_000)
        : -1
    },
    faults: [{ kind: 'stall', links: all }],
  },
  {
    fault: 'partition s1 | r1 for 1s',
    asked: 'all of a second of two',
    unit: '% lost',
    between: within(50, 0.1),
    absent: 0,
    measure(plan) {
      const got = flow(plan, {
        count: 2_000,
        every: 1_000,
        later: [[seconds(1), { kind: 'end', of: 1 }]],
      })
      return share(got.sent - unique(got), got.sent)
    },
    faults: [{ kind: 'cut', links: all }],
  },
  {
    fault: 'partition s1 -> r1',
    asked: 'one way: everything from s1 to r1',
    unit: '% lost from s1 to r1',
    between: [100, 100],
    absent: 0,
    measure: lossShare(some),
    faults: [{ kind: 'cut', links: linksOf('s1', 'r1') }],
  },
  {
    fault: 'partition r1 -> s1',
    asked: 'one way: nothing from s1 to r1',
    unit: '% lost from s1 to r1',
    between: [0, 0],
    absent: 0,
    measure: lossShare(some),
    faults: [{ kind: 'cut', links: linksOf('r1', 's1') }],
  },
  {
    fault: 'drop 100%, heal @ 1s',
    asked: 'all of a second of two',
    unit: '% lost',
    between: within(50, 0.1),
    absent: 0,
    measure: lossShare({
      count: 2_000,
      every: 1_000,
      later: [[seconds(1), { kind: 'heal', links: null }]],
    }),
    faults: [{ kind: 'drop', links: all, ppm: 1_000_000, filter: allMessages }],
  },
]

/** How often ends of a stream were told, as `s1 reset` and the like. */
const endings =
  (which: string, later: readonly (readonly [Micros, Fault])[] = []) =>
  (plan: readonly Fault[]): number => {
    const entries = plan.length === 0 ? [] : later
    const got = flow([], { count: 50, every: ms(10), link: 'stream', later: [] })
    if (plan.length === 0) return got.lost.filter((line) => line === which).length
    const faulty = flow(plan, { count: 50, every: ms(10), link: 'stream', later: entries })
    return faulty.lost.filter((line) => line === which).length
  }

const nothing: Fault = { kind: 'end', of: 99 }
const r1 = [r]

const connectionFaults: readonly Effect[] = [
  ...(['reset', 'close'] as const).flatMap((kind) =>
    ['s1', 'r1'].map(
      (end): Effect => ({
        fault: `${kind} s1-r1 every 200ms`,
        asked: 'both ends told, twice',
        unit: `times ${end} was told`,
        between: [2, 2],
        absent: 0,
        measure: endings(`${end} ${kind === 'reset' ? 'reset' : 'closed'}`, [
          [ms(105), { kind, links: all }],
          [ms(305), { kind, links: all }],
        ]),
        faults: [nothing],
      }),
    ),
  ),
  {
    fault: 'half-open s1-r1 for 200ms',
    asked: 's1 told at once',
    unit: 'times s1 was told',
    between: [1, 1],
    absent: 0,
    measure: endings('s1 reset', [
      [ms(105), { kind: 'half-open', links: linksOf('s1', 'r1') }],
      [ms(305), { kind: 'end', of: 2 }],
    ]),
    faults: [nothing],
  },
  {
    fault: 'refuse r1',
    asked: 'every opening refused',
    unit: 'times s1 was refused, at least',
    between: [20, 50],
    absent: 0,
    measure: endings('s1 refused'),
    faults: [{ kind: 'refuse', nodes: r1 }],
  },
  {
    fault: 'hang r1 for 300ms',
    asked: 'nothing completes for 300 ms',
    unit: 'ms before the first',
    between: within(303, 1),
    absent: 3,
    measure(plan) {
      const got = flow(plan, {
        count: 50,
        every: ms(10),
        link: 'stream',
        later: [[ms(300), { kind: 'end', of: 1 }]],
      })
      return Math.round((got.at[0] as number) / 1_000)
    },
    faults: [{ kind: 'hang', nodes: r1 }],
  },
  {
    fault: 'disconnect r1 @ 105ms for 200ms',
    asked: 'cut once',
    unit: 'times r1 was told of a reset',
    between: [1, 1],
    absent: 0,
    measure: endings('r1 reset', [
      [ms(105), { kind: 'disconnect', nodes: r1 }],
      [ms(305), { kind: 'end', of: 2 }],
    ]),
    faults: [nothing],
  },
]

interface Ticks {
  /** virtual time, monotonic clock and wall clock at each tick of a node that ticks every 10 ms */
  readonly now: number[]
  readonly clock: number[]
  readonly wall: number[]
}

function ticks(faults: readonly (readonly [Micros, Fault])[], until: Micros = seconds(10)): Ticks {
  const read: Ticks = { now: [], clock: [], wall: [] }
  let world: World | null = null
  const actor: AnyActor = {
    start(node) {
      node.setTimer({ kind: 'tick' }, ms(10))
      return {}
    },
    receive() {},
    expire(node) {
      read.now.push(world?.now ?? 0)
      read.clock.push(node.clock())
      read.wall.push(node.wallClock())
      node.setTimer({ kind: 'tick' }, ms(10))
    },
  }
  world = new World(systemOf({ nodes: { r1: actor } }))
  world.reset(
    openingOf(1, { plan: planOf(...faults.map(([time, fault]) => [at(time), fault] as const)) }),
  )
  world.run(until, null)
  return read
}

const epoch = 1_767_225_600_000_000
const gapMax = (times: readonly number[]): number =>
  times.reduce((most, time, i) => Math.max(most, time - (times[i - 1] ?? 0)), 0)
const end: Fault = { kind: 'end', of: 1 }
const wallAhead = (read: Ticks): number[] =>
  read.wall.map((wall, i) => (wall - epoch - (read.now[i] as number)) / 1_000)

/** A fault from 1 s to 2 s. */
const second = (plan: readonly Fault[]): (readonly [Micros, Fault])[] =>
  plan.length === 0 ? [] : [...plan.map((fault) => [seconds(1), fault] as const), [seconds(2), end]]

const processFaults: readonly Effect[] = [
  {
    fault: 'crash r1 @ 1s restart +500ms',
    asked: 'down for 500 ms',
    unit: 'ms without a step',
    between: within(520, 10),
    absent: 10,
    measure: (plan) =>
      gapMax(
        ticks(
          plan.length === 0
            ? []
            : [
                ...plan.map((fault) => [seconds(1), fault] as const),
                [ms(1_500), { kind: 'restart', node: r }],
              ],
        ).now,
      ) / 1_000,
    faults: [{ kind: 'crash', node: r, lose: 'memory' }],
  },
  {
    fault: 'crash r1 @ 1s restart never',
    asked: 'down through the calm',
    unit: '% of its steps missing',
    between: within(90, 0.5),
    absent: 0,
    measure: (plan) =>
      share(1_000 - ticks(plan.map((fault) => [seconds(1), fault] as const)).now.length, 1_000),
    faults: [
      { kind: 'crash', node: r, lose: 'memory' },
      { kind: 'stay-down', node: r },
    ],
  },
  {
    fault: 'pause r1 for 1s',
    asked: 'stopped for a second',
    unit: 'ms without a step',
    between: within(1_005, 6),
    absent: 10,
    measure: (plan) => gapMax(ticks(second(plan)).now) / 1_000,
    faults: [{ kind: 'pause', node: r }],
  },
  {
    fault: 'slow r1 2ms',
    asked: 'each step takes 2 ms',
    unit: 'ms of each round beyond its timer',
    between: [2, 2],
    absent: 0,
    measure(plan) {
      const { now } = ticks(plan.map((fault) => [0, fault] as const))
      return (now[500] as number) / 501_000 - 10
    },
    faults: [{ kind: 'slow', node: r, step: { kind: 'const', at: ms(2) } }],
  },
]

const clockFaults: readonly Effect[] = [
  {
    fault: 'clock step r1 +250ms',
    asked: 'the wall clock 250 ms ahead',
    unit: 'ms ahead',
    between: [250, 250],
    absent: 0,
    measure: (plan) =>
      wallAhead(ticks(plan.map((fault) => [seconds(1), fault] as const))).at(-1) ?? -1,
    faults: [{ kind: 'clock-step', node: r, by: ms(250) }],
  },
  {
    fault: 'clock step r1 +250ms (monotonic)',
    asked: 'monotonic clock and timers untouched',
    unit: 'ms off',
    between: [0, 0],
    absent: 0,
    measure(plan) {
      const read = ticks(plan.map((fault) => [seconds(1), fault] as const))
      return (
        Math.max(...read.clock.map((clock, i) => Math.abs(clock - (read.now[i] as number)))) / 1_000
      )
    },
    faults: [{ kind: 'clock-step', node: r, by: ms(250) }],
  },
  {
    fault: 'clock drift r1 +200ppm',
    asked: '200 ppm fast',
    unit: 'ppm of the monotonic clock',
    between: within(200, 1),
    absent: 0,
    measure(plan) {
      const read = ticks(
        plan.map((fault) => [0, fault] as const),
        seconds(100),
      )
      return ((read.clock.at(-1) ?? 0) / (read.now.at(-1) ?? 1) - 1) * 1e6
    },
    faults: [{ kind: 'clock-drift', node: r, ppm: 200 }],
  },
  {
    fault: 'clock drift r1 -10000ppm (timers)',
    asked: 'timers a hundredth late',
    unit: 'ms of 10 that a timer takes',
    between: within(10.1, 0.005),
    absent: 10,
    measure(plan) {
      const { now } = ticks(
        plan.map((fault) => [0, fault] as const),
        seconds(10),
      )
      return (now[499] as number) / 500_000
    },
    faults: [{ kind: 'clock-drift', node: r, ppm: -10_000 }],
  },
  {
    fault: 'clock freeze r1 for 1s',
    asked: 'clocks and timers stand for a second',
    unit: 'ms that the monotonic clock is behind',
    between: [1_000, 1_000],
    absent: 0,
    measure(plan) {
      const read = ticks(second(plan))
      return ((read.now.at(-1) ?? 0) - (read.clock.at(-1) ?? 0)) / 1_000
    },
    faults: [{ kind: 'clock-freeze', node: r }],
  },
  {
    fault: 'clock strobe r1 ±200ms every 5ms for 1s',
    asked: '200 ms ahead or behind',
    unit: 'ms between its extremes',
    between: [400, 400],
    absent: 0,
    measure(plan) {
      const ahead = wallAhead(
        ticks(second(plan.map((fault) => ({ ...fault, every: 15_000 }) as Fault))),
      )
      return Math.max(...ahead) - Math.min(...ahead)
    },
    faults: [{ kind: 'clock-strobe', node: r, by: ms(200), every: ms(5) }],
  },
  {
    fault: 'clock coarse r1 16ms',
    asked: 'both clocks tick every 16 ms',
    unit: 'ms, greatest common step',
    between: [16, 16],
    absent: 10,
    measure: (plan) =>
      ticks(plan.map((fault) => [0, fault] as const)).clock.reduce(
        (a, b) => (b === 0 ? a : gcd(a, b)),
        0,
      ) / 1_000,
    faults: [{ kind: 'clock-coarse', node: r, tick: ms(16) }],
  },
  {
    fault: 'clock step +250ms, clock reset @ 2s',
    asked: 'true again',
    unit: 'ms ahead in the end, 250 in between',
    between: [0, 0],
    absent: 0,
    measure(plan) {
      const step: Fault = { kind: 'clock-step', node: r, by: ms(250) }
      const read = ticks(
        plan.length === 0
          ? []
          : [[seconds(1), step], ...plan.map((fault) => [seconds(2), fault] as const)],
      )
      const ahead = wallAhead(read)
      return plan.length > 0 && !ahead.includes(250) ? -1 : (ahead.at(-1) ?? -1)
    },
    faults: [{ kind: 'clock-reset', node: r }],
  },
]

const gcd = (a: number, b: number): number => (a === 0 ? b : gcd(b % a, a))

interface Kept {
  /** each tick that wrote, and when what it said arrived elsewhere; in order of arrival */
  readonly tick: number[]
  readonly at: number[]
  /** when each tick was made */
  readonly made: number[]
  /** rows that each start found */
  readonly found: number[]
}

/** r1 writes a row every so often and says so to s1, 1.5 ms after it in a healthy world. */
function keeping(
  faults: readonly (readonly [Micros, Fault])[],
  until: Micros = seconds(10),
  every: Micros = ms(10),
): Kept {
  const kept: Kept = { tick: [], at: [], made: [], found: [] }
  let world: World | null = null
  const now = (): Micros => world?.now ?? 0
  const writer: AnyActor = {
    start(node) {
      kept.found.push([...node.store.scan('ticks')].length)
      node.setTimer({ kind: 'tick' }, every)
      return { ticks: kept.found.at(-1) ?? 0 }
    },
    receive() {},
    expire(node, state, timer) {
      const own = state as { ticks: number }
      own.ticks += 1
      kept.made.push(now())
      node.store.put('ticks', own.ticks, true)
      node.send(nodeId('s1'), { kind: 'ticked', tick: own.ticks, at: now() } as never)
      node.setTimer(timer, every)
    },
  }
  const listener: AnyActor = {
    start: () => ({}),
    receive(_node, _state, message) {
      kept.tick.push((message as unknown as { at: number }).at)
      kept.at.push(now())
    },
  }
  const network = { latency: { kind: 'const', at: 1_000 } } as const
  const sync = { kind: 'const', at: 500 } as const
  world = new World(systemOf({ nodes: { r1: writer, s1: listener }, network, sync }))
  const plan = planOf(...faults.map(([time, fault]) => [at(time), fault] as const))
  world.reset(openingOf(5, { plan }))
  world.run(until, null)
  return kept
}

const lateness = ({ at: arrived, tick }: Kept): number[] =>
  arrived.map((time, i) => (time - (tick[i] as number)) / 1_000)
/** Full from 1 s to 1.5 s; started again in between, in vain, and after it. */
const noRoom = (plan: readonly Fault[]): (readonly [Micros, Fault])[] => {
  const restart: Fault = { kind: 'restart', node: r }
  const [full] = plan
  return full === undefined
    ? []
    : [
        [seconds(1), full],
        [ms(1_200), restart],
        [ms(1_500), end],
        [ms(1_700), restart],
      ]
}

const diskFaults: readonly Effect[] = [
  {
    fault: 'disk slow exp 5ms r1',
    asked: 'a sync takes 5 ms longer on average',
    unit: 'ms from the step to what it says',
    between: within(6.5, 0.25),
    absent: 1.5,
    measure: (plan) =>
      mean(
        lateness(
          keeping(
            plan.map((fault) => [0, fault] as const),
            seconds(1_000),
            ms(100),
          ),
        ),
      ),
    faults: [{ kind: 'disk-slow', node: r, by: { kind: 'exp', mean: ms(5) } }],
  },
  {
    fault: 'disk stall r1 for 1s',
    asked: 'nothing is durable for a second',
    unit: 'ms without a word',
    between: within(1_005, 6),
    absent: 11.5,
    measure: (plan) => gapMax(keeping(second(plan)).at) / 1_000,
    faults: [{ kind: 'disk-stall', node: r }],
  },
  {
    fault: 'disk stall r1 for 1s (steps)',
    asked: 'steps go on',
    unit: 'ms without a step',
    between: [10, 10],
    absent: 10,
    measure: (plan) => gapMax(keeping(second(plan)).made) / 1_000,
    faults: [{ kind: 'disk-stall', node: r }],
  },
  {
    fault: 'disk full r1 @ 1s for 500ms restart +200ms',
    asked: 'down for 700 ms but for a vain start',
    unit: 'ms without a word',
    between: within(720, 10),
    absent: 11.5,
    measure: (plan) => gapMax(keeping(noRoom(plan)).at) / 1_000,
    faults: [{ kind: 'disk-full', node: r }],
  },
  {
    fault: 'disk full r1 (starts in vain)',
    asked: 'it fails again while it is full',
    unit: 'starts',
    between: [3, 3],
    absent: 1,
    measure: (plan) => keeping(noRoom(plan)).found.length,
    faults: [{ kind: 'disk-full', node: r }],
  },
  {
    fault: 'disk full r1 (what is kept)',
    asked: 'nothing that was said is lost, nothing of the failed batch is kept',
    unit: 'rows more than were said at each start',
    between: [0, 0],
    absent: 0,
    measure(plan) {
      const { found, at: arrived } = keeping(noRoom(plan))
      const said = arrived.filter((time) => time < seconds(1) + ms(20)).length
      return found.slice(1).reduce((off, rows) => off + Math.abs(rows - said), 0)
    },
    faults: [{ kind: 'disk-full', node: r }],
  },
]

export const effects: readonly Effect[] = [
  ...messageFaults,
  ...linkFaults,
  ...connectionFaults,
  ...processFaults,
  ...clockFaults,
  ...diskFaults,
]
