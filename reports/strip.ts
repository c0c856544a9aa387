// The strip: one run on one time axis, a row a node, rows for what separated them, a row for the
// operations that succeeded. A node with a view shows what it was, any other when it took steps. It
// says nothing about the verdict.

import type { NodeRoles } from '../sim/role-view.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { Micros, NodeId, OpId } from '../sim/units.ts'
import { groundOf, inShort } from './fault-words.ts'
import { clipped, columns, type Glyphs, type Page, pad } from './page.ts'
import { type Spell, spells } from './spells.ts'
import { axis, cellAt, columnOf, type Grid } from './strip-grid.ts'
import { roleCells, roleLegend } from './strip-roles.ts'
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
  /** what the nodes with a view were; others then have a row only if they went down or paused */
  readonly roles?: readonly NodeRoles[]
  /** operations that count; absent where nobody says which succeeded: every answer counts */
  readonly succeeded?: ReadonlySet<OpId>
}

const indent = '    '
const nodesMax = 16
const rowsMax = 4

/** The rows of the strip, without a line break at their ends. */
export function strip(of: StripOf, page: Page): string[] {
  const drawn = rowsOf(of, page)
  const nodes = drawn.rows.slice(0, nodesMax)
  const { grid, label } = drawn
  const row = (name: string, cells: string): string =>
    `${indent}${pad(name, label)}${cells}`.trimEnd()
  const lines = [row('', axis(grid))]
  for (const { id, cells } of nodes) {
    lines.push(
      row(
        id,
        runsOf(cells)
          .map((run) => inked(run, page))
          .join(''),
      ),
    )
  }
  if (drawn.all > nodes.length) {
    lines.push(row('', `and ${grouped(drawn.all - nodes.length)} more nodes`))
  }
  for (const ground of ['net', 'clock', 'disk'] as const) {
    const here = drawn.inForce.filter((spell) => groundOf(spell.fault) === ground)
    for (const cells of spellRows(here, of.nodes, grid, page)) lines.push(row(ground, cells))
  }
  const ops = completions(of, grid, page.glyphs)
  if (ops !== null) lines.push(row('ops', ops))
  if (of.broke !== null) lines.push(row('', broken(of.broke, grid, page)))
  const words = legend(nodes, of.roles ?? [], opsWords(of, ops), grid.column, page.glyphs)
  return [...lines, ...legendRows(words, label, page).map((line) => row('', line))]
}

interface NodeRow {
  readonly id: NodeId
  readonly cells: readonly string[]
  readonly viewed: boolean
}

interface Drawn {
  readonly rows: readonly NodeRow[]
  /** how many there would be */
  readonly all: number
  readonly grid: Grid
  readonly label: number
  readonly inForce: readonly Spell[]
}

/** A row of cells a node, on a grid that fits the page. */
function rowsOf(of: StripOf, page: Page): Drawn {
  const { glyphs } = page
  const label = Math.max(5, ...of.nodes.slice(0, nodesMax).map((id) => id.length)) + 2
  const column = columnOf(of.end, Math.max(10, page.width - indent.length - label))
  const grid: Grid = { column, wide: Math.max(1, Math.ceil(of.end / column)) }
  const inForce = spells(of.trace, of.until, of.end)
  const roles = new Map((of.roles ?? []).map((node) => [node.id, node.spells]))
  // Many nodes without a view are not gone through: only the first of them have a row.
  const nodes = roles.size === 0 ? of.nodes.slice(0, nodesMax) : of.nodes
  const events = eventsBy(of.trace)
  const rows = nodes.map((id): NodeRow => {
    const spellsOf = roles.get(id)
    const own = events.get(id) ?? []
    const said =
      spellsOf === undefined
        ? stepCells(own, grid, glyphs)
        : roleCells(spellsOf, grid.wide, (time) => cellAt(grid, time), glyphs)
    const pauses = inForce.filter(({ fault }) => fault.kind === 'pause' && fault.node === id)
    const cells = stopped(said, own, pauses, of.end, grid, glyphs)
    return { id, cells, viewed: spellsOf !== undefined }
  })
  const struck = ({ cells }: NodeRow): boolean =>
    cells.includes(glyphs.down) || cells.includes(glyphs.paused)
  const shown = roles.size === 0 ? rows : rows.filter((row) => row.viewed || struck(row))
  const all = roles.size === 0 ? of.nodes.length : shown.length
  return { rows: shown, all, grid, label, inForce }
}

/** The events of each node, so that the trace is gone through once. */
function eventsBy(trace: Trace): Map<NodeId, TraceEvent[]> {
  const events = new Map<NodeId, TraceEvent[]>()
  for (const event of trace) {
    if (event.node === null) continue
    const own = events.get(event.node)
    if (own === undefined) events.set(event.node, [event])
    else own.push(event)
  }
  return events
}

/** Up or busy. */
function stepCells(own: Trace, grid: Grid, glyphs: Glyphs): string[] {
  const cells = new Array<string>(grid.wide).fill(glyphs.up)
  for (const event of own) {
    if (event.kind === 'receive' || event.kind === 'expire') {
      cells[cellAt(grid, event.time)] = glyphs.busy
    }
  }
  return cells
}

/** Down or paused over it: what is worst in a column is what it shows. */
function stopped(
  cells: string[],
  own: Trace,
  pauses: readonly Spell[],
  end: Micros,
  grid: Grid,
  glyphs: Glyphs,
): string[] {
  const fill = (from: Micros, to: Micros, glyph: string): void => {
    cells.fill(glyph, cellAt(grid, from), cellAt(grid, to) + 1)
  }
  const downs: { from: Micros; to: Micros }[] = []
  let downSince: Micros | null = null
  for (const event of own) {
    if (event.kind === 'crash') downSince ??= event.time
    if (event.kind === 'start' && downSince !== null) {
      downs.push({ from: downSince, to: Math.max(downSince, event.time - 1) })
      downSince = null
    }
  }
  if (downSince !== null) downs.push({ from: downSince, to: end })
  for (const { from, to } of pauses) fill(from, to, glyphs.paused)
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
  if (run.startsWith(glyphs.unsure)) return ink.warn(run)
  if (/^[0-9*]/u.test(run)) return ink.strong(run)
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

/** What the row of operations counts; null when there is none. */
function opsWords({ succeeded }: StripOf, ops: string | null): string | null {
  if (ops === null) return null
  return succeeded === undefined ? 'ops = operations completed' : 'ops = operations that succeeded'
}

/** Operations of each column as heights; null when the run has no operations at all. */
function completions({ trace, succeeded }: StripOf, grid: Grid, glyphs: Glyphs): string | null {
  const counts = new Array<number>(grid.wide).fill(0)
  let any = false
  for (const event of trace) {
    if (event.kind === 'invoke') any = true
    if (event.kind !== 'complete' || succeeded?.has(event.op) === false) continue
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
function legend(
  rows: readonly NodeRow[],
  roles: readonly NodeRoles[],
  ops: string | null,
  column: Micros,
  glyphs: Glyphs,
): string[] {
  const shown = new Set(rows.map(({ id }) => id))
  const seen = new Set(rows.flatMap(({ cells }) => cells))
  const steps = new Set(rows.filter(({ viewed }) => !viewed).flatMap(({ cells }) => cells))
  const words = roleLegend(
    roles.filter(({ id }) => shown.has(id)),
    seen,
    glyphs,
  )
  if (steps.has(glyphs.busy)) words.push(`${glyphs.busy} = step`)
  if (steps.has(glyphs.up)) words.push(`${glyphs.up} = quiet`)
  if (seen.has(glyphs.down)) words.push(`${glyphs.down} = down`)
  if (seen.has(glyphs.paused)) words.push(`${glyphs.paused} = paused`)
  if (ops !== null) words.push(ops)
  words.push(`column = ${span(column)}`)
  return words
}

/** As many words in a line as fit. */
function legendRows(words: readonly string[], label: number, page: Page): string[] {
  const room = page.width - indent.length - label
  const lines: string[] = []
  for (const word of words) {
    const line = lines.at(-1)
    const longer = `${line ?? ''}   ${word}`
    if (line !== undefined && columns(longer) <= room) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.map((line) => page.ink.faint(line))
}
