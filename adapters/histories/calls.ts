// What the functions of other tools are called here: `:f :cas, :value [1 2]` is the call
// `{kind: 'cas', from: 1, to: 2}`. Calls and answers have the shapes that the models of sim/check know;
// a call about one of several objects has its `key`.

import { nearest } from '../../sim/nearest.ts'
import { isRecord, type Plain, type Scalar } from '../../sim/plain-value.ts'
import { isScalar } from './edn-plain.ts'

/** What a tool asked: `f` without its colon. */
export interface Asked {
  readonly f: string
  readonly value: Plain
  /** absent: there is one object */
  readonly key?: Scalar
}

type Fields = Readonly<Record<string, Plain>>

export type CallRead =
  | { readonly call: Plain }
  /** what of it is wrong */
  | { readonly wrong: 'f' | 'value'; readonly expected: string; readonly near?: string }

interface Form {
  /** what the call has besides its kind; null: the value is none of this call */
  readonly fields: (value: Plain) => Fields | null
  readonly expected: string
  /** what a return answers, of its value; absent: it says nothing more than that it was done */
  readonly answer?: (value: Plain) => Plain
  /** whether it is about a key always */
  readonly isKeyed?: true
  /** whether its return with nil tells nothing */
  readonly isSilent?: true
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)
const same = (value: Plain): Plain => value
const bare: Form = { fields: () => ({}), expected: 'anything' }
const valued: Form = { fields: (value) => ({ value }), expected: 'a value' }
const read: Form = { ...bare, answer: same, isSilent: true }
const pair: Form = {
  fields: (value) =>
    isList(value) && value.length === 2 ? { from: value[0] ?? null, to: value[1] ?? null } : null,
  expected: '[OLD NEW]',
  answer: () => true,
}
const sum: Form = {
  fields: (value) => (Number.isSafeInteger(value) ? { value } : null),
  expected: 'a whole number',
  answer: same,
}

const forms: Readonly<Record<string, Form>> = {
  read,
  write: valued,
  cas: pair,
  get: { ...read, isKeyed: true },
  put: { ...valued, isKeyed: true },
  append: {
    fields: (value) => (typeof value === 'string' ? { value } : null),
    expected: 'a text to append',
    isKeyed: true,
  },
  delete: { ...bare, isKeyed: true },
  txn: {
    fields: (value) => {
      const ops = stepsOf(value)
      return ops === null ? null : { ops }
    },
    expected: 'a transaction: [[:append x 1] [:r y nil]]',
    answer: (value) => stepsOf(value) ?? value,
  },
  acquire: {
    fields: (value) => recordOf(value) ?? {},
    expected: 'anything',
    answer: (value) => (typeof value === 'number' ? value : value !== false),
  },
  release: {
    fields: (value) => recordOf(value) ?? (typeof value === 'number' ? { token: value } : {}),
    expected: 'nil, or a token',
  },
  enqueue: valued,
  dequeue: { ...bare, answer: same },
  drain: { ...bare, answer: same },
  add: valued,
  remove: valued,
  contains: { ...valued, answer: same },
  'add-and-get': sum,
  'get-and-add': sum,
}

/** `{:owner "c1"}`: fields by name. */
const recordOf = (value: Plain): Fields | null =>
  typeof value === 'object' && value !== null && isRecord(value) ? (value as Fields) : null

const formOf = (f: string): Form | null => (Object.hasOwn(forms, f) ? (forms[f] ?? null) : null)

/** The call in the shape of the models. */
export function callOf({ f, value, key }: Asked): CallRead {
  const form = formOf(f)
  if (form === null) {
    const names = Object.keys(forms)
    const near = nearest(f, names)
    const expected = names.map((name) => `:${name}`).join(' ')
    return { wrong: 'f', expected, ...(near === null ? {} : { near: `:${near}` }) }
  }
  if (form.isKeyed === true && key === undefined)
    return { wrong: 'value', expected: 'a key: :key "x", or a value [KEY VALUE]' }
  const fields = form.fields(value)
  if (fields === null) return { wrong: 'value', expected: form.expected }
  return { call: { kind: f, ...(key === undefined ? {} : { key }), ...fields } }
}

/** What a return answers; null where it only says that it was done. */
export const answerOf = ({ f, value }: Asked): Plain => formOf(f)?.answer?.(value) ?? null

/** Whether a return of that function with nil tells nothing. */
export const isSilent = (f: string): boolean => formOf(f)?.isSilent === true

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
