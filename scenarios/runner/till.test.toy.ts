// A toy for the tests of crash sweeps: a payer pays into a till and repeats until it is answered; the
// till moves each sum to the safe in a step of its own. Its planted bugs show at very few places: one
// at a single one, the other in a restart alone.

import type { Actor, Node } from '../../sim/actor.ts'
import { noFaults } from '../../sim/budget.ts'
import { ms, nodeId, type OpId } from '../../sim/units.ts'
import { oneOf } from '../params.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Mutants } from '../variant.ts'

type Pay = { kind: 'pay'; nth: number }
type Paid = { kind: 'paid'; nth: number }
type Move = { kind: 'move'; nth: number }
type Till = {
  state: { paid: number; safe: number }
  hears: Pay | Move
  says: Paid | Move
  disk: {
    paid: { key: number; value: true }
    owed: { key: number; value: true }
    safe: { key: number; value: true }
  }
}
type Payer = {
  state: { open: Map<number, OpId>; answered: Set<number> }
  hears: Paid | Pay
  says: Pay
  timers: { kind: 'again'; nth: number }
  op: { call: { pay: number }; result: 'paid' }
}

export interface TillRules {
  /** "An answer leaves when the sum is on disk." */
  answerLeaves(nth: number): 'early' | undefined
  /** "What is owed to the safe stays written down until it is there." */
  takeUp(node: Node<Till>, nth: number): void
}

export const tillRules: TillRules = {
  answerLeaves: () => undefined,
  takeUp: (node, nth) => node.send(node.id, { kind: 'move', nth }),
}

const till = (rules: TillRules): Actor<Till> => ({
  start(node) {
    const owed = Array.from(node.store.scan('owed'), ([nth]) => nth)
    for (const nth of owed) rules.takeUp(node, nth)
    return told(node)
  },
  receive(node, state, message, from) {
    const { nth } = message
    if (message.kind === 'pay') {
      if (node.store.get('paid', nth) === undefined) {
        node.store.put('paid', nth, true)
        node.store.put('owed', nth, true)
        node.send(node.id, { kind: 'move', nth })
      }
      node.send(from, { kind: 'paid', nth }, rules.answerLeaves(nth))
    } else if (node.store.get('safe', nth) === undefined) {
      node.store.delete('owed', nth)
      node.store.put('safe', nth, true)
    }
    Object.assign(state, told(node))
  },
})

/** What the tables hold, counted. */
function told(node: Node<Till>): Till['state'] {
  const count = (table: 'paid' | 'safe'): number => [...node.store.scan(table)].length
  return { paid: count('paid'), safe: count('safe') }
}

const payer: Actor<Payer> = {
  start: () => ({ open: new Map(), answered: new Set() }),
  receive(node, state, { kind, nth }) {
    if (kind === 'pay') {
      state.open.set(nth, node.invoke({ pay: nth }))
      return ask(node, nth)
    }
    const op = state.open.get(nth)
    if (op === undefined) return
    state.open.delete(nth)
    state.answered.add(nth)
    node.cancelTimer({ kind: 'again', nth })
    node.complete(op, 'paid')
  },
  expire: (node, _state, { nth }) => ask(node, nth),
}

function ask(node: Node<Payer>, nth: number): void {
  node.send(nodeId('till'), { kind: 'pay', nth })
  node.setTimer({ kind: 'again', nth }, ms(40))
}

const mutants = {
  hasty: {
    change: 'the answer to the fourth sum leaves before the sum is on disk',
    source: 'a toy',
    breaks: 'what is answered is paid',
    rules: { answerLeaves: (nth) => (nth === 3 ? 'early' : undefined) },
  },
  'forgets-twice': {
    change: 'a till that starts again crosses out what is owed before it is in the safe',
    source: 'a toy',
    breaks: 'what is paid is in the safe',
    rules: {
      takeUp(node, nth) {
        // Right as long as this life lasts: the next step puts it into the safe.
        node.store.delete('owed', nth)
        node.send(node.id, { kind: 'move', nth })
      },
    },
  },
} satisfies Mutants<TillRules>

export const tillScenario: Scenario = scenario('till', {
  about: 'A payer pays into a till and repeats until it is answered.',
  params: { loses: oneOf('memory', 'writes'), sync: '1ms' },
  rules: tillRules,
  variants: mutants,
  nodes: ({ rules }) => ({
    till: till(rules),
    payer: { actor: payer, client: true },
  }),
  workload: { from: 'payer', send: (nth) => ({ kind: 'pay', nth }), count: 6, rate: '100/s' },
  network: { latency: '1ms..3ms' },
  disk: ({ sync }) => ({ sync: `${sync / 1_000}ms` }),
  faults: ['drop 30% for 50ms @ 5ms'],
  budget: ({ loses }) => ({
    ...noFaults,
    loss: 300_000,
    down: { till: 1 },
    unsynced: loses === 'writes',
  }),
  until: '150ms',
  settle: '300ms',
  always: {
    'what is answered is paid': {
      holds: ({ payer: { state }, till: { state: kept } }) =>
        state.answered.size <= kept.paid ? null : `${state.answered.size - kept.paid} sum was lost`,
      code: 'WL2002',
    },
  },
  eventually: {
    'what is paid is in the safe': ({ till: { state } }) => state.paid === state.safe,
    'everything is answered': (w) => w.payer.state.open.size === 0,
  },
})
