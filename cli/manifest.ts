// A package.json with one dependency more, all else as it was: its order, its indents, its line ends.

import { FileComplaints } from '../scenarios/runner/file-complaints.ts'
import { type Entry, type Marked, markedOf } from '../scenarios/runner/marked.ts'

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

/**
 * @param path absolute, for what is said
 * @returns null: it is there already
 * @throws Mistake (WL1101) with the place, for what is no manifest
 */
export function withDependency(
  text: string,
  path: string,
  name: string,
  spec: string,
): string | null {
  const bare = text.replace(/^\uFEFF/u, '')
  const complaints = new FileComplaints(path, bare)
  const root = markedOf(bare, true, complaints)
  if (root?.kind !== 'map') {
    if (complaints.none) complaints.add({ start: 0, end: 1 }, 'this is no manifest', [])
    throw complaints.mistake()
  }
  const isIt = ({ key, value }: Entry): boolean =>
    key === 'name' && value.kind === 'text' && value.value === name
  if (root.entries.some(isIt)) return null
  const own = root.entries.filter(({ key }) => fields.includes(key))
  const odd = own.filter(({ value }) => value.kind !== 'map')
  for (const { key, value } of odd) complaints.add(value, `${key} is no record`, [])
  if (odd.length > 0) throw complaints.mistake()
  if (own.some(({ value }) => hasKey(value, name))) return null
  const entry = `"${name}": ${JSON.stringify(spec)}`
  const before = text.slice(0, text.length - bare.length)
  const there = own.find(({ key }) => key === 'devDependencies')
  if (there?.value.kind === 'map') return before + inserted(bare, there.value, entry)
  const { end, step } = lines(bare, root)
  const record = end === '' ? `{ ${entry} }` : `{${end}${step}${step}${entry}${end}${step}}`
  return before + inserted(bare, root, `"devDependencies": ${record}`)
}

const hasKey = (value: Marked, key: string): boolean =>
  value.kind === 'map' && value.entries.some((entry) => entry.key === key)

/** The text with an entry behind the last of a record, on a line of its own if the others are. */
function inserted(text: string, map: Extract<Marked, { kind: 'map' }>, entry: string): string {
  const { end, indent, step } = lines(text, map)
  const last = map.entries.at(-1)
  const at = last?.value.end ?? map.start + 1
  if (last !== undefined) {
    return `${text.slice(0, at)},${end === '' ? ' ' : `${end}${indent}`}${entry}${text.slice(at)}`
  }
  // An empty record opens in the indent of its own line.
  const outer = /[ \t]*$/u.exec(lineBefore(text, map.start))?.[0] ?? ''
  const own = /^[ \t]*/u.exec(lineBefore(text, map.start))?.[0] ?? outer
  const close = text.indexOf('}', at)
  return `${text.slice(0, at)}${end}${own}${step}${entry}${end}${own}${text.slice(close)}`
}

/** How a record is written: the end of its lines (empty: it is one line), its indent, one step. */
function lines(
  text: string,
  { start, entries }: Extract<Marked, { kind: 'map' }>,
): { readonly end: string; readonly indent: string; readonly step: string } {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const step = /\n([ \t]+)"/u.exec(text)?.[1] ?? '  '
  const last = entries.at(-1)
  if (last === undefined) return { end: text.includes('\n') ? newline : '', indent: '', step }
  const isOpen = text.slice(start, last.start).includes('\n')
  const indent = /^[ \t]*/u.exec(lineBefore(text, last.start))?.[0] ?? ''
  return isOpen ? { end: newline, indent, step } : { end: '', indent: '', step }
}

const lineBefore = (text: string, at: number): string =>
  text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
