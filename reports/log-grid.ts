// The logs of the nodes as a grid of a terminal: a row a node, a cell an entry, in it the term. What
// is not committed stands between dashes, so that it is told apart without colour.

import type { NodeLog } from '../sim/role-view.ts'
import { heldAt, type LogRow, logWindow, type LogWindow, type WindowCell } from './log-window.ts'
import { clipped, columns, type Glyphs, type Page, pad, padLeft, printable } from './page.ts'
import { counted } from './words.ts'

const rowsMax = 7
const indent = '    '

/** Lines without a heading; none where nobody has a log with anything in it. */
export function logGrid(logs: readonly NodeLog[], page: Page): string[] {
  const some = logs.slice(0, rowsMax)
  const label = Math.max(7, ...some.map((one) => labelOf(one).length)) + 2
  const wide = cellWidth(some)
  const room = Math.floor((page.width - indent.length - label - beyondWide) / wide)
  const window = logWindow(some, room)
  if (window === null) return []
  const lines = [
    `${pad('index', label)}${indexes(window, wide)}`,
    ...window.rows.map((row) => gridRow(row, label, wide, page)),
    ...(logs.length > some.length
      ? [`and ${counted(logs.length - some.length, 'node')} more`]
      : []),
    ...conflictLine(window, some, page),
    ...legendLines(window, page),
  ]
  return lines.map((line) => `${indent}${line}`.trimEnd())
}

const beyondWide = 12

const labelOf = ({ id, role }: Pick<NodeLog, 'id' | 'role'>): string => {
  if (role === null) return `${id} down`
  const term = role.term === null ? '' : ` T${role.term}`
  return `${id} ${role.name}${term}`
}

/** A term between two signs, a mark behind it and a gap; an index may need more. */
function cellWidth(logs: readonly NodeLog[]): number {
  const held = logs.flatMap(({ log }) => (log === null ? [] : [log]))
  const terms = held.flatMap(({ cells }) => cells.map(({ term }) => String(term).length))
  const last = Math.max(1, ...held.map(({ first, cells }) => first + cells.length))
  return Math.max(Math.max(1, ...terms) + 4, String(last).length + 2)
}

function indexes({ from, to, beyond }: LogWindow, wide: number): string {
  let line = ''
  for (let index = from; index <= to; index += 1) line += `${padLeft(String(index), wide - 2)}  `
  return beyond === 0 ? line : `${line} and ${beyond} more`
}

function gridRow(row: LogRow, label: number, wide: number, page: Page): string {
  const cells = (row.cells ?? []).map((cell) =>
    inked(cell, cellText(cell, wide, page.glyphs), page),
  )
  return pad(clipped(labelOf(row), label - 1), label) + cells.join('')
}

function cellText({ entry, committed, mark }: WindowCell, wide: number, glyphs: Glyphs): string {
  const sign = mark === null ? ' ' : mark === 'match' ? glyphs.match : glyphs.next
  if (entry === null) return padLeft(`  ${sign}`, wide)
  if (entry === 'snapshot') return padLeft(` ${glyphs.band} ${sign}`, wide)
  const edge = committed ? ' ' : glyphs.still
  return padLeft(`${edge}${entry.term}${edge}${sign}`, wide)
}

const inked = ({ entry, committed }: WindowCell, text: string, { ink }: Page): string =>
  entry === 'snapshot' ? ink.faint(text) : entry === null || committed ? text : ink.warn(text)

/** `20 parts them: m1 holds 2 x=12, m2 and m3 hold 3 x=13`. */
function conflictLine({ conflict }: LogWindow, logs: readonly NodeLog[], page: Page): string[] {
  if (conflict === null) return []
  const held = heldAt(logs, conflict).map(({ entry, nodes }) => {
    const text = entry.text === undefined ? '' : ` ${printable(entry.text)}`
    return `${nodes.join(' ')} T${entry.term}${text}`
  })
  const said = `they part at ${conflict}: ${held.join(` ${page.glyphs.bullet} `)}`
  return [page.ink.bad(clipped(said, page.width - indent.length))]
}

/** Only what there is. */
function legendLines({ rows, leader }: LogWindow, { glyphs, ink, width }: Page): string[] {
  const cells = rows.flatMap((row) => row.cells ?? [])
  const words = ['digit = term']
  const isEntry = ({ entry }: WindowCell): boolean => entry !== null && entry !== 'snapshot'
  if (cells.some((cell) => isEntry(cell) && !cell.committed)) {
    words.push(`${glyphs.still} ${glyphs.still} = not committed`)
  }
  if (cells.some(({ entry }) => entry === 'snapshot')) words.push(`${glyphs.band} = in a snapshot`)
  if (leader !== null && cells.some(({ mark }) => mark !== null)) {
    words.push(`${glyphs.match} ${glyphs.next} = ${leader} knows it there, sends it next`)
  }
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line}   ${word}`
    if (columns(longer) <= width - indent.length) line = longer
  }
  return [ink.faint(line)]
}
