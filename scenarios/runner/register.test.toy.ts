// A toy for the tests of shrinking: a register on six servers. The first takes writes, copies each to
// three of the others at once and to all in time, and says that it is written when three hold it. A server whose disk was lost
// asks the others before it serves. It promises to survive the loss of two disks.

import type { Actor, Node } from '../../sim/actor.ts'
import { noFaults } from '../../sim/budget.ts'
import { ms, type NodeId, nodeId, type OpId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Mutants } from '../variant.ts'

type Put = { kind: 'put'; value: string }
type Write = { kind: 'write'; ask: number; value: string }
type Written = { kind: 'written'; ask: number; version: number }
type Copy = { kind: 'copy'; version: number; value: string }
type Copied = { kind: 'copied'; version: number }
type Recover = { kind: 'recover' }
type Told = { kind: 'told'; version: number; value: string }

type Serving = {
  state: {
    version: number
    value: string
    /** who has answered since the start; it serves when enough have */
    answers: Set<NodeId>
    open: Map<number, { asker: NodeId; ask: number; held: Set<NodeId> }>
  }
  hears: Write | Copy | Copied | Recover | Told
  says: Written | Copy | Copied | Recover | Told
  timers: { kind: 'again' }
  disk: { register: { key: string; value: { version: number; value: string } } }
}

type Asking = {
  state: { last: number; open: Map<number, { op: OpId; value: string }>; told: number }
  hears: Put | Written
  says: Write
  timers: { kind: 'again' }
  op: { call: { write: string }; result: { version: number } }
}

export interface RegisterRules {
  /** backups that hold a version before its writer is told */
  copiesNeeded(): number
  /** backups that have said what they hold before the primary serves */
  answersNeeded(): number
}

export const registerRules: RegisterRules = { copiesNeeded: () => 3, answersNeeded: () => 4 }

const primary = nodeId('s1')
const backups = ['s2', 's3', 's4', 's5', 's6'].map(nodeId)

const server = (rules: RegisterRules): Actor<Serving> => ({
  start(node) {
    const { version, value } = node.store.get('register', 'now') ?? { version: 0, value: '' }
    const state = { version, value, answers: new Set<NodeId>(), open: new Map() }
    if (node.id === primary) again(node, state)
    return state
  },
  receive(node, state, message, from) {
    switch (message.kind) {
      case 'recover':
        return node.send(from, { kind: 'told', version: state.version, value: state.value })
      case 'told':
        state.answers.add(from)
        return hold(node, state, message.version, message.value)
      case 'copy':
        hold(node, state, message.version, message.value)
        return node.send(from, { kind: 'copied', version: message.version })
      case 'write': {
        if (state.answers.size < rules.answersNeeded()) return
        hold(node, state, state.version + 1, message.value)
        const open = { asker: from, ask: message.ask, held: new Set<NodeId>() }
        state.open.set(state.version, open)
        return copies(node, state, backups.slice(0, rules.copiesNeeded()))
      }
      case 'copied': {
        const open = state.open.get(message.version)
        if (open === undefined) return
        open.held.add(from)
        if (open.held.size < rules.copiesNeeded()) return
        state.open.delete(message.version)
        const { ask } = open
        return node.send(open.asker, { kind: 'written', ask, version: message.version })
      }
    }
  },
  expire: again,
})

/** Whoever has not answered is asked again; those who need no copy at once get it now. */
function again(node: Node<Serving>, state: Serving['state']): void {
  for (const id of backups) if (!state.answers.has(id)) node.send(id, { kind: 'recover' })
  copies(node, state, backups)
  node.setTimer({ kind: 'again' }, ms(400))
}

function copies(node: Node<Serving>, state: Serving['state'], to: readonly NodeId[]): void {
  const { version, value } = state
  if (version > 0) for (const id of to) node.send(id, { kind: 'copy', version, value })
}

function hold(node: Node<Serving>, state: Serving['state'], version: number, value: string): void {
  if (version <= state.version) return
  state.version = version
  state.value = value
  node.store.put('register', 'now', { version, value })
}

const client: Actor<Asking> = {
  start: () => ({ last: 0, open: new Map(), told: 0 }),
  receive(node, state, message) {
    if (message.kind === 'put') {
      const { value } = message
      state.last += 1
      state.open.set(state.last, { op: node.invoke({ write: value }), value })
      return ask(node, state)
    }
    const open = state.open.get(message.ask)
    if (open === undefined) return
    state.open.delete(message.ask)
    state.told = Math.max(state.told, message.version)
    node.complete(open.op, { version: message.version })
  },
  expire: ask,
}

function ask(node: Node<Asking>, state: Asking['state']): void {
  for (const [nth, { value }] of state.open) {
    node.send(primary, { kind: 'write', ask: nth, value })
  }
  node.setTimer({ kind: 'again' }, ms(80))
}

const mutants = {
  'one-copy': {
    change: 'a write is told to be written when one backup holds it',
    source: 'asynchronous replication with one synchronous standby',
    breaks: 'no acked write is lost',
    rules: { copiesNeeded: () => 1 },
  },
} satisfies Mutants<RegisterRules>

export const register: Scenario = scenario('register', {
  about: 'A register on six servers that survives the loss of two disks.',
  rules: registerRules,
  variants: mutants,
  nodes: ({ rules }) => ({
    s: { count: 6, actor: server(rules) },
    client: { count: 2, actor: client, client: true },
  }),
  workload: {
    from: 'client',
    send: (nth) => ({ kind: 'put', value: `value ${nth + 1}` }),
    count: 40,
    rate: '10/s',
  },
  network: { latency: '1ms..10ms' },
  disk: { sync: '1ms..10ms' },
  faults: 'swarm',
  budget: {
    ...noFaults,
    ...{ loss: 200_000, copies: 200_000, lateness: ms(500), damaged: 100_000, cut: 'any' },
    ...{ down: { s: 2, client: 1 }, disks: { s: 2 }, unsynced: true, pause: 'any', slow: ms(20) },
    ...{ diskSlow: ms(500), diskStall: 'any' },
  },
  until: '4s',
  settle: '2s',
  always: {
    'no acked write is lost': (w) => {
      const [s1] = w.s
      if (s1 === undefined || !s1.up || s1.state.answers.size < 4) return null
      for (const { id, state } of w.client) {
        if (state.told > s1.state.version) {
          return `s1 has version ${s1.state.version}, and ${id} was told that ${state.told} is written`
        }
      }
      return null
    },
  },
  eventually: {
    'everything is answered': (w) => w.client.every(({ state }) => state.open.size === 0),
  },
})
