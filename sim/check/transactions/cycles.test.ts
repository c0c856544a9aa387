// The search for cycles against the definition: in small graphs every simple cycle is listed, and the worst
// kind that there is has to be found, by its shortest cycle.

import { expect, test } from 'vitest'
import { type Random, randomOf } from '../linearizability/histories.suite.ts'
import { type Circle, circlesOf } from './cycles.ts'
import type { Dependencies } from './dependencies.ts'
import { Edges, onward, realtime, rw, session, wr, ww } from './graph.ts'

interface Edge {
  readonly from: number
  readonly to: number
  readonly label: number
}

const count = 6

/** Real time is an order, and goes through a node of its own, as does what leads to many. */
function drawn(random: Random): { readonly edges: readonly Edge[]; readonly of: Dependencies } {
  const labels = [ww, wr, rw, rw, rw, session, realtime]
  const edges: Edge[] = []
  const built = new Edges()
  let nodes = count
  const many = Math.floor(random() * 12)
  for (let at = 0; at < many; at++) {
    const label = labels[Math.floor(random() * labels.length)] ?? ww
    const [one, other] = [Math.floor(random() * count), Math.floor(random() * count)]
    if (one === other) continue
    const isOrder = label === session || label === realtime
    const [from, to] = isOrder && one > other ? [other, one] : [one, other]
    edges.push({ from, to, label })
    if (random() < 0.5) {
      built.add(from, to, label)
      continue
    }
    built.add(from, nodes, label)
    built.add(nodes++, to, onward)
  }
  const of = { graph: built.graph(nodes), transactions: count, unseen: [], next: [] }
  return { edges, of }
}

/** Every simple cycle, with every choice of labels, from its lowest node on. */
function* cyclesIn(
  edges: readonly Edge[],
  trail: readonly Edge[] = [],
): Generator<readonly Edge[]> {
  const first = trail[0]?.from
  for (const edge of edges) {
    const last = trail.at(-1)
    if (last === undefined) {
      yield* cyclesIn(edges, [edge])
    } else if (edge.from === last.to) {
      if (edge.to === first) yield [...trail, edge]
      else if (edge.to > (first ?? 0) && !trail.some(({ from }) => from === edge.to))
        yield* cyclesIn(edges, [...trail, edge])
    }
  }
}

const tierOf = (labels: readonly number[]): number => {
  const overwritten = labels.filter((label) => label === rw).length
  if (overwritten === 0) return labels.includes(wr) ? 1 : 0
  if (overwritten === 1) return 2
  return labels.some((label, at) => label === rw && labels.at(at - 1) === rw) ? 4 : 3
}

const orderOf = (labels: readonly number[]): number =>
  labels.includes(realtime) ? 2 : labels.includes(session) ? 1 : 0

test('the worst kind of each order is found, by a shortest cycle of its kind', () => {
  let cyclic = 0
  for (let seed = 0; seed < 3_000; seed++) {
    const { edges, of } = drawn(randomOf(seed))
    const found = circlesOf(of, [])
    const all = [...cyclesIn(edges)].map((cycle) => cycle.map(({ label }) => label))
    cyclic += all.length > 0 ? 1 : 0
    for (const order of [0, 1, 2]) {
      const here = all.filter((labels) => orderOf(labels) <= order)
      const said = found.filter(({ labels }) => orderOf(labels) <= order)
      // Two and three rule out the same.
      const worstOf = (some: readonly (readonly number[])[]): number =>
        Math.min(9, ...some.map((labels) => tierOf(labels)))
      const labels = said.map((circle) => circle.labels)
      const ranked = (tier: number): number => (tier === 3 ? 2 : tier)
      expect([seed, order, ranked(worstOf(labels))]).toEqual([seed, order, ranked(worstOf(here))])
    }
    const atWorst = shortestOf(all.filter((labels) => orderOf(labels) === 0))
    const told = shortestOf(found.map(({ labels }) => labels).filter((one) => orderOf(one) === 0))
    expect([seed, told]).toEqual([seed, atWorst])
    for (const circle of found) expect(isOf(edges, circle)).toBe(true)
  }
  expect(cyclic).toBeGreaterThan(800)
})

/** The worst tier and the length of its shortest cycle. */
function shortestOf(cycles: readonly (readonly number[])[]): readonly [number, number] {
  const worst = Math.min(9, ...cycles.map(tierOf))
  return [
    worst,
    Math.min(9, ...cycles.filter((one) => tierOf(one) === worst).map((one) => one.length)),
  ]
}

const isOf = (edges: readonly Edge[], { nodes, labels }: Circle): boolean =>
  new Set(nodes).size === nodes.length &&
  nodes.every((from, at) => {
    const to = nodes[(at + 1) % nodes.length]
    return edges.some((edge) => edge.from === from && edge.to === to && edge.label === labels[at])
  })
