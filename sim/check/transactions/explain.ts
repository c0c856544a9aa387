// What a cycle among transactions is called, and how it is told: one line a transaction, one sentence an
// edge, and what it means. Pictures are drawn elsewhere, of the same data.

import { type Anomaly, called, type Cycle, type EdgeKind } from './anomaly.ts'
import type { Circle } from './cycles.ts'
import { explainEdge } from './explain-edge.ts'
import type { Said } from './findings.ts'
import { realtime, rw, session, wr, ww } from './graph.ts'
import { type AnomalyClass, type Order, weakest } from './isolation.ts'
import type { Transactions } from './transactions.ts'
import type { Versions } from './versions.ts'
import { idAt, lineOf } from './words.ts'

const kinds: Readonly<Record<number, EdgeKind>> = {
  [ww]: 'ww',
  [wr]: 'wr',
  [rw]: 'rw',
  [session]: 'process',
  [realtime]: 'realtime',
}

/** The class of a cycle and the order that it takes. Source: Adya, Weak Consistency (1999), 4.2 and 5.2. */
export function classOf({ labels }: Circle): { kind: AnomalyClass; order: Order } {
  const has = (label: number): boolean => labels.includes(label)
  const overwritten = labels.filter((label) => label === rw).length
  const inRow = labels.some((label, at) => label === rw && labels.at(at - 1) === rw)
  const order = has(realtime) ? 'realtime' : has(session) ? 'session' : 'none'
  if (overwritten === 0) return { kind: has(wr) ? 'G1c' : 'G0', order }
  if (overwritten === 1) return { kind: 'G-single', order }
  return { kind: inRow ? 'G2-item' : 'G-nonadjacent', order }
}

/** A circle with the reason of each of its edges; it begins with the transaction that began first. */
export function cycleOf(all: Transactions, versions: Versions, circle: Circle): Cycle {
  const { nodes, labels } = circle
  const first = nodes.indexOf(Math.min(...nodes))
  const turned = nodes.map((_, at) => (first + at) % nodes.length)
  return {
    transactions: turned.map((at) => idAt(all.history, nodes[at] ?? 0)),
    edges: turned.map((at) =>
      explainEdge(all, versions, {
        from: nodes[at] ?? 0,
        to: nodes[(at + 1) % nodes.length] ?? 0,
        kind: kinds[labels[at] ?? 0] ?? 'realtime',
      }),
    ),
  }
}

/** A cycle as an anomaly. A short one with a clock or a session in it is a stale read, and told so. */
export function sayCycle(all: Transactions, versions: Versions, circle: Circle): Said {
  const cycle = cycleOf(all, versions, circle)
  const { transactions, edges } = cycle
  const { kind, order } = classOf(circle)
  const sentence = edges.map((edge) => edge.sentence).join('; ')
  const isStale = kind === 'G-single' && edges.length === 2 && order !== 'none'
  const hasOrder = edges.some((edge) => edge.kind === 'realtime' || edge.kind === 'process')
  const code = isStale && hasOrder ? (order === 'session' ? 'WL2018' : 'WL2003') : null
  return { sentence, transactions, cycle, ...(code === null ? {} : { code }) }
}

/**
 * An anomaly on a few lines, for a terminal: what it is, who took part, why, and what it rules out.
 * @returns lines without colour; payloads in them are quoted
 */
export function explainAnomaly(all: Transactions, anomaly: Anomaly): readonly string[] {
  const { name, code, kind, cycle, sentence, transactions, rulesOut } = anomaly
  const places = new Map(all.history.map(({ id }, at) => [id, at]))
  const rows = transactions.map((id) => lineOf(all, places.get(id) ?? 0))
  const wide = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const told = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(wide[column] ?? 0)).join('  ')}`.trimEnd(),
  )
  const reasons =
    cycle === null ? [`  ${sentence}.`] : cycle.edges.map((edge) => `  ${edge.sentence}.`)
  const first = cycle?.transactions[0]
  return [
    `${code} ${called[kind]} (${name}): ${transactions.length} ${transactions.length === 1 ? 'transaction' : 'transactions'}`,
    ...told,
    ...reasons,
    ...(first === undefined ? [] : [`  So T${first} came before itself: no order fits.`]),
    `  It rules out ${weakest(rulesOut).join(' and ')}, and whatever is stronger.`,
  ]
}
