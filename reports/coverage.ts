// What many seeds covered, beside what a pass of them cannot say: goals and faults with their seeds,
// assumptions, faults that never struck, goals that nobody reached.

import { columns, type Page, pad, padLeft, printable } from './page.ts'
import { grouped, listed, type Unit, wrapped } from './words.ts'

/** As far as it is told here. */
export interface CoverageOf {
  readonly judged: number
  /** seeds when absent */
  readonly unit?: Unit
  readonly goals: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  readonly assumptions: readonly string[]
  readonly absent: readonly string[]
}

const goalRowsMax = 12
const faultRowsMax = 6
const limitsMax = 8

/** Left: goals and faults with the seeds that had them. Right: what a pass cannot say. */
export function coverage(told: CoverageOf, page: Page): string[] {
  const left = covered(told, page)
  const right = limits(told, page)
  const leftWide = Math.max(36, ...left.map(columns)) + 3
  if (leftWide + 30 > page.width)
    return [...left, '', ...right].map((line) => `  ${line}`.trimEnd())
  const room = page.width - leftWide - 2
  const folded = right.flatMap((line) => {
    const deep = line.startsWith('  ') ? '    ' : ''
    return wrapped(line.trimStart(), room - 4).map((part, index) =>
      index === 0 ? line.slice(0, line.length - line.trimStart().length) + part : deep + part,
    )
  })
  const count = Math.max(left.length, folded.length)
  return Array.from({ length: count }, (_, index) =>
    `  ${pad(left[index] ?? '', leftWide)}${folded[index] ?? ''}`.trimEnd(),
  )
}

function covered(told: CoverageOf, page: Page): string[] {
  const reached = byCount(told.goals).filter(([, seeds]) => seeds > 0)
  const damages = byCount(told.faults).filter(([, seeds]) => seeds > 0)
  const all: [string, number][] = [
    ...reached,
    ...damages.map(([name, n]): [string, number] => [`fault: ${name}`, n]),
  ]
  if (all.length === 0) return [page.ink.strong('What this covered'), '  no goal and no fault']
  const shown = [
    ...reached.slice(0, goalRowsMax),
    ...damages.slice(0, faultRowsMax).map(([name, n]): [string, number] => [`fault: ${name}`, n]),
  ]
  // As wide as the heading, at least.
  const nameWide = Math.max(15, ...shown.map(([name]) => columns(name)))
  const heading = told.unit === 'crash' ? 'crashes' : 'seeds'
  const countWide = Math.max(heading.length, ...shown.map(([, seeds]) => grouped(seeds).length))
  const rows = shown.map(
    ([name, seeds]) =>
      `  ${pad(name, nameWide)}  ${padLeft(grouped(seeds), countWide)} ${barOf(seeds / told.judged, page)}`,
  )
  const more = all.length - shown.length
  if (more > 0) rows.push(`  and ${grouped(more)} kinds more`)
  return [
    page.ink.strong(`${pad('What this covered', nameWide + 4)}${padLeft(heading, countWide)}`),
    ...rows,
  ]
}

/** Four cells for the whole, in eighths where there are glyphs for them. */
function barOf(share: number, { glyphs }: Page): string {
  const eighths = Math.max(1, Math.round(share * 32))
  const whole = glyphs.full.repeat(Math.floor(eighths / 8))
  const rest = eighths % 8
  if (rest === 0) return whole
  const parts =
    glyphs.full === '█' ? ['▏', '▎', '▍', '▌', '▋', '▊', '▉'] : ['.', '.', '.', ':', ':', ':', ':']
  return whole + (parts[rest - 1] ?? '')
}

function byCount(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(
    ([name, seeds], [other, others]) => others - seeds || (name < other ? -1 : 1),
  )
}

function limits(told: CoverageOf, page: Page): string[] {
  const { bullet, never } = page.glyphs
  const said = [
    ...told.assumptions.map((text) => printable(text)),
    ...told.absent.map((text) => printable(text)),
  ]
  const rows = said.slice(0, limitsMax).map((text) => `  ${bullet} ${text}`)
  const unseen = Object.entries(told.goals)
    .filter(([, seeds]) => seeds === 0)
    .map(([name]) => name)
    .sort()
  if (unseen.length > 0) rows.push(`  ${never} never seen: ${listed(unseen, 8)}`)
  if (rows.length === 0)
    rows.push(`  ${bullet} anything that its faults and its workload leave out`)
  return [page.ink.strong('What this cannot say'), ...rows]
}
