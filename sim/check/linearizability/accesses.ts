// What the operations of a part mean to a model that is a register underneath: accesses to one value, in
// numbers. The fast paths look at these and at nothing else. (Any other model: machine.ts.)

import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import type { Model } from '../model.ts'
import { nameOf } from '../state-name.ts'
import { never, type Part } from './part.ts'

export const access = { read: 0, write: 1, update: 2, not: 3, append: 4, nothing: 5 } as const

/** Accesses of a part, by operation. Values are numbered; 0 is the initial one. */
export interface Accesses {
  /** one of `access` */
  readonly kind: Uint8Array
  /** value found (read, update) or not found (not); else -1 */
  readonly from: Int32Array
  /** value set (write, update), or what was appended; else -1 */
  readonly to: Int32Array
  readonly values: readonly Plain[]
}

/** Null: some operation cannot be said as an access. */
export function accessesOf(history: History, part: Part, model: Model): Accesses | null {
  if (model.access === undefined) return null
  const { size } = part
  const values = new Values(model.init as Plain, size)
  const kind = new Uint8Array(size)
  const from = new Int32Array(size).fill(-1)
  const to = new Int32Array(size).fill(-1)
  for (let one = 0; one < size; one++) {
    const operation = history[part.place[one] as number]
    if (operation === undefined) return null
    const isOpen = part.ret[one] === never
    const result = isOpen ? undefined : operation.result
    const said = model.access(operation.call, result)
    if (said === null) return null
    kind[one] = access[said.kind]
    switch (said.kind) {
      case 'read':
      case 'not':
        from[one] = values.of(said.value)
        break
      case 'write':
      case 'append':
        to[one] = values.of(said.value)
        break
      case 'update':
        // Without an answer it may have found anything, and so says less than an update.
        if (result === undefined && !isOpen) return null
        from[one] = values.of(said.from)
        to[one] = values.of(said.to)
        break
      case 'nothing':
    }
  }
  withoutIdleUpdates(part, kind, from, to)
  return { kind, from, to, values: values.all }
}

/** An update that sets what it finds is a read; without an answer it is not even that. */
function withoutIdleUpdates(part: Part, kind: Uint8Array, from: Int32Array, to: Int32Array): void {
  for (let one = 0; one < kind.length; one++) {
    if (kind[one] !== access.update || from[one] !== to[one]) continue
    const answered = part.ret[one] !== never
    kind[one] = answered ? access.read : access.nothing
    if (!answered) from[one] = -1
    to[one] = -1
  }
}

/** Values by number. Equal ones by structure are one. */
export class Values {
  readonly all: Plain[] = []
  /** of whole numbers from 0 on that are small: their number, plus one */
  #small: Int32Array | null = null
  #scalars: Map<Plain, number> | null = null
  #others: Map<string, number> | null = null
  readonly #smallMax: number

  /** @param expected about how many there will be; it says nothing about what they may be */
  constructor(first: Plain, expected = 0) {
    this.#smallMax = 2 * expected + 8
    this.of(first)
  }

  of(value: Plain): number {
    if (
      typeof value === 'number' &&
      value >= 0 &&
      value < this.#smallMax &&
      (value | 0) === value
    ) {
      const small = (this.#small ??= new Int32Array(this.#smallMax))
      return (small[value] || (small[value] = this.all.push(value))) - 1
    }
    if (typeof value === 'object' && value !== null)
      return this.#number((this.#others ??= new Map()), nameOf(value), value)
    return this.#number((this.#scalars ??= new Map()), value, value)
  }

  #number<K>(known: Map<K, number>, name: K, value: Plain): number {
    const number = known.get(name)
    if (number !== undefined) return number
    known.set(name, this.all.length)
    return this.all.push(value) - 1
  }
}
