// Reads faults in the notation. A line that is wrong becomes one Problem with a pointer under every
// wrong part and, where a whole correct line can be guessed, that line.

import { faultCatalogue } from './fault-catalogue.ts'
import type { DamageKind, FaultLine } from './notation.ts'
import { checkLine, otherLink } from './notation-check.ts'
import { readClauses } from './notation-clauses.ts'
import { readDamage } from './notation-damage.ts'
import { inOurWords } from './notation-jepsen.ts'
import { type Fix, type Mark, type Reader, readerOf } from './notation-reader.ts'
import { readDuration, readSpan } from './notation-spans.ts'
import { Mistake, type Problem } from './problem.ts'
import type { Roster } from './roster.ts'
import type { Span } from './span.ts'
import type { Micros } from './units.ts'

export type ParsedFault =
  | { readonly kind: 'fault'; readonly line: FaultLine }
  | { readonly kind: 'mistaken'; readonly problems: readonly Problem[] }

export type ParsedPlan =
  | { readonly kind: 'plan'; readonly lines: readonly FaultLine[] }
  | { readonly kind: 'mistaken'; readonly problems: readonly Problem[] }

/**
 * One fault. Without a roster any name of a node is accepted; with one, names, message kinds, goals
 * and kinds of links are checked too.
 */
export function parseFault(text: string, roster: Roster | null = null): ParsedFault {
  const { line, kind, marks } = read(text, roster)
  if (line !== null) return { kind: 'fault', line }
  return { kind: 'mistaken', problems: [problemOf(text, marks, kind, roster)] }
}

/** Several faults, with the problems of all of them. */
export function parsePlan(texts: readonly string[], roster: Roster | null = null): ParsedPlan {
  const lines: FaultLine[] = []
  const problems: Problem[] = []
  for (const text of texts) {
    const parsed = parseFault(text, roster)
    if (parsed.kind === 'fault') lines.push(parsed.line)
    else problems.push(...parsed.problems)
  }
  return problems.length === 0 ? { kind: 'plan', lines } : { kind: 'mistaken', problems }
}

/** The lines, or a Mistake with every problem of every line. */
export function faultLines(texts: readonly string[], roster: Roster | null = null): FaultLine[] {
  const parsed = parsePlan(texts, roster)
  if (parsed.kind === 'mistaken') throw new Mistake(parsed.problems)
  return [...parsed.lines]
}

/** A span alone, `5ms..30ms`: for latencies and parameters of a scenario. */
export function parseSpan(text: string): Span | Problem {
  return valueOf(text, readSpan)
}

/** A duration alone, `1.5s`. */
export function parseTime(text: string): Micros | Problem {
  return valueOf(text, readDuration)
}

function valueOf<Value>(text: string, readValue: (reader: Reader) => Value): Value | Problem {
  const reader = readerOf(text, null)
  const value = readValue(reader)
  const left = reader.tokens[reader.at]
  if (left !== undefined && reader.marks.length === 0) {
    const sentence = `I do not expect "${text.slice(left.start)}" here`
    reader.marks.push({ code: 'WL3006', start: left.start, end: text.length, sentence, fix: null })
  }
  return reader.marks.length === 0 ? value : problemOf(text, reader.marks, null, null)
}

/** `line` is null when there are marks; `kind` is what was meant, as far as that can be told. */
type Reading = {
  readonly line: FaultLine | null
  readonly kind: DamageKind | null
  readonly marks: readonly Mark[]
}

function read(text: string, roster: Roster | null): Reading {
  const cut = readerOf(text, roster)
  const reader: Reader = { ...cut, tokens: inOurWords(cut.tokens) }
  if (reader.tokens.length === 0) {
    const sentence = 'a fault is missing here'
    return {
      line: null,
      kind: null,
      marks: [{ code: 'WL3008', start: 0, end: 1, sentence, fix: null }],
    }
  }
  const { damage, kind, name } = readDamage(reader)
  if (kind === null) return { line: null, kind, marks: reader.marks }
  const clauses = readClauses(reader, kind)
  const line = damage === null ? null : { damage, ...clauses }
  if (line !== null && reader.marks.every(harmless)) checkLine(reader, line, name)
  return { line: reader.marks.length === 0 ? line : null, kind, marks: reader.marks }
}

/** With these marks the rest of the line still means what it says. */
const harmless = (mark: Mark): boolean => mark.code === 'WL3001' || mark.code === 'WL3006'

/** Of several codes on one line the first of these names the problem. */
const weight = ['WL3001', 'WL3003', 'WL3008', 'WL3002', 'WL3004', 'WL3006', 'WL3007']

function problemOf(
  text: string,
  marks: readonly Mark[],
  kind: DamageKind | null,
  roster: Roster | null,
): Problem {
  const ordered = [...marks].sort(
    (one, other) =>
      weight.indexOf(one.code) - weight.indexOf(other.code) || one.start - other.start,
  )
  const [first, ...others] = ordered
  const lines = [text, ...pointers(marks, others)]
  const better = corrected(text, marks, roster)
  if (first?.code === 'WL3003' && roster !== null && kind !== null) {
    lines.push(...otherLink(roster, faultCatalogue[kind].links))
  } else if (better !== null) lines.push(`did you mean   ${better}`)
  if (first?.code === 'WL3001' || (first?.code === 'WL3008' && better === null)) {
    const name = better === null ? null : nameIn(better)
    const more = name === null ? '' : `      worldline explain ${name}`
    lines.push(`see            worldline list faults${more}`)
  }
  return { code: first?.code ?? 'WL3001', sentence: `${first?.sentence ?? ''}.`, lines }
}

/** The name of the fault that a line begins with, the longest that fits. */
function nameIn(line: string): string | null {
  const names = Object.values(faultCatalogue).map(({ name }) => name)
  const fits = names.filter((name) => line === name || line.startsWith(`${name} `))
  return fits.sort((one, other) => other.length - one.length)[0] ?? null
}

/** `^^^^` under every wrong part, then what else is wrong beside the first. */
function pointers(marks: readonly Mark[], others: readonly Mark[]): string[] {
  const width = Math.max(...marks.map((mark) => mark.end))
  const under = Array.from({ length: width }, (_, column) =>
    marks.some((mark) => mark.start <= column && column < mark.end) ? '^' : ' ',
  ).join('')
  const said = [...new Set(others.map((mark) => mark.sentence))]
  const [second, ...more] = said
  const margin = ' '.repeat(width)
  return [
    second === undefined ? under : `${under}  and ${second}`,
    ...more.map((sentence) => `${margin}  and ${sentence}`),
  ]
}

/** The whole line with every guess made, if that is a correct one. */
function corrected(text: string, marks: readonly Mark[], roster: Roster | null): string | null {
  const fixes = marks.map((mark) => mark.fix).filter((fix): fix is Fix => fix !== null)
  if (fixes.length === 0) return null
  let better = text
  let left = Number.POSITIVE_INFINITY
  for (const fix of [...fixes].sort((one, other) => other.start - one.start)) {
    if (fix.end > left) continue
    better = `${better.slice(0, fix.start)}${fix.text}${better.slice(fix.end)}`
    left = fix.start
  }
  better = better.trim()
  return read(better, roster).line === null ? null : better
}
