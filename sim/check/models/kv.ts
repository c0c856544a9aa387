// A map of registers whose values are texts or anything plain: get, put, delete, compare-and-set, and
// append to a text. Each key is an object of its own.

import { equal, type Plain, type Scalar, text } from '../../plain.ts'
import { type Model, refused } from '../model.ts'
import { anything, type Calls, given, refusesOf, scalar, words } from './calls.ts'
import { accessOf, answerOfCas, registerWords } from './register.ts'

export type KvCall =
  | { readonly kind: 'get'; readonly key: Scalar }
  | { readonly kind: 'put'; readonly key: Scalar; readonly value: Plain }
  | { readonly kind: 'append'; readonly key: Scalar; readonly value: string }
  | { readonly kind: 'delete'; readonly key: Scalar }
  | { readonly kind: 'cas'; readonly key: Scalar; readonly from: Plain; readonly to: Plain }

const of = { key: scalar }

export const kvCalls: Calls = {
  get: { takes: of, answers: anything },
  put: { takes: { ...of, value: given }, answers: anything },
  append: { takes: { ...of, value: words }, answers: anything },
  delete: { takes: of, answers: anything },
  cas: { takes: { ...of, from: given, to: given }, answers: answerOfCas },
}

const changes: ReadonlySet<string> = new Set(['put', 'append', 'delete'])

/**
 * Of a get the value, `absent` where there is none; of a `cas` true, false or `{ found }`; of others
 * anything, and false when they were refused and did not happen.
 * @param absent what a get answers for a key that was never put or was deleted; `''` for texts that
 * are appended to
 */
export function kv(absent: Plain = null): Model<Plain, KvCall> {
  const registerCall = (call: Exclude<KvCall, { kind: 'append' }>) => {
    if (call.kind === 'get') return { kind: 'read' } as const
    if (call.kind === 'put') return { kind: 'write', value: call.value } as const
    if (call.kind === 'delete') return { kind: 'write', value: absent } as const
    return call
  }
  return {
    name: 'kv',
    about: 'A map: a get returns what was put under its key last, and what was appended to it.',
    init: absent,
    step(state, call, result) {
      if (call.kind === 'append') return `${textOf(state)}${call.value}`
      const access = accessOf(registerCall(call), result)
      if (access.kind === 'write') return access.value
      if (access.kind === 'read') return equal(state, access.value) ? state : refused
      if (access.kind === 'not') return equal(state, access.value) ? refused : state
      if (access.kind === 'update')
        return equal(state, access.from) ? access.to : result === undefined ? state : refused
      return state
    },
    outcome: (result, call) => (changes.has(call.kind) && result === false ? 'failed' : 'ok'),
    observer: (call) => call.kind === 'get',
    partition: (call) => call.key,
    access: (call, result) =>
      call.kind === 'append'
        ? { kind: 'append', value: call.value }
        : accessOf(registerCall(call), result),
    words(call, result) {
      const key = text(call.key, 40)
      if (call.kind === 'append') return `appended ${text(call.value, 40)} to ${key}`
      if (call.kind === 'delete') return `deleted ${key}`
      return registerWords(registerCall(call), result, `${key} = `)
    },
    refuses: refusesOf(kvCalls),
  }
}

const textOf = (state: Plain): string => (typeof state === 'string' ? state : '')
