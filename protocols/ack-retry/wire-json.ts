// The JSON of the source: keys sorted, nothing between them, a newline at the end, letters beyond
// ASCII escaped, and times that always have a fraction, as Flask and Python write them.

import type { HttpAnswer, HttpAsk } from '../../sim/outside.ts'

export type Field = string | number | { readonly float: number }
export type Fields = Readonly<Record<string, Field>>

export const objectJson = (fields: Fields): string =>
  `{${Object.keys(fields)
    .sort()
    .map((key) => `${ascii(key)}:${valueJson(fields[key])}`)
    .join(',')}}`

export const json = (status: number, body: string): HttpAnswer => ({
  status,
  type: 'application/json',
  body: `${body}\n`,
})

/** A page of Werkzeug, as the source answers what it does not like. */
export const page = (status: number, title: string, text: string): HttpAnswer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`,
})

/** The body of a request or an answer as JSON. */
export type Body =
  | { readonly kind: 'value'; readonly value: unknown }
  /** it does not say that it is JSON */
  | { readonly kind: 'other type' }
  | { readonly kind: 'no json' }

/** Reads a body that says it is JSON; anything else is told apart, nothing throws. */
export function bodyOf({ type, body }: Pick<HttpAsk, 'type' | 'body'>): Body {
  if (type === null || !/^application\/(?:[\w.-]+\+)?json$/.test(type))
    return { kind: 'other type' }
  if (body === null) return { kind: 'no json' }
  try {
    return { kind: 'value', value: JSON.parse(body) }
  } catch {
    return { kind: 'no json' }
  }
}

/** A field of an object; undefined where there is none, or no object. */
export function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined
  return (value as Readonly<Record<string, unknown>>)[field]
}

function valueJson(value: Field | undefined): string {
  if (typeof value === 'string') return ascii(value)
  if (typeof value !== 'object') return String(value)
  return Number.isInteger(value.float) ? `${value.float}.0` : String(value.float)
}

const ascii = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
