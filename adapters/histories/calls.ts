// What the functions of other tools are called here: `:f :cas, :value [1 2]` is the call
// `{kind: 'cas', from: 1, to: 2}`. Calls and answers have the shapes that the models of sim/check know.

import { nearest } from '../../sim/nearest.ts'
import type { Plain, Scalar } from '../../sim/plain-value.ts'
import { isScalar } from './edn-plain.ts'

/** What a tool asked: `f` without its colon. */
export interface Asked {
  readonly f: string
  readonly value: Plain
  /** of a map; absent: there is one object */
  readonly key?: Scalar
}

export type CallRead =
  | { readonly call: Plain }
  /** what of it is wrong */
  | { readonly wrong: 'f' | 'value'; readonly expected: string; readonly near?: string }

interface Form {
  /** null: the value is none of this call */
  readonly call: (value: Plain, key: Scalar | undefined) => Plain | null
  readonly expected: string
  /** what a return says, of its value; absent: it says nothing more */
  readonly answer?: (value: Plain) => Plain
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)
const nothing = (kind: string): Form => ({ call: () => ({ kind }), expected: 'anything' })
const same = (value: Plain): Plain => value

/** On one object. */
const plainForms: Readonly<Record<string, Form>> = {
  read: { ...nothing('read'), answer: same },
  write: { call: (value) => ({ kind: 'write', value }), expected: 'a value' },
  cas: {
    call: (value) =>
      isList(value) && value.length === 2
        ? { kind: 'cas', from: value[0] ?? null, to: value[1] ?? null }
        : null,
    expected: '[OLD NEW]',
    answer: () => true,
  },
  txn: {
    call: (value) => {
      const ops = stepsOf(value)
      return ops === null ? null : { kind: 'txn', ops }
    },
    expected: 'a transaction: [[:append x 1] [:r y nil]]',
    answer: (value) => stepsOf(value) ?? value,
  },
}

/** On one key of a map, where the event names its key. */
const keyedForms: Readonly<Record<string, Form>> = {
  get: { call: (_, key) => keyed('get', key, {}), expected: 'a key', answer: same },
  put: { call: (value, key) => keyed('put', key, { value }), expected: 'a key' },
  append: {
    call: (value, key) => (typeof value === 'string' ? keyed('append', key, { value }) : null),
    expected: 'a text to append',
  },
  delete: { call: (_, key) => keyed('delete', key, {}), expected: 'a key' },
  cas: {
    call: (value, key) =>
      isList(value) && value.length === 2
        ? keyed('cas', key, { from: value[0] ?? null, to: value[1] ?? null })
        : null,
    expected: '[OLD NEW]',
    answer: () => true,
  },
}

const keyed = (
  kind: string,
  key: Scalar | undefined,
  more: Readonly<Record<string, Plain>>,
): Plain | null => (key === undefined ? null : { kind, key, ...more })

/** Names of the same functions in tests that are made of independent keys. */
const independentNames: Readonly<Record<string, string>> = { read: 'get', write: 'put' }

const formOf = ({ f, key }: Asked): Form | undefined => {
  if (key === undefined) return own(plainForms, f)
  return own(keyedForms, own(independentNames, f) ?? f)
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/** The call in the shape of the models. */
export function callOf(asked: Asked): CallRead {
  const form = formOf(asked)
  if (form === undefined) {
    const forms = asked.key === undefined ? plainForms : keyedForms
    const names = Object.keys(forms)
    const near = nearest(asked.f, names)
    const expected = names.map((name) => `:${name}`).join('  ')
    return { wrong: 'f', expected, ...(near === null ? {} : { near: `:${near}` }) }
  }
  const call = form.call(asked.value, asked.key)
  return call === null ? { wrong: 'value', expected: form.expected } : { call }
}

/** What a return answers; null where the return of such a call says nothing. */
export const answerOf = (asked: Asked): Plain => formOf(asked)?.answer?.(asked.value) ?? null

/** Steps of a transaction: `['append', 'x', 1]`, `['r', 'y', null]`; null: it is none. */
function stepsOf(value: Plain): Plain[] | null {
  if (!isList(value)) return null
  const steps: Plain[] = []
  for (const step of value) {
    if (!isList(step) || step.length !== 3) return null
    const [name, key, more] = step
    if (typeof name !== 'string' || key === undefined || !isScalar(key)) return null
    steps.push([name.replace(/^:/u, ''), key, more ?? null])
  }
  return steps
}
