// A toy for the tests of checks: a map on a primary and its backup. Clients ask the primary, one thing
// at a time, and ask again until they are answered; the primary answers a repeated request as it did
// the first time, and sends its backup whole copies until the newest has arrived. Each planted bug is
// one rule replaced, and shows as an anomaly of its own.

import type { Actor, Node } from '../../sim/actor.ts'
import { type Budget, noFaults } from '../../sim/budget.ts'
import { converged } from '../../sim/check/convergence.ts'
import { linearizable } from '../../sim/check/linearizable.ts'
import { type KvCall, kv } from '../../sim/check/models/kv.ts'
import { equal, type Plain } from '../../sim/plain.ts'
import { ms, type NodeId, nodeId, type OpId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Mutants } from '../variant.ts'

export type StoreCall = Extract<KvCall, { kind: 'get' | 'put' | 'cas' }> & { readonly key: string }
type Do = { kind: 'do'; call: StoreCall }
type Ask = { kind: 'ask'; nth: number; call: StoreCall }
type Answer = { kind: 'answer'; nth: number; result: Plain }
type Copy = { kind: 'copy'; version: number; values: Map<string, Plain> }
type Copied = { kind: 'copied'; version: number }
type Done = { nth: number; result: Plain }

type Serving = {
  state: { version: number; values: Map<string, Plain>; done: Map<string, Done>; copied: number }
  hears: Ask | Copy | Copied
  says: Answer | Copy | Copied
  timers: { kind: 'copy' }
  disk: {
    version: { key: 'last'; value: number }
    values: { key: string; value: Plain }
    done: { key: string; value: Done }
  }
}
type Asking = {
  state: { nth: number; open: { op: OpId; call: StoreCall } | null; waiting: StoreCall[] }
  hears: Do | Answer
  says: Ask
  timers: { kind: 'again' }
  op: { call: StoreCall; result: Plain }
}

export interface StoreRules {
  /** who is asked to get */
  readsAt(): NodeId
  /** an answer leaves when what it speaks of is on disk */
  mayAnswer(): 'durable' | 'early'
  /** a request that was answered before is not carried out again */
  isRepeat(done: Done | undefined, nth: number): boolean
  /** a copy goes out again until it has arrived */
  copiesAgain(): boolean
  /** a request goes out again until it is answered */
  asksAgain(): boolean
}

const primary = nodeId('s1')
const backup = nodeId('s2')

export const storeRules: StoreRules = {
  readsAt: () => primary,
  mayAnswer: () => 'durable',
  isRepeat: (done, nth) => done !== undefined && done.nth === nth,
  copiesAgain: () => true,
  asksAgain: () => true,
}

const server = (rules: StoreRules): Actor<Serving> => ({
  start(node) {
    const state = {
      version: node.store.get('version', 'last') ?? 0,
      values: new Map(node.store.scan('values')),
      done: new Map(node.store.scan('done')),
      copied: 0,
    }
    if (node.id === primary) node.setTimer({ kind: 'copy' }, ms(50))
    return state
  },
  receive(node, state, message, from) {
    if (message.kind === 'copy') {
      if (message.version > state.version) keep(node, state, message)
      return node.send(from, { kind: 'copied', version: state.version })
    }
    if (message.kind === 'copied') {
      state.copied = Math.max(state.copied, message.version)
      return
    }
    const { nth, call } = message
    const done = state.done.get(from)
    const repeat = rules.isRepeat(done, nth)
    const result = repeat ? (done?.result ?? null) : carryOut(node, state, call, from, nth)
    if (!repeat && call.kind !== 'get') copies(node, state)
    node.send(from, { kind: 'answer', nth, result }, ...early(rules))
  },
  expire(node, state) {
    node.setTimer({ kind: 'copy' }, ms(50))
    if (rules.copiesAgain() && state.copied < state.version) copies(node, state)
  },
})

const early = (rules: StoreRules): ['early'] | [] =>
  rules.mayAnswer() === 'early' ? ['early'] : []

function carryOut(
  node: Node<Serving>,
  state: Serving['state'],
  call: StoreCall,
  from: NodeId,
  nth: number,
): Plain {
  const now = state.values.get(call.key) ?? null
  if (call.kind === 'get') return now
  const holds = call.kind === 'put' || equal(now, call.from)
  const result = call.kind === 'put' ? 'ok' : holds ? true : { found: now }
  if (holds) {
    const value = call.kind === 'put' ? call.value : call.to
    state.version += 1
    state.values.set(call.key, value)
    node.store.put('values', call.key, value)
    node.store.put('version', 'last', state.version)
  }
  state.done.set(from, { nth, result })
  node.store.put('done', from, { nth, result })
  return result
}

function copies(node: Node<Serving>, { version, values }: Serving['state']): void {
  node.send(backup, { kind: 'copy', version, values: new Map(values) })
}

function keep(node: Node<Serving>, state: Serving['state'], { version, values }: Copy): void {
  state.version = version
  state.values = new Map(values)
  node.store.put('version', 'last', version)
  for (const [key, value] of values) node.store.put('values', key, value)
}

const client = (rules: StoreRules): Actor<Asking> => ({
  start: () => ({ nth: 0, open: null, waiting: [] }),
  receive(node, state, message) {
    if (message.kind === 'do') state.waiting.push(message.call)
    else {
      if (state.open === null || message.nth !== state.nth) return
      node.complete(state.open.op, message.result)
      node.cancelTimer({ kind: 'again' })
      state.open = null
    }
    const call = state.open === null ? state.waiting.shift() : undefined
    if (call === undefined) return
    state.nth += 1
    state.open = { op: node.invoke(call), call }
    ask(rules, node, state)
  },
  expire: (node, state) => ask(rules, node, state),
})

function ask(rules: StoreRules, node: Node<Asking>, { nth, open }: Asking['state']): void {
  if (open === null) return
  const { call } = open
  node.send(call.kind === 'get' ? rules.readsAt() : primary, { kind: 'ask', nth, call })
  if (rules.asksAgain()) node.setTimer({ kind: 'again' }, ms(60), ms(20))
}

const mutants = {
  'stale-backup': {
    change: 'the backup answers reads from its own copy',
    source: 'reads from a secondary of an asynchronously replicated database',
    breaks: 'linearizable',
    rules: { readsAt: () => backup },
  },
  'early-answer': {
    change: 'the primary answers before what it wrote is on disk',
    source: 'a store without fsync',
    breaks: 'linearizable',
    rules: { mayAnswer: () => 'early' },
  },
  'forget-repeats': {
    change: 'a request that comes again is carried out again',
    source: 'a store without request ids',
    breaks: 'linearizable',
    rules: { isRepeat: () => false },
  },
  'copy-once': {
    change: 'a copy that is lost is not sent again',
    source: 'replication without acknowledgements',
    breaks: 'converged',
    rules: { copiesAgain: () => false },
  },
  'ask-once': {
    change: 'a client never asks again',
    source: 'a client without timeouts',
    breaks: 'answered',
    rules: { asksAgain: () => false },
  },
} satisfies Mutants<StoreRules>

const budget: Budget = {
  ...noFaults,
  ...{ loss: 300_000, copies: 100_000, lateness: ms(500), cut: 'any', unsynced: true },
  ...{ down: { s: 1 }, pause: 'any', diskSlow: ms(500) },
}

/** What the i-th request of a workload asks: every value is put once, and each client asks of both. */
export function storeCall(i: number): StoreCall {
  const key = (i & 2) === 0 ? 'x' : 'y'
  if ((i & 4) === 0) return { kind: 'put', key, value: i + 1 }
  return i % 24 < 8 ? { kind: 'cas', key, from: i - 3, to: i + 1 } : { kind: 'get', key }
}

export const store: Scenario = scenario('store', {
  about: 'A map on a primary and its backup, asked by two clients.',
  rules: storeRules,
  variants: mutants,
  nodes: ({ rules }) => ({
    s: { count: 2, actor: server(rules) },
    c: { count: 2, actor: client(rules), client: true },
  }),
  workload: { from: 'c', send: (i) => ({ kind: 'do', call: storeCall(i) }), rate: '20/s' },
  network: { latency: '1ms..10ms' },
  disk: { sync: '1ms..10ms' },
  faults: [
    'drop 5%',
    'partition s1 | s2 @ 300ms..900ms for 400ms',
    'crash s1 @ 1s..1800ms restart +100ms lose unsynced',
  ],
  budget,
  until: '2s',
  check: linearizable(kv(), { per: (call) => call.key }),
  eventually: {
    converged: {
      holds: (w) => converged(w.s, ({ values }) => values),
      code: 'WL2009',
    },
    answered: (w) => w.c.every(({ state }) => state.open === null),
  },
})
