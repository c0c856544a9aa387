// The patterns that no causally consistent history holds, each told by the operations that show it: a value
// of nobody, a circle of causes, a read of what had been replaced, and writes whose order goes in circles.

import { components, type Graph } from '../transactions/graph.ts'
import { Search } from '../transactions/shortest.ts'
import {
  type CausalOrder,
  inSession,
  isBefore,
  readFrom,
  takenOver,
  wayBetween,
} from './causal-order.ts'
import { clientOf, did } from './sentence.ts'
import { type Done, initial, nobody, type Sessions } from './sessions.ts'

export interface Bad {
  readonly why: string
  readonly code: string
  /** in the history; what is guilty first */
  readonly places: readonly number[]
}

const edges = inSession | readFrom

/** The first pattern that is found. Source: Bouajjani and others, POPL 2017, tables 2 and 3. */
export function badPattern(
  sessions: Sessions,
  order: CausalOrder,
  isConvergent: boolean,
): Bad | null {
  return (
    thinAir(sessions) ??
    circleOf(sessions, order, order.graph) ??
    replaced(sessions, order) ??
    (isConvergent ? disagreed(sessions, order) : null)
  )
}

const kindOf = ({ access }: Done): 'read' | 'write' => (access.kind === 'read' ? 'read' : 'write')

const told = (sessions: Sessions, one: Done): string =>
  `${clientOf(sessions, one)} ${did(sessions, one, kindOf(one))}`

const asReader = (sessions: Sessions, one: Done): string =>
  `${clientOf(sessions, one)} ${did(sessions, one, 'read')}`

/** ThinAirRead. */
function thinAir(sessions: Sessions): Bad | null {
  const one = sessions.done.find(({ read }) => read === nobody)
  if (one === undefined) return null
  return { why: `${asReader(sessions, one)}, which nobody wrote`, code: 'WL2005', places: [one.at] }
}

/** CyclicCO, and with the edges of agreement CyclicCF. */
function circleOf(sessions: Sessions, { done }: CausalOrder, graph: Graph): Bad | null {
  const all = edges | takenOver
  const [nodes] = components(graph, all)
  if (nodes === undefined) return null
  const within = new Int32Array(graph.nodes)
  for (const node of nodes) within[node] = 1
  const start = nodes[0] ?? 0
  const bounds = { edgesMax: Number.POSITIVE_INFINITY, within, part: 1 }
  const steps = new Search(graph, all).from(start, 'free', bounds) ?? []
  const way = [start, ...steps.map(({ node }) => node)]
  const isAgreed = steps.some(({ label }) => label === takenOver)
  const words = hops(sessions, done, way, (at) => steps[at]?.label ?? 0)
  return {
    why: `${words}: ${isAgreed ? 'no one order of the writes fits all readers' : 'each came before itself'}`,
    code: isAgreed ? 'WL2011' : 'WL2024',
    places: way.map((node) => done[node]?.at ?? 0),
  }
}

/** `c1 wrote x = 1 and then wrote y = 2; c2 read y = 2` */
function hops(
  sessions: Sessions,
  done: readonly Done[],
  way: readonly number[],
  labelAt: (at: number) => number,
): string {
  const words: string[] = []
  let isOpen = false
  for (const [at, node] of way.entries()) {
    const one = done[node]
    if (one === undefined) continue
    const label = at === 0 ? 0 : labelAt(at - 1)
    const before = done[way[at - 1] ?? 0]
    if (label === takenOver) {
      words.push(`a client that knew both took ${valueOf(sessions, one)} for the newer`)
    } else if (label === inSession && before !== undefined) {
      const start = isOpen ? (words.pop() ?? '') : told(sessions, before)
      words.push(`${start} and then ${did(sessions, one, kindOf(one))}`)
    } else {
      words.push(label === readFrom ? asReader(sessions, one) : told(sessions, one))
    }
    isOpen = label !== takenOver
  }
  return words.join('; ')
}

/** `x = 2 of c1` */
const valueOf = (sessions: Sessions, one: Done): string =>
  `${did(sessions, one, 'write').replace(/^\w+ /u, '')} of ${clientOf(sessions, one)}`

/** By key and chain: nodes that write, in their order. */
function writersOf({ done, chain }: CausalOrder): ReadonlyMap<string, readonly number[]> {
  const writers = new Map<string, number[]>()
  for (const [node, one] of done.entries()) {
    if (one.write < 0) continue
    const mark = `${one.key} ${chain[node]}`
    const its = writers.get(mark) ?? []
    if (its.length === 0) writers.set(mark, its)
    its.push(node)
  }
  return writers
}

/** The last write of a chain to the key of a node that came before the node, and is not the node. */
function lastBefore(
  order: CausalOrder,
  writers: ReadonlyMap<string, readonly number[]>,
  node: number,
  chain: number,
): number | null {
  const { clocks, chains, place, done } = order
  const its = writers.get(`${done[node]?.key} ${chain}`) ?? []
  const upTo = clocks?.[node * chains + chain] ?? 0
  let low = 0
  let high = its.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((place[its[middle] ?? 0] ?? 0) > upTo) high = middle
    else low = middle + 1
  }
  const last = its[low - 1]
  return (last === node ? its[low - 2] : last) ?? null
}

/** WriteCOInitRead and WriteCORead: something newer was known to who read the older. */
function replaced(sessions: Sessions, order: CausalOrder): Bad | null {
  const writers = writersOf(order)
  for (const [node, one] of order.done.entries()) {
    const source = one.read >= 0 ? (order.nodeOf[one.read] ?? -1) : -1
    if (one.read !== initial && source === -1) continue
    for (let chain = 0; chain < order.chains; chain++) {
      const newer = lastBefore(order, writers, node, chain)
      if (newer === null || newer === source) continue
      if (source !== -1 && !isBefore(order, source, newer)) continue
      return tellReplaced(sessions, order, { node, source, newer })
    }
  }
  return null
}

function tellReplaced(
  sessions: Sessions,
  order: CausalOrder,
  { node, source, newer }: { node: number; source: number; newer: number },
): Bad {
  const { done, graph } = order
  const one = done[node]
  const write = done[newer]
  const ways = [
    source === -1 ? [] : (wayBetween(graph, source, newer) ?? []),
    wayBetween(graph, newer, node) ?? [],
  ]
  const labelOf = (way: readonly number[]) => (at: number) => {
    const written = done[way[at] ?? 0]?.write ?? -1
    return written >= 0 && done[way[at + 1] ?? 0]?.read === written ? readFrom : inSession
  }
  const words = ways.map((way) => hops(sessions, done, way, labelOf(way))).filter(Boolean)
  const isOwn = one !== undefined && write !== undefined && sameClient(sessions, one, write)
  const [reader, value] = [
    one === undefined ? '' : asReader(sessions, one),
    write === undefined ? '' : valueOf(sessions, write),
  ]
  return {
    why: `${reader}, and knew of ${value}, which is newer: ${words.join('; ')}`,
    code: isOwn ? 'WL2018' : 'WL2020',
    places: [node, newer, ...ways.flat()].map((place) => done[place]?.at ?? 0),
  }
}

const sameClient = (sessions: Sessions, one: Done, other: Done): boolean =>
  clientOf(sessions, one) === clientOf(sessions, other)

/** CyclicCF. A reader who knew two writes and read the one took it for the newer. */
function disagreed(sessions: Sessions, order: CausalOrder): Bad | null {
  const writers = writersOf(order)
  for (const [node, one] of order.done.entries()) {
    const source = one.read >= 0 ? (order.nodeOf[one.read] ?? -1) : -1
    if (source === -1) continue
    for (let chain = 0; chain < order.chains; chain++) {
      const older = lastBefore(order, writers, node, chain)
      // Of the chain of its source, what stands before that is older by itself.
      if (older !== null && older !== source) order.edges.add(older, source, takenOver)
    }
  }
  return circleOf(sessions, order, order.edges.graph(order.done.length))
}
