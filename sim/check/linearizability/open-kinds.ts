// Operations without an answer, by kind. Each is optional, has no time by which it must be in, and those
// of a kind do the same: a search counts how many it used and leaves open which. Afterwards they get
// their names here.

import type { Machine } from './machine.ts'
import { never, type Part } from './part.ts'

export interface OpenKinds {
  /** kind of the machine, by open kind */
  readonly kinds: Int32Array
  /** open kind of each operation; -1: it has an answer, or it only looks and so is never needed */
  readonly of: Int32Array
  /** of each open kind its operations, in order of call */
  readonly operations: readonly (readonly number[])[]
}

/** Kinds are numbered in the order in which they were called first. */
export function openKindsOf(part: Part, machine: Machine): OpenKinds {
  const of = new Int32Array(part.size).fill(-1)
  const known = new Map<number, number>()
  const kinds: number[] = []
  const operations: number[][] = []
  for (let one = 0; one < part.size; one++) {
    if (part.ret[one] !== never || part.call[one] === never) continue
    const kind = machine.kinds[one] as number
    if (machine.isObserver(kind)) continue
    let number = known.get(kind)
    if (number === undefined) {
      known.set(kind, (number = kinds.length))
      kinds.push(kind)
      operations.push([])
    }
    of[one] = number
    operations[number]?.push(one)
  }
  return { kinds: Int32Array.from(kinds), of, operations }
}

/** An order as a search makes it: open operations by their kind only. */
export interface Path {
  /** an operation, or `~open kind` */
  readonly steps: Int32Array
  /** how many events had passed at each step */
  readonly at: Int32Array
}

export interface Named {
  /** operations, up to the first step for which there was none left */
  readonly order: Int32Array
  /** open kinds that were used more often than they had been called */
  readonly overused: readonly number[]
}

/** Gives each step of an open kind the operation that was called first of those that are left. */
export function named({ steps, at }: Path, part: Part, open: OpenKinds): Named {
  const order = new Int32Array(steps.length)
  const used = new Int32Array(open.kinds.length)
  const overused = new Set<number>()
  let length = 0
  for (let step = 0; step < steps.length; step++) {
    const said = steps[step] as number
    let one = said
    if (said < 0) {
      const kind = ~said
      const next = open.operations[kind]?.[(used[kind] as number)++]
      if (next === undefined || (part.call[next] as number) >= (at[step] as number)) {
        overused.add(kind)
        continue
      }
      one = next
    }
    if (overused.size === 0) order[length++] = one
  }
  return { order: order.slice(0, length), overused: [...overused] }
}
