// Updates that two transactions made of one version, and appends that were acknowledged and that no read
// shows although some began later.

import type { NodeId } from '../../units.ts'
import type { CycleEdge } from './anomaly.ts'
import { type Dependencies, firstAfter } from './dependencies.ts'
import { explainEdge } from './explain-edge.ts'
import type { Findings, Said } from './findings.ts'
import type { Order } from './isolation.ts'
import { ok, type Transactions } from './transactions.ts'
import { isBeginning, type Versions } from './versions.ts'
import { elementText } from './element.ts'
import { idAt, nameAt } from './words.ts'
import { readText } from './dirty.ts'

/**
 * Two transactions read one version of a list and both appended to it. Source: Kingsbury and Alvaro,
 * Elle (2020), 4.1.2.
 */
export function lostUpdates(all: Transactions, versions: Versions, findings: Findings): void {
  const { reads, keys, history } = all
  const firstOf: Map<number, number>[] = keys.map(() => new Map())
  for (let read = 0; read < reads.count; read++) {
    if (versions.fit[read] !== isBeginning || !appendsAfter(all, read)) continue
    const key = reads.key[read] ?? 0
    const by = reads.transaction[read] ?? 0
    const version = reads.list[read]?.length ?? 0
    const other = firstOf[key]?.get(version)
    if (other === undefined) {
      firstOf[key]?.set(version, read)
      continue
    }
    const first = reads.transaction[other] ?? 0
    if (first === by) continue
    findings.add('lost-update', 'none', () => ({
      sentence: `${readText(all, read)} and so had ${nameAt(all, first)}, and both appended to ${elementText(keys[key] ?? null)}: one did not see the other`,
      transactions: [idAt(history, first), idAt(history, by)],
    }))
  }
}

/** Whether a read comes first of its transaction's steps with its list, and an append among them. */
function appendsAfter({ micros, reads, keys }: Transactions, read: number): boolean {
  const key = keys[reads.key[read] ?? 0]
  const steps = micros[reads.transaction[read] ?? 0] ?? []
  const first = steps.find((one) => one[1] === key)
  if (first === undefined || first[0] !== 'r') return false
  if ((first[2] ?? []).length !== (reads.list[read]?.length ?? 0)) return false
  return steps.some((one) => one[0] === 'append' && one[1] === key)
}

export interface LostAppend {
  readonly order: Order
  readonly transactions: readonly number[]
}

/**
 * Appends that were acknowledged, and that none of the reads which began later shows; nor does any
 * other. They are told with a read of the same client if one began later, or with the first of any.
 */
export function lostAppends(
  all: Transactions,
  versions: Versions,
  { unseen }: Dependencies,
  findings: Findings,
): readonly LostAppend[] {
  const { reads, keys, history, status } = all
  const readsOf: number[][] = keys.map(() => [])
  for (let read = 0; read < reads.count; read++)
    if (versions.fit[read] === isBeginning) readsOf[reads.key[read] ?? 0]?.push(read)
  const lost: LostAppend[] = []
  for (const [key, writers] of unseen.entries()) {
    const its = readsOf[key] ?? []
    if (writers.length === 0 || its.length === 0) continue
    if (versions.sure[key] !== versions.order[key]?.length) continue
    const starts = Float64Array.from(
      its,
      (read) => history[reads.transaction[read] ?? 0]?.start ?? 0,
    )
    const lastOf = new Map(its.map((read) => [clientOf(all, read), read]))
    for (const writer of writers) {
      const { client, end = null } = history[writer] ?? {}
      if (status[writer] !== ok || end === null || client === undefined) continue
      const own = lastOf.get(client)
      const isOwn = own !== undefined && end <= (history[reads.transaction[own] ?? 0]?.start ?? -1)
      const read = isOwn ? own : its[firstAfter(starts, end)]
      if (read === undefined || reads.transaction[read] === writer) continue
      const order = isOwn ? 'session' : 'realtime'
      lost.push({ order, transactions: [writer, reads.transaction[read] ?? 0] })
      findings.add('lost-append', order, () => sayLost(all, versions, { writer, read, key, isOwn }))
    }
  }
  return lost
}

const clientOf = ({ history, reads }: Transactions, read: number): NodeId | undefined =>
  history[reads.transaction[read] ?? 0]?.client

interface Lost {
  readonly writer: number
  readonly read: number
  readonly key: number
  /** whether the read is of the same client */
  readonly isOwn: boolean
}

function sayLost(all: Transactions, versions: Versions, lost: Lost): Said {
  const { writer, read, key, isOwn } = lost
  const by = all.reads.transaction[read] ?? 0
  const kind = isOwn ? 'process' : 'realtime'
  const edges: CycleEdge[] = [
    explainEdge(all, versions, { from: writer, to: by, kind }),
    explainEdge(all, versions, { from: by, to: writer, kind: 'rw', key }),
  ]
  const transactions = [idAt(all.history, writer), idAt(all.history, by)]
  const value = elementText(edges[1]?.values.at(-1) ?? null)
  const list = elementText(all.keys[key] ?? null)
  return {
    transactions,
    cycle: { transactions, edges },
    sentence: `${nameAt(all, writer)} appended ${value} to ${list} and was told so, and no read shows it: ${readText(all, read)}, which began later`,
  }
}
