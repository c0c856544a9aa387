// The place of a parser in one line of the fault notation, and the marks it leaves under what is
// wrong. A mark never stops the reading: all problems of a line are told at once.

import { type Token, tokensOf } from './notation-lexer.ts'
import type { Roster } from './roster.ts'

export type FaultCode =
  | 'WL3001'
  | 'WL3002'
  | 'WL3003'
  | 'WL3004'
  | 'WL3006'
  | 'WL3007'
  | 'WL3008'
  | 'WL3009'

/** Replaces the characters from `start` to `end` of the line. */
export type Fix = { readonly start: number; readonly end: number; readonly text: string }

export type Mark = {
  readonly code: FaultCode
  readonly start: number
  readonly end: number
  /** without its full stop: `there is no node n9` */
  readonly sentence: string
  readonly fix: Fix | null
}

export type Reader = {
  readonly text: string
  readonly tokens: readonly Token[]
  /** index of the next token */
  at: number
  readonly marks: Mark[]
  readonly roster: Roster | null
}

export const readerOf = (text: string, roster: Roster | null): Reader => ({
  text,
  tokens: tokensOf(text),
  at: 0,
  marks: [],
  roster,
})

export const peek = (reader: Reader, ahead = 0): Token | null =>
  reader.tokens[reader.at + ahead] ?? null

export const take = (reader: Reader): Token | null => {
  const token = peek(reader)
  if (token !== null) reader.at += 1
  return token
}

export const isWord = (token: Token | null, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text)

export const isSymbol = (token: Token | null, ...symbols: readonly string[]): boolean =>
  token?.kind === 'symbol' && symbols.includes(token.text)

/** Takes the next token when it is that symbol. */
export function maybeSymbol(reader: Reader, symbol: string): boolean {
  if (!isSymbol(peek(reader), symbol)) return false
  reader.at += 1
  return true
}

/** Takes the next token when it is one of these words. */
export function maybeWord(reader: Reader, ...words: readonly string[]): Token | null {
  return isWord(peek(reader), ...words) ? take(reader) : null
}

/** How many tokens ahead form one word with hyphens, `half-open`, and that word; else null. */
export function hyphenated(reader: Reader): { text: string; count: number; end: number } | null {
  const first = peek(reader)
  if (first?.kind !== 'word') return null
  let { text, end } = first
  let count = 1
  for (;;) {
    const hyphen = peek(reader, count)
    const next = peek(reader, count + 1)
    if (!isSymbol(hyphen, '-') || hyphen?.glued !== true) return { text, count, end }
    if (next?.kind !== 'word' || !next.glued) return { text, count, end }
    text += `-${next.text}`
    end = next.end
    count += 2
  }
}

export type Range = { readonly start: number; readonly end: number }

/** Leaves a mark. A `fix` that is a text replaces what is marked; null: no guess is good enough. */
export function mark(
  reader: Reader,
  code: FaultCode,
  range: Range,
  sentence: string,
  fix: string | Fix | null = null,
): void {
  const { start, end } = range
  const whole = typeof fix === 'string' ? { start, end, text: fix } : fix
  reader.marks.push({ code, start, end, sentence, fix: whole })
}

/** The characters from the token at index `from` up to the one before the next. */
export function since(reader: Reader, from: number): Range {
  const first = reader.tokens[from]
  const last = reader.tokens[Math.max(from, reader.at - 1)]
  const end = reader.text.length
  return { start: first?.start ?? end, end: last?.end ?? end }
}

export const textOf = (reader: Reader, range: Range): string =>
  reader.text.slice(range.start, range.end)
