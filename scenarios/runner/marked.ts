// A YAML or JSON text as a tree in which everything knows where it stands. Only what the two have in
// common is taken: texts, numbers, truth, lists, maps. Aliases, tags and merges are refused, so a
// small file stays small; what the values mean is not known here.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import type { FileComplaints, Spot } from './file-complaints.ts'

export type Marked = Spot &
  (
    | { readonly kind: 'text'; readonly value: string; readonly verbatim: boolean }
    | { readonly kind: 'number'; readonly value: number; readonly source: string }
    | { readonly kind: 'truth'; readonly value: boolean }
    | { readonly kind: 'nothing' }
    | { readonly kind: 'list'; readonly items: readonly Marked[] }
    | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  )

export interface Entry extends Spot {
  readonly key: string
  readonly value: Marked
}

/** Nobody writes a scenario deeper than this; what is deeper could exhaust the stack of a reader. */
const depthMax = 32

/**
 * Reads the whole text. What is wrong with its form goes to `complaints`.
 * @returns null where nothing could be made of it
 */
export function markedOf(text: string, isJson: boolean, complaints: FileComplaints): Marked | null {
  const deep = tooDeep(text)
  if (deep !== null) {
    complaints.add({ start: deep, end: deep + 1 }, 'it is nested deeper than any scenario', [])
    return null
  }
  // In JSON a tab is a space; outside of its texts, YAML gives it another meaning.
  const source = isJson ? text.replaceAll('\t', ' ') : text
  const document = parseDocument(source, {
    ...{ version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false },
    lineCounter: new LineCounter(),
  })
  const lines = new Set<number>()
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const line = complaints.lineOf(pos[0])
    // One slip makes many errors behind it in its line; the first tells it best.
    if (lines.has(line)) continue
    lines.add(line)
    const [what, help] = told[code] ?? [`it cannot be read: ${message}`, null]
    complaints.add({ start: pos[0], end: pos[0] + 1 }, what, help === null ? [] : [help])
  }
  if (isJson && complaints.none) strictly(text, complaints)
  if (!complaints.none) return null
  return document.contents === null ? null : marked(document.contents, source, complaints)
}

/** What the codes of the reader mean for a person. */
const told: Readonly<Record<string, readonly [string, string | null]>> = {
  TAB_AS_INDENT: ['a tab stands where only spaces may indent', 'allowed        two spaces a level'],
  MULTIPLE_DOCS: ['a second document begins here', 'allowed        one scenario a file'],
  TAG_RESOLVE_FAILED: ['tags (!…) mean nothing here', 'allowed        the value without its tag'],
  BLOCK_AS_IMPLICIT_KEY: [
    'this line holds more than one ": ", or its indent fits nothing above',
    'allowed        key: value   with a text that holds ": " in quotes',
  ],
  BAD_SCALAR_START: [
    'a value cannot begin with this character',
    'allowed        the same in quotes',
  ],
  MISSING_CHAR: ['something is not closed or not finished here', null],
}

/** JSON has no comments, no bare words and no commas at the end, which YAML lets pass. */
function strictly(text: string, complaints: FileComplaints): void {
  try {
    JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.trimEnd().length)
    complaints.add({ start: at, end: at + 1 }, 'this is not JSON', [
      'allowed        names and texts in double quotes, no comments, no comma at the end',
    ])
  }
}

/** Where brackets, dashes or indents go deeper than is allowed; null: nowhere. */
function tooDeep(text: string): number | null {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at]
    if (one === '[' || one === '{') depth += 1
    else if ((one === ']' || one === '}') && depth > 0) depth -= 1
    if (depth > depthMax) return at
  }
  const indented = new RegExp(`^[ \\t]{${depthMax * 8}}|^\\s*(?:[-?:][ \\t]+){${depthMax}}`, 'm')
  return indented.exec(text)?.index ?? null
}

function marked(node: ParsedNode, text: string, complaints: FileComplaints): Marked {
  const [start, end] = node.range
  const spot = { start, end: Math.max(end, start + 1) }
  if (isAlias(node)) {
    complaints.add(spot, 'aliases (*…) are not read here', [
      'allowed        the value, written out',
    ])
    return { ...spot, kind: 'nothing' }
  }
  if (node.anchor !== undefined) {
    complaints.add(spot, 'anchors (&…) are not read here', ['allowed        the value alone'])
  }
  if (node.tag !== undefined) {
    complaints.add(spot, 'tags (!…) mean nothing here', [
      'allowed        the value without its tag',
    ])
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => marked(item, text, complaints))
    return { ...spot, kind: 'list', items }
  }
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const entries: Entry[] = []
    for (const { key, value } of node.items) {
      const [from, to] = key.range
      const place = { start: from, end: Math.max(to, from + 1) }
      if (!isScalar(key)) {
        complaints.add(place, 'a key is a word', [])
        continue
      }
      const name = isScalar(key) ? String(key.source ?? key.value) : ''
      const first = entries.find((one) => one.key === name)
      if (first !== undefined) {
        const line = complaints.lineOf(first.start)
        complaints.add(place, `"${name}" stands twice: first in line ${line}`, [])
        continue
      }
      const told: Marked =
        value === null ? { ...place, kind: 'nothing' } : marked(value, text, complaints)
      entries.push({ ...place, key: name, value: told })
    }
    return { ...spot, kind: 'map', entries }
  }
  return scalar(node, spot, text)
}

function scalar(node: ParsedNode, spot: Spot, text: string): Marked {
  const value: unknown = isScalar(node) ? node.value : null
  const source = text.slice(spot.start, spot.end)
  if (typeof value === 'string') {
    return { ...spot, kind: 'text', value, verbatim: source === value }
  }
  if (typeof value === 'number') return { ...spot, kind: 'number', value, source }
  return typeof value === 'boolean'
    ? { ...spot, kind: 'truth', value }
    : { ...spot, kind: 'nothing' }
}
