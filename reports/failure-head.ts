// The first lines of every screen that tells of a failure: the property, where to find the run again,
// and two sentences that make sense without having seen the code.

import type { Failure } from '../sim/verdict.ts'
import { anomaly, codeTold } from './codes.ts'
import { clipped, columns, failed, type Page, printable } from './page.ts'
import { wrapped } from './words.ts'

const sentenceMax = 4

/** Without blank lines at the ends. */
export function headRows(failure: Failure, coordinate: string, page: Page): string[] {
  const { ink } = page
  const word = failed('FAIL', page)
  const room = page.width - columns(word) - columns(coordinate) - 9
  const property = clipped(printable(failure.property), Math.max(16, room))
  const left = `  ${word}   ${property}`
  const gap = Math.max(3, page.width - columns(left) - columns(coordinate))
  const outside = failure.excess === null ? [] : paragraph(printable(failure.excess), 2, page)
  return [
    `  ${ink.bad(word)}   ${ink.strong(property)}${' '.repeat(gap)}${ink.strong(coordinate)}`,
    ...outside.map((line) => ink.warn(line)),
    '',
    ...paragraph(sentence(failure.sentence), sentenceMax, page),
    ...paragraph(`This is ${anomaly(failure.code)}${meaning(failure.code)}.`, sentenceMax, page),
  ]
}

/** Lines of at most the page's width, the last of them cut where there are too many. */
export function paragraph(text: string, most: number, page: Page): string[] {
  const room = page.width - 4
  const lines = wrapped(text, room).map((line) => clipped(line, room))
  const kept = lines.slice(0, most)
  if (lines.length > most) kept[most - 1] = clipped(`${kept[most - 1]} …`, room)
  return kept.map((line) => `  ${line}`)
}

/** Ends with one full stop. */
const sentence = (text: string): string => {
  const said = printable(text.trim())
  return /[.!?…]$/u.test(said) ? said : `${said}.`
}

/** `: something that should happen once happened twice`. */
function meaning(code: string): string {
  const what = codeTold(code)?.what ?? ''
  const first = /^.*?[.](?= [A-Z]|$)/u.exec(what)?.[0] ?? what
  const said = first.replace(/[.]$/u, '')
  return said === '' ? '' : `: ${said.charAt(0).toLowerCase()}${said.slice(1)}`
}
