// The strip: one run on one time axis, a row a node, rows for what separated them, a row for the
// operations that completed. It is made from the trace alone and says nothing about the verdict.

import type { Trace } from '../sim/trace.ts'
import type { Micros, NodeId } from '../sim/units.ts'
import { groundOf, inShort } from './fault-words.ts'
import { clipped, columns, type Glyphs, type Page, pad } from './page.ts'
import { type Spell, spells } from './spells.ts'
import { grouped, span } from './words.ts'

export interface StripOf {
  readonly nodes: readonly NodeId[]
  readonly trace: Trace
  /** end of the storm: lasting faults end here at the latest */
  readonly until: Micros
  /** end of the run */
  readonly end: Micros
  /** where it broke, or null */
  readonly broke: Micros | null
}

/** Steps of the axis that people can count in. */
const nice: readonly Micros[] = [
  1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000,
  5_000_000, 10_000_000, 20_000_000, 60_000_000, 120_000_000, 300_000_000, 600_000_000,
]

const usual: Micros = 100_000
const indent = '    '
const nodesMax = 16
const rowsMax = 4

/** One column is a tenth of a second; more where the run would not fit, less where it is short. */
export function columnOf(end: Micros, room: number): Micros {
  const wanted = end < 1_000_000 ? Math.max(1_000, end / 40) : Math.max(usual, end / room)
  return nice.find((step) => step >= wanted) ?? Math.ceil(end / room)
}

/** The rows of the strip, without a line break at their ends. */
export function strip(of: StripOf, page: Page): string[] {
  const nodes = of.nodes.slice(0, nodesMax)
  const label = Math.max(5, ...nodes.map((id) => id.length)) + 2
  const column = columnOf(of.end, Math.max(10, page.width - indent.length - label))
  const grid: Grid = { column, wide: Math.max(1, Math.ceil(of.end / column)) }
  const row = (name: string, cells: string): string =>
    `${indent}${pad(name, label)}${cells}`.trimEnd()
  const inForce = spells(of.trace, of.until, of.end)
  const { glyphs } = page

  const lines = [row('', axis(grid))]
  const seen = new Set<string>()
  for (const id of nodes) {
    const cells = nodeCells(of, id, inForce, grid, glyphs)
    for (const cell of cells) seen.add(cell)
    lines.push(
      row(
        id,
        runsOf(cells)
          .map((run) => inked(run, page))
          .join(''),
      ),
    )
  }
  if (of.nodes.length > nodes.length) {
    lines.push(row('', `and ${grouped(of.nodes.length - nodes.length)} more nodes`))
  }
  for (const ground of ['net', 'clock', 'disk'] as const) {
    const here = inForce.filter((spell) => groundOf(spell.fault) === ground)
    for (const cells of spellRows(here, of.nodes, grid, page)) lines.push(row(ground, cells))
  }
  const ops = completions(of.trace, grid, glyphs)
  if (ops !== null) lines.push(row('ops', ops))
  if (of.broke !== null) lines.push(row('', broken(of.broke, grid, page)))
  lines.push(row('', page.ink.faint(legend(seen, ops !== null, column, glyphs))))
  return lines
}

interface Grid {
  readonly column: Micros
  readonly wide: number
}

const cellAt = (grid: Grid, time: Micros): number =>
  Math.min(grid.wide - 1, Math.max(0, Math.floor(time / grid.column)))

/** `0s        1s        2s`: a mark every so many columns, at least ten. */
function axis({ wide, column }: Grid): string {
  const every = nice.find((step) => step >= column * 10 && step % column === 0) ?? column * 10
  let line = ''
  for (let time = 0; time <= wide * column; time += every) {
    const mark = every >= 1_000_000 ? `${time / 1_000_000}s` : `${time / 1_000}ms`
    line = pad(line, Math.round(time / column)) + mark
  }
  return line
}

/** Up, busy, down or paused; what is worst in a column is what it shows. */
function nodeCells(
  of: StripOf,
  id: NodeId,
  inForce: readonly Spell[],
  grid: Grid,
  glyphs: Glyphs,
): string[] {
  const cells = new Array<string>(grid.wide).fill(glyphs.up)
  const fill = (from: Micros, to: Micros, glyph: string): void => {
    cells.fill(glyph, cellAt(grid, from), cellAt(grid, to) + 1)
  }
  const downs: { from: Micros; to: Micros }[] = []
  let downSince: Micros | null = null
  for (const event of of.trace) {
    if (event.node !== id) continue
    if (event.kind === 'receive' || event.kind === 'expire')
      fill(event.time, event.time, glyphs.busy)
    if (event.kind === 'crash') downSince ??= event.time
    if (event.kind === 'start' && downSince !== null) {
      downs.push({ from: downSince, to: Math.max(downSince, event.time - 1) })
      downSince = null
    }
  }
  if (downSince !== null) downs.push({ from: downSince, to: of.end })
  for (const { fault, from, to } of inForce) {
    if (fault.kind === 'pause' && fault.node === id) fill(from, to, glyphs.paused)
  }
  for (const { from, to } of downs) fill(from, to, glyphs.down)
  return cells
}

/** Equal neighbours together, so that each colour is switched on once. */
function runsOf(cells: readonly string[]): string[] {
  const runs: string[] = []
  for (const [at, cell] of cells.entries()) {
    if (at > 0 && cells[at - 1] === cell) runs.push((runs.pop() ?? '') + cell)
    else runs.push(cell)
  }
  return runs
}

function inked(run: string, { glyphs, ink }: Page): string {
  if (run.startsWith(glyphs.down)) return ink.bad(run)
  if (run.startsWith(glyphs.paused)) return ink.warn(run)
  return run.startsWith(glyphs.up) ? ink.faint(run) : run
}

/**
 * Spells side by side in as few rows as they need, each drawn along its time with its name in it
 * or, where that does not fit, behind it.
 */
function spellRows(
  all: readonly Spell[],
  nodes: readonly NodeId[],
  grid: Grid,
  page: Page,
): string[] {
  const rows: string[] = []
  let left = 0
  for (const spell of all) {
    const from = cellAt(grid, spell.from)
    const drawn = bar(cellAt(grid, spell.to) - from + 1, inShort(spell.fault, nodes), spell, page)
    const place = rows.findIndex((row) => row.length === 0 || columns(row) < from)
    if (place >= 0) rows[place] = pad(rows[place] ?? '', from) + drawn
    else if (rows.length < rowsMax) rows.push(' '.repeat(from) + drawn)
    else left += 1
  }
  if (left > 0) rows.push(`and ${grouped(left)} more`)
  return rows.map((row) => clipped(row, Math.max(grid.wide, page.width - 16)))
}

function bar(wide: number, name: string, spell: Spell, { glyphs }: Page): string {
  if (spell.from === spell.to) return `${glyphs.instant}${name}`
  const room = wide - name.length - 2
  if (room < 2) return `${glyphs.lasting.repeat(wide)} ${name}`
  const before = Math.floor(room / 2)
  return `${glyphs.lasting.repeat(before)} ${name} ${glyphs.lasting.repeat(room - before)}`
}

/** Completed operations of each column as heights; null when the run has no operations at all. */
function completions(trace: Trace, grid: Grid, glyphs: Glyphs): string | null {
  const counts = new Array<number>(grid.wide).fill(0)
  let any = false
  for (const event of trace) {
    if (event.kind === 'invoke') any = true
    if (event.kind !== 'complete') continue
    const cell = cellAt(grid, event.time)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  if (!any) return null
  const most = Math.max(1, ...counts)
  const height = (count: number): string =>
    count === 0 ? ' ' : (glyphs.bars[Math.ceil((count / most) * glyphs.bars.length) - 1] ?? ' ')
  return counts.map(height).join('')
}

function broken(time: Micros, grid: Grid, page: Page): string {
  const mark = `${page.glyphs.fail} ${span(time)}`
  return ' '.repeat(cellAt(grid, time)) + page.ink.bad(mark)
}

/** Names only what the strip shows. */
function legend(seen: ReadonlySet<string>, ops: boolean, column: Micros, glyphs: Glyphs): string {
  const words: string[] = []
  if (seen.has(glyphs.busy)) words.push(`${glyphs.busy} = step`)
  if (seen.has(glyphs.up)) words.push(`${glyphs.up} = quiet`)
  if (seen.has(glyphs.down)) words.push(`${glyphs.down} = down`)
  if (seen.has(glyphs.paused)) words.push(`${glyphs.paused} = paused`)
  if (ops) words.push('ops = operations completed')
  words.push(`column = ${span(column)}`)
  return words.join('   ')
}
