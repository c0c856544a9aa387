// A directed graph in typed arrays, each edge with one label, and its strongly connected components.
// What its nodes stand for is not its business.

/** Labels are bits, so that a mask says which edges count. */
export const ww = 1
export const wr = 2
export const rw = 4
export const session = 8
export const realtime = 16
/** the rest of an edge that goes through a node of its own: it counts for nothing */
export const onward = 32

export interface Graph {
  readonly nodes: number
  /** edges of node v: from here, to below the one of v + 1 */
  readonly first: Int32Array
  readonly target: Int32Array
  readonly label: Uint8Array
}

/** Collects edges in any order. */
export class Edges {
  #from = new Int32Array(1024)
  #to = new Int32Array(1024)
  #label = new Uint8Array(1024)
  #count = 0

  add(from: number, to: number, label: number): void {
    if (this.#count === this.#from.length) this.#grow()
    this.#from[this.#count] = from
    this.#to[this.#count] = to
    this.#label[this.#count++] = label
  }

  #grow(): void {
    const from = new Int32Array(this.#count * 2)
    const to = new Int32Array(this.#count * 2)
    const label = new Uint8Array(this.#count * 2)
    from.set(this.#from)
    to.set(this.#to)
    label.set(this.#label)
    this.#from = from
    this.#to = to
    this.#label = label
  }

  graph(nodes: number): Graph {
    const first = new Int32Array(nodes + 1)
    for (let at = 0; at < this.#count; at++) {
      const slot = (this.#from[at] ?? 0) + 1
      first[slot] = (first[slot] ?? 0) + 1
    }
    for (let node = 0; node < nodes; node++)
      first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0)
    const next = first.slice()
    const target = new Int32Array(this.#count)
    const label = new Uint8Array(this.#count)
    for (let at = 0; at < this.#count; at++) {
      const from = this.#from[at] ?? 0
      const slot = next[from] ?? 0
      next[from] = slot + 1
      target[slot] = this.#to[at] ?? 0
      label[slot] = this.#label[at] ?? 0
    }
    return { nodes, first, target, label }
  }
}

/**
 * The strongly connected components of more than one node, over edges whose label is in the mask. The
 * nodes of each are in ascending order. Source: Tarjan, Depth-first search and linear graph algorithms
 * (1972), without recursion.
 */
export function components(graph: Graph, mask: number): readonly Int32Array[] {
  const { nodes, first, target, label } = graph
  const found: Int32Array[] = []
  const index = new Int32Array(nodes) // 0: not met yet
  const low = new Int32Array(nodes)
  const edge = first.slice(0, nodes)
  const open = new Int32Array(nodes) // met, and in no component yet
  const path = new Int32Array(nodes)
  const closed = 0x7fff_ffff
  let opened = 0
  let met = 0
  for (let root = 0; root < nodes; root++) {
    if (index[root] !== 0) continue
    let depth = 0
    path[0] = root
    index[root] = low[root] = ++met
    open[opened++] = root
    while (depth >= 0) {
      const node = path[depth] as number
      const end = first[node + 1] as number
      let at = edge[node] as number
      let least = low[node] as number
      let below = -1
      for (; at < end; at++) {
        if (((label[at] as number) & mask) === 0) continue
        const to = target[at] as number
        if (index[to] === 0) {
          below = to
          break
        }
        if ((low[to] as number) < least) least = low[to] as number
      }
      edge[node] = at
      low[node] = least
      if (below !== -1) {
        path[++depth] = below
        index[below] = low[below] = ++met
        open[opened++] = below
        continue
      }
      depth -= 1
      if (least === index[node]) {
        let from = opened
        while (open[--from] !== node);
        if (opened - from > 1) found.push(open.slice(from, opened).sort())
        for (let one = from; one < opened; one++) low[open[one] as number] = closed
        opened = from
      }
    }
  }
  return found
}

/** The part of a graph among some nodes, which are numbered anew in their order. */
export function partOf(graph: Graph, nodes: Int32Array, number: Int32Array): Graph {
  const edges = new Edges()
  for (const [at, node] of nodes.entries()) number[node] = at + 1
  for (const [at, node] of nodes.entries()) {
    const end = graph.first[node + 1] ?? 0
    for (let edge = graph.first[node] ?? 0; edge < end; edge++) {
      const to = number[graph.target[edge] ?? 0] ?? 0
      if (to > 0) edges.add(at, to - 1, graph.label[edge] ?? 0)
    }
  }
  for (const node of nodes) number[node] = 0
  return edges.graph(nodes.length)
}

/**
 * The graph of the walks in which no two edges `rw` follow each other: node v stands twice, as 2v where
 * the last edge was another one, as 2v + 1 where it was `rw`. It has a cycle exactly if there is one
 * without two such edges in a row. Source: Cerone and Gotsman, Analysing Snapshot Isolation (2018), 4.
 */
export function apart(graph: Graph, mask: number): Graph {
  const edges = new Edges()
  for (let node = 0; node < graph.nodes; node++) {
    const end = graph.first[node + 1] ?? 0
    for (let at = graph.first[node] ?? 0; at < end; at++) {
      const label = graph.label[at] ?? 0
      const to = 2 * (graph.target[at] ?? 0)
      if ((label & mask) === 0) continue
      if (label === rw) {
        edges.add(2 * node, to + 1, label)
      } else if (label === onward) {
        edges.add(2 * node, to, label)
        edges.add(2 * node + 1, to + 1, label)
      } else {
        edges.add(2 * node, to, label)
        edges.add(2 * node + 1, to, label)
      }
    }
  }
  return edges.graph(2 * graph.nodes)
}
