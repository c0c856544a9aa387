import { describe, expect, test } from 'vitest'
import type { AnyActor, Message } from '../actor.ts'
import type { Fault, Filter, Planned, When } from '../fault.ts'
import { ms, nodeId } from '../units.ts'
import {
  allMessages,
  at,
  everywhere,
  type Lab,
  linksOf,
  mailTo,
  planOf,
  type Told,
  told,
} from './lab.ts'

const [n1, n2] = [nodeId('n1'), nodeId('n2')]
const crash = (node = n1): Fault => ({ kind: 'crash', node, lose: 'memory' })
const restart = (node = n1): Fault => ({ kind: 'restart', node })
const only = (filter: Partial<Filter>): Filter => ({ ...allMessages, ...filter })

/** Writes and passes on what it hears from the workload, and reaches a goal at the third. */
const actor: AnyActor = {
  start: (node) => ({ heard: [] as string[], found: [...node.store.scan('log')].length }),
  receive(node, state, message, from) {
    const own = state as { heard: string[] }
    own.heard.push(message.kind)
    if (from !== 'workload') return
    if (own.heard.length === 3) node.sometimes('third')
    node.setTimer({ kind: 'after' }, ms(3))
    node.store.put('log', own.heard.length, message.kind)
    node.send(node.id === n1 ? n2 : n1, message)
  },
  expire() {},
  lost(_node, state, peer, why) {
    ;(state as { heard: string[] }).heard.push(`lost ${peer} ${why}`)
  },
}
const lab = (link: 'datagram' | 'stream' = 'datagram'): Lab => ({
  nodes: { n1: actor, n2: actor },
  network: { link, latency: { kind: 'const', at: ms(1) } },
  sync: { kind: 'const', at: 0 },
})
const heard = ({ world }: Told, node: number): string[] =>
  (world.stateOf(node) as { heard: string[] }).heard
const three = ['a', 'b', 'c'].map((kind, n) => mailTo('n1', ms(10 + 10 * n), kind))
const crashes = ({ trace }: Told): [string, number][] =>
  trace.flatMap((event) => (event.kind === 'crash' ? [[event.place, event.time]] : []))

describe('an entry that waits for an event', () => {
  test('a goal: strikes when its step is written and before it tells anybody', () => {
    const plan = planOf([{ kind: 'goal', goal: 'third' }, crash()], [at(ms(90)), restart()])
    const run = told(lab(), ms(100), 1, { workload: three, plan })
    expect(run.stop.kind).toBe('until')
    expect(crashes(run)).toEqual([['c#3 workload>n1', ms(30)]])
    expect(heard(run, 1)).toEqual(['a', 'b'])
    expect(run.world.stateOf(0)).toEqual({ heard: [], found: 3 })
    // The handler had run to its end: a timer it had set died with it.
    expect(run.trace.filter(({ kind, time }) => kind === 'expire' && time > ms(30))).toEqual([])
  })

  test('counts from the beginning of the run, also when it begins to wait later', () => {
    const then = (when: When): Planned[] => [
      { id: 1, when: at(ms(15)), since: null, fault: { kind: 'clock-reset', node: n1 } },
      { id: 2, when, since: 1, fault: crash() },
    ]
    const of = (when: When): [string, number][] =>
      crashes(told(lab(), ms(100), 1, { workload: three, plan: then(when) }))
    expect(of({ kind: 'after-persist', nth: 2 })).toEqual([['b#2 workload>n1', ms(20)]])
    const mail = three.map(({ at }) => mailTo('n1', at, 'x'))
    const plan = then({ kind: 'before', message: 'x', nth: 5 }) // two arrivals for each mail
    expect(crashes(told(lab(), ms(100), 1, { workload: mail, plan }))).toEqual([
      ['x#3 workload>n1', ms(30)],
    ])
  })

  test.each<[string, When, string[], number]>([
    ['on', { kind: 'on', message: 'b', nth: 1 }, ['a', 'b'], 2],
    ['before', { kind: 'before', message: 'b', nth: 1 }, ['a'], 1],
    ['after-persist', { kind: 'after-persist', nth: 2 }, ['a'], 2],
    ['after-send', { kind: 'after-send', message: 'b', nth: 1 }, ['a', 'b'], 2],
  ])('%s: a crash there, then the end of the line', (_name, when, passed, found) => {
    const plan = planOf([when, crash()], [at(ms(25)), restart()], [at(ms(26)), crash(n2)])
    const run = told(lab(), ms(28), 1, { workload: three, plan: plan.slice(0, 2) })
    expect(heard(run, 1)).toEqual(passed)
    expect(run.world.stateOf(0)).toEqual({ heard: [], found })
  })

  test('a cut in the midst of a step takes what has not left', () => {
    const cut: Fault = { kind: 'cut', links: everywhere('n1', 'n2') }
    const run = told(lab(), ms(100), 1, {
      workload: three,
      plan: planOf([{ kind: 'after-persist', nth: 2 }, cut]),
    })
    expect(heard(run, 1)).toEqual(['a'])
  })
})

test('an end that comes before its beginning ends nothing; the calm does', () => {
  const run = told(lab(), ms(45), 1, {
    workload: [...three, mailTo('n1', ms(60), 'd')],
    plan: planOf(
      [at(ms(5)), { kind: 'end', of: 2 }],
      [at(ms(15)), { kind: 'cut', links: linksOf('n1', 'n2') }],
    ),
  })
  expect(heard(run, 1)).toEqual(['a'])
  run.world.calm()
  run.world.run(ms(100), null)
  expect(heard(run, 1)).toEqual(['a', 'd'])
})

test('refusing and hanging concern connections to a node, not those it dials', () => {
  for (const kind of ['refuse', 'hang'] as const) {
    const run = told(lab('stream'), ms(500), 1, {
      workload: three,
      plan: planOf([at(0), { kind, nodes: [n1] }]),
    })
    expect(heard(run, 1), kind).toEqual(['a', 'b', 'c'])
  }
})

test('a stall has no timeout, whatever it stops: an opening goes on when it ends', () => {
  const run = told(lab('stream'), ms(9_000), 1, {
    workload: three,
    plan: planOf(
      [at(0), { kind: 'stall', links: everywhere('n1', 'n2') }],
      [at(ms(8_000)), { kind: 'end', of: 1 }],
    ),
  })
  expect(heard(run, 0)).toEqual(['a', 'b', 'c'])
  expect(heard(run, 1)).toEqual(['a', 'b', 'c'])
})

test('an actor that sends and hangs up at once is heard, then missed', () => {
  const brief: AnyActor = {
    start(node) {
      if (node.id !== n1) return { heard: [] }
      node.send(n2, { kind: 'hello' })
      node.close(n2)
      node.send(n2, { kind: 'again' })
      return { heard: [] }
    },
    receive: (_node, state, { kind }) => void (state as { heard: string[] }).heard.push(kind),
    lost: (_node, state, peer, why) =>
      void (state as { heard: string[] }).heard.push(`lost ${peer} ${why}`),
  }
  const run = told({ ...lab('stream'), nodes: { n1: brief, n2: brief } }, ms(500))
  expect(heard(run, 1)).toEqual(['hello', 'lost n1 closed', 'again'])
  expect(heard(run, 0)).toEqual([])
})

test('a release of some lets go what a hold keeps on a stream, in its turn', () => {
  const plan = planOf(
    [at(0), { kind: 'hold', links: linksOf('n1', 'n2'), filter: allMessages }],
    [
      at(ms(50)),
      { kind: 'release', links: linksOf('n1', 'n2'), filter: only({ kinds: ['a', 'c'] }) },
    ],
  )
  const run = told(lab('stream'), ms(100), 1, { workload: three, plan })
  expect(heard(run, 1)).toEqual(['a']) // b is held, and nothing overtakes it
  run.world.calm()
  run.world.run(ms(200), null)
  expect(heard(run, 1)).toEqual(['a', 'b', 'c'])
})

test('a link stopped twice adds the delay of a fault once', () => {
  const stall: Fault = { kind: 'stall', links: everywhere('n1', 'n2') }
  const plan = planOf(
    [
      at(ms(15)),
      {
        kind: 'delay',
        links: linksOf('n1', 'n2'),
        extra: { kind: 'const', at: ms(100) },
        filter: allMessages,
      },
    ],
    [at(ms(40)), stall],
    [at(ms(50)), { kind: 'end', of: 2 }],
  )
  const run = told(lab('stream'), ms(300), 1, { workload: three.slice(0, 2), plan })
  const came = run.trace.find((event) => event.kind === 'receive' && event.message === 'b#1 n1>n2')
  expect(came?.time).toBe(ms(20 + 1 + 100 + 10))
})

test('a hold keeps as many messages on each link as the queue has room for', () => {
  const crowd: Lab = {
    nodes: { n1: actor, n2: actor, n3: toBoth, n4: actor },
    network: { queue: 2, latency: { kind: 'const', at: ms(1) } },
  }
  const run = told(crowd, ms(100), 1, {
    workload: [1, 2, 3].map((time) => mailTo('n3', ms(time), 'm')),
    plan: planOf([
      at(0),
      { kind: 'hold', links: everywhere('n1', 'n2', 'n3'), filter: allMessages },
    ]),
  })
  const full = run.trace.flatMap((event) =>
    event.kind === 'drop' ? [`${event.message} ${event.why}`] : [],
  )
  expect(full).toEqual(['m#3 n3>n1 full', 'm#3 n3>n2 full'])
})

const toBoth: AnyActor = {
  start: () => ({}),
  receive(node, _state, message: Message) {
    node.send(n1, message)
    node.send(n2, message)
  },
}

test('of a message sent twice, one copy damaged, the other arrives', () => {
  const plan = planOf(
    [
      at(0),
      {
        kind: 'duplicate',
        links: linksOf('n1', 'n2'),
        ppm: 1_000_000,
        later: null,
        filter: allMessages,
      },
    ],
    [
      at(0),
      {
        kind: 'corrupt',
        links: linksOf('n1', 'n2'),
        ppm: 1_000_000,
        how: 'flip',
        unchecked: false,
        filter: allMessages,
      },
    ],
  )
  expect(heard(told(lab(), ms(100), 1, { workload: three, plan }), 1)).toEqual(['a', 'b', 'c'])
})
