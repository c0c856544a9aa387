// Gathers anomalies by name: the first few in words, the others as a number, so that a history which is
// wrong everywhere costs no more to tell than one which is wrong once.

import type { OpId } from '../../units.ts'
import { type AnomaliesFound, type Anomaly, codes, type Cycle, examplesMax } from './anomaly.ts'
import { type AnomalyClass, type Order, ruledOut } from './isolation.ts'

/** What is said of an anomaly, once it is told. */
export interface Said {
  readonly sentence: string
  readonly transactions: readonly OpId[]
  readonly cycle?: Cycle
  /** where it is known better than its class */
  readonly code?: string
}

const suffixes: Readonly<Record<Order, string>> = {
  none: '',
  session: '-process',
  realtime: '-realtime',
}

export class Findings {
  readonly #found = new Map<string, { count: number; examples: Anomaly[] }>()

  add(kind: AnomalyClass, order: Order, say: () => Said): void {
    const name = `${kind}${suffixes[order]}`
    const known = this.#found.get(name) ?? { count: 0, examples: [] }
    this.#found.set(name, known)
    known.count += 1
    if (known.examples.length >= examplesMax) return
    const { sentence, transactions, cycle = null, code = codes[kind] } = say()
    const rulesOut = ruledOut(kind, order)
    known.examples.push({ kind, order, name, code, sentence, transactions, cycle, rulesOut })
  }

  /** Those that rule out most first; among equals in order of finding. */
  all(): readonly AnomaliesFound[] {
    const severity = ({ examples }: AnomaliesFound): number => examples[0]?.rulesOut.length ?? 0
    return [...this.#found]
      .map(([name, { count, examples }]) => ({ name, count, examples }))
      .toSorted((one, other) => severity(other) - severity(one))
  }
}
