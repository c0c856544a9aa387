// What an operation is called in Jepsen's tests: `:f :cas, :value [1 2]`. Calls of the built-in models
// have the words that Knossos and Elle know; any other call keeps its own.

import type { Operation } from '../sim/history.ts'
import { isFields, type Plain } from '../sim/plain-value.ts'
import { equal } from '../sim/plain.ts'
import type { OperationTold } from '../sim/report.ts'
import { ednOf, ednText, isKeyword } from './edn.ts'

export interface JepsenWords {
  /** with its colon */
  readonly f: string
  /** value of the call, in EDN */
  readonly asked: string
  /** value of the return */
  readonly told: string
  readonly type: 'ok' | 'fail' | 'info'
  /** what was answered, in EDN, where the rest does not say it; else null */
  readonly answer: string | null
}

type Fields = { readonly [field: string]: Plain }

interface Form {
  /** another name of it, of an object with a key */
  readonly keyed?: string
  /** fields of the call, without kind and key; others make it a call of one's own */
  readonly fields: readonly string[]
  readonly value: (call: Fields) => Plain
  /** value of a return that is ok, and what a reader takes the answer for */
  readonly ok: (result: Plain, call: Fields) => { readonly value: Plain; readonly said: Plain }
}

/** It was done, and the value is that of the call. */
const done: Form['ok'] = (_, call) => ({ value: call['value'], said: null })
/** The value is the answer; nil tells nothing. */
const found: Form['ok'] = (result) => ({ value: result, said: result ?? undefined })
/** The value is the answer, nil too. */
const exact: Form['ok'] = (result) => ({ value: result, said: result })
const valued = { fields: ['value'], value: (call: Fields): Plain => call['value'], ok: done }
const bare = { fields: [], value: (): Plain => null }

/** Who asks for a lock, where locks know who holds them. */
const ownerOf = ({ owner }: Fields): Plain => (owner === undefined ? null : { owner })

const forms: Readonly<Record<string, Form>> = {
  read: { ...bare, ok: found },
  write: valued,
  cas: {
    fields: ['from', 'to'],
    value: ({ from, to }) => [from, to],
    ok: (_, { from, to }) => ({ value: [from, to], said: true }),
  },
  get: { ...bare, keyed: 'read', ok: found },
  put: { ...valued, keyed: 'write' },
  append: valued,
  delete: { ...bare, ok: () => ({ value: null, said: null }) },
  acquire: {
    fields: ['owner'],
    value: ownerOf,
    ok: (result, call) =>
      typeof result === 'number'
        ? { value: result, said: result }
        : { value: ownerOf(call), said: true },
  },
  release: {
    fields: ['owner', 'token'],
    value: (call) => call['token'] ?? ownerOf(call),
    ok: (_, call) => ({ value: call['token'] ?? ownerOf(call), said: null }),
  },
  enqueue: valued,
  dequeue: { ...bare, ok: exact },
  add: valued,
  remove: valued,
  contains: { ...valued, ok: exact },
  'add-and-get': { ...valued, ok: exact },
  'get-and-add': { ...valued, ok: exact },
}

/** The operation and what became of it. */
export function jepsenWords(
  { call, result }: Operation,
  outcome: OperationTold['outcome'],
): JepsenWords {
  const fields = typeof call === 'object' && call !== null && isFields(call) ? call : null
  const kind = fields?.['kind']
  if (fields === null || typeof kind !== 'string') return ownWords(':call', call, result, outcome)
  if (kind === 'txn') return transaction(fields, result, outcome)
  const { kind: _, key, ...rest } = fields as Fields
  const form = Object.hasOwn(forms, kind) ? forms[kind] : undefined
  const known = Object.keys(rest).every((name) => form?.fields.includes(name) === true)
  if (form === undefined || !known)
    return ownWords(nameOf(kind), key === undefined ? rest : { key, ...rest }, result, outcome)
  return formWords(kind, form, { call: fields, key, result, outcome })
}

interface Told {
  readonly call: Fields
  readonly key: Plain
  readonly result: Plain
  readonly outcome: OperationTold['outcome']
}

function formWords(kind: string, form: Form, { call, key, result, outcome }: Told): JepsenWords {
  // A test of independent keys has its key in the value.
  const edn = (value: Plain): string =>
    key === undefined ? ednOf(value) : `[${ednOf(key)} ${ednOf(value)}]`
  const f = nameOf(key === undefined ? kind : (form.keyed ?? kind))
  const asked = edn(form.value(call))
  if (outcome === 'unknown') return { f, asked, told: asked, type: 'info', answer: null }
  if (isRefusal(kind, result)) return { f, asked, told: asked, type: 'fail', answer: ednOf(result) }
  if (outcome === 'failed') return { f, asked, told: asked, type: 'fail', answer: null }
  const { value, said } = form.ok(result, call)
  // A write may answer anything; what says nothing is not written down.
  const isMute = said === null && (result === null || result === undefined)
  const answer = isMute || equal(said, result) ? null : ednOf(result)
  return { f, asked, told: edn(value), type: 'ok', answer }
}

/** What Jepsen calls a failure, and says something: what was compared, asked for or there was another. */
function isRefusal(kind: string, result: Plain): boolean {
  if (kind === 'cas') return result !== true
  if (kind === 'dequeue') return result === null
  return result === false && kind !== 'contains' && kind !== 'read' && kind !== 'get'
}

/** `[[:append "x" 1] [:r "y" nil]]` */
function transaction({ ops }: Fields, result: Plain, outcome: Told['outcome']): JepsenWords {
  const asked = stepsOf(ops)
  if (asked === null) return ownWords(':txn', { ops }, result, outcome)
  const type = outcome === 'unknown' ? 'info' : outcome === 'failed' ? 'fail' : 'ok'
  const told = (type === 'ok' ? stepsOf(result) : null) ?? asked
  return { f: ':txn', asked, told, type, answer: null }
}

function stepsOf(steps: Plain): string | null {
  if (!Array.isArray(steps)) return null
  const told = (steps as readonly Plain[]).map((step) => {
    const [name, key, value]: readonly Plain[] = Array.isArray(step) ? step : []
    if (typeof name !== 'string' || !isKeyword(name)) return null
    return `[:${name} ${ednOf(key)} ${ednOf(value)}]`
  })
  return told.includes(null) ? null : `[${told.join(' ')}]`
}

/** What is asked is the `kind` of a call, its value the rest. */
function ownWords(
  f: string,
  value: Plain,
  result: Plain,
  outcome: OperationTold['outcome'],
): JepsenWords {
  const asked = ednOf(value)
  const told = outcome === 'unknown' || result === undefined ? asked : ednOf(result)
  const type = outcome === 'ok' ? 'ok' : outcome === 'failed' ? 'fail' : 'info'
  return { f, asked, told, type, answer: null }
}

const nameOf = (kind: string): string => (isKeyword(kind) ? `:${kind}` : ednText(kind))
