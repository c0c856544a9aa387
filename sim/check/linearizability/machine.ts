// What the operations of a part mean to any model: kinds of steps of a machine whose states are
// numbered as they are met. Operations that ask and answer the same are of one kind.

import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'
import { Values } from './accesses.ts'
import { never, type Part } from './part.ts'

export interface Machine {
  /** kind of each operation of the part */
  readonly kinds: Int32Array
  readonly kindCount: number
  /** number of the initial state */
  readonly initial: number
  /** number of the state after a step of that kind, -1: refused in that state */
  next(state: number, kind: number): number
  /** whether steps of that kind never change a state */
  isObserver(kind: number): boolean
  /** whether the state after a step of that kind is the same whatever the state before */
  isBlind(kind: number): boolean
  /** states met so far; negative: there are finitely many, however often each step is taken */
  stateCount(): number
  /** the state of that number, for people */
  stateOf(state: number): unknown
}

interface Asked {
  readonly call: Plain
  readonly result: Plain
}

/** The machine of a model: steps are taken once for each state and kind. */
export function machineOf(history: History, part: Part, model: Model): Machine {
  const { size } = part
  const kinds = new Int32Array(size)
  const known = new Map<string, number>()
  const asked: Asked[] = []
  for (let one = 0; one < size; one++) {
    const operation = history[part.place[one] ?? 0]
    const call = operation?.call
    const result = part.ret[one] === never ? undefined : operation?.result
    const name = nameOf(result === undefined ? [call] : [call, result])
    let kind = known.get(name)
    if (kind === undefined) {
      known.set(name, (kind = asked.length))
      asked.push({ call, result })
    }
    kinds[one] = kind
  }
  const steps = new Steps(model, asked)
  const traits = traitsOf(steps, asked.length, stepsEach * size + stepsFirst)
  const observers = Uint8Array.from(asked, ({ call }, kind) =>
    model.observer?.(call) === true || traits?.observes[kind] === 1 ? 1 : 0,
  )
  return {
    kinds,
    kindCount: asked.length,
    initial: 0,
    isObserver: (kind) => observers[kind] === 1,
    isBlind: (kind) => traits?.isBlind[kind] === 1,
    stateCount: () => (traits === null ? steps.states.length : -1),
    stateOf: (state) => steps.states[state],
    next: (state, kind) => steps.next(state, kind),
  }
}

const untaken = -2
/** Kinds up to which a state has a row of them. */
const rowMax = 512

/** Steps that were taken, and the states that they met. */
class Steps {
  readonly states: unknown[]
  readonly #model: Model
  readonly #asked: readonly Asked[]
  /** numbers of the names of states */
  readonly #names: Values
  /** by state, then kind: the number after, -1 refused, or not taken yet */
  readonly #rows: Int32Array[] = []
  /** the same where there are too many kinds for rows */
  readonly #after = new Map<number, number>()

  constructor(model: Model, asked: readonly Asked[]) {
    this.#model = model
    this.#asked = asked
    this.states = [model.init]
    this.#names = new Values(this.#nameOf(model.init))
  }

  next(state: number, kind: number): number {
    const count = this.#asked.length
    if (count > rowMax) {
      const name = state * count + kind
      let after = this.#after.get(name)
      if (after === undefined) this.#after.set(name, (after = this.#take(state, kind)))
      return after
    }
    const row = (this.#rows[state] ??= new Int32Array(count).fill(untaken))
    const seen = row[kind] as number
    return seen === untaken ? (row[kind] = this.#take(state, kind)) : seen
  }

  #take(state: number, kind: number): number {
    const { call, result } = this.#asked[kind] as Asked
    const next = this.#model.step(this.states[state], call, result)
    if (next === refused) return -1
    if (next === undefined && this.#model.init !== undefined)
      throw new TypeError(`step of ${this.#model.name} returned no state, and not refused either`)
    const number = this.#names.of(this.#nameOf(next))
    if (number === this.states.length) this.states.push(next)
    return number
  }

  #nameOf(state: unknown): Plain {
    return this.#model.key === undefined ? (state as Plain) : this.#model.key(state)
  }
}

/** Steps that are taken beforehand to learn what kinds do, for each operation and at first. */
const stepsEach = 32
const stepsFirst = 256

interface Traits {
  readonly observes: Uint8Array
  readonly isBlind: Uint8Array
}

/** What kinds do in all states that there can be; null: these are too many to see. */
function traitsOf(steps: Steps, kindCount: number, most: number): Traits | null {
  const observes = new Uint8Array(kindCount).fill(1)
  const isBlind = new Uint8Array(kindCount).fill(1)
  for (let state = 0; state < steps.states.length; state++) {
    if (steps.states.length * kindCount > most) return null
    for (let kind = 0; kind < kindCount; kind++) {
      const after = steps.next(state, kind)
      if (after !== -1 && after !== state) observes[kind] = 0
      if (after === -1 || after !== steps.next(0, kind)) isBlind[kind] = 0
    }
  }
  return { observes, isBlind }
}
