// Histories of transactions for tests: written in short words, or drawn from a database that is serial
// until a fault is planted in it; and the definition of a serial order, tried on every one.

import type { History, Operation } from '../../history.ts'
import type { Scalar } from '../../plain.ts'
import { type Micros, nodeId, type OpId } from '../../units.ts'
import { numbered, type Random, randomOf } from '../linearizability/histories.suite.ts'
import type { Micro } from './micro.ts'

export interface Timed {
  readonly client?: string
  readonly start?: number
  readonly end?: number | null
  readonly failed?: boolean
}

/** `append x 1, r y [1]` as an operation. Without times all overlap, each of a client of its own. */
export function txns(...told: readonly (string | readonly [string, Timed])[]): History {
  return told.map((one, at) => {
    const [words, timed] = typeof one === 'string' ? [one, {}] : one
    const { client = `c${at + 1}`, start = at, end = 1_000_000, failed = false } = timed
    const ops = words.split(/,\s*/u).map(microOf)
    const call = {
      kind: 'txn',
      ops: ops.map(([kind, key, value]) => [kind, key, kind === 'r' ? null : value] as const),
    }
    const result = end === null ? undefined : failed ? { kind: 'failed' } : ops
    return { id: at as OpId, client: nodeId(client), call, start, end, result }
  })
}

function microOf(words: string): Micro {
  const [, kind, key = '', value = ''] = /^\s*(append|r) (\S+) (.*)$/u.exec(words) ?? []
  if (kind === 'append') return ['append', key, Number(value)]
  const list = value.replaceAll(/[[\]]/gu, '').split(/\s+/u).filter(Boolean).map(Number)
  return ['r', key, list]
}

/** How a database is wrong, once every so often. */
export type Fault =
  | 'none'
  | 'lost append'
  | 'stale snapshot'
  | 'reordered commit'
  | 'skew'
  | 'dirty'

export interface Drawn {
  readonly clients: number
  readonly transactions: number
  readonly keys: number
  /** appends to a key, after which another takes its place */
  readonly perKey: number
  readonly fault?: Fault
  /** how often, 0 to 1 */
  readonly rate?: number
  /** of transactions that are never answered; half of them take effect */
  readonly open?: number
  /** of transactions that fail */
  readonly failed?: number
}

interface Running {
  readonly ops: readonly Micro[]
  readonly start: Micros
  stage: 'called' | 'done'
  answer: readonly Micro[]
  fate: 'ok' | 'open' | 'failed'
}

/** A history of a serial database with that fault planted in it. */
export function drawTxns(seed: number, drawn: Drawn): History {
  const random = randomOf(seed)
  const { clients, transactions, rate = 0.05, fault = 'none', open = 0, failed = 0 } = drawn
  const database = new Database(random, fault, rate)
  const writer = new Writer(random, drawn)
  const running: (Running | null)[] = Array.from({ length: clients }, () => null)
  const names = running.map((_, at) => `c${at + 1}`)
  const said: Omit<Operation, 'id'>[] = []
  let time = 0
  let called = 0
  let made = clients
  while (called < transactions || running.some((one) => one !== null)) {
    if (random() < 0.95) time += 1
    const at = Math.floor(random() * clients)
    const one = running[at] ?? null
    if (one === null) {
      if (called++ >= transactions) continue
      const draw = random()
      const fate = draw < open ? 'open' : draw < open + failed ? 'failed' : 'ok'
      running[at] = { ops: writer.ops(), start: time, stage: 'called', answer: [], fate }
      continue
    }
    if (one.stage === 'called') {
      if (one.fate === 'ok' || (one.fate === 'open' && random() < 0.5))
        one.answer = database.run(one.ops)
      one.stage = 'done'
      continue
    }
    const isOpen = one.fate === 'open'
    const result = isOpen ? undefined : one.fate === 'failed' ? { kind: 'failed' } : one.answer
    const call = { kind: 'txn', ops: one.ops }
    const end = isOpen ? null : time
    said.push({ client: nodeId(names[at] ?? ''), call, start: one.start, end, result })
    if (isOpen) names[at] = `c${++made}`
    running[at] = null
  }
  return numbered(said)
}

/** Draws what transactions ask: keys retire, so that lists stay short. */
class Writer {
  readonly #random: Random
  readonly #drawn: Drawn
  readonly #appended = new Map<number, number>()
  readonly #active: number[]
  #next: number

  constructor(random: Random, drawn: Drawn) {
    this.#random = random
    this.#drawn = drawn
    this.#active = Array.from({ length: drawn.keys }, (_, at) => at)
    this.#next = drawn.keys
  }

  ops(): readonly Micro[] {
    const count = 1 + Math.floor(this.#random() * 4)
    return Array.from({ length: count }, () => this.#op())
  }

  #op(): Micro {
    const slot = Math.floor(this.#random() * this.#active.length)
    const key = this.#active[slot] ?? 0
    if (this.#random() < 0.5) return ['r', key, null]
    const value = (this.#appended.get(key) ?? 0) + 1
    this.#appended.set(key, value)
    if (value >= this.#drawn.perKey) this.#active[slot] = this.#next++
    return ['append', key, value]
  }
}

type State = ReadonlyMap<Scalar, readonly Scalar[]>

class Database {
  readonly #random: Random
  readonly #fault: Fault
  readonly #rate: number
  #state: State = new Map()
  readonly #past: State[] = []
  #late: readonly Micro[] | null = null

  constructor(random: Random, fault: Fault, rate: number) {
    this.#random = random
    this.#fault = fault
    this.#rate = rate
  }

  run(ops: readonly Micro[]): readonly Micro[] {
    const isWrong = this.#fault !== 'none' && this.#random() < this.#rate
    this.#past.push(this.#state)
    if (this.#past.length > 20) this.#past.shift()
    const { answer, state } = execute(isWrong ? this.#seen() : this.#state, ops)
    if (!isWrong) {
      this.#state = state
    } else if (this.#fault === 'lost append') {
      const lost = ops.findIndex(([kind]) => kind === 'append')
      this.#state = execute(
        this.#state,
        ops.filter((_, at) => at !== lost),
      ).state
    } else if (this.#fault === 'reordered commit' && this.#late === null) {
      // Its appends arrive behind those of the next transaction.
      this.#late = ops
      return answer
    } else {
      this.#state = execute(this.#state, ops).state
    }
    if (this.#late !== null) this.#state = execute(this.#state, this.#late).state
    this.#late = null
    return answer
  }

  /** What a transaction reads: something old where the fault says so. */
  #seen(): State {
    const isOld = this.#fault === 'stale snapshot' || this.#fault === 'skew'
    const old = this.#past[Math.floor(this.#random() * this.#past.length)] ?? this.#state
    if (!isOld) return this.#state
    if (this.#fault === 'stale snapshot') return old
    // Some keys as they were, others as they are.
    const mixed = new Map(this.#state)
    for (const key of mixed.keys()) if (this.#random() < 0.5) mixed.set(key, old.get(key) ?? [])
    return mixed
  }
}

/** One transaction alone: its answer, and what it leaves. */
export function execute(
  before: State,
  ops: readonly Micro[],
): { readonly answer: readonly Micro[]; readonly state: State } {
  const state = new Map(before)
  const answer = ops.map((op): Micro => {
    const list = state.get(op[1]) ?? []
    if (op[0] === 'r') return ['r', op[1], list]
    state.set(op[1], [...list, op[2]])
    return op
  })
  return { answer, state }
}

/**
 * Whether some serial order of the transactions explains every answer: all that are ok, any of those
 * without an answer. By definition, so for a handful of them only.
 * @param keepsTime whether what ended has to stand before what began later, and before what the same
 * client asked next
 */
export function isSerial(history: History, keepsTime: boolean): boolean {
  const inside = history.filter(({ end, result }) => end === null || Array.isArray(result))
  const place = (state: State, left: readonly Operation[]): boolean => {
    if (left.every(({ end }) => end === null)) return true
    return left.some((one) => {
      const isLate = left.some(({ id, client, end }) => {
        if (end === null) return false
        return end < one.start || (client === one.client && end === one.start && id < one.id)
      })
      if (keepsTime && isLate) return false
      const { answer, state: after } = execute(state, (one.call as { ops: readonly Micro[] }).ops)
      if (one.end !== null && JSON.stringify(answer) !== JSON.stringify(one.result)) return false
      return place(
        after,
        left.filter((other) => other !== one),
      )
    })
  }
  return place(new Map(), inside)
}
