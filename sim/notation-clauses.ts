// Reads the clauses of a fault: when it strikes, how long it holds, how often it comes again, and
// what becomes of a crashed node.

import { type ClauseWord, type Entry, faultCatalogue } from './fault-catalogue.ts'
import type { Place } from './fault.ts'
import type { DamageKind, FaultLine, Instant } from './notation.ts'
import type { Token } from './notation-lexer.ts'
import { readGoal, readId, readMessageKind } from './notation-nodes.ts'
import {
  hyphenated,
  isSymbol,
  isWord,
  mark,
  maybeSymbol,
  maybeWord,
  peek,
  type Reader,
  since,
  take,
  textOf,
} from './notation-reader.ts'
import { isDuration, readCount, readSpan, readRange } from './notation-spans.ts'
import { nearest } from './nearest.ts'
import type { Span } from './span.ts'

type Clauses = Omit<FaultLine, 'damage'>

const clauseWords = ['for', 'every', 'restart', 'lose'] as const

export const beginsClause = (token: Token | null): boolean =>
  isSymbol(token, '@') || isWord(token, ...clauseWords)

/** Reads to the end of the line. */
export function readClauses(reader: Reader, kind: DamageKind): Clauses {
  let clauses: Clauses = { at: null, lasts: null, every: null, restart: null, lose: null }
  const said = new Set<string>()
  while (peek(reader) !== null) {
    const from = reader.at
    const token = peek(reader)
    if (token === null) break
    if (!beginsClause(token)) {
      stray(reader, token)
      continue
    }
    reader.at += 1
    const { marks } = reader
    const before = marks.length
    clauses = { ...clauses, ...readClause(reader, token.text) }
    const range = since(reader, from)
    const wrong = marks.length > before
    if (said.has(token.text)) mark(reader, 'WL3007', range, `"${token.text}" is said twice`)
    said.add(token.text)
    if (wrong) skipToClause(reader)
    else allow(reader, kind, token, range)
  }
  return clauses
}

function readClause(reader: Reader, word: string): Partial<Clauses> {
  switch (word) {
    case '@':
      return { at: readInstant(reader) }
    case 'for':
      return { lasts: readLasting(reader, 'for') }
    case 'every': {
      const span = readLasting(reader, 'every')
      const times = maybeWord(reader, 'times') === null ? null : readCount(reader, 'how many times')
      return { every: { span, times } }
    }
    case 'restart':
      if (maybeWord(reader, 'never') !== null) return { restart: 'never' }
      maybeSymbol(reader, '+')
      return { restart: readSpan(reader) }
    default:
      return { lose: readLoss(reader) }
  }
}

/** A span that is more than nothing. */
function readLasting(reader: Reader, word: string): Span {
  const from = reader.at
  const before = reader.marks.length
  const span = readSpan(reader)
  if (span.kind === 'const' && span.at === 0 && reader.marks.length === before) {
    mark(reader, 'WL3006', since(reader, from), `"${word}" takes more than no time`)
  }
  return span
}

function readLoss(reader: Reader): FaultLine['lose'] {
  const token = take(reader)
  if (token?.text === 'memory' || token?.text === 'unsynced' || token?.text === 'disk') {
    return token.text
  }
  const here = token ?? { start: reader.text.length, end: reader.text.length + 1 }
  const fix = nearest(token?.text ?? '', ['memory', 'unsynced', 'disk'])
  mark(reader, 'WL3007', here, 'a crash can lose memory, unsynced or disk', fix)
  return null
}

/** What follows a clause that is wrong is part of it, and has been marked with it. */
function skipToClause(reader: Reader): void {
  while (peek(reader) !== null && !beginsClause(peek(reader))) take(reader)
}

/** Something stands after the clauses that is none. */
function stray(reader: Reader, token: Token): void {
  take(reader)
  const meant = token.kind === 'word' ? nearest(token.text, clauseWords) : null
  const said = `I do not expect ${textOf(reader, token)} here`
  mark(reader, 'WL3007', token, meant === null ? `${said}: clauses come last` : said, meant)
}

function allow(
  reader: Reader,
  kind: DamageKind,
  token: Token,
  range: { start: number; end: number },
): void {
  const entry = faultCatalogue[kind]
  if (entry.clauses.some((word: ClauseWord) => word === token.text)) return
  const restart = { start: token.start, end: token.end, text: 'restart +' }
  if (kind === 'crash' || kind === 'wipe') {
    if (token.text === 'for') {
      const next = reader.tokens.find((one) => one.start >= token.end)
      const fix = { ...restart, end: next?.start ?? token.end }
      mark(reader, 'WL3007', range, `a ${kind} does not last: say when it starts again`, fix)
    } else {
      const gone = { start: Math.max(0, range.start - 1), end: range.end, text: '' }
      mark(reader, 'WL3007', range, 'a wipe loses the disk already', gone)
    }
    return
  }
  mark(reader, 'WL3007', range, whyNot(entry, token.text), {
    start: Math.max(0, range.start - 1),
    end: range.end,
    text: '',
  })
}

function whyNot(entry: Entry, word: string): string {
  if (word === 'for') return `"${entry.name}" strikes once and does not last`
  const whose = word === 'restart' ? 'a crash or a disk that stops its node' : 'a crash'
  return `"${word}" belongs to ${whose}, not to "${entry.name}"`
}

const eventWords = ['on', 'before', 'after', 'at', 'when'] as const

/** After `@`. */
function readInstant(reader: Reader): Instant | null {
  const token = peek(reader)
  if (isDuration(token) || token?.kind === 'number' || isSymbol(token, '-')) {
    const { min, max, ranged } = readRange(reader)
    return ranged ? { kind: 'between', min, max } : { kind: 'time', time: min }
  }
  const word = maybeWord(reader, ...eventWords)?.text
  if (word === 'on' || word === 'before') {
    const message = readMessageKind(reader)
    return { kind: word, message, nth: readNth(reader) }
  }
  if (word === 'after') return readAfter(reader)
  if (word === 'at') return readPlace(reader)
  if (word === 'when') return readRole(reader)
  const here = take(reader) ?? { start: reader.text.length, end: reader.text.length + 1, text: '' }
  const fix = nearest(here.text, eventWords)
  const ways =
    '1s, 1s..2s, on Kind#2, before Kind, after persist, after send Kind, after a goal, when leader'
  mark(reader, 'WL3007', here, `an instant belongs here: ${ways}, at a step`, fix)
  return null
}

/** `leader` after `when`: a role that a view knows. */
function readRole(reader: Reader): Instant | null {
  const word = hyphenated(reader)
  if (word === null) {
    const here = take(reader) ?? { start: reader.text.length, end: reader.text.length + 1 }
    mark(reader, 'WL3008', here, 'a role belongs here, such as leader')
    return null
  }
  const from = reader.at
  reader.at += word.count
  const roles = reader.roster === null ? null : Object.keys(reader.roster.roles ?? {})
  if (roles !== null && !roles.includes(word.text)) {
    const there = roles.length === 0 ? 'no view says what nodes are' : `roles: ${roles.join(' ')}`
    const words = `no node takes the role ${word.text} (${there})`
    mark(reader, 'WL3002', since(reader, from), words, nearest(word.text, roles))
  }
  return { kind: 'role', role: word.text }
}

const readNth = (reader: Reader): number =>
  maybeSymbol(reader, '#') ? readCount(reader, 'which one') : 1

function readAfter(reader: Reader): Instant {
  if (maybeWord(reader, 'persist') !== null) return { kind: 'after-persist', nth: readNth(reader) }
  if (maybeWord(reader, 'send') === null) return { kind: 'goal', goal: readGoal(reader) }
  const message = readMessageKind(reader)
  return { kind: 'after-send', message, nth: readNth(reader) }
}

const sides = ['before', 'early', 'written', 'durable', 'sent'] as const

/** `append#3 n1>n2 sent 1`, `election#5 at n2 written`, after `at`. */
function readPlace(reader: Reader): Instant | null {
  const from = reader.at
  const step = readStep(reader)
  const comma = peek(reader)
  if (isSymbol(comma, ',')) reader.at += 1
  const side = maybeWord(reader, ...sides)?.text
  const at = sides.find((one) => one === side)
  if (step === null || at === undefined) {
    const ways = 'at append#3 n1>n2 sent 1, at election#5 at n2 written'
    mark(reader, 'WL3007', since(reader, from), `a place is a step and a side of it: ${ways}`)
    return null
  }
  const many = at === 'early' || at === 'sent'
  const place: Place = { step, at, nth: many ? readCount(reader, 'which send') : 0 }
  return { kind: 'place', place }
}

function readStep(reader: Reader): string | null {
  const word = hyphenated(reader)
  if (word === null) return null
  reader.at += word.count
  if (!maybeSymbol(reader, '#')) return null
  const nth = readCount(reader, 'which step')
  if (maybeWord(reader, 'at') !== null) return `${word.text}#${nth} at ${readId(reader)}`
  const from = readId(reader)
  return maybeSymbol(reader, '>') ? `${word.text}#${nth} ${from}>${readId(reader)}` : null
}
