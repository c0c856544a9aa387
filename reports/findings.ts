// What was found of each property, goal and threshold, in the rows that every verdict stands under.

import type { Finding } from '../sim/verdict.ts'
import { type Page, pad, printable } from './page.ts'
import { listed } from './words.ts'

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
    for (const [index, finding] of own.entries()) {
      const name = pad(`${signOf(finding, page)} ${printable(finding.property)}`, nameWide)
      const words = finding.verdict === 'pass' ? finding.detail : (finding.why ?? finding.detail)
      const told = words === null ? '' : printable(words)
      rows.push(`  ${pad(index === 0 ? section : '', labelWide - 2)}${name}${told}`.trimEnd())
    }
    if (section === 'eventually') rows.push(...goalRows(goals, page))
  }
  return rows
}

function signOf(finding: Finding, { glyphs, ink }: Page): string {
  if (finding.verdict === 'pass') return ink.good(glyphs.ok)
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
  if (never.length > 0) lines.push(ink.warn(`${glyphs.never} never: ${listed(never, 8)}`))
  return lines.map(
    (text, index) => `  ${pad(index === 0 ? 'sometimes' : '', labelWide - 2)}${text}`,
  )
}
