// Markup that cannot be forged: what a template says is trusted, what is put into it is text. Texts
// of actors never become elements, and what nobody could see in them is shown as its code.

import { assert } from '../sim/assert.ts'

/** A piece of HTML or SVG that is well formed and free of foreign markup. */
export interface Markup {
  readonly markup: string
}

/** What may stand in a template: texts and numbers are escaped, markup stays, null is nothing. */
export type Part = string | number | Markup | null | readonly Part[]

/** `` markup`<b>${text}</b>` ``: the literal pieces are markup, all else is made safe. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = pieces[0] ?? ''
  for (const [nth, part] of parts.entries()) text += safe(part) + (pieces[nth + 1] ?? '')
  return { markup: text }
}

/** Markup that a renderer itself has written as text, such as a style sheet. */
export function trusted(text: string): Markup {
  assert(!/<\/(?:style|script)/iu.test(text), 'a style sheet does not end itself')
  return { markup: text }
}

export const nothing: Markup = { markup: '' }

function safe(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escaped(part)
  if ('markup' in part) return part.markup
  return part.map(safe).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text for the inside of an element or of a quoted attribute, in HTML and in XML. */
export const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/gu, (one) => entities[one] ?? one)

/**
 * The text with everything shown that could not be seen, would turn what follows around, or may not
 * stand in XML: control characters, marks of direction, blanks without width, lone surrogates.
 */
export function visible(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex -- these are what must not reach a page
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu,
    codeOf,
  )
}

function codeOf(one: string): string {
  if (one === '\n') return '\\n'
  if (one === '\t') return '\\t'
  if (one === '\r') return '\\r'
  const code = one.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}
