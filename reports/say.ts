// What was asked, said and answered, in words that read as a sentence does: `put x = 1`,
// `send "letter 7" through sender1 to receiver2`. It knows no protocol: it goes by the form of values
// and by the names of fields, and what has neither is told as brief.ts does.

import type { Plain } from '../sim/plain.ts'
import { brief, briefCall } from './brief.ts'
import { clipped, printable } from './page.ts'

/** Fields whose names say how their value belongs to the rest. */
const prepositions: ReadonlySet<string> = new Set([
  ...['to', 'from', 'of', 'through', 'by', 'via', 'at', 'on', 'in', 'into', 'with', 'for', 'under'],
])

/** Numbers that a caller counts its own questions by: they tell people nothing. */
const counters: ReadonlySet<string> = new Set(['ask', 'op', 'request', 'reqId', 'requestId'])

const textMax = 40
const fieldsMax = 4

/** @param names of nodes, which stand without quotes */
export function say(value: Plain, names: ReadonlySet<string>): string {
  if (typeof value === 'string') return names.has(value) ? value : clipped(printable(value), 60)
  if (!isRecord(value)) return value === undefined ? 'nothing' : briefCall(value)
  const { kind, ...fields } = value
  const head = typeof kind === 'string' ? [printable(kind)] : []
  return [...head, ...sayFields(fields, names, kind)].join(' ')
}

/** A message besides its kind; empty for one that has no other field. */
export function sayBody(value: Plain, names: ReadonlySet<string>): string {
  if (!isRecord(value)) return ''
  const { kind: _kind, ...fields } = value
  return sayFields(fields, names).join(' ')
}

/** @param kind what stands before them: a field of that name need not say it again */
function sayFields(fields: Fields, names: ReadonlySet<string>, kind: Plain = null): string[] {
  const said: string[] = []
  const behind: string[] = []
  const { key, value } = fields
  const isPair = key !== undefined && 'value' in fields
  if (isPair) said.push(`${sayValue(key, names, true)} = ${sayValue(value, names)}`)
  for (const [name, one] of Object.entries(fields)) {
    if ((isPair && (name === 'key' || name === 'value')) || counters.has(name)) continue
    if (!prepositions.has(name))
      said.push(name === kind ? sayValue(one, names) : sayField(name, one, names))
    else if (one !== null) behind.push(`${name} ${sayValue(one, names)}`)
  }
  const kept = said.slice(0, fieldsMax)
  if (said.length > kept.length) kept.push('…')
  return [kept.join(', '), ...behind].filter((word) => word !== '')
}

function sayField(name: string, value: Plain, names: ReadonlySet<string>): string {
  const alone = standsAlone(name, value)
  const said = sayValue(value, names, alone && name === 'key')
  return alone ? said : `${printable(name)} ${said}`
}

/** A text says what it is by itself; so does what a field of a plain name holds. */
const standsAlone = (name: string, value: Plain): boolean =>
  ['key', 'text', 'body', 'name', 'outcome', 'status', 'result', 'value'].includes(name) &&
  (typeof value === 'string' || typeof value === 'number')

/** @param bare texts without quotes, where nothing else could be meant */
function sayValue(value: Plain, names: ReadonlySet<string>, bare: boolean = false): string {
  if (typeof value !== 'string') return brief(value)
  if (names.has(value)) return value
  const text = clipped(printable(value), textMax)
  return bare && /^[\w.:/-]+$/u.test(text) ? text : `"${text}"`
}

type Fields = { readonly [field: string]: Plain }

const isRecord = (value: Plain): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  !(
    value instanceof Uint8Array ||
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof Set
  )
