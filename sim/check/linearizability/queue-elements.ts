// The operations on a queue by element: who put it in, who took it out, and when at the earliest and
// latest that can have taken effect. Only for histories in which no value is put in twice.

import type { History, Operation } from '../../history.ts'
import type { Conflict } from './found.ts'
import { Values } from './accesses.ts'
import { never, type Part } from './part.ts'
import type { QueueCall } from '../models/queue.ts'

/** Elements that surely were in the queue, numbered from 0. */
export interface Elements {
  readonly size: number
  /** operation that put it in */
  readonly enqueue: Int32Array
  /** operation that took it out, -1: none with an answer did */
  readonly dequeue: Int32Array
  /** rank from which on it can be in */
  readonly inFrom: Int32Array
  /** rank before which it is in */
  readonly inBy: Int32Array
  /** rank from which on it can be out; `never`: it stays */
  readonly outFrom: Int32Array
  /** rank before which it is out; `never`: no bound */
  readonly outBy: Int32Array
  /** dequeues that found nothing, in order of their calls */
  readonly empties: readonly number[]
  /** dequeues without an answer, in order of their calls */
  readonly open: readonly number[]
}

/** @returns null: null is put in, some value twice, or an answer is missing; a conflict of one element */
export function elementsOf(history: History, part: Part): Elements | Conflict | null {
  const { size, place, ret } = part
  // By number of the value; number 0 is null, which is no element.
  const values = new Values(null)
  const putter = new Int32Array(size + 1).fill(-1)
  const taker = new Int32Array(size + 1).fill(-1)
  const empties: number[] = []
  const open: number[] = []
  let repeated: Conflict | null = null
  for (let one = 0; one < size; one++) {
    const { call, result } = history[place[one] as number] as Operation
    if ((call as QueueCall).kind === 'enqueue') {
      const value = values.of((call as Enqueue).value)
      if (value === 0 || putter[value] !== -1) return null
      putter[value] = one
    } else if (ret[one] === never) open.push(one)
    else if (result === undefined) return null
    else if (result === null) empties.push(one)
    else {
      const value = values.of(result)
      const other = taker[value] as number
      if (other === -1) taker[value] = one
      else repeated ??= twice(other, one)
    }
  }
  const count = values.all.length
  for (let value = 1; value < count; value++) {
    const took = taker[value] as number
    const put = putter[value] as number
    if (took === -1) continue
    if (put === -1) return thinAir(took)
    if ((ret[took] as number) < (part.call[put] as number)) return early(took, put)
  }
  return repeated ?? { ...bounded(part, putter, taker, count), empties, open }
}

type Enqueue = Extract<QueueCall, { kind: 'enqueue' }>

/** Leaves out what may never have been in: put in without an answer, and taken out by nobody. */
function bounded(
  { call, ret }: Part,
  putter: Int32Array,
  taker: Int32Array,
  count: number,
): Omit<Elements, 'empties' | 'open'> {
  const bound = count - 1
  const enqueue = new Int32Array(bound)
  const dequeue = new Int32Array(bound)
  const inFrom = new Int32Array(bound)
  const inBy = new Int32Array(bound)
  const outFrom = new Int32Array(bound)
  const outBy = new Int32Array(bound)
  let size = 0
  for (let value = 1; value <= bound; value++) {
    const put = putter[value] as number
    const took = taker[value] as number
    if (took === -1 && ret[put] === never) continue
    const out = took === -1 ? never : (ret[took] as number)
    enqueue[size] = put
    dequeue[size] = took
    inFrom[size] = call[put] as number
    inBy[size] = Math.min(ret[put] as number, out)
    outFrom[size] = took === -1 ? never : Math.max(call[took] as number, call[put] as number)
    outBy[size++] = out
  }
  const cut = (all: Int32Array): Int32Array => all.subarray(0, size)
  return {
    size,
    enqueue: cut(enqueue),
    dequeue: cut(dequeue),
    inFrom: cut(inFrom),
    inBy: cut(inBy),
    outFrom: cut(outFrom),
    outBy: cut(outBy),
  }
}

const thinAir = (at: number): Conflict => ({
  kind: 'rule',
  code: 'WL2005',
  at,
  said: [at, ', and nobody had ever enqueued that'],
  why: 'nobody enqueued that',
})

const twice = (first: number, at: number): Conflict => ({
  kind: 'rule',
  code: 'WL2006',
  at,
  said: [at, ', and so did another: ', first, ', although it was enqueued only once'],
  why: 'another dequeue took that, and it was enqueued only once',
})

const early = (at: number, put: number): Conflict => ({
  kind: 'rule',
  code: 'WL2005',
  at,
  said: [at, ' before ', put],
  why: 'enqueued only afterwards',
})
