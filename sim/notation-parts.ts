// Reads the parts of a damage in any order: a value may stand before or after the nodes. What they
// make together is put together in notation-damage.ts.

import type { Entry, Part } from './fault-catalogue.ts'
import type { Filter } from './fault.ts'
import type { DamageKind } from './notation.ts'
import { beginsClause } from './notation-clauses.ts'
import type { Token } from './notation-lexer.ts'
import type { Name } from './notation-name.ts'
import { beginsTarget, readKinds, readTarget, readWhere, type Target } from './notation-nodes.ts'
import {
  isSymbol,
  isWord,
  mark,
  maybeWord,
  peek,
  type Range,
  type Reader,
  since,
  take,
  textOf,
} from './notation-reader.ts'
import { beginsSpan, readAmount, readDuration, readPercent, readSpan } from './notation-spans.ts'
import { driftUnits, printDuration, rateUnits, sizeUnits } from './notation-values.ts'
import { nearest } from './nearest.ts'
import type { Span } from './span.ts'
import type { Micros, Ppm } from './units.ts'

type Said<Value> = { readonly value: Value; readonly range: Range }

/** The parts of a damage as they were said. */
export type Parts = {
  percent: Said<Ppm[]> | null
  later: Said<Span> | null
  by: Said<Span> | null
  flip: Said<'flip' | 'truncate'> | null
  unchecked: Said<true> | null
  span: Said<Span> | null
  rate: Said<number> | null
  queue: Said<{ size: number; policy: 'tail' | 'head' | 'random' }> | null
  jump: Said<Micros> | null
  drift: Said<Ppm> | null
  swing: Said<Micros> | null
  target: Said<Target> | null
  kinds: Said<Pick<Filter, 'kinds' | 'first' | 'last'>> | null
  where: Said<Filter['where']> | null
}
type PartName = keyof Parts

const called: Readonly<Record<PartName, string>> = {
  percent: 'a percentage',
  later: '"later"',
  by: '"by"',
  flip: 'flip or truncate',
  unchecked: '"unchecked"',
  span: 'a duration',
  rate: 'a rate',
  queue: 'a queue',
  jump: 'a jump',
  drift: 'a drift',
  swing: 'a swing',
  target: 'nodes or links',
  kinds: 'a kind of message',
  where: 'a condition on messages',
}

/** Reads the parts up to the first clause, and marks what is no part or is said twice. */
export function readParts(reader: Reader, name: Name): Parts {
  const parts: Parts = {
    ...{ percent: null, later: null, by: null, flip: null, unchecked: null, span: null },
    ...{ rate: null, queue: null, jump: null, drift: null, swing: null },
    ...{ target: null, kinds: null, where: null },
  }
  for (;;) {
    const token = peek(reader)
    if (token === null || beginsClause(token)) return parts
    const from = reader.at
    const which = partAt(reader, token)
    if (which === null || (which === 'target' && parts.target !== null)) {
      unexpected(reader, token, name)
      continue
    }
    const again = parts[which] !== null && which !== 'percent'
    readPart(reader, parts, which, from)
    if (again) mark(reader, 'WL3007', since(reader, from), `${called[which]} is said twice`)
  }
}

/** Which part begins with this token. */
function partAt(reader: Reader, token: Token): PartName | null {
  if (isWord(token, 'later', 'by', 'unchecked', 'queue', 'where')) return token.text as PartName
  if (isWord(token, 'flip', 'truncate')) return 'flip'
  if (isWord(token, 'kind')) return 'kinds'
  if (isSymbol(token, '±')) return 'swing'
  const number = isSymbol(token, '+', '-') ? peek(reader, 1) : token
  if (number?.kind === 'number') {
    if (number.unit === '%') return 'percent'
    if (number.unit === 'ppm') return 'drift'
    if (token !== number) return 'jump'
    if (Object.hasOwn(rateUnits, number.unit)) return 'rate'
    return 'span'
  }
  if (beginsSpan(token)) return 'span'
  return beginsTarget(token) ? 'target' : null
}

function unexpected(reader: Reader, token: Token, name: Name): void {
  take(reader)
  const words = ['for', 'every', 'restart', 'lose', 'kind', 'where', 'later', 'by', 'queue']
  const meant = token.kind === 'word' ? nearest(token.text, words) : null
  const said = textOf(reader, token)
  if (token.kind === 'stray' || token.kind === 'symbol') {
    mark(reader, 'WL3007', token, `I do not expect "${said}" here`)
  } else mark(reader, 'WL3007', token, `"${name.given}" has no place for "${said}"`, meant)
}

function readPart(reader: Reader, parts: Parts, which: PartName, from: number): void {
  const done = <Value>(value: Value): Said<Value> => ({ value, range: since(reader, from) })
  switch (which) {
    case 'percent': {
      const negative = isSymbol(peek(reader), '+', '-')
      if (negative) take(reader)
      const ppm = readPercent(reader)
      const range = since(reader, from)
      if (negative)
        mark(reader, 'WL3006', range, 'a percentage has no sign', textOf(reader, range).slice(1))
      const all = [...(parts.percent?.value ?? []), ppm]
      const start = parts.percent?.range.start ?? range.start
      parts.percent = { value: all, range: { start, end: range.end } }
      return
    }
    case 'later':
    case 'by':
      take(reader)
      parts[which] = done(readSpan(reader))
      return
    case 'flip':
      parts.flip = done(take(reader)?.text === 'truncate' ? 'truncate' : 'flip')
      return
    case 'unchecked':
      take(reader)
      parts.unchecked = done(true)
      return
    case 'span':
      parts.span = done(readSpan(reader))
      return
    case 'rate':
      parts.rate = done(readAmount(reader, rateUnits, 'a rate', '1mbit') ?? 1)
      return
    case 'queue':
      parts.queue = done(readQueue(reader))
      return
    case 'jump':
    case 'drift': {
      const sign = isSymbol(peek(reader), '+', '-') && take(reader)?.text === '-' ? -1 : 1
      const size = which === 'drift' ? readAmount(reader, driftUnits, 'a drift', '200ppm') : null
      parts[which] = done(sign * (which === 'drift' ? (size ?? 0) : readDuration(reader)) + 0)
      return
    }
    case 'swing':
      take(reader)
      parts.swing = done(readDuration(reader))
      return
    case 'target':
      parts.target = done(readTarget(reader))
      return
    case 'kinds':
      take(reader)
      parts.kinds = done(readKinds(reader))
      return
    case 'where':
      take(reader)
      parts.where = done(readWhere(reader))
  }
}

function readQueue(reader: Reader): { size: number; policy: 'tail' | 'head' | 'random' } {
  take(reader)
  const size = readAmount(reader, sizeUnits, 'a size', '64kB') ?? 1
  const policy = maybeWord(reader, 'tail', 'head', 'random')?.text
  return { size, policy: policy === 'head' || policy === 'random' ? policy : 'tail' }
}

/** Turns what may be said in two ways into one, and marks what this damage has no use for. */
export function settle(reader: Reader, kind: DamageKind, entry: Entry, parts: Parts): void {
  const fits = (part: Part): boolean => entry.parts.includes(part)
  const { span, jump } = parts
  if (span !== null && span.value.kind === 'const' && !fits('span')) {
    const said = { value: span.value.at, range: span.range }
    if (fits('jump') && jump === null) parts.jump = said
    if (fits('swing') && parts.swing === null) parts.swing = said
    if (fits('jump') || fits('swing')) parts.span = null
  }
  if (jump !== null && fits('span') && span === null) {
    const said = textOf(reader, jump.range)
    const positive = printDuration(Math.abs(jump.value))
    const words = jump.value < 0 ? 'cannot be negative' : 'has no sign'
    mark(reader, 'WL3006', jump.range, `a duration ${words}: ${said}`, positive)
    parts.span = { value: { kind: 'const', at: Math.abs(jump.value) }, range: jump.range }
    parts.jump = null
  }
  if (jump !== null && fits('swing') && parts.swing === null) {
    const fix = `±${printDuration(Math.abs(jump.value))}`
    mark(reader, 'WL3006', jump.range, 'a swing goes both ways', fix)
    parts.jump = null
  }
  for (const which of partNames) {
    const said = parts[which]
    if (said !== null && !takes(kind, entry, which)) {
      mark(
        reader,
        'WL3007',
        said.range,
        `"${entry.name}" takes no ${called[which].replace(/^a /, '')}`,
      )
    }
  }
}

const partNames: readonly PartName[] = [
  ...(['percent', 'later', 'by', 'flip', 'unchecked', 'span', 'rate', 'queue'] as const),
  ...(['jump', 'drift', 'swing', 'target', 'kinds', 'where'] as const),
]

function takes(kind: DamageKind, entry: Entry, which: PartName): boolean {
  const has = (...parts: readonly Part[]): boolean =>
    parts.some((part) => entry.parts.includes(part))
  if (which === 'kinds' || which === 'where') return has('selection')
  if (which === 'target')
    return has('selection', 'link', 'nodes', 'cut') && kind !== 'majorities-ring'
  return has(which)
}

/** Marks what is missing, with an example. */
export function demand(reader: Reader, entry: Entry, parts: Parts, name: Range): void {
  for (const { part, words } of entry.needs) {
    const which = part === 'nodes' || part === 'link' || part === 'cut' ? 'target' : part
    if (which === 'selection' || parts[which] !== null) continue
    mark(reader, 'WL3008', name, `"${entry.name}" does not say ${words}`)
  }
}
