// Reads the damage of a fault: its name, then its parts in any order (a value may stand before or
// after the nodes), which are then put together as the name asks.

import { damageNamed, type Entry, faultCatalogue, type Part } from './fault-catalogue.ts'
import type { Filter } from './fault.ts'
import { type Damage, type DamageKind, damageKinds, everything } from './notation.ts'
import type { Cut, LinkSelector, Nodes, Selection } from './notation.ts'
import { beginsClause } from './notation-clauses.ts'
import type { Token } from './notation-lexer.ts'
import { beginsTarget, readKinds, readTarget, readWhere, type Target } from './notation-nodes.ts'
import {
  hyphenated,
  isSymbol,
  isWord,
  mark,
  maybeWord,
  peek,
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

type Range = { start: number; end: number }
type Said<Value> = { readonly value: Value; readonly range: Range }

/** The parts of a damage as they were said. */
type Parts = {
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

/** Reads up to the first clause. The kind is null when the name is not known. */
export function readDamage(reader: Reader): {
  damage: Damage | null
  kind: DamageKind | null
  /** where the name stands */
  name: Range
} {
  const name = readDamageName(reader)
  const before = reader.marks.length
  const parts = readParts(reader, name)
  if (name.kind === null) {
    // Nothing can be said of the parts of a fault that nobody knows.
    reader.marks.length = before
    return { damage: null, kind: null, name: name.range }
  }
  const entry = faultCatalogue[name.kind]
  settle(reader, name.kind, entry, parts)
  if (reader.marks.length === before) demand(reader, entry, parts, name.range)
  const damage = build(reader, name.kind, parts)
  return { damage, kind: name.kind, name: name.range }
}

type Name = { readonly kind: DamageKind | null; readonly range: Range; readonly given: string }

/** The name; one that is nearly known is marked and read as the one that was meant. */
function readDamageName(reader: Reader): Name {
  const from = reader.at
  const first = hyphenated(reader)
  if (first === null) {
    const here = take(reader) ?? { start: 0, end: 1, text: '' }
    const said = reader.text.slice(here.start, here.end)
    mark(reader, 'WL3001', here, `a fault begins with its name, not with "${said}"`)
    return { kind: null, range: here, given: here.text }
  }
  const firsts = new Set(damageKinds.map((kind) => faultCatalogue[kind].name.split(' ')[0] ?? ''))
  const meant = firsts.has(first.text) ? first.text : nearest(first.text, firsts)
  reader.at += first.count
  const one = since(reader, from)
  const second = secondWord(reader, meant)
  if (second !== null) {
    const range = since(reader, from)
    const kind = damageNamed(`${meant} ${second.meant}`)
    if (meant === first.text && second.meant === second.text) {
      return { kind, range, given: textOf(reader, range) }
    }
    const said = textOf(reader, range)
    const fix = second.meant === null ? null : `${meant} ${second.meant}`
    mark(reader, 'WL3001', range, `I do not know the fault "${said}"`, fix)
    return { kind, range, given: said }
  }
  if (meant !== first.text) {
    mark(reader, 'WL3001', one, `I do not know the fault "${first.text}"`, meant)
  }
  const kind = meant === null ? null : damageNamed(meant)
  if (meant === 'clock') {
    const ways = damageKinds.flatMap((each) => faultCatalogue[each].name.split('clock ')[1] ?? [])
    mark(reader, 'WL3001', one, `what should the clock do (${ways.join(' ')})?`)
  }
  return { kind, range: one, given: first.text }
}

/** The second word of `drop burst` and `clock …`. */
function secondWord(
  reader: Reader,
  first: string | null,
): { text: string; meant: string | null } | null {
  if (first === 'drop' && maybeWord(reader, 'burst') !== null) {
    return { text: 'burst', meant: 'burst' }
  }
  const next = peek(reader)
  if (first !== 'clock' || next?.kind !== 'word') return null
  reader.at += 1
  const known = damageKinds.flatMap((kind) => faultCatalogue[kind].name.split('clock ')[1] ?? [])
  const meant = known.includes(next.text) ? next.text : nearest(next.text, known)
  return { text: next.text, meant }
}

function readParts(reader: Reader, name: Name): Parts {
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
function settle(reader: Reader, kind: DamageKind, entry: Entry, parts: Parts): void {
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
function demand(reader: Reader, entry: Entry, parts: Parts, name: Range): void {
  for (const { part, words } of entry.needs) {
    const which = part === 'nodes' || part === 'link' || part === 'cut' ? 'target' : part
    if (which === 'selection' || parts[which] !== null) continue
    mark(reader, 'WL3008', name, `"${entry.name}" does not say ${words}`)
  }
}

function build(reader: Reader, kind: DamageKind, parts: Parts): Damage {
  const range = parts.target?.range ?? { start: 0, end: 0 }
  const ppm = parts.percent?.value[0] ?? 1_000_000
  const span = parts.span?.value ?? { kind: 'const', at: 0 }
  if (kind !== 'burst' && (parts.percent?.value.length ?? 0) > 1) {
    mark(reader, 'WL3007', parts.percent?.range ?? range, 'one percentage is enough')
  }
  switch (kind) {
    case 'drop':
      return { kind, ppm, messages: selection(reader, parts) }
    case 'burst':
      return { kind, ...spells(reader, parts), messages: selection(reader, parts) }
    case 'duplicate':
      return { kind, ppm, later: parts.later?.value ?? null, messages: selection(reader, parts) }
    case 'reorder':
      return { kind, ppm, by: parts.by?.value ?? null, messages: selection(reader, parts) }
    case 'corrupt': {
      const unchecked = parts.unchecked !== null
      const how = parts.flip?.value ?? 'flip'
      return { kind, ppm, how, unchecked, messages: selection(reader, parts) }
    }
    case 'hold':
    case 'release':
      return { kind, messages: selection(reader, parts) }
    case 'delay':
      return { kind, extra: span, messages: selection(reader, parts) }
    case 'bandwidth': {
      const rate = parts.rate?.value ?? 1
      if (rate === 0) {
        const said = parts.rate?.range ?? range
        mark(reader, 'WL3006', said, 'a link that carries nothing is a stall or a partition')
      }
      const { size: queue, policy } = parts.queue?.value ?? { size: null, policy: 'tail' as const }
      return { kind, bytesPerSecond: Math.max(1, rate), queue, policy, link: linkOf(reader, parts) }
    }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
      return { kind, link: linkOf(reader, parts) ?? { kind: 'of', nodes: [] } }
    case 'heal':
      return { kind, link: linkOf(reader, parts) }
    case 'partition':
      return { kind, cut: cutOf(parts) }
    case 'bridge':
      return { kind, node: bridgeOf(reader, parts) }
    case 'majorities-ring':
      return { kind }
    case 'slow':
      return { kind, step: span, nodes: nodesOf(reader, parts, kind) }
    case 'clock-step':
      return { kind, by: parts.jump?.value ?? 0, nodes: nodesOf(reader, parts, kind) }
    case 'clock-drift':
      return { kind, ppm: driftOf(reader, parts), nodes: nodesOf(reader, parts, kind) }
    case 'clock-strobe':
      return { kind, by: parts.swing?.value ?? 0, nodes: nodesOf(reader, parts, kind) }
    case 'clock-coarse': {
      const tick = span.kind === 'const' ? span.at : 0
      if (tick === 0 && parts.span !== null) {
        mark(reader, 'WL3006', parts.span.range, 'a tick is one duration above 0, such as 16ms')
      }
      return { kind, tick, nodes: nodesOf(reader, parts, kind) }
    }
    default:
      return { kind, nodes: nodesOf(reader, parts, kind) }
  }
}

function selection(reader: Reader, parts: Parts): Selection {
  const counted = parts.kinds?.value ?? { kinds: null, first: null, last: null }
  const where = parts.where?.value ?? null
  return { link: linkOf(reader, parts), filter: { ...everything, ...counted, where } }
}

function linkOf(reader: Reader, parts: Parts): LinkSelector | null {
  const said = parts.target
  if (said === null) return null
  const { value } = said
  if (value.kind === 'one-way' || value.kind === 'both-ways') return value
  if (value.kind === 'nodes') return { kind: 'of', nodes: value.nodes }
  mark(reader, 'WL3007', said.range, 'this takes a link (n1-n2, n1->n2 or n1), not groups')
  return null
}

function nodesOf(reader: Reader, parts: Parts, kind: DamageKind): Nodes {
  const said = parts.target
  if (said === null) return []
  if (said.value.kind === 'nodes') return said.value.nodes
  const { name } = faultCatalogue[kind]
  mark(reader, 'WL3007', said.range, `"${name}" takes nodes, such as n1,n2, not links or groups`)
  return []
}

function cutOf(parts: Parts): Cut {
  const target = parts.target?.value
  if (target === undefined) return { kind: 'halves' }
  switch (target.kind) {
    case 'nodes':
      return { kind: 'off', nodes: target.nodes }
    case 'one-way':
    case 'both-ways':
      return { kind: 'link', link: target }
    case 'groups':
      return { kind: 'groups', groups: target.groups }
    default:
      return { kind: target.kind }
  }
}

/** `bridge random one` is `bridge`. */
function bridgeOf(reader: Reader, parts: Parts): string | null {
  if (parts.target === null) return null
  const nodes = nodesOf(reader, parts, 'bridge')
  const [node] = nodes
  if (nodes.length === 1 && node?.kind === 'named') return node.name
  if (nodes.length === 1 && node?.kind === 'random' && node.size === 1) return null
  if (nodes.length > 0) mark(reader, 'WL3007', parts.target.range, 'a bridge is one node')
  return null
}

function driftOf(reader: Reader, parts: Parts): Ppm {
  const said = parts.drift
  if (said === null) return 0
  if (Math.abs(said.value) < 1_000_000) return said.value
  const words = 'a drift is below 1000000ppm either way (a clock that stands still: clock freeze)'
  mark(reader, 'WL3006', said.range, words)
  return 0
}

function spells(
  reader: Reader,
  parts: Parts,
): Omit<Extract<Damage, { kind: 'burst' }>, 'kind' | 'messages'> {
  const said = parts.percent
  const [intoPpm = 0, outPpm = 0, badPpm = 1_000_000, goodPpm = 0] = said?.value ?? []
  if (said !== null && (said.value.length < 2 || said.value.length > 4)) {
    const words = 'a burst has two to four percentages: into it, out of it, loss in bad, in good'
    mark(reader, 'WL3006', said.range, words)
  }
  return { intoPpm, outPpm, badPpm, goodPpm }
}
