// A counter: a whole number that is added to and read. An addition that answers the sum is an update of
// one value to another; one that only says that it was done can stand anywhere.

import type { Plain, Scalar } from '../../plain.ts'
import { text } from '../../plain.ts'
import { type Access, type Model, refused } from '../model.ts'
import { anything, type Calls, keyed, keyOf, refusesOf, whole } from './calls.ts'

/** `key` names the counter where there are several; `value` is what is added, below zero too. */
export type CounterCall = { readonly key?: Scalar } & (
  | { readonly kind: 'add' | 'add-and-get' | 'get-and-add'; readonly value: number }
  | { readonly kind: 'read' }
)

const sum = { value: whole, ...keyed }

export const counterCalls: Calls = {
  add: { takes: sum, answers: anything },
  'add-and-get': { takes: sum, answers: whole },
  'get-and-add': { takes: sum, answers: whole },
  read: { takes: keyed, answers: whole },
}

/**
 * Answers: of a read the count, of `add-and-get` the count after it, of `get-and-add` the count before
 * it; of an add false when it was refused.
 * @param init count at first
 */
export function counter(init: number = 0): Model<number, CounterCall> {
  return {
    name: 'counter',
    about: 'A counter: a read returns the sum of what was added so far.',
    init,
    step(count, call, result) {
      if (call.kind === 'read') return result === undefined || result === count ? count : refused
      const after = count + call.value
      if (call.kind === 'add' || result === undefined) return after
      return result === (call.kind === 'add-and-get' ? after : count) ? after : refused
    },
    outcome: (result, call) => (call.kind === 'add' && result === false ? 'failed' : 'ok'),
    observer: (call) => call.kind === 'read' || call.value === 0,
    partition: keyOf,
    access: countAccess,
    anomaly: (call) => (call.kind === 'read' ? 'WL2030' : null),
    words: countWords,
    refuses: refusesOf(counterCalls),
  }
}

/** Null: it depends on the count, and does not tell it. */
function countAccess(call: CounterCall, result: Plain): Access | null {
  if (call.kind === 'read')
    return result === undefined ? { kind: 'nothing' } : { kind: 'read', value: result }
  if (call.kind === 'add') return call.value === 0 ? { kind: 'nothing' } : null
  if (typeof result !== 'number') return null
  // Sums that are rounded are not undone by a difference.
  if (![call.value, result, result - call.value, result + call.value].every(Number.isSafeInteger))
    return null
  if (call.value === 0) return { kind: 'read', value: result }
  return call.kind === 'add-and-get'
    ? { kind: 'update', from: result - call.value, to: result }
    : { kind: 'update', from: result, to: result + call.value }
}

function countWords(call: CounterCall, result: Plain): string {
  const of =
    call.key === undefined ? '' : ` ${call.kind === 'read' ? 'of' : 'to'} ${text(call.key, 40)}`
  if (call.kind === 'read')
    return result === undefined ? `read${of}` : `read ${text(result, 40)}${of}`
  const added = `added ${call.value}${of}`
  if (call.kind === 'add') return added
  if (result === undefined) return `tried to add ${call.value}${of}`
  return `${added} and got ${text(result, 40)}`
}
