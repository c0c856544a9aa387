// All small histories of some types, whatever the order of their intervals, with calls that random ones
// hardly ever hold. The verdict is held against the definition; of a share of them, what is claimed of an
// explanation and of an order against the model.

import { expect, test } from 'vitest'
import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { nodeId, type OpId } from '../../units.ts'
import { outcomeOf } from '../history-check.ts'
import { linearizable, searchLinearizable } from '../linearizable.ts'
import { type Model, refused } from '../model.ts'
import { counter } from '../models/counter.ts'
import { kv } from '../models/kv.ts'
import { mutex } from '../models/mutex.ts'
import { bag, queue } from '../models/queue.ts'
import { register } from '../models/register.ts'
import { set } from '../models/set.ts'
import { Definition } from './definition.suite.ts'

type Asked = Pick<Operation, 'call' | 'result'> & { readonly isOpen?: boolean }
type Interval = readonly [start: number, end: number]

const answered = (call: Plain, ...results: readonly Plain[]): readonly Asked[] =>
  results.map((result) => ({ call, result }))
const open = (call: Plain): readonly Asked[] => [{ call, result: undefined, isOpen: true }]

const historyOf = (asked: readonly Asked[], intervals: readonly Interval[]): History =>
  asked
    .map(({ call, result, isOpen = false }, at) => {
      const [start, end] = intervals[at] ?? [0, 0]
      const client = nodeId(`c${at % 2}`)
      return { id: (at + 1) as OpId, client, call, result, start, end: isOpen ? null : end }
    })
    .toSorted((one, other) => one.start - other.start)

/** Each way in which so many intervals can precede each other, once: many end where others begin. */
function intervalOrders(size: number): readonly (readonly Interval[])[] {
  const all: Interval[] = []
  for (let start = 0; start < size; start++)
    for (let end = start; end < size; end++) all.push([start, end])
  const seen = new Map<string, readonly Interval[]>()
  const grow = (some: readonly Interval[], from: number): void => {
    if (some.length < size) {
      for (let at = from; at < all.length; at++) grow([...some, all[at] ?? [0, 0]], at)
      return
    }
    const before = some.map((one) => some.map((other) => (one[1] < other[0] ? 1 : 0)).join(''))
    const after = some.map((one) => some.filter((other) => other[1] < one[0]).length)
    const name = before
      .map((row, at) => `${row.replaceAll('0', '').length}.${after[at]}`)
      .toSorted()
    if (!seen.has(name.join())) seen.set(name.join(), some)
  }
  grow([], 0)
  return [...seen.values()]
}

/** Every choice of so many, in every order. */
function* choices<T>(of: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) yield []
  else for (const rest of choices(of, size - 1)) for (const one of of) yield [...rest, one]
}

/** Whether an order is one that the object would answer so. @param until what ended later is not asked */
function replays(history: History, order: readonly OpId[], model: Model): boolean {
  const outcome = model.outcome?.bind(model) ?? null
  let state = model.init
  const found = order.map((id) => history.find((one) => one.id === id))
  return found.every((one, at) => {
    if (one === undefined) return false
    if (found.slice(at).some((later) => (later?.end ?? one.start) < one.start)) return false
    const next = model.step(
      state,
      one.call,
      outcomeOf(one, outcome) === 'unknown' ? undefined : one.result,
    )
    state = next === refused ? state : next
    return next !== refused
  })
}

/** @returns what is wrong with what is said of it, or null */
function wrongWith(
  history: History,
  model: Model,
  definition: Definition,
  explained: boolean,
): string | null {
  const legal = definition.isLinearizable(history)
  if (!explained) {
    const isOk = searchLinearizable(history, model).every(({ found }) => found.kind === 'ok')
    return isOk === legal ? null : `said ${isOk}`
  }
  const { verdict, why, misfit, order } = linearizable(model).judge(history)
  if (verdict !== (legal ? 'pass' : 'fail')) return `${verdict}: ${why}`
  if (order !== undefined && !replays(history, order, model)) return `no order: ${order} (${why})`
  if (legal) return order === undefined ? 'no order' : null
  const told = new Set([misfit?.op, ...(misfit?.others ?? [])])
  const few = history.filter(({ id }) => told.has(id))
  return definition.isLinearizable(few) ? `${why}: ${[...told]} suffice not` : null
}

const read = { kind: 'read' }
const write = (value: Plain) => ({ kind: 'write', value })
const cas = (from: Plain, to: Plain) => ({ kind: 'cas', from, to })
const of = (kind: string, value?: Plain) =>
  value === undefined ? { kind, key: 'x' } : { kind, key: 'x', value }
const enqueue = (value: Plain) => ({ kind: 'enqueue', value })
const dequeue = { kind: 'dequeue' }

interface Type {
  readonly name: string
  readonly model: unknown
  readonly size: number
  readonly asked: readonly Asked[]
  readonly answers?: (call: Plain, history: History) => readonly Plain[]
}

type Row = readonly [
  name: string,
  model: unknown,
  size: number,
  asked: readonly Asked[],
  answers?: Type['answers'],
]

const kindOf = (call: Plain): Plain => (call as { readonly kind: string }).kind
const enqueued = (call: Plain, history: History): readonly Plain[] =>
  kindOf(call) === 'enqueue'
    ? [true]
    : [null, ...history.map((one) => (one.call as { readonly value?: Plain }).value ?? null)]

const rows: readonly Row[] = [
  [
    'a register with the initial value written again',
    register(0),
    3,
    [
      ...answered(read, 0, 1, undefined),
      ...answered(write(0), true),
      ...open(write(0)),
      ...answered(write(1), true, false),
      ...open(write(1)),
    ],
  ],
  [
    'compare-and-set from the initial value, to itself, and failing in both forms',
    register(0),
    3,
    [
      ...answered(read, 0, 1),
      ...answered(cas(0, 1), true, false, { found: 1 }),
      ...open(cas(0, 1)),
      ...answered(cas(1, 0), true, null),
      ...answered(cas(1, 1), true, false),
      ...open(write(1)),
    ],
    (call) => (kindOf(call) === 'cas' ? [true, false] : [undefined]),
  ],
  [
    'appends of nothing, and of texts that hold another',
    kv(''),
    3,
    [
      ...answered(of('get'), '', 'a', 'aa', null),
      ...answered(of('append', 'a'), true),
      ...open(of('append', 'a')),
      ...answered(of('append', ''), true),
      ...answered(of('append', 'aa'), true),
      ...answered(of('put', 'a'), true),
      ...answered(of('delete'), true),
    ],
  ],
  [
    'locks',
    mutex({ refusesOnlyHeld: true }),
    3,
    [
      ...answered({ kind: 'acquire', owner: 'a' }, true, false),
      ...answered({ kind: 'acquire', owner: 'b' }, true),
      ...answered({ kind: 'release', owner: 'a' }, true),
      ...open({ kind: 'release', owner: 'b' }),
    ],
    () => [true, false],
  ],
  [
    'queues',
    queue(),
    3,
    [
      ...answered(enqueue(1), true),
      ...open(enqueue(1)),
      ...answered(enqueue(2), true),
      ...answered(dequeue, 1, 2, null),
      ...open(dequeue),
    ],
    enqueued,
  ],
  [
    'bags',
    bag(),
    3,
    [
      ...answered(enqueue(1), true),
      ...open(enqueue(2)),
      ...answered(dequeue, 1, 2, null),
      ...open(dequeue),
    ],
    enqueued,
  ],
  [
    'sets',
    set(),
    3,
    [
      ...answered(read, [], [1], [2, 1], [1, 1]),
      ...answered({ kind: 'add', value: 1 }, true, false),
      ...open({ kind: 'add', value: 2 }),
      ...answered({ kind: 'remove', value: 1 }, true),
      ...answered({ kind: 'contains', value: 1 }, true, false),
    ],
  ],
  [
    'counters',
    counter(),
    3,
    [
      ...answered(read, 0, 1),
      ...answered({ kind: 'add', value: 1 }, true),
      ...open({ kind: 'add', value: -1 }),
      ...answered({ kind: 'add-and-get', value: 1 }, 1, 2),
      ...answered({ kind: 'get-and-add', value: 0 }, 0, 1),
    ],
  ],
]

const types = rows.map(
  ([name, model, size, asked, answers]): Type => ({
    ...{ name, model, size, asked },
    ...(answers === undefined ? {} : { answers }),
  }),
)

/** Every so many histories are explained. */
const every = 41

test.each(types)('all small histories of $name', ({ model, size, asked, answers }) => {
  const subject = { model: model as Model, ...(answers === undefined ? {} : { answers }) }
  const definition = new Definition(subject)
  const wrong: unknown[] = []
  let nth = 0
  for (const intervals of intervalOrders(size)) {
    for (const some of choices(asked, size)) {
      const history = historyOf(some, intervals)
      const said = wrongWith(history, subject.model, definition, nth++ % every === 0)
      if (said !== null && wrong.length < 3) wrong.push([said, history])
    }
  }
  expect(wrong).toEqual([])
})
