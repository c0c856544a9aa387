// The definition once more, fast enough for millions of small histories and on its own from the history
// on: it asks for outcomes, compares times and keeps the objects of a map itself, so that a mistake in the
// normal form (part.ts) does not pass unseen either. Orders are tried one operation after the other.

import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'
import type { Subject } from './subjects.suite.ts'

/** States of all objects of a history, by name of the object. Those not named are as at first. */
type Whole = ReadonlyMap<string, unknown>

interface Kind {
  readonly object: string
  readonly call: Plain
  readonly result: Plain
}

/** What must be tried: operations that did not fail, in the order of the history. */
interface Tried {
  /** of each the ways in which it can have happened: several where nobody knows its answer */
  readonly kinds: readonly (readonly number[])[]
  /** bits of those that returned before it was called */
  readonly before: readonly number[]
  /** bits of those that did happen */
  readonly closed: number
}

interface Took {
  readonly at: number
  readonly client: string
  readonly start: number
  readonly end: number
  readonly isClosed: boolean
}

/** Whether one has to stand before the other. */
type Precedes = (one: Took, other: Took) => boolean

/** What ends when another of its client begins comes before it. */
const ofClient: Precedes = (one, other) =>
  one.client === other.client && one.at < other.at && one.end <= other.start

const statesMost = 50_000

/** Remembers what it learned of the model, so one is made for many histories. */
export class Definition {
  readonly #model: Model
  readonly #answers: Subject['answers']
  #kinds = new Map<string, number>()
  #kindsSaid: Kind[] = []
  #states = new Map<string, number>()
  #wholes: Whole[] = []
  /** by state, then kind: the state after, or -1 */
  #after: number[][] = []

  /** Where a subject tells the answers there are, an open operation had one of them. */
  constructor({ model, answers }: Pick<Subject, 'model' | 'answers'>) {
    this.#model = model
    this.#answers = answers
  }

  /** @param history of at most 30 operations that did not fail, here and below */
  isLinearizable(history: History): boolean {
    return this.#hasOrder(history, ({ end }, { start }) => end < start)
  }

  /** Whether some order of all keeps each client's own. */
  isSequential(history: History): boolean {
    return this.#hasOrder(history, ofClient)
  }

  /** Whether some order keeps both time and each client's own. */
  isStrict(history: History): boolean {
    return this.#hasOrder(history, (one, other) => one.end < other.start || ofClient(one, other))
  }

  #hasOrder(history: History, precedes: Precedes): boolean {
    if (this.#wholes.length > statesMost || this.#kindsSaid.length > statesMost) this.#forget()
    const { kinds, before, closed } = this.#tried(history, precedes)
    const dead = new Set<number>()
    const all = 1 << kinds.length
    const goes = (taken: number, state: number): boolean => {
      if ((taken & closed) === closed) return true
      const name = state * all + taken
      if (dead.has(name)) return false
      for (let one = 0; one < kinds.length; one++) {
        if ((taken & (1 << one)) !== 0) continue
        if (((before[one] ?? 0) & ~taken) !== 0) continue
        for (const kind of kinds[one] ?? []) {
          const next = this.#step(state, kind)
          if (next !== -1 && goes(taken | (1 << one), next)) return true
        }
      }
      dead.add(name)
      return false
    }
    return goes(0, this.#numberOf(new Map()))
  }

  #tried(history: History, precedes: Precedes): Tried {
    const kinds: (readonly number[])[] = []
    const before: number[] = []
    let closed = 0
    const took: Took[] = []
    for (const { call, result, start, end, client } of history) {
      const said = end === null ? 'unknown' : (this.#model.outcome?.(result, call) ?? 'ok')
      if (said === 'failed') continue
      const isClosed = said === 'ok'
      if (isClosed) closed |= 1 << took.length
      const until = end ?? Number.POSITIVE_INFINITY
      took.push({ at: took.length, client, start, end: until, isClosed })
      const answers = isClosed ? [result] : (this.#answers?.(call, history) ?? [undefined])
      kinds.push(answers.map((answer) => this.#kindOf(call, answer)))
    }
    for (const one of took) {
      let bits = 0
      took.forEach((other, at) => {
        if (other.isClosed && precedes(other, one)) bits |= 1 << at
      })
      before.push(bits)
    }
    return { kinds, before, closed }
  }

  #kindOf(call: Plain, result: Plain): number {
    const name = nameOf([call, result])
    const known = this.#kinds.get(name)
    if (known !== undefined) return known
    const object = nameOf(this.#model.partition?.(call) ?? null)
    this.#kinds.set(name, this.#kindsSaid.length)
    return this.#kindsSaid.push({ object, call, result }) - 1
  }

  #step(state: number, kind: number): number {
    const row = (this.#after[state] ??= [])
    return (row[kind] ??= this.#stepFirst(state, kind))
  }

  #stepFirst(state: number, kind: number): number {
    const said = this.#kindsSaid[kind]
    const whole = this.#wholes[state]
    if (said === undefined || whole === undefined) return -1
    const { object, call, result } = said
    const now = whole.has(object) ? whole.get(object) : this.#model.init
    const next = this.#model.step(now, call, result)
    return next === refused ? -1 : this.#numberOf(new Map(whole).set(object, next))
  }

  #numberOf(whole: Whole): number {
    const name = Array.from(whole, ([object, state]) => `${object} ${nameOf(state)}`)
      .toSorted()
      .join('\n')
    const known = this.#states.get(name)
    if (known !== undefined) return known
    this.#states.set(name, this.#wholes.length)
    return this.#wholes.push(whole) - 1
  }

  #forget(): void {
    this.#kinds = new Map()
    this.#kindsSaid = []
    this.#states = new Map()
    this.#wholes = []
    this.#after = []
  }
}
