// Actors that break their word, one way each, for the tests of the runner. The line of each breach
// ends in a comment with its name, by which the tests find it.

import type { Actor } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'

type Mail = { kind: 'go'; nth: number } | { kind: 'list'; items: number[] }
type Wrong = {
  state: { count: number; last: unknown }
  hears: Mail
  says: Mail
  timers: { kind: 'tick' }
}
type Handler = Actor<Wrong>['receive']

const other = (id: NodeId): NodeId => (id === 'a' ? 'b' : 'a') as NodeId

/** Two nodes of the same actor, whose `receive` does what is given. */
function wrong(name: string, receive: (...of: Parameters<Handler>) => unknown): Scenario {
  const actor: Actor<Wrong> = {
    start(node) {
      node.setTimer({ kind: 'tick' }, 1_000)
      return { count: 0, last: null }
    },
    receive: (node, state, message, from) => receive(node, state, message, from) as undefined,
    expire: (node, state) => {
      state.count += 1
      node.send(other(node.id), { kind: 'go', nth: state.count })
      if (state.count < 20) node.setTimer({ kind: 'tick' }, 1_000, 500)
    },
  }
  return scenario(name, {
    about: 'An actor that breaks its word.',
    nodes: () => ({ a: actor, b: actor }),
    always: { counts: (w) => (w.a.state.count >= 0 ? null : 'negative') },
    until: '100ms',
    settle: '10ms',
  })
}

export const asksTheTime: Scenario = wrong('asks-the-time', (_node, state) => {
  state.count += Date.now() > 0 ? 1 : 0 // time
})

export const swallows: Scenario = wrong('swallows', (_node, state) => {
  try {
    state.count += Math.random() // chance
  } catch {
    state.count += 1
  }
})

export const setsATimer: Scenario = wrong('sets-a-timer', (_node, state) => {
  setTimeout(() => state.count++, 10) // timer
})

export const promises: Scenario = wrong('promises', async (_node, state) => {
  state.count += 1 // promise
})

export const floats: Scenario = wrong('floats', (_node, state) => {
  void later(state)
})

async function later(state: { count: number }): Promise<void> {
  await Promise.resolve() // floating
  state.count += 1
}

let total = 0 // module
export const remembers: Scenario = wrong('remembers', (node, state) => {
  total += 1
  state.count = total
  if (total % 7 === 0) node.send(other(node.id), { kind: 'list', items: [total] })
})

export const changes: Scenario = wrong('changes', (node, state, message) => {
  if (message.kind === 'list') return
  const items = [1, 2]
  node.send(other(node.id), { kind: 'list', items })
  if (Array.isArray(state.last)) state.last.push(3) // changed
  state.last = items
})

export const sendsAFunction: Scenario = wrong('sends-a-function', (node, _state, message) => {
  if (message.kind === 'list') return
  const items = [() => 1] as unknown as number[]
  node.send(other(node.id), { kind: 'list', items })
})

export const keepsADate: Scenario = wrong('keeps-a-date', (_node, state) => {
  state.last = new Date(0)
})

export const throws: Scenario = wrong('throws', (_node, state) => {
  if (state.count > 2) throw new RangeError('three is too many') // throws
})

export const hears: Scenario = scenario('hears', {
  about: 'An actor is sent what it does not hear.',
  nodes: () => ({
    a: { actor: deaf, hears: { list: {} } },
    b: { actor: deaf, hears: { list: {} } },
  }),
  always: { fine: () => null },
})

const deaf: Actor<Wrong> = {
  start(node) {
    node.send(other(node.id), { kind: 'go', nth: 1 })
    return { count: 0, last: null }
  },
  receive: () => {},
  expire: () => {},
}
