// A plain value in a few words for the margin: `{seq 7, text "letter 3"}`. Not a codec: it is cut
// where it gets long and cannot be read back.

import type { Message } from '../sim/actor.ts'
import type { Plain } from '../sim/plain.ts'
import { clipped, printable } from './page.ts'

const longText = 24
const deep = 3

/** Any plain value in one line, without control characters. */
export function brief(value: Plain, depth: number = 0): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return `"${clipped(printable(value), longText)}"`
  if (value === null || typeof value !== 'object') return String(value)
  if (depth >= deep) return '…'
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (isList(value)) return `[${value.map((one) => brief(one, depth + 1)).join(', ')}]`
  if (isMap(value)) {
    return `{${Array.from(value, ([key, one]) => `${String(key)} ${brief(one, depth + 1)}`).join(', ')}}`
  }
  if (isSet(value)) return `{${Array.from(value, (one) => brief(one, depth + 1)).join(', ')}}`
  return `{${fields(value, depth).join(', ')}}`
}

/** A message's fields besides its kind: `seq 7, text "letter 3"`. */
export function briefBody(message: Message): string {
  const { kind: _kind, ...rest } = message
  return fields(rest, 0).join(', ')
}

/** A call or result of the history: `send "x" to receiver1`, as `kind` and its fields. */
export function briefCall(value: Plain): string {
  if (typeof value === 'string') return clipped(printable(value), 60)
  if (value !== null && typeof value === 'object' && isRecord(value)) {
    const { kind, ...rest } = value
    const words = fields(rest, 0).join(', ')
    if (typeof kind === 'string') return words === '' ? kind : `${kind} ${words}`
    return words
  }
  return brief(value)
}

const fields = (record: { readonly [field: string]: Plain }, depth: number): string[] =>
  Object.entries(record).map(([name, one]) => `${printable(name)} ${brief(one, depth + 1)}`)

const isList = (value: object): value is readonly Plain[] => Array.isArray(value)
const isMap = (value: object): value is ReadonlyMap<string | number | boolean | null, Plain> =>
  value instanceof Map
const isSet = (value: object): value is ReadonlySet<string | number | boolean | null> =>
  value instanceof Set
const isRecord = (value: object): value is { readonly [field: string]: Plain } =>
  !(value instanceof Uint8Array || isList(value) || isMap(value) || isSet(value))
