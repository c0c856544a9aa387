// Reads the values of the notation: durations, shares, spans. What is wrong with one is marked in
// place; the reader then goes on with a harmless value, so that later problems show too.

import type { Token } from './notation-lexer.ts'
import {
  isSymbol,
  isWord,
  mark,
  maybeSymbol,
  maybeWord,
  peek,
  type Reader,
  since,
  textOf,
} from './notation-reader.ts'
import { durationUnits, percentUnits, printDuration, scaled } from './notation-values.ts'
import { nearest } from './nearest.ts'
import type { Span } from './span.ts'
import type { Micros, Ppm } from './units.ts'

/** Tables of spans are 32-bit microseconds, and no fault of a test needs more. */
const spanMax: Micros = 30 * 60_000_000

const spanWords = ['const', 'uniform', 'normal', 'exp', 'pareto', 'bimodal', 'trace'] as const
const otherUnits: Readonly<Record<string, string>> = {
  ...{ m: 'min', mins: 'min', minute: 'min', minutes: 'min' },
  ...{ sec: 's', secs: 's', second: 's', seconds: 's', S: 's' },
  ...{ msec: 'ms', millis: 'ms', usec: 'us', micros: 'us', kb: 'kB', KB: 'kB', mb: 'MB' },
}

export const isDuration = (token: Token | null): boolean =>
  token?.kind === 'number' && (token.unit === '' || Object.hasOwn(durationUnits, token.unit))

/** Does a span begin here? */
export const beginsSpan = (token: Token | null): boolean =>
  token?.kind === 'number' || isWord(token, ...spanWords)

/**
 * A number with one of these units, in the base unit.
 * @returns null, and a mark, when the next token is no such number
 */
export function readAmount(
  reader: Reader,
  units: Readonly<Record<string, number>>,
  what: string,
  fallback: string,
): number | null {
  const token = peek(reader)
  const known = Object.keys(units)
    .filter((unit) => !/[µμ]/.test(unit))
    .join(' ')
  if (token?.kind !== 'number') {
    const here = token ?? { start: reader.text.length, end: reader.text.length + 1 }
    mark(reader, 'WL3008', here, `${what} belongs here, such as ${fallback}`)
    return null
  }
  reader.at += 1
  const factor = Object.hasOwn(units, token.unit) ? units[token.unit] : undefined
  if (factor === undefined) {
    const said = textOf(reader, token)
    const unit = otherUnits[token.unit] ?? nearest(token.unit, Object.keys(units))
    const better = unit !== null && Object.hasOwn(units, unit) ? unit : null
    if (token.unit === '') {
      const own = fallback.replace(/^[\d.]+/, '')
      mark(reader, 'WL3006', token, `${said} needs a unit (${known})`, `${token.text}${own}`)
    } else {
      const fix = better === null ? null : `${token.text}${better}`
      mark(reader, 'WL3006', token, `"${token.unit}" is no unit of ${what} (${known})`, fix)
    }
    return null
  }
  const value = scaled(token.text, factor)
  if (value === null) {
    mark(reader, 'WL3006', token, `${textOf(reader, token)} is finer or larger than can be said`)
  }
  return value
}

/** A duration; negative ones are marked. 0 where there is none. */
export function readDuration(reader: Reader): Micros {
  const from = reader.at
  const negative = maybeSymbol(reader, '-')
  const value = readAmount(reader, durationUnits, 'a duration', '20ms') ?? 0
  if (negative) {
    const range = since(reader, from)
    const said = textOf(reader, range)
    const text = said.slice(1).trim()
    mark(reader, 'WL3006', range, `a duration cannot be negative: ${said}`, text)
  }
  return value
}

export function readPercent(reader: Reader): Ppm {
  const token = peek(reader)
  const value = readAmount(reader, percentUnits, 'a percentage', '5%') ?? 0
  if (value <= 1_000_000) return value
  const said = token === null ? '' : textOf(reader, token)
  mark(reader, 'WL3006', token ?? since(reader, reader.at), `${said} is more than 100%`, '100%')
  return 1_000_000
}

/** A whole number from 1, `3` of `#3`. */
export function readCount(reader: Reader, what: string): number {
  const token = peek(reader)
  if (token?.kind === 'number' && token.unit === '' && /^[1-9]\d{0,14}$/.test(token.text)) {
    reader.at += 1
    return Number(token.text)
  }
  const here = token ?? { start: reader.text.length, end: reader.text.length + 1 }
  mark(reader, 'WL3006', here, `${what} is a whole number from 1`)
  if (token?.kind === 'number') reader.at += 1
  return 1
}

/** A duration or a range of two, of instants too; the unit of the second does for both. */
export function readRange(reader: Reader): { min: Micros; max: Micros; ranged: boolean } {
  const from = reader.at
  const first = peek(reader)
  const last = peek(reader, 2)
  const shared = first?.unit === '' && isSymbol(peek(reader, 1), '..') && isDuration(last)
  if (shared && first !== null && last !== null && last.unit !== '') {
    const fix = `${first.text}${last.unit}`
    mark(reader, 'WL3006', first, `${first.text} needs a unit`, fix)
    reader.at += 1
  }
  const min = shared ? 0 : readDuration(reader)
  if (isHyphenRange(reader)) {
    reader.at += 1
    const max = readDuration(reader)
    const range = since(reader, from)
    const fix = textOf(reader, range).replace('-', '..')
    mark(reader, 'WL3006', range, `a range is written with two dots`, fix)
    return { min, max: Math.max(min, max), ranged: true }
  }
  if (!maybeSymbol(reader, '..')) return { min, max: min, ranged: false }
  const max = readDuration(reader)
  if (max >= min) return { min, max, ranged: true }
  const range = since(reader, from)
  const fix = `${printDuration(max)}..${printDuration(min)}`
  mark(reader, 'WL3006', range, `${textOf(reader, range)} runs backwards`, fix)
  return { min: max, max: min, ranged: true }
}

/** `5ms-10ms`: the hyphen touches both, so it is no sign. */
const isHyphenRange = (reader: Reader): boolean =>
  isSymbol(peek(reader), '-') &&
  peek(reader)?.glued === true &&
  peek(reader, 1)?.kind === 'number' &&
  peek(reader, 1)?.glued === true

/** A span. One that is wrong is marked. */
export function readSpan(reader: Reader): Span {
  const from = reader.at
  const span = readAnySpan(reader)
  if (longest(span) <= spanMax) return span
  mark(reader, 'WL3006', since(reader, from), 'nothing may take longer than 30min')
  return { kind: 'const', at: 0 }
}

const longest = (span: Span): Micros => {
  switch (span.kind) {
    case 'const':
      return span.at
    case 'uniform':
      return span.max
    case 'normal':
      return span.mean + 8 * span.sd
    case 'exp':
      return span.mean * 16
    case 'pareto':
      return span.min
    case 'bimodal':
      return Math.max(span.usual, span.rare)
    case 'trace':
      return 0
  }
}

function readAnySpan(reader: Reader): Span {
  const word = maybeWord(reader, ...spanWords)
  switch (word?.text) {
    case 'const':
      return { kind: 'const', at: readDuration(reader) }
    case 'uniform':
      return readUniform(reader)
    case 'normal':
      return readNormal(reader)
    case 'exp':
      return { kind: 'exp', mean: readDuration(reader) }
    case 'pareto':
      return { kind: 'pareto', min: readDuration(reader), shapeMilli: readShape(reader) }
    case 'bimodal': {
      const [usual, rare] = [readDuration(reader), readDuration(reader)]
      return { kind: 'bimodal', usual, rare, rarePpm: readPercent(reader) }
    }
    case 'trace':
      return { kind: 'trace', path: readPath(reader, word), samples: [] }
    default:
      return readPlainSpan(reader)
  }
}

function readUniform(reader: Reader): Span {
  const from = reader.at
  const [min, max] = [readDuration(reader), readDuration(reader)]
  if (max < min) mark(reader, 'WL3006', since(reader, from), 'the least comes before the most')
  return { kind: 'uniform', min: Math.min(min, max), max: Math.max(min, max) }
}

function readNormal(reader: Reader): Span {
  const mean = readDuration(reader)
  if (!maybeSymbol(reader, '±')) {
    const here = peek(reader) ?? since(reader, reader.at - 1)
    mark(reader, 'WL3006', here, 'a normal span has a deviation: normal 20ms±5ms')
    return { kind: 'normal', mean, sd: 0 }
  }
  return { kind: 'normal', mean, sd: readDuration(reader) }
}

function readShape(reader: Reader): number {
  const token = peek(reader)
  const plain = token?.kind === 'number' && token.unit === ''
  const shape = plain ? scaled(token.text, 1_000) : null
  if (plain) reader.at += 1
  if (shape !== null && shape > 0 && shape <= 1_000_000) return shape
  const here = token ?? since(reader, reader.at - 1)
  mark(reader, 'WL3006', here, 'the shape of a pareto span is a number above 0, such as 1.5')
  return 1_000
}

function readPath(reader: Reader, word: Token): string {
  const token = peek(reader)
  if (token?.kind === 'raw' || token?.kind === 'quoted') {
    reader.at += 1
    return token.text
  }
  mark(reader, 'WL3008', word, 'trace needs the path of a file with one delay in µs per line')
  return ''
}

/** `50ms`, `10ms..30ms` or `10ms±5ms`. */
function readPlainSpan(reader: Reader): Span {
  const from = reader.at
  const { min, max, ranged } = readRange(reader)
  if (ranged) return { kind: 'uniform', min, max }
  if (!maybeSymbol(reader, '±')) return { kind: 'const', at: min }
  const around = readDuration(reader)
  if (around <= min) return { kind: 'uniform', min: min - around, max: min + around }
  const range = since(reader, from)
  mark(reader, 'WL3006', range, `${textOf(reader, range)} would reach below zero`)
  return { kind: 'uniform', min: 0, max: min + around }
}
