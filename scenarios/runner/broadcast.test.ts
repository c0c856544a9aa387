// Flooding has an arithmetic of its own: without losses a broadcast costs 2E messages when everybody
// echoes to everybody, and 2E − (n − 1) when nobody sends back to whom it heard it from. The counters of
// messages must say exactly that, and everybody must have everything once.

import { describe, expect, test } from 'vitest'
import type { Actor } from '../../sim/actor.ts'
import { converged } from '../../sim/check/convergence.ts'
import { exactlyOnce } from '../../sim/check/delivery.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'

type Edges = readonly (readonly [number, number])[]
type Flooding = {
  state: { heard: number[] }
  hears: { kind: 'broadcast'; value: number } | { kind: 'flood'; value: number }
  says: { kind: 'flood'; value: number }
}

const nodeOf = (place: number): NodeId => nodeId(`n${place + 1}`)

/** Tells its neighbours what it hears for the first time. */
const flooding = (edges: Edges, echoes: boolean): Actor<Flooding> => ({
  start: () => ({ heard: [] }),
  receive(node, state, { value }, from) {
    if (state.heard.includes(value)) return
    state.heard.push(value)
    for (const [one, other] of edges) {
      const [a, b] = [nodeOf(one), nodeOf(other)]
      const to = node.id === a ? b : node.id === b ? a : null
      if (to !== null && (echoes || to !== from)) node.send(to, { kind: 'flood', value })
    }
  },
})

/** Rows of `wide`, each node with the next one and with the one below. */
const grid = (nodes: number, wide: number): Edges =>
  places(nodes).flatMap((at): [number, number][] => [
    ...(at % wide < wide - 1 && at + 1 < nodes ? [[at, at + 1] as [number, number]] : []),
    ...(at + wide < nodes ? [[at, at + wide] as [number, number]] : []),
  ])
const line = (nodes: number): Edges => places(nodes - 1).map((at) => [at, at + 1])
const total = (nodes: number): Edges =>
  places(nodes).flatMap((one) => places(one).map((other): [number, number] => [other, one]))
const tree = (nodes: number, arms: number): Edges =>
  places(nodes - 1).map((at) => [Math.floor(at / arms), at + 1])
const places = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

const broadcasts = 12

function world(nodes: number, edges: Edges, echoes: boolean, each: number): Scenario {
  const values = places(broadcasts)
  return scenario('flooding', {
    about: 'Every node tells its neighbours what it hears for the first time.',
    nodes: () => ({ n: { count: nodes, actor: flooding(edges, echoes) } }),
    workload: {
      ...{ from: 'n', count: broadcasts, rate: '20/s' },
      send: (value) => ({ kind: 'broadcast', value }),
    },
    network: { latency: '10ms' },
    until: '700ms',
    eventually: {
      'the counters say what the topology says': (w) => {
        const sent = w.count('send flood')
        return sent === broadcasts * each && sent === w.count('deliver flood')
          ? null
          : `${sent} messages, and not ${broadcasts * each}`
      },
      'everybody has everything once': (w) => {
        const wrong = w.n.flatMap(({ state }) => exactlyOnce(values, state.heard) ?? [])
        return wrong[0] ?? null
      },
      converged: (w) => converged(w.n, ({ heard }) => new Set(heard)),
    },
  })
}

describe('messages of one broadcast', () => {
  test.each<[string, number, Edges, boolean, number, number, number]>([
    ['5 nodes in a grid, echoing', 5, grid(5, 3), true, 10, 998, 9_980],
    ['5 nodes in a grid', 5, grid(5, 3), false, 6, 986, 5_916],
    ['25 nodes in a grid', 25, grid(25, 5), false, 56, 1_005, 56_280],
    ['25 nodes in a line', 25, line(25), false, 24, 1_005, 24_120],
    ['25 nodes, all with all', 25, total(25), false, 576, 1_020, 587_520],
    ['25 nodes in a tree of four arms', 25, tree(25, 4), false, 24, 1_031, 24_744],
  ])('%s', (_name, nodes, edges, echoes, each, times, published) => {
    const cost = 2 * edges.length - (echoes ? 0 : nodes - 1)
    expect([cost, cost * times]).toEqual([each, published])
    const experiment = new Experiment(world(nodes, edges, echoes, each), {
      variant: null,
      settings: settingsDefault,
    })
    const { verdict, findings } = experiment.run(1)
    expect(findings.flatMap(({ why }) => why ?? [])).toEqual([])
    expect(verdict).toBe('pass')
  })

  test('another count is noticed', () => {
    const experiment = new Experiment(world(5, grid(5, 3), true, 6), {
      variant: null,
      settings: settingsDefault,
    })
    expect(experiment.run(1).failure?.sentence).toBe('120 messages, and not 72.')
  })
})
