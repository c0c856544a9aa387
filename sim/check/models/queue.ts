// A queue: what was put in first comes out first. And a bag, from which anything in it may come out.

import { equal, type Plain, type Scalar, text } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'
import { anything, type Calls, type Demand, keyed, keyOf, refusesOf } from './calls.ts'

/** `key` names the queue where there are several. */
export type QueueCall = { readonly key?: Scalar } & (
  | { readonly kind: 'enqueue'; readonly value: Plain }
  | { readonly kind: 'dequeue' }
)

const element: Demand = {
  noun: 'a value other than null',
  holds: (value) => value !== undefined && value !== null,
}

export const queueCalls: Calls = {
  enqueue: { takes: { value: element, ...keyed }, answers: anything },
  dequeue: { takes: keyed, answers: { ...anything, noun: 'the value, or null when it is empty' } },
}

/** What a queue and a bag have in common. */
const either = {
  outcome: (result: Plain, call: QueueCall) =>
    call.kind === 'enqueue' && result === false ? ('failed' as const) : ('ok' as const),
  partition: keyOf,
  unit: (call: QueueCall, result: Plain): Plain => (call.kind === 'enqueue' ? call.value : result),
  refuses: refusesOf(queueCalls),
  words(call: QueueCall, result: Plain): string {
    const of =
      call.key === undefined
        ? ''
        : ` ${call.kind === 'enqueue' ? 'to' : 'from'} ${text(call.key, 40)}`
    if (call.kind === 'enqueue') return `enqueued ${text(call.value, 40)}${of}`
    if (result === undefined) return `tried to dequeue${of}`
    return result === null ? `found nothing to dequeue${of}` : `dequeued ${text(result, 40)}${of}`
  },
}

/** Answers: of a dequeue the value, null when the queue is empty; of an enqueue false when refused. */
export function queue(): Model<readonly Plain[], QueueCall> {
  return {
    ...either,
    name: 'queue',
    type: 'queue',
    about:
      'A queue: each dequeue takes what was enqueued first of what is in it, or finds it empty.',
    init: [],
    step(values, call, result) {
      if (call.kind === 'enqueue') return [...values, call.value]
      if (result === null) return values.length === 0 ? values : refused
      if (result === undefined) return values.slice(1)
      return values.length > 0 && equal(values[0], result) ? values.slice(1) : refused
    },
  }
}

/**
 * Values in order of their names, a group for each dequeue of which nobody knows what it took: that
 * took something of its own group or an earlier one.
 */
type Bag = readonly (readonly Plain[])[]

/** Answers as of a queue. */
export function bag(): Model<Bag, QueueCall> {
  return {
    ...either,
    name: 'bag',
    type: 'bag',
    about: 'A bag: each dequeue takes something that is in it, or finds it empty.',
    init: [[]],
    step(groups, call, result) {
      if (call.kind === 'enqueue') return withValue(groups, call.value)
      const size = groups.reduce((sum, group) => sum + group.length, 0)
      const taken = groups.length - 1
      if (result === null) return size === taken ? [[]] : refused
      if (result === undefined) return size === taken ? groups : [...groups, []]
      const without = withoutValue(groups, result)
      return without !== null && isPossible(without) ? without : refused
    },
  }
}

function withValue(groups: Bag, value: Plain): Bag {
  const last = [...(groups.at(-1) ?? []), value]
  const named = last.map((one) => ({ one, name: nameOf(one) }))
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return groups.with(
    -1,
    named.map(({ one }) => one),
  )
}

/** Of equal values the latest goes: the earlier ones can be what any unknown dequeue took. */
function withoutValue(groups: Bag, value: Plain): Bag | null {
  for (let at = groups.length - 1; at >= 0; at--) {
    const group = groups[at] ?? []
    const found = group.findIndex((one) => equal(one, value))
    if (found !== -1) return groups.with(at, group.toSpliced(found, 1))
  }
  return null
}

/** Each unknown dequeue has something of its own that it can have taken. */
function isPossible(groups: Bag): boolean {
  let size = 0
  return groups.every((group, at) => {
    const enough = size >= at
    size += group.length
    return enough
  })
}
