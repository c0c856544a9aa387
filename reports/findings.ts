// What was found of each property, goal and threshold, in the rows that every verdict stands under.

import type { Finding } from '../sim/verdict.ts'
import { columns, type Page, pad, printable } from './page.ts'
import { wrapped } from './words.ts'

const sections = ['check', 'always', 'eventually', 'expect'] as const
const labelWide = 14
const nameWideMax = 44
const goalsMax = 24

/** Rows for all findings, then for the goals; a line each, without line breaks. */
export function findingRows(
  findings: readonly Finding[],
  goals: Readonly<Record<string, number>>,
  page: Page,
): string[] {
  const longest = Math.max(0, ...findings.map((one) => one.property.length))
  const nameWide = Math.min(nameWideMax, longest) + 4
  const rows: string[] = []
  for (const section of sections) {
    const own = findings.filter((one) => one.section === section)
    const texts = sectionRows(own, nameWide, page)
    rows.push(...texts.map((text, at) => `  ${pad(at === 0 ? section : '', labelWide - 2)}${text}`))
    if (section === 'eventually') rows.push(...goalRows(goals, page))
  }
  return rows
}

/** Those with something to say have a row each; those that merely hold stand side by side. */
function sectionRows(own: readonly Finding[], nameWide: number, page: Page): string[] {
  const rows: string[] = []
  const silent: string[] = []
  for (const finding of own) {
    const name = `${signOf(finding, page)} ${printable(finding.property)}`
    const words = finding.verdict === 'pass' ? finding.detail : (finding.why ?? finding.detail)
    if (words === null) silent.push(name)
    else rows.push(...beside(pad(name, nameWide), printable(words), page))
  }
  return [...rows, ...packed(silent, nameWide, page.width - labelWide)]
}

/** A name with its words, which go on below each other where the page ends. */
function beside(name: string, words: string, page: Page): string[] {
  const room = Math.max(24, page.width - labelWide - columns(name))
  return wrapped(words, room).map((line, at) => (at === 0 ? name : pad('', columns(name))) + line)
}

/** Cells of one width, as many in a row as fit. */
function packed(cells: readonly string[], wide: number, room: number): string[] {
  const across = Math.max(1, Math.floor(room / wide))
  const rows: string[] = []
  for (let at = 0; at < cells.length; at += across) {
    const row = cells.slice(at, at + across).map((cell) => pad(cell, wide))
    rows.push(row.join('').trimEnd())
  }
  return rows
}

function signOf(finding: Finding, { glyphs, ink }: Page): string {
  if (finding.verdict === 'pass') return finding.near === true ? ink.warn('~') : ink.good(glyphs.ok)
  return finding.verdict === 'fail' ? ink.bad(glyphs.fail) : ink.warn(glyphs.unsure)
}

/** Goals reached, with how often; then those that were not. */
function goalRows(goals: Readonly<Record<string, number>>, { glyphs, ink, width }: Page): string[] {
  const names = Object.keys(goals).sort()
  if (names.length === 0) return []
  const reached = names.filter((name) => (goals[name] ?? 0) > 0)
  const never = names.filter((name) => goals[name] === 0)
  const lines: string[] = []
  let line = ''
  const told = reached
    .slice(0, goalsMax)
    .map((name) => `${glyphs.goal} ${name} ×${goals[name] ?? 0}`)
  if (reached.length > goalsMax) told.push(`and ${reached.length - goalsMax} more`)
  for (const goal of told) {
    if (line !== '' && labelWide + line.length + 2 + goal.length > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? goal : `${line}  ${goal}`
  }
  if (line !== '') lines.push(line)
  if (never.length > 0) {
    const text = wrapped(`never: ${never.join(', ')}`, width - labelWide - 2)
    lines.push(...text.map((part, at) => ink.warn(`${at === 0 ? glyphs.never : ' '} ${part}`)))
  }
  return lines.map(
    (text, index) => `  ${pad(index === 0 ? 'sometimes' : '', labelWide - 2)}${text}`,
  )
}
