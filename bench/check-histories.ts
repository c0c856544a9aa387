// Histories that judges are timed on: drawn ones, whose making is not in any figure, and those of other
// tools where their folder is at hand. Everything here is made once a process.

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readHistory } from '../adapters/histories/read-history.ts'
import {
  legalHistory,
  numbered,
  type Random,
  randomOf,
} from '../sim/check/linearizability/histories.suite.ts'
import type { RegisterCall } from '../sim/check/models/register.ts'
import type { History, Operation } from '../sim/history.ts'
import type { Plain } from '../sim/plain.ts'
import { nodeId } from '../sim/units.ts'

export interface RegisterDrawn {
  readonly operations: number
  readonly clients?: number
  /** of operations without an answer, 0 to 1 */
  readonly open?: number
  /** how many values there are; without it each write has its own */
  readonly values?: number
  /** share of compare-and-sets, which only say no when they fail */
  readonly cas?: number
}

/** A legal history of a register: half reads, and the rest writes and compare-and-sets. */
export function registerHistory(drawn: RegisterDrawn): History {
  const { operations, clients = 10, open = 0, values = null, cas = 0 } = drawn
  const valueOf = (random: Random, nth: number): number =>
    values === null ? nth + 1 : Math.floor(random() * values)
  return legalHistory<Plain, RegisterCall>(1, {
    ...{ clients, operations, open, init: 0 },
    answer(state, call) {
      if (call.kind === 'read') return { state, result: state }
      if (call.kind === 'write') return { state: call.value, result: true }
      return state === call.from ? { state: call.to, result: true } : { state, result: false }
    },
    draw(random, nth) {
      const value = valueOf(random, nth)
      if (random() < cas) return { kind: 'cas', from: valueOf(random, nth - 1), to: value }
      return random() < 0.5 ? { kind: 'read' } : { kind: 'write', value }
    },
  })
}

const isRead = ({ call, end }: Operation): boolean =>
  end !== null && (call as RegisterCall).kind === 'read'

/** One read near the end answers otherwise: what another one had read long before, or that value. */
export function withWrongRead(history: History, value?: Plain): History {
  const old = history.slice(history.length >> 2).find(isRead)?.result
  const place = history.findLastIndex((one, at) => isRead(one) && at < history.length * 0.98)
  return history.map((one, at) => (at === place ? { ...one, result: value ?? old } : one))
}

type Micro = readonly [kind: 'r' | 'append', key: number, value: Plain]

/** A serial database of lists: one to four steps a transaction, half of them reads. */
export function transactionHistory(transactions: number, clients = 10): History {
  const random = randomOf(1)
  const lists = new Map<number, readonly number[]>()
  const said: Omit<Operation, 'id'>[] = []
  const perKey = 16
  let appends = 0
  for (let nth = 0; nth < transactions; nth++) {
    const ops: Micro[] = []
    const answer: Micro[] = []
    for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
      // Keys retire, so that lists stay short.
      const key = Math.floor(appends / (10 * perKey)) * 10 + Math.floor(random() * 10)
      const list = lists.get(key) ?? []
      if (random() < 0.5) {
        ops.push(['r', key, null])
        answer.push(['r', key, list])
        continue
      }
      const step: Micro = ['append', key, ++appends]
      lists.set(key, [...list, appends])
      ops.push(step)
      answer.push(step)
    }
    // Each takes effect at 10 × nth + 5; those of other clients are under way all around it.
    const start = 10 * nth + 5 - Math.floor(random() * 5 * clients)
    const end = 10 * nth + 5 + Math.floor(random() * (5 * clients - 1))
    const client = nodeId(`c${(nth % clients) + 1}`)
    said.push({
      client,
      call: { kind: 'txn', ops },
      start: Math.max(0, start),
      end,
      result: answer,
    })
  }
  return numbered(said)
}

/** The folder of the histories with known verdicts, beside the repository or above it; null: not here. */
export function givenFolder(): string | null {
  for (let at = import.meta.dirname; dirname(at) !== at; at = dirname(at)) {
    const folder = join(at, 'shared', 'data', 'porcupine')
    if (existsSync(folder)) return folder
  }
  return null
}

/** All histories of a folder, in order of their names. */
export async function givenHistories(folder: string): Promise<readonly History[]> {
  const found: History[] = []
  for (const file of readdirSync(folder).toSorted()) {
    if (!/\.(?:log|txt)$/u.test(file)) continue
    const read = await readHistory(join(folder, file), null)
    if (read.kind === 'refused') throw new Error(read.problems[0]?.sentence)
    found.push(read.history)
  }
  return found
}
