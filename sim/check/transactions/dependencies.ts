// Which transaction came before which, as far as reads, clients and clocks prove it: a graph whose first
// nodes are the transactions. Edges from many to many go through a node of their own, so that there are
// never more of them than a few for each step of a transaction.

import type { NodeId } from '../../units.ts'
import { Edges, type Graph, onward, realtime, rw, session, wr, ww } from './graph.ts'
import { ok, type Transactions } from './transactions.ts'
import { appendAt, isBeginning, type Versions } from './versions.ts'

export interface Dependencies {
  readonly graph: Graph
  /** nodes below are transactions */
  readonly transactions: number
  /** by key: transactions that appended to it what no read shows, in order of start */
  readonly unseen: readonly (readonly number[])[]
  /** by place in order: the next place whose append happened, or -1; one list a key */
  readonly next: readonly Int32Array[]
}

/** The graph. What did not happen has no part in it. */
export function dependenciesOf(all: Transactions, versions: Versions): Dependencies {
  const count = all.history.length
  const next = all.keys.map((_, key) => nextHappened(all, versions, key))
  const unseen = unseenOf(all, versions)
  const edges = new Edges()
  overwritten(all, versions, next, edges)
  let nodes = readAndOverwritten(all, versions, { next, unseen, edges, nodes: count })
  sessions(all, versions, edges)
  nodes = clocks(all, versions, edges, nodes)
  return { graph: edges.graph(nodes), transactions: count, unseen, next }
}

/** Whether the append at a place of an order is of a transaction that happened. */
const happenedAt = (all: Transactions, versions: Versions, append: number): boolean =>
  append !== -1 && versions.happened[all.appends.transaction[append] ?? 0] === 1

function nextHappened(all: Transactions, versions: Versions, key: number): Int32Array {
  const order = versions.order[key] ?? new Int32Array(0)
  const next = new Int32Array(order.length + 1).fill(-1)
  for (let at = (versions.sure[key] ?? 0) - 1; at >= 0; at--)
    next[at] = happenedAt(all, versions, order[at] ?? -1) ? at : (next[at + 1] ?? -1)
  return next
}

function unseenOf(all: Transactions, versions: Versions): readonly (readonly number[])[] {
  const unseen: number[][] = all.keys.map(() => [])
  const { appends } = all
  for (let append = 0; append < appends.count; append++) {
    const by = appends.transaction[append] ?? 0
    if (versions.seen[append] === 1 || versions.happened[by] !== 1) continue
    const its = unseen[appends.key[append] ?? 0]
    if (its !== undefined && its.at(-1) !== by) its.push(by)
  }
  return unseen
}

/** `ww`: consecutive elements of an order. */
function overwritten(
  { keys, appends }: Transactions,
  { order }: Versions,
  next: readonly Int32Array[],
  edges: Edges,
): void {
  for (let key = 0; key < keys.length; key++) {
    const nexts = next[key] ?? new Int32Array(1)
    const its = order[key] ?? new Int32Array(0)
    let last = -1
    for (let at = nexts[0] ?? -1; at !== -1; at = nexts[at + 1] ?? -1) {
      const by = appends.transaction[its[at] ?? 0] ?? 0
      if (last !== -1 && last !== by) edges.add(last, by, ww)
      last = by
    }
  }
}

interface Under {
  readonly next: readonly Int32Array[]
  readonly unseen: readonly (readonly number[])[]
  readonly edges: Edges
  /** as many as there are yet */
  readonly nodes: number
}

/** `wr` from who appended what a read ends in, `rw` to who appended what it does not hold yet. */
function readAndOverwritten(all: Transactions, versions: Versions, under: Under): number {
  const { reads, appends } = all
  const { edges, next, unseen } = under
  let { nodes } = under
  const tails = new Map<number, number>()
  const known = new Set<number>()
  for (let read = 0; read < reads.count; read++) {
    const by = reads.transaction[read] ?? 0
    const key = reads.key[read] ?? 0
    const writer = writerOfLast(all, versions, read)
    if (writer !== -1 && writer !== by) edges.add(writer, by, wr)
    if (versions.fit[read] !== isBeginning) continue
    const length = reads.list[read]?.length ?? 0
    const order = versions.order[key] ?? new Int32Array(0)
    const after = next[key]?.[length] ?? -1
    if (after !== -1) {
      const then = appends.transaction[order[after] ?? 0] ?? 0
      if (then !== by) edges.add(by, then, rw)
      continue
    }
    // What no read shows stands behind all that reads show; its own order is not known.
    const behind = unseen[key] ?? []
    if (behind.length === 0 || versions.sure[key] !== order.length) continue
    if (appendsUnseen(all, versions, by, key)) {
      // It must not come before itself. Two such transactions of one key are a lost update.
      if (!known.has(key)) for (const then of behind) if (then !== by) edges.add(by, then, rw)
      known.add(key)
      continue
    }
    let tail = tails.get(key)
    if (tail === undefined) {
      tail = nodes++
      tails.set(key, tail)
      for (const then of behind) edges.add(tail, then, onward)
    }
    edges.add(by, tail, rw)
  }
  return nodes
}

function appendsUnseen(all: Transactions, versions: Versions, by: number, key: number): boolean {
  const { first, key: keyOf } = all.appends
  const end = first[by + 1] ?? 0
  for (let append = first[by] ?? 0; append < end; append++)
    if (keyOf[append] === key && versions.seen[append] === 0) return true
  return false
}

/** Who appended the last element of a read that happened, or -1. */
export function writerOfLast(all: Transactions, versions: Versions, read: number): number {
  for (let at = (all.reads.list[read]?.length ?? 0) - 1; at >= 0; at--) {
    const append = appendAt(all, versions, read, at)
    if (happenedAt(all, versions, append)) return all.appends.transaction[append] ?? -1
  }
  return -1
}

/** A client's transaction came before its next one, if it is known to have ended at all. */
function sessions({ history, status }: Transactions, { happened }: Versions, edges: Edges): void {
  const last = new Map<NodeId, number>()
  for (const [at, { client, start }] of history.entries()) {
    if (happened[at] !== 1) continue
    const before = last.get(client)
    const end = before === undefined ? null : (history[before]?.end ?? null)
    if (before !== undefined && end !== null && end <= start) edges.add(before, at, session)
    if (status[at] === ok) last.set(client, at)
  }
}

/**
 * What ended came before what began later. Through a line of instants, at each of which something
 * begins: as many edges as transactions, three times.
 */
function clocks(
  { history, status }: Transactions,
  { happened }: Versions,
  edges: Edges,
  nodes: number,
): number {
  const count = history.length
  const starts = Float64Array.from(history, ({ start }) => start)
  const after = new Int32Array(count).fill(count)
  const isInstant = new Uint8Array(count + 1)
  for (const [at, { end }] of history.entries()) {
    if (status[at] !== ok || end === null) continue
    after[at] = firstAfter(starts, end)
    isInstant[after[at] ?? count] = 1
  }
  const instant = new Int32Array(count)
  let made = nodes - 1
  for (let at = 0; at < count; at++) {
    if (isInstant[at] === 1) {
      made += 1
      if (made > nodes) edges.add(made - 1, made, onward)
    }
    instant[at] = made
    if (made >= nodes && happened[at] === 1) edges.add(made, at, onward)
  }
  for (let at = 0; at < count; at++) {
    const then = after[at] ?? count
    if (then < count) edges.add(at, instant[then] ?? 0, realtime)
  }
  return made + 1
}

/** The first of ascending numbers that is greater, or their count. */
export function firstAfter(ascending: Float64Array, number: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) > number) high = middle
    else low = middle + 1
  }
  return low
}
