// The client history as other tools write one: processes that call, and hear what became of it. In which
// words, the exports decide.

import type { Operation } from '../sim/history.ts'
import type { OperationTold, Report } from '../sim/report.ts'
import type { Micros, NodeId, OpId } from '../sim/units.ts'

export interface HistoryEvent {
  readonly kind: 'call' | 'return'
  readonly time: Micros
  /** a process asks one thing at a time, and none whose fate is unknown asks again */
  readonly process: number
  readonly operation: Operation
  readonly outcome: OperationTold['outcome']
}

/** In order of time; what ends when something else begins overlaps it. */
export function historyEvents({ run, operations }: Report): readonly HistoryEvent[] {
  const told = new Map<OpId, OperationTold>(operations.map((one) => [one.op, one]))
  const processes = new Processes()
  const moments = run.history.flatMap((operation) => {
    const outcome =
      operation.end === null ? 'unknown' : (told.get(operation.id)?.outcome ?? 'unknown')
    const end = outcome === 'unknown' ? run.simTime : (operation.end ?? run.simTime)
    return [
      { at: operation.start, last: false, operation, outcome },
      { at: end, last: true, operation, outcome },
    ] as const
  })
  const sorted = moments.toSorted(
    (a, b) => a.at - b.at || Number(a.last) - Number(b.last) || a.operation.id - b.operation.id,
  )
  const begun = new Map<OpId, number>()
  return [...inTurn(sorted)].map(({ at: time, last, operation, outcome }): HistoryEvent => {
    if (!last) {
      const process = processes.take(operation.client)
      begun.set(operation.id, process)
      return { kind: 'call', time, process, operation, outcome }
    }
    const process = begun.get(operation.id) ?? 0
    if (outcome !== 'unknown') processes.giveBack(operation.client, process)
    return { kind: 'return', time, process, operation, outcome }
  })
}

/** An operation that took no time is asked before it is answered. */
function* inTurn<M extends { readonly last: boolean; readonly operation: Operation }>(
  moments: readonly M[],
): Iterable<M> {
  const asked = new Set<OpId>()
  const early = new Map<OpId, M>()
  for (const moment of moments) {
    const { id } = moment.operation
    if (moment.last && !asked.has(id)) {
      early.set(id, moment)
      continue
    }
    yield moment
    if (moment.last) continue
    asked.add(id)
    const end = early.get(id)
    if (end !== undefined) yield end
  }
}

/** Numbers of processes, the lowest free one of a client first. */
class Processes {
  #next = 0
  readonly #free = new Map<NodeId, number[]>()

  take(client: NodeId): number {
    const free = this.#free.get(client) ?? []
    const [lowest] = free.toSorted((a, b) => a - b)
    if (lowest === undefined) return this.#next++
    this.#free.set(
      client,
      free.filter((one) => one !== lowest),
    )
    return lowest
  }

  giveBack(client: NodeId, process: number): void {
    this.#free.set(client, [...(this.#free.get(client) ?? []), process])
  }
}
