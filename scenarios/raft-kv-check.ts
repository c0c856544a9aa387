// The judge of what clients saw of a replicated map: each key is linearizable. A range is a read of every
// key within it, at one instant each; that these are the same instant is not asked here.

import { type HistoryCheck, type Judged, countsOf } from '../sim/check/history-check.ts'
import { linearizable } from '../sim/check/linearizable.ts'
import { kv } from '../sim/check/models/kv.ts'
import type { History, Operation } from '../sim/history.ts'
import { compareKeys, type Plain } from '../sim/plain.ts'
import type { KvCommand, KvResult } from '../protocols/raft-kv/messages.ts'
import { rowsMax } from '../protocols/raft-kv/shapes.ts'
import type { Failed } from '../protocols/raft/client-state.ts'

type Call = KvCommand
type Result = KvResult | Failed

/** Whether an operation certainly did nothing. */
export const kvOutcome = (result: Plain): 'ok' | 'failed' =>
  typeof result === 'object' && result !== null && 'failed' in result ? 'failed' : 'ok'

const byKey = linearizable(kv())

/** @source Herlihy and Wing 1990, theorem 1: a map is linearizable when each of its keys is */
export const linearizableKeys: HistoryCheck = {
  name: byKey.name,
  code: byKey.code,
  about: 'each operation on a key takes effect at one instant between its call and its answer',
  judge(history, end) {
    const reads = readsOf(history)
    const judged = byKey.judge(reads, end)
    const detail = countsOf(history, kvOutcome)
    if (judged.verdict !== 'pass') return { ...judged, detail }
    return passed(judged, detail, reads.length === history.length)
  },
}

/** @param inOrder whether the order that was found is one of the operations themselves */
function passed(judged: Judged, detail: string, inOrder: boolean): Judged {
  const pass: Judged = { verdict: 'pass', why: null, detail }
  if (!inOrder) return pass
  // Made when it is asked for: most passes are not drawn.
  return Object.defineProperty(pass, 'order', { get: () => judged.order, enumerable: true })
}

/** The same history without what failed, and with reads of single keys in the place of ranges. */
function readsOf(history: History): History {
  let keys: ReadonlySet<string> | null = null
  const reads: Operation[] = []
  for (const operation of history) {
    const call = operation.call as Call // what its clients are mailed
    const result = operation.result as Result
    if (operation.end !== null && kvOutcome(result) === 'failed') continue
    if (call.kind !== 'range') reads.push(operation)
    else if (operation.end !== null) {
      keys ??= keysOf(history)
      reads.push(...readsOfRange(operation, call, result as Rows, keys))
    }
  }
  return reads
}

type Rows = readonly (readonly [string, string])[]

function* readsOfRange(
  operation: Operation,
  { from, to }: Extract<Call, { kind: 'range' }>,
  rows: Rows,
  keys: ReadonlySet<string>,
): Generator<Operation> {
  const found = new Map(rows)
  // A range that is full says nothing of what comes behind its last row.
  const last = rows.length < rowsMax ? null : (rows[rows.length - 1]?.[0] ?? null)
  for (const key of new Set([...keys, ...found.keys()])) {
    if (compareKeys(key, from) < 0 || compareKeys(key, to) >= 0) continue
    if (last !== null && compareKeys(key, last) > 0) continue
    yield { ...operation, call: { kind: 'get', key }, result: found.get(key) ?? null }
  }
}

function keysOf(history: History): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { call } of history) {
    const one = call as Call // what its clients are mailed
    if (one.kind !== 'range') keys.add(one.key)
  }
  return keys
}
