// Cycles among transactions: what no order of them explains. A component of the graph has a cycle of a
// class or has not, which is exact and linear; which cycle is told, the shortest, is searched for within
// an effort.

import { assert } from '../../assert.ts'
import type { Dependencies } from './dependencies.ts'
import {
  apart,
  components,
  type Graph,
  onward,
  partOf,
  realtime,
  rw,
  session,
  wr,
  ww,
} from './graph.ts'
import type { Order } from './isolation.ts'
import { type Kind, Search, type Step } from './shortest.ts'

/** Transactions in a circle: each edge leads to the node at the next place, the last to the first. */
export interface Circle {
  readonly nodes: readonly number[]
  readonly labels: readonly number[]
}

/** From the worst: writes only, with reads, with reads overwritten but not in a row, any. */
type Tier = 0 | 1 | 2 | 3
const none = 4

const orders: readonly (readonly [Order, number])[] = [
  ['none', 0],
  ['session', session],
  ['realtime', session | realtime],
]

/** Edges that all searches for short cycles look at together, and those in one component. */
const effortOfAll = 40_000_000
const effortOfOne = 4_000_000

/**
 * One cycle a component and tier, unless one that rules out as much is in the component already.
 * Tiers and orders are decided exactly; of its kind a cycle is the shortest if the effort suffices.
 * @param told transactions that an anomaly was told of which rules out what a cycle of tier 2 does
 */
export function circlesOf(
  dependencies: Dependencies,
  told: readonly { readonly order: Order; readonly transactions: readonly number[] }[],
): readonly Circle[] {
  const { graph } = dependencies
  const search = new Circles(dependencies)
  for (const [order, mask] of orders) {
    for (const one of told)
      if (one.order === order) for (const node of one.transactions) search.mark(node, 2)
    for (const nodes of components(graph, ww | wr | rw | onward | mask))
      search.component(nodes, mask)
  }
  return search.found
}

class Circles {
  readonly found: Circle[] = []
  readonly #whole: Graph
  readonly #transactions: number
  /** by transaction: the worst tier of a cycle through it */
  readonly #tier: Uint8Array
  readonly #number: Int32Array
  #effortLeft = effortOfAll

  constructor({ graph, transactions }: Dependencies) {
    this.#whole = graph
    this.#transactions = transactions
    this.#tier = new Uint8Array(transactions).fill(none)
    this.#number = new Int32Array(graph.nodes)
  }

  mark(node: number, tier: Tier): void {
    this.#tier[node] = Math.min(this.#tier[node] ?? none, tier)
  }

  component(nodes: Int32Array, order: number): void {
    const part = partOf(this.#whole, nodes, this.#number)
    const known = onward | order
    this.#free(part, nodes, ww | known, 0)
    this.#free(part, nodes, ww | wr | known, 1)
    this.#apart(part, nodes, ww | wr | rw | known)
    this.#free(part, nodes, ww | wr | rw | known, 3)
  }

  #free(part: Graph, names: Int32Array, mask: number, tier: Tier): void {
    const found = components(part, mask)
    if (found.length === 0) return
    const within = membership(part.nodes, found)
    const search = new Search(part, mask)
    for (const [at, nodes] of found.entries()) {
      if (this.#isTold(nodes, names, tier)) continue
      const starts = [...nodes].filter((node) => this.#isTransaction(names[node] ?? 0))
      const of = { kind: 'free', starts, within, part: at + 1 } as const
      this.#keep(part, names, mask, this.#shortest(part, search, of), tier)
    }
  }

  #apart(part: Graph, names: Int32Array, mask: number): void {
    const twice = apart(part, mask)
    const found = components(twice, mask)
    if (found.length === 0) return
    const within = membership(twice.nodes, found)
    const search = new Search(part, mask)
    for (const [at, places] of found.entries()) {
      const own = places.map((place) => place >> 1)
      if (this.#isTold(own, names, 2)) continue
      const starts = [...places]
        .filter((place) => (place & 1) === 0 && this.#isTransaction(names[place >> 1] ?? 0))
        .filter((place) => leavesByRw(twice, place, within))
        .map((place) => place >> 1)
      const of = { starts, within, part: at + 1 }
      const walk =
        this.#shortest(part, search, { ...of, kind: 'single', within: null }) ??
        this.#shortest(part, search, { ...of, kind: 'apart' })
      this.#keep(part, names, mask, walk, 2)
    }
  }

  #isTransaction(node: number): boolean {
    return node < this.#transactions
  }

  #isTold(nodes: Int32Array, names: Int32Array, tier: Tier): boolean {
    return nodes.some((node) => {
      const name = names[node] ?? 0
      return this.#isTransaction(name) && (this.#tier[name] ?? none) <= tier
    })
  }

  /** The shortest of those through any start; of the first that has one at least. */
  #shortest(part: Graph, search: Search, of: Wanted): readonly Step[] | null {
    const { kind, starts, within } = of
    const effortMax = search.effort + Math.min(effortOfOne, Math.max(0, this.#effortLeft))
    const before = search.effort
    let best: readonly Step[] | null = null
    let edgesMax = Number.POSITIVE_INFINITY
    for (const start of farthestBackFirst(part, starts)) {
      const walk = search.from(start, kind, { edgesMax, within, part: of.part })
      if (walk !== null) {
        best = walk
        edgesMax = walk.filter(({ label }) => label !== onward).length - 1
      }
      // Two is the shortest that there is.
      if (edgesMax < 2) break
      if (search.effort > effortMax && (best !== null || kind === 'single')) break
    }
    this.#effortLeft -= search.effort - before
    return best
  }

  #keep(
    part: Graph,
    names: Int32Array,
    mask: number,
    walk: readonly Step[] | null,
    tier: Tier,
  ): void {
    assert(walk !== null, 'a component has a cycle')
    const isName = (node: number): boolean => this.#isTransaction(names[node] ?? 0)
    const steps = simple(hopsOf(walk, isName))
    const nodes = steps.map(({ node }) => names[node] ?? 0)
    const labels = steps.map(({ node, label }, at) => {
      const before = steps.at(at - 1)?.node ?? 0
      return directLabel(part, mask, before, node) ?? label
    })
    for (const node of nodes) this.mark(node, tier)
    // Labels are of the edges that lead to a node; of a circle, of those that leave it.
    this.found.push({ nodes, labels: nodes.map((_, at) => labels[(at + 1) % labels.length] ?? 0) })
  }
}

interface Wanted {
  readonly kind: Kind
  readonly starts: readonly number[]
  readonly within: Int32Array | null
  readonly part: number
}

/** By node: the number of its component, from 1; 0: it is in none. */
function membership(nodes: number, found: readonly Int32Array[]): Int32Array {
  const within = new Int32Array(nodes)
  for (const [at, places] of found.entries()) for (const place of places) within[place] = at + 1
  return within
}

function leavesByRw({ first, target, label }: Graph, place: number, within: Int32Array): boolean {
  const end = first[place + 1] ?? 0
  for (let at = first[place] ?? 0; at < end; at++)
    if (label[at] === rw && within[target[at] ?? 0] === within[place]) return true
  return false
}

/**
 * Transactions are numbered as they began, so that each cycle has an edge that goes back, and a short
 * one an edge that goes far back: a stale read goes farther than what only overlaps.
 */
function farthestBackFirst(part: Graph, starts: readonly number[]): readonly number[] {
  const { first, target, label } = part
  const leastOf = (node: number): number => {
    let least = part.nodes
    const end = first[node + 1] ?? 0
    for (let at = first[node] ?? 0; at < end; at++) {
      if (((label[at] ?? 0) & (ww | wr | rw)) === 0) continue
      const to = target[at] ?? 0
      const through = first[to] ?? 0
      // Behind a node of its own the earliest comes first.
      const goesOn = through < (first[to + 1] ?? 0) && label[through] === onward
      least = Math.min(least, goesOn ? (target[through] ?? 0) : to)
    }
    return least
  }
  const back = new Map(starts.map((node) => [node, node - leastOf(node)]))
  return starts.toSorted((one, other) => (back.get(other) ?? 0) - (back.get(one) ?? 0))
}

/** A walk from transaction to transaction; an edge has the label of its first part. */
function hopsOf(walk: readonly Step[], isName: (node: number) => boolean): readonly Step[] {
  const hops: Step[] = []
  let pending = onward
  for (const { node, label } of walk) {
    if (label !== onward) pending = label
    if (isName(node)) hops.push({ node, label: pending })
  }
  return hops
}

/**
 * A closed walk without two edges `rw` in a row, cut until it meets no node twice. Where it meets one
 * twice it falls into two, and one of them has no two such edges in a row either.
 */
function simple(walk: readonly Step[]): readonly Step[] {
  const seen = new Map<number, number>()
  for (const [at, { node }] of walk.entries()) {
    const before = seen.get(node)
    if (before === undefined) {
      seen.set(node, at)
      continue
    }
    const inner = walk.slice(before + 1, at + 1)
    const outer = [...walk.slice(0, before + 1), ...walk.slice(at + 1)]
    return simple(isApart(inner) ? inner : outer)
  }
  return walk
}

const isApart = (walk: readonly Step[]): boolean =>
  !walk.some(({ label }, at) => label === rw && walk.at(at - 1)?.label === rw && walk.length > 1)

/** A better reason than the one that the walk gives: the first of those that the mask allows. */
function directLabel(part: Graph, mask: number, from: number, to: number): number | null {
  let best: number | null = null
  const end = part.first[from + 1] ?? 0
  for (let at = part.first[from] ?? 0; at < end; at++) {
    const label = part.label[at] ?? 0
    if (part.target[at] !== to || (label & mask) === 0 || label === rw) continue
    if (best === null || label < best) best = label
  }
  return best
}
