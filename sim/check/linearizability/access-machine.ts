// The machine of a model that is a register underneath, made from its accesses alone: states are the
// numbers of values, and a step is a comparison. The model itself is not asked.

import type { Plain } from '../../plain.ts'
import { access, type Accesses } from './accesses.ts'
import type { Machine } from './machine.ts'

/**
 * Operations with the same access are of one kind, whether they were answered or not. An open
 * compare-and-set counts where it finds its value; elsewhere it does nothing, and is left out.
 */
export function accessMachine(accesses: Accesses): Machine {
  const { kind: said, from, to, values } = accesses
  const size = said.length
  const kinds = new Int32Array(size)
  // One operation of each kind; what it says holds for all of them.
  const first: number[] = []
  const known = new Map<number, number>()
  const count = values.length + 1
  let appends = false
  for (let one = 0; one < size; one++) {
    const what = said[one] as number
    if (what === access.append) appends = true
    const name = (what * count + (from[one] as number) + 1) * count + (to[one] as number) + 1
    let number = known.get(name)
    if (number === undefined) known.set(name, (number = first.push(one) - 1))
    kinds[one] = number
  }
  const whats = Uint8Array.from(first, (one) => said[one] as number)
  const froms = Int32Array.from(first, (one) => from[one] as number)
  const tos = Int32Array.from(first, (one) => to[one] as number)
  const texts = appends ? new Texts(values) : null
  return {
    kinds,
    kindCount: first.length,
    initial: 0,
    stateCount: () => (texts === null ? -1 : texts.all.length),
    isObserver(kind) {
      const what = whats[kind]
      return what === access.read || what === access.not || what === access.nothing
    },
    isBlind: (kind) => whats[kind] === access.write,
    stateOf: (state) => (texts === null ? values[state] : texts.all[state]),
    next(state, kind) {
      const what = whats[kind] as number
      if (what === access.read) return froms[kind] === state ? state : -1
      if (what === access.write) return tos[kind] as number
      if (what === access.update) return froms[kind] === state ? (tos[kind] as number) : -1
      if (what === access.not) return froms[kind] === state ? -1 : state
      return texts === null || what !== access.append
        ? state
        : texts.append(state, tos[kind] as number)
    },
  }
}

/** Texts that grow: what stands behind a state and a text, by number. */
class Texts {
  readonly all: Plain[]
  readonly #numbers = new Map<string, number>()
  readonly #after = new Map<number, number>()
  readonly #values: number

  constructor(values: readonly Plain[]) {
    this.all = [...values]
    this.#values = values.length
    values.forEach((value, number) => {
      if (typeof value === 'string') this.#numbers.set(value, number)
    })
  }

  append(state: number, value: number): number {
    const name = state * this.#values + value
    let after = this.#after.get(name)
    if (after === undefined) {
      after = this.#number(`${textOf(this.all[state])}${textOf(this.all[value])}`)
      this.#after.set(name, after)
    }
    return after
  }

  #number(text: string): number {
    let number = this.#numbers.get(text)
    if (number === undefined) this.#numbers.set(text, (number = this.all.push(text) - 1))
    return number
  }
}

const textOf = (value: Plain): string => (typeof value === 'string' ? value : '')
