// Shortest cycles through a node, breadth first, of three kinds. What a cycle means for transactions is
// told elsewhere.

import { type Graph, onward, rw } from './graph.ts'

/**
 * Any cycle; one with a single edge `rw`; one in which no two edges `rw` follow each other. The latter
 * two begin with such an edge.
 */
export type Kind = 'free' | 'single' | 'apart'

export interface Step {
  readonly node: number
  /** label of the edge that leads to it */
  readonly label: number
}

/** Where a walk may lead. */
export interface Bounds {
  readonly edgesMax: number
  /** by node, by node and state for `apart`: only where it is `part` */
  readonly within: Int32Array | null
  readonly part: number
}

interface Sweep extends Bounds {
  readonly kind: Kind
  readonly stamp: number
  readonly goal: number
  readonly isOnward: boolean
  readonly isFirst: boolean
}

/** Buffers that many searches in one graph share. */
export class Search {
  /** edges looked at so far: what a search costs, on any machine the same */
  effort = 0
  readonly #graph: Graph
  readonly #mask: number
  /** by node and state (2 · node + state): the search that met it last */
  readonly #met: Int32Array
  readonly #parent: Int32Array
  readonly #by: Uint8Array
  #searches = 0

  constructor(graph: Graph, mask: number) {
    this.#graph = graph
    this.#mask = mask
    this.#met = new Int32Array(2 * graph.nodes)
    this.#parent = new Int32Array(2 * graph.nodes)
    this.#by = new Uint8Array(2 * graph.nodes)
  }

  /**
   * The steps of a shortest walk from a node back to it, the last one is the node itself; null: there is
   * none of at most so many edges.
   */
  from(start: number, kind: Kind, bounds: Bounds): readonly Step[] | null {
    const { edgesMax } = bounds
    const stamp = ++this.#searches
    const goal = 2 * start + (kind === 'single' ? 1 : 0)
    const of = { ...bounds, kind, stamp, goal, isOnward: false, isFirst: false }
    const silent = { ...of, isOnward: true }
    const first = { ...of, isFirst: true }
    const now: number[] = [2 * start]
    // Two sweeps a level: what goes onward is reached at no cost, and before what costs an edge more.
    for (let depth = 0, from = 0; depth <= edgesMax && from < now.length; depth++) {
      for (let at = from; at < now.length; at++)
        if (this.#sweep(now, now[at] as number, silent)) return this.#walk(goal, 2 * start)
      const end = now.length
      if (depth === edgesMax) break
      for (let at = from; at < end; at++)
        if (this.#sweep(now, now[at] as number, depth === 0 ? first : of))
          return this.#walk(goal, 2 * start)
      from = end
    }
    return null
  }

  /** Follows the edges of one kind from a place; whether they lead to the goal. */
  #sweep(now: number[], place: number, of: Sweep): boolean {
    const { first, target, label } = this.#graph
    const { kind, within, part, stamp, goal } = of
    const node = place >> 1
    const end = first[node + 1] as number
    this.effort += end - (first[node] as number)
    for (let edge = first[node] as number; edge < end; edge++) {
      const by = label[edge] as number
      if ((by & this.#mask) === 0 || (by === onward) !== of.isOnward) continue
      const state = stateAfter(kind, place & 1, by, of.isFirst)
      if (state === -1) continue
      const to = 2 * (target[edge] as number) + state
      if (this.#met[to] === stamp) continue
      if (within !== null && within[kind === 'apart' ? to : to >> 1] !== part) continue
      this.#met[to] = stamp
      this.#parent[to] = place
      this.#by[to] = by
      if (to === goal) return true
      now.push(to)
    }
    return false
  }

  #walk(goal: number, start: number): readonly Step[] {
    const steps: Step[] = []
    let place = goal
    do {
      steps.push({ node: place >> 1, label: this.#by[place] ?? 0 })
      place = this.#parent[place] ?? 0
    } while (place !== start)
    return steps.toReversed()
  }
}

/** 1: after an edge `rw` (of a single one: after the only one); -1: that edge may not be taken. */
function stateAfter(kind: Kind, state: number, label: number, isFirst: boolean): number {
  if (label === onward) return state
  if (kind === 'free') return 0
  if (isFirst) return label === rw ? 1 : -1
  if (kind === 'single') return label === rw ? -1 : 1
  return label === rw ? (state === 0 ? 1 : -1) : 0
}
