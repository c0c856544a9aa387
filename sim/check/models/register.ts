// A register: one value, read, written and compared with. A compare-and-set that failed and says which
// value it found is a read; one that only says no tells which value was not there.

import { equal, type Plain, type Scalar, text } from '../../plain.ts'
import { type Access, type Model, refused } from '../model.ts'
import { anything, type Calls, type Demand, given, keyed, keyOf, refusesOf } from './calls.ts'

/** `key` names the register where there are several. */
export type RegisterCall = { readonly key?: Scalar } & (
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Plain }
  | { readonly kind: 'cas'; readonly from: Plain; readonly to: Plain }
)

/**
 * Of a read its value; of a `cas` true, false, or what it found instead; of a write anything, and false
 * when it was refused and did not happen.
 */
export type RegisterAnswer = Plain

/** What a failed compare-and-set found. */
export interface Found {
  readonly found: Plain
}

export const answerOfCas: Demand = {
  noun: 'true, false or {found}',
  holds: (value) => typeof value === 'boolean' || foundBy(value) !== null,
}

export const registerCalls: Calls = {
  read: { takes: keyed, answers: anything },
  write: { takes: { value: given, ...keyed }, answers: anything },
  cas: { takes: { from: given, to: given, ...keyed }, answers: answerOfCas },
}

/** @param init value before the first write */
export function register(init: Plain = null): Model<Plain, RegisterCall, RegisterAnswer> {
  return {
    name: 'register',
    about: 'One value: a read returns what was written last.',
    init,
    step(state, call, result) {
      if (call.kind === 'write') return call.value
      if (call.kind === 'read')
        return result === undefined || equal(state, result) ? state : refused
      if (result === undefined) return equal(state, call.from) ? call.to : state
      const found = foundBy(result)
      if (found !== null) return equal(state, found.found) ? state : refused
      if (result === true) return equal(state, call.from) ? call.to : refused
      return equal(state, call.from) ? refused : state
    },
    outcome: (result, call) => (call.kind === 'write' && result === false ? 'failed' : 'ok'),
    observer: (call) => call.kind === 'read',
    partition: keyOf,
    access: accessOf,
    words: (call, result) => registerWords(call, result, ofKey(call)),
    refuses: refusesOf(registerCalls),
  }
}

/** `x = ` where the call names its object. */
const ofKey = ({ key }: RegisterCall): string => (key === undefined ? '' : `${text(key, 40)} = `)

/**
 * What was done, in the past tense: `read 2`, `wrote 3`, `set 1 to 2`.
 * @param of what stands before each value, `x = ` for a key of a map
 */
export function registerWords(call: RegisterCall, result: Plain, of: string = ''): string {
  const value = (one: Plain): string => `${of}${text(one, 40)}`
  if (call.kind === 'write') return `wrote ${value(call.value)}`
  if (call.kind === 'read') return result === undefined ? 'read' : `read ${value(result)}`
  const change = `${value(call.from)} to ${text(call.to, 40)}`
  const found = foundBy(result)
  if (found !== null) return `found ${value(found.found)} in place of ${text(call.from, 40)}`
  if (result === undefined) return `tried to set ${change}`
  return result === true ? `set ${change}` : `found no ${value(call.from)}`
}

/** Shared with maps of registers. */
export function accessOf(call: RegisterCall, result: Plain): Access {
  if (call.kind === 'write') return { kind: 'write', value: call.value }
  if (call.kind === 'read')
    return result === undefined ? { kind: 'nothing' } : { kind: 'read', value: result }
  const { from, to } = call
  if (result === undefined || result === true) return { kind: 'update', from, to }
  const found = foundBy(result)
  return found === null ? { kind: 'not', value: from } : { kind: 'read', value: found.found }
}

function foundBy(result: Plain): Found | null {
  if (typeof result !== 'object' || result === null) return null
  return 'found' in result ? { found: result['found'] } : null
}
