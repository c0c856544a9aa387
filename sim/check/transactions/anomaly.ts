// What a history of transactions was found to hold: anomalies, and the cycles that explain some of
// them, as data for whoever prints or draws them.

import type { Scalar } from '../../plain.ts'
import type { OpId } from '../../units.ts'
import type { AnomalyClass, Isolation, Order } from './isolation.ts'

/**
 * Why one transaction came before another: it wrote what the other wrote over (`ww`) or read (`wr`), it
 * read what the other wrote over (`rw`), its client asked it first, or it had ended before.
 */
export type EdgeKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime'

export interface CycleEdge {
  readonly from: OpId
  readonly to: OpId
  readonly kind: EdgeKind
  /** what both were about; null where it is an order */
  readonly key: Scalar | null
  /** the elements that show it: appended or read last by `from`, then of `to` */
  readonly values: readonly Scalar[]
  /** without a full stop */
  readonly sentence: string
}

/** Edge i leads from transaction i to the next; the last one leads back to the first. */
export interface Cycle {
  readonly transactions: readonly OpId[]
  readonly edges: readonly CycleEdge[]
}

export interface Anomaly {
  readonly kind: AnomalyClass
  /** the order that it takes to see it */
  readonly order: Order
  /** `G-single-realtime` */
  readonly name: string
  /** `WL2025` */
  readonly code: string
  /** one sentence */
  readonly sentence: string
  /** those that show it, in order of the sentence */
  readonly transactions: readonly OpId[]
  readonly cycle: Cycle | null
  readonly rulesOut: readonly Isolation[]
}

/** Anomalies of one name: how many were found, and the first of them. */
export interface AnomaliesFound {
  readonly name: string
  readonly count: number
  readonly examples: readonly Anomaly[]
}

/** How many of one name are kept; the others are counted. */
export const examplesMax = 8

export const codes: Readonly<Record<AnomalyClass, string>> = {
  phantom: 'WL2005',
  'duplicate-elements': 'WL2027',
  'incompatible-order': 'WL2027',
  internal: 'WL2027',
  'future-read': 'WL2027',
  G0: 'WL2021',
  G1a: 'WL2022',
  'dirty-update': 'WL2022',
  G1b: 'WL2023',
  G1c: 'WL2024',
  'lost-append': 'WL2002',
  'lost-update': 'WL2001',
  'G-single': 'WL2025',
  'G-nonadjacent': 'WL2026',
  'G2-item': 'WL2026',
}

/** Called in words: what comes first of the sentence. */
export const called: Readonly<Record<AnomalyClass, string>> = {
  phantom: 'phantom value',
  'duplicate-elements': 'duplicate element',
  'incompatible-order': 'incompatible orders',
  internal: 'a transaction contradicts itself',
  'future-read': 'future read',
  G0: 'dirty write',
  G1a: 'aborted read',
  'dirty-update': 'dirty update',
  G1b: 'intermediate read',
  G1c: 'circular information flow',
  'lost-append': 'acknowledged append lost',
  'lost-update': 'lost update',
  'G-single': 'read skew',
  'G-nonadjacent': 'anti-dependency cycle',
  'G2-item': 'anti-dependency cycle',
}
