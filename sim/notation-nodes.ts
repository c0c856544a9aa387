// Reads who is meant: nodes, links, cuts and which messages. Names are checked against the roster
// where there is one.

import type { Filter } from './fault.ts'
import type { Between, NodeSelector, Nodes } from './notation.ts'
import { reservedWords } from './notation.ts'
import type { Token } from './notation-lexer.ts'
import {
  type Fix,
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
} from './notation-reader.ts'
import { readCount } from './notation-spans.ts'
import { nearest } from './nearest.ts'
import { called, mayBe, type Roster } from './roster.ts'

/** What stands where nodes may stand. */
export type Target =
  | { readonly kind: 'nodes'; readonly nodes: Nodes }
  | Between
  | { readonly kind: 'groups'; readonly groups: readonly Nodes[] }
  | { readonly kind: 'halves' | 'ring' }

const sizes = ['one', 'minority', 'majority'] as const

export const beginsTarget = (token: Token | null): boolean =>
  token?.kind === 'word' &&
  (!reservedWords.has(token.text) ||
    isWord(token, 'random', 'all', 'each', 'halves', 'ring', ...sizes))

export function readTarget(reader: Reader): Target {
  if (maybeWord(reader, 'halves') !== null) return { kind: 'halves' }
  if (maybeWord(reader, 'ring') !== null) return { kind: 'ring' }
  const nodes = readNodes(reader)
  if (isSymbol(peek(reader), '|')) {
    const groups = [nodes]
    while (maybeSymbol(reader, '|')) groups.push(readNodes(reader))
    return { kind: 'groups', groups }
  }
  if (maybeSymbol(reader, '->')) return { kind: 'one-way', from: nodes, to: readNodes(reader) }
  const sign = isSymbol(peek(reader), '-') && peek(reader, 1)?.kind === 'number'
  if (sign || !maybeSymbol(reader, '-')) return { kind: 'nodes', nodes }
  return { kind: 'both-ways', from: nodes, to: readNodes(reader) }
}

function readNodes(reader: Reader): Nodes {
  const nodes: NodeSelector[] = []
  do {
    const first = nodes.length === 0
    const node = readNode(reader, first)
    if (node !== null) nodes.push(node)
  } while (maybeSymbol(reader, ','))
  return nodes
}

function readNode(reader: Reader, first: boolean): NodeSelector | null {
  const token = peek(reader)
  if (!beginsTarget(token) || token === null || isWord(token, 'halves', 'ring')) {
    const here = token ?? { start: reader.text.length, end: reader.text.length + 1 }
    mark(reader, 'WL3008', here, 'a node belongs here')
    return null
  }
  if (isWord(token, ...sizes)) {
    const said = hyphenated(reader)
    const range = { start: token.start, end: said?.end ?? token.end }
    reader.at += said?.count ?? 1
    const text = said?.text ?? token.text
    mark(reader, 'WL3002', range, `"${text}" is a size, not a node`, `random ${text}`)
    return null
  }
  const role = roleAhead(reader)
  if (role !== null) return role
  reader.at += 1
  if (token.text === 'random') return { kind: 'random', size: readSize(reader) }
  if (token.text === 'all' || token.text === 'each') return { kind: token.text }
  checkName(reader, token, first)
  return { kind: 'named', name: token.text }
}

/** A role of a view, which may have hyphens, as a link may; null: something else stands here. */
function roleAhead(reader: Reader): NodeSelector | null {
  const { roster } = reader
  const words = hyphenated(reader)?.text.split('-') ?? []
  if (roster === null) return null
  for (let count = words.length; count > 0; count -= 1) {
    const name = words.slice(0, count).join('-')
    if (mayBe(roster, name).length === 0) continue
    reader.at += count * 2 - 1
    return { kind: 'named', name }
  }
  return null
}

function readSize(reader: Reader): Extract<NodeSelector, { kind: 'random' }>['size'] {
  const token = peek(reader)
  if (token?.kind === 'number' && token.unit === '' && !isSymbol(peek(reader, 1), '..')) {
    return readCount(reader, 'how many nodes')
  }
  if (maybeWord(reader, 'minority') !== null) {
    const third = isSymbol(peek(reader), '-') && isWord(peek(reader, 1), 'third')
    if (!third || peek(reader)?.glued !== true) return 'minority'
    reader.at += 2
    return 'minority-third'
  }
  if (maybeWord(reader, 'majority') !== null) return 'majority'
  maybeWord(reader, 'one')
  return 1
}

function checkName(reader: Reader, token: Token, first: boolean): void {
  const { roster } = reader
  if (roster === null || called(roster, token.text).length > 0) return
  const names = namesOf(roster)
  const meant = numbered(token.text, names) ? null : nearest(token.text, names)
  const said = `there is no node ${token.text} (${everybody(roster)})`
  mark(reader, 'WL3002', token, said, meant ?? without(reader, token, first))
}

/** A step's `n1` of `append#3 n1>n2`: one node, or the peer that mails the workload. */
export function readId(reader: Reader): string {
  const token = peek(reader)
  if (token?.kind !== 'word') {
    const here = token ?? { start: reader.text.length, end: reader.text.length + 1 }
    mark(reader, 'WL3008', here, 'the name of one node belongs here')
    return ''
  }
  take(reader)
  const { roster } = reader
  if (roster === null || token.text === 'workload') return token.text
  if (roster.members.some((member) => member.id === token.text)) return token.text
  const ids = roster.members.map((member) => member.id)
  const meant = numbered(token.text, ids) ? null : nearest(token.text, ids)
  mark(reader, 'WL3002', token, `there is no node ${token.text} (${everybody(roster)})`, meant)
  return token.text
}

const namesOf = (roster: Roster): string[] => [
  ...roster.members.flatMap((member) => [member.id, member.role]),
  ...roster.members.flatMap((member) => (member.domain === null ? [] : [member.domain])),
  ...Object.keys(roster.roles ?? {}),
]

/** Whether it differs from a known name by its number alone: then no guess is a good one. */
function numbered(name: string, names: readonly string[]): boolean {
  const letters = name.replace(/\d+$/, '')
  return letters !== name && names.some((known) => known.replace(/\d+$/, '') === letters)
}

/** Takes a name out of its list, with the comma beside it; null where it stands alone. */
function without(reader: Reader, token: Token, first: boolean): Fix | null {
  const comma = reader.tokens[reader.at - 2]
  if (!first && comma !== undefined) return { start: comma.start, end: token.end, text: '' }
  const after = peek(reader)
  if (!isSymbol(after, ',') || after === null) return null
  return { start: token.start, end: after.end, text: '' }
}

/** `nodes: n1 n2 n3 c1 c2`; runs of four and more are `sub1…sub6`. */
function everybody(roster: Roster): string {
  const said: string[] = []
  let run: string[] = []
  const close = (): void => {
    said.push(...(run.length > 3 ? [`${run[0]}…${run.at(-1)}`] : run))
    run = []
  }
  for (const { id } of roster.members) {
    if (run.length > 0 && !follows(run.at(-1) ?? '', id)) close()
    run.push(id)
  }
  close()
  const shown = said.length > 16 ? [...said.slice(0, 16), '…'] : said
  const domains = new Set(roster.members.flatMap(({ domain }) => (domain === null ? [] : [domain])))
  const where = domains.size === 0 ? '' : `; domains: ${[...domains].slice(0, 8).join(' ')}`
  const roles = Object.keys(roster.roles ?? {})
  const may = roles.length === 0 ? '' : `; roles: ${roles.join(' ')}`
  return `nodes: ${shown.join(' ')}${where}${may}`
}

/** n3 follows n2. */
function follows(before: string, after: string): boolean {
  const [one, other] = [/^(\D+)(\d+)$/.exec(before), /^(\D+)(\d+)$/.exec(after)]
  return (
    one !== null && other !== null && one[1] === other[1] && +(one[2] ?? 0) + 1 === +(other[2] ?? 0)
  )
}

/** `kind a,b#2..5`, after the word `kind`. */
export function readKinds(reader: Reader): Pick<Filter, 'kinds' | 'first' | 'last'> {
  const kinds: string[] = []
  do kinds.push(readMessageKind(reader))
  while (maybeSymbol(reader, ','))
  if (!maybeSymbol(reader, '#')) return { kinds, first: null, last: null }
  const from = reader.at
  const first = readCount(reader, 'which one')
  const last = maybeSymbol(reader, '..') ? readCount(reader, 'which one') : first
  if (last < first) {
    const fix = `${last}..${first}`
    mark(reader, 'WL3006', since(reader, from), `${first}..${last} runs backwards`, fix)
  }
  return { kinds, first: Math.min(first, last), last: Math.max(first, last) }
}

export function readMessageKind(reader: Reader): string {
  const known = reader.roster?.messages ?? null
  return readName(reader, known, 'a kind of message', 'nobody sends a message of kind')
}

export function readGoal(reader: Reader): string {
  return readName(reader, reader.roster?.goals ?? null, 'a goal', 'there is no goal')
}

function readName(
  reader: Reader,
  known: readonly string[] | null,
  what: string,
  unknown: string,
): string {
  const token = peek(reader)
  const word = hyphenated(reader)
  const quoted = token?.kind === 'quoted' ? token.text : null
  const name = quoted ?? word?.text ?? null
  if (name === null || token === null || (quoted === null && reservedWords.has(name))) {
    const here = token ?? { start: reader.text.length, end: reader.text.length + 1 }
    mark(reader, 'WL3008', here, `${what} belongs here`)
    return ''
  }
  const from = reader.at
  reader.at += quoted === null ? (word?.count ?? 1) : 1
  if (known === null || known.includes(name)) return name
  const list = known.length === 0 ? 'none' : known.slice(0, 16).join(' ')
  const fix = nearest(name, known)
  mark(reader, 'WL3004', since(reader, from), `${unknown} ${name} (there: ${list})`, fix)
  return name
}

/** `entries.0.term > 3`, after the word `where`. */
export function readWhere(reader: Reader): Filter['where'] {
  const path = peek(reader)
  const operator = peek(reader, 1)
  const value = peek(reader, 2)
  const op = operator?.text
  const complete = path?.kind === 'raw' || path?.kind === 'quoted'
  if (!complete || value === null || !(op === '=' || op === '!=' || op === '<' || op === '>')) {
    const here = path ?? { start: reader.text.length, end: reader.text.length + 1 }
    mark(reader, 'WL3008', here, 'where needs a field, a comparison and a value: where term > 3')
    reader.at = Math.min(reader.tokens.length, reader.at + 3)
    return null
  }
  reader.at += 3
  return {
    path: path.text,
    op,
    value: value.kind === 'quoted' ? value.text : bareValue(value.text),
  }
}

function bareValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return text
  const number = Number(text)
  return Number.isFinite(number) ? number + 0 : text
}
