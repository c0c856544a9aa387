// A set: elements are added, removed and looked for, one at a time; or all are read at once. Without
// reads of the whole each element is an object of its own, and a register underneath.

import { equal, isList, isSet, type Plain, type Scalar, text } from '../../plain.ts'
import { type Access, type Model, refused } from '../model.ts'
import {
  anything,
  type Calls,
  elements,
  keyed,
  keyOf,
  refusesOf,
  scalar,
  yesOrNo,
} from './calls.ts'

/** `key` names the set where there are several. */
export type SetCall = { readonly key?: Scalar } & (
  | { readonly kind: 'add' | 'remove' | 'contains'; readonly value: Scalar }
  | { readonly kind: 'read' }
)

export interface SetOptions {
  /**
   * an add answers whether the element is new, a remove whether it was there; without it false means
   * that it did not happen
   */
  readonly tells?: boolean
}

const ofOne = { value: scalar, ...keyed }

export const setCalls: Calls = {
  add: { takes: ofOne, answers: anything },
  remove: { takes: ofOne, answers: anything },
  contains: { takes: ofOne, answers: yesOrNo },
  read: { takes: keyed, answers: elements },
}

/** Answers: of a read a list or a Set, of `contains` true or false; of others see the options. */
export function set(options: SetOptions = {}): Model<ReadonlySet<Scalar>, SetCall> {
  const { tells = false } = options
  return {
    ...eachOf(tells),
    ...(tells ? {} : { type: 'set' as const }),
    name: 'set',
    about: 'A set: a read returns what was added and not removed since, and nothing else.',
    init: new Set(),
    step(state, call, result) {
      if (call.kind === 'read')
        return result === undefined || sameSet(state, result) ? state : refused
      const next = stepOfOne(accessOfOne(call, result, tells), state.has(call.value))
      if (next === refused || next === state.has(call.value))
        return next === refused ? refused : state
      const changed = new Set(state)
      if (next) changed.add(call.value)
      else changed.delete(call.value)
      return changed
    },
    narrowed: (history) =>
      history.some(({ call }) => isRead(call)) ? null : (oneOf(tells) as Model),
  }
}

/** Each element alone: in it or not. */
function oneOf(tells: boolean): Model<boolean, Exclude<SetCall, { kind: 'read' }>> {
  return {
    ...eachOf(tells),
    name: 'set',
    about: 'A set without reads of the whole: each element is in it, or not.',
    init: false,
    step: (state, call, result) => stepOfOne(accessOfOne(call, result, tells), state),
    partition: ({ value }) => value,
    access: (call, result) => accessOfOne(call, result, tells),
  }
}

/** What holds of the set as a whole and of each element. */
const eachOf = (tells: boolean) => ({
  outcome: (result: Plain, { kind }: SetCall) =>
    !tells && result === false && (kind === 'add' || kind === 'remove')
      ? ('failed' as const)
      : ('ok' as const),
  observer: ({ kind }: SetCall) => kind === 'contains' || kind === 'read',
  partition: keyOf as (call: SetCall) => Scalar,
  words: setWords,
  refuses: refusesOf(setCalls),
})

/** One element as a register of true and false. */
function accessOfOne(
  call: Exclude<SetCall, { kind: 'read' }>,
  result: Plain,
  tells: boolean,
): Access {
  if (call.kind === 'contains')
    return result === undefined ? { kind: 'nothing' } : { kind: 'read', value: result }
  const to = call.kind === 'add'
  if (!tells || typeof result !== 'boolean') return { kind: 'write', value: to }
  return result ? { kind: 'update', from: !to, to } : { kind: 'read', value: to }
}

function stepOfOne(access: Access, state: boolean): boolean | typeof refused {
  if (access.kind === 'write') return access.value === true
  if (access.kind === 'read') return access.value === state ? state : refused
  if (access.kind === 'update') return access.from === state ? access.to === true : refused
  return state
}

const isRead = (call: Plain): boolean =>
  typeof call === 'object' && call !== null && 'kind' in call && call['kind'] === 'read'

/** A list holds each element once, in any order. */
function sameSet(state: ReadonlySet<Scalar>, told: Plain): boolean {
  if (typeof told !== 'object' || told === null) return false
  if (isSet(told)) return equal(state, told)
  if (!isList(told)) return false
  return (
    told.length === state.size &&
    new Set(told).size === state.size &&
    told.every((one) => state.has(one as Scalar))
  )
}

function setWords(call: SetCall, result: Plain): string {
  const of =
    call.key === undefined ? '' : ` ${call.kind === 'add' ? 'to' : 'in'} ${text(call.key, 40)}`
  if (call.kind === 'read')
    return result === undefined ? `read${of}` : `read ${text(result, 60)}${of}`
  const value = text(call.value, 40)
  if (call.kind === 'contains')
    return result === undefined
      ? `looked for ${value}${of}`
      : `found ${result === true ? '' : 'no '}${value}${of}`
  const did = call.kind === 'add' ? 'added' : 'removed'
  return result === false ? `${did} no ${value}${of}` : `${did} ${value}${of}`
}
