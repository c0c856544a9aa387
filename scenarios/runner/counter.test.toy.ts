// A toy for the tests of the runner: a client adds to a server's counter and repeats until it is
// answered; the server adds each number once. Deliberately too small to be a protocol.

import type { Actor, Node } from '../../sim/actor.ts'
import { type Micros, ms, nodeId, type OpId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Mutants } from '../variant.ts'

type Add = { kind: 'add'; nth: number }
type Added = { kind: 'added'; nth: number }
type Serving = {
  state: { seen: Set<number>; total: number }
  hears: Add
  says: Added
  disk: { seen: { key: number; value: true } }
}
type Asking = {
  state: { open: Map<number, OpId>; answered: number }
  hears: Added | Add
  says: Add
  timers: { kind: 'again'; nth: number }
  op: { call: { add: number }; result: 'added' }
}

export interface CounterRules {
  /** a number is added once */
  isRepeat(seen: ReadonlySet<number>, nth: number): boolean
  /** how long an answer is waited for, the backoff of each number its own */
  patience(nth: number): Micros
}

export const counterRules: CounterRules = {
  isRepeat: (seen, nth) => seen.has(nth),
  patience: () => ms(40),
}

const server = (rules: CounterRules): Actor<Serving> => ({
  start(node) {
    const seen = new Set(Array.from(node.store.scan('seen'), ([nth]) => nth))
    return { seen, total: seen.size }
  },
  receive(node, state, { nth }, from) {
    const repeat = rules.isRepeat(state.seen, nth)
    node.sometimes('a repeat came', repeat)
    if (!repeat) {
      state.seen.add(nth)
      state.total += 1
      node.store.put('seen', nth, true)
    }
    node.send(from, { kind: 'added', nth })
  },
})

const client = (rules: CounterRules): Actor<Asking> => ({
  start: () => ({ open: new Map(), answered: 0 }),
  receive(node, state, message) {
    if (message.kind === 'add') {
      state.open.set(message.nth, node.invoke({ add: message.nth }))
      return ask(rules, node, message.nth)
    }
    const op = state.open.get(message.nth)
    if (op === undefined) return
    state.open.delete(message.nth)
    state.answered += 1
    node.cancelTimer({ kind: 'again', nth: message.nth })
    node.complete(op, 'added')
  },
  expire: (node, _state, { nth }) => ask(rules, node, nth),
})

function ask(rules: CounterRules, node: Node<Asking>, nth: number): void {
  node.send(nodeId('server'), { kind: 'add', nth })
  node.setTimer({ kind: 'again', nth }, rules.patience(nth))
}

const mutants = {
  'forget-repeats': {
    change: 'the server adds a number again when it comes again',
    source: 'a server without ids',
    breaks: 'each number is added once',
    rules: { isRepeat: () => false },
  },
  'never-again': {
    change: 'the client waits for an hour before it asks again',
    source: 'a patient client',
    breaks: 'everything is answered',
    rules: { patience: () => ms(3_600_000) },
  },
} satisfies Mutants<CounterRules>

export const counter: Scenario = scenario('counter', {
  about: 'A client adds to a counter and repeats until it is answered.',
  params: { clients: [1, 2, 3], loss: 20 },
  rules: counterRules,
  variants: mutants,
  nodes: ({ clients, rules }) => ({
    server: server(rules),
    client: { count: clients, actor: client(rules), client: true },
  }),
  workload: { from: 'client', send: (nth) => ({ kind: 'add', nth }), count: 20, rate: '20/s' },
  network: { latency: '1ms..10ms' },
  faults: ({ loss }) => [`drop ${loss}%`, 'crash server @ 300ms restart +100ms'],
  until: '1200ms',
  settle: '500ms',
  always: {
    'each number is added once': {
      holds: ({ server: { state } }) =>
        state.total === state.seen.size ? null : `${state.total - state.seen.size} added again`,
      code: 'WL2006',
    },
  },
  eventually: {
    'everything is answered': (w) => w.client.every(({ state }) => state.open.size === 0),
  },
  sometimes: ['a repeat came', 'the sky fell'],
  expect: ['op.ok rate >= 99%', 'op.latency p50 < 200ms', 'messages per op < 8'],
  assumptions: ['nobody subtracts'],
})
