// What came causally before what: a client's operations in their order, and a write before those who read
// it. As clocks, one number a chain of operations for each operation, so that a question is one comparison.

import type { NodeId } from '../../units.ts'
import { Edges, type Graph, onward } from '../transactions/graph.ts'
import type { Done, Sessions } from './sessions.ts'

/** Labels of the edges. */
export const inSession = 1
export const readFrom = 2
/** a write before another that a reader, who knew both, took for the newer */
export const takenOver = 4

export interface CausalOrder {
  /** operations that happened, in order of start; nodes of the graph */
  readonly done: readonly Done[]
  readonly edges: Edges
  readonly graph: Graph
  /** by node: its chain, and its place there, from 1 */
  readonly chain: Int32Array
  readonly place: Int32Array
  readonly chains: number
  /** by write: its node, or -1 */
  readonly nodeOf: Int32Array
  /**
   * by node and chain: up to which place of the chain operations came before the node, itself among
   * them; null: the order goes in circles
   */
  readonly clocks: Int32Array | null
}

/** Numbers in all clocks together, above which a history is not judged. */
export const clocksMax = 50_000_000

interface Chain {
  readonly number: number
  readonly nodes: number[]
}

/** The causal order; null: it takes more memory than there may be. */
export function causalOrderOf(sessions: Sessions): CausalOrder | null {
  const read = new Set(sessions.done.map((one) => one.read))
  // What has no answer happened if somebody read it.
  const done = sessions.done.filter((one) => one.isOk || (one.write >= 0 && read.has(one.write)))
  const nodeOf = new Int32Array(sessions.writes.length).fill(-1)
  for (const [node, { write }] of done.entries()) if (write >= 0) nodeOf[write] = node
  const edges = new Edges()
  const chain = new Int32Array(done.length)
  const place = new Int32Array(done.length)
  const chains = inChains(sessions, done, { edges, chain, place })
  if (chains * done.length > clocksMax) return null
  for (const [node, one] of done.entries()) {
    const writer = one.read >= 0 ? (nodeOf[one.read] ?? -1) : -1
    if (writer !== -1 && writer !== node) edges.add(writer, node, readFrom)
  }
  const graph = edges.graph(done.length)
  const clocks = clocksOf(graph, { chain, place, chains })
  return { done, edges, graph, chain, place, chains, nodeOf, clocks }
}

/** A client has one chain, and one more for each operation that it did not wait for. */
function inChains(
  { history }: Sessions,
  done: readonly Done[],
  of: { readonly edges: Edges; readonly chain: Int32Array; readonly place: Int32Array },
): number {
  const chains = new Map<NodeId, Chain[]>()
  let count = 0
  for (const [node, { at }] of done.entries()) {
    const operation = history[at]
    if (operation === undefined) continue
    const its = chains.get(operation.client) ?? []
    chains.set(operation.client, its)
    let mine: Chain | null = null
    for (const chain of its) {
      const ended = chain.nodes.findLastIndex((one) => {
        const { isOk = false, at: place = 0 } = done[one] ?? {}
        const end = history[place]?.end ?? null
        return isOk && end !== null && end <= operation.start
      })
      const before = chain.nodes[ended]
      if (before !== undefined) of.edges.add(before, node, inSession)
      if (ended === chain.nodes.length - 1) mine ??= chain
    }
    if (mine === null) its.push((mine = { number: count++, nodes: [] }))
    of.chain[node] = mine.number
    of.place[node] = mine.nodes.push(node)
  }
  return count
}

function clocksOf(
  graph: Graph,
  of: { readonly chain: Int32Array; readonly place: Int32Array; readonly chains: number },
): Int32Array | null {
  const { nodes, first, target } = graph
  const { chain, place, chains } = of
  const waits = new Int32Array(nodes)
  for (const to of target) waits[to] = (waits[to] ?? 0) + 1
  const clocks = new Int32Array(nodes * chains)
  const ready: number[] = []
  for (let node = 0; node < nodes; node++) if (waits[node] === 0) ready.push(node)
  for (let at = 0; at < ready.length; at++) {
    const node = ready[at] ?? 0
    const mine = node * chains
    clocks[mine + (chain[node] ?? 0)] = place[node] ?? 0
    const end = first[node + 1] ?? 0
    for (let edge = first[node] ?? 0; edge < end; edge++) {
      const to = target[edge] ?? 0
      const its = to * chains
      for (let one = 0; one < chains; one++)
        if ((clocks[mine + one] as number) > (clocks[its + one] as number))
          clocks[its + one] = clocks[mine + one] as number
      waits[to] = (waits[to] ?? 0) - 1
      if (waits[to] === 0) ready.push(to)
    }
  }
  return ready.length === nodes ? clocks : null
}

/** Whether a node came before another one, or is it. */
export function isBefore(order: CausalOrder, one: number, other: number): boolean {
  const { clocks, chain, place, chains } = order
  if (clocks === null) return false
  return (clocks[other * chains + (chain[one] ?? 0)] ?? 0) >= (place[one] ?? 0)
}

/**
 * Shortest way from one node to another, as the nodes on it, both among them; null: there is none.
 */
export function wayBetween(graph: Graph, from: number, to: number): readonly number[] | null {
  const { first, target, label } = graph
  const before = new Map<number, number>([[from, from]])
  const line = [from]
  for (let at = 0; at < line.length; at++) {
    const node = line[at] ?? 0
    const end = first[node + 1] ?? 0
    for (let edge = first[node] ?? 0; edge < end; edge++) {
      const next = target[edge] ?? 0
      if (label[edge] === onward || before.has(next)) continue
      before.set(next, node)
      line.push(next)
    }
    if (before.has(to)) break
  }
  if (!before.has(to)) return null
  const way = [to]
  while (way[0] !== from) way.unshift(before.get(way[0] ?? from) ?? from)
  return way
}
