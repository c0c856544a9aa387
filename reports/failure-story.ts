// Of the screen of a failure: the operations as the clients saw them, and the story in sentences.

import type { FailureTold, OperationTold, Report } from '../sim/report.ts'
import { tellingMost } from './beats.ts'
import { clipped, columns, type Page, pad, padLeft, printable } from './page.ts'
import { placeName } from './legal-order.ts'
import { millis, wrapped } from './words.ts'

const operationsMax = 6
/** Columns of a reason that are worth reading. */
const wrongMin = 24
const indent = '    '

/** The operations that the story speaks of; else those under way when it broke. */
export function clientRows(report: Report, page: Page): string[] {
  const { operations, failure } = report
  const told = operations.filter((one) => one.told || one.misfit !== null)
  const broke = failure?.failure.time ?? 0
  const open = operations.filter(({ start, end }) => start <= broke && (end ?? broke) >= broke)
  // A legal order of a few operations is read beside all of them.
  const placed = operations.filter((one) => told.includes(one) || one.order !== null)
  const whole = placed.length <= operationsMax ? placed : told
  const shown = told.length > 0 ? whole : open
  // What fits nowhere is never the one without room.
  const late = shown.findLastIndex(({ misfit }) => misfit !== null)
  const from = late < operationsMax ? 0 : late + 1 - operationsMax
  return operationRows(shown.slice(from, from + operationsMax), page)
}

/** Operations as a table: which, who, what, from when to when, with which result. */
export function operationRows(operations: readonly OperationTold[], page: Page): string[] {
  const cells = operations.map((one) => [
    placeName(one),
    one.client,
    one.call,
    one.end === null
      ? `${millis(one.start)} → … ms`
      : `${millis(one.start)} → ${millis(one.end)} ms`,
    one.end === null ? 'no answer' : (one.result ?? ''),
  ])
  const wide = (column: number, max: number): number =>
    Math.min(max, Math.max(0, ...cells.map((row) => columns(row[column] ?? ''))))
  const [label, client, call, time] = [wide(0, 6), wide(1, 16), wide(2, 48), wide(3, 22)]
  return cells.flatMap((row, at) => {
    const { misfit, outcome } = operations[at] ?? { misfit: null, outcome: 'ok' }
    const wrong = misfit === null ? '' : `   ${page.glyphs.fail} ${printable(misfit)}`
    const mark = outcome === 'failed' && misfit === null ? ` (failed)` : ''
    const text = `${indent}${pad(row[0] ?? '', label)}  ${pad(row[1] ?? '', client)}   ${pad(clipped(row[2] ?? '', call), call)}   ${padLeft(row[3] ?? '', time)}   ${row[4] ?? ''}${mark}`
    // Where there is next to no room beside it, why it is wrong stands below.
    if (columns(text) + Math.min(columns(wrong), wrongMin) <= page.width) {
      return [clipped(text + wrong, page.width)]
    }
    const below = `${indent}${' '.repeat(label)}${wrong.slice(1)}`
    return [clipped(text, page.width), clipped(below, page.width)]
  })
}

/** Columns of the event at the end of a sentence, and of the number before it. */
const eventWide = 14
/** Lines of a sentence: of one that tells much, what it leads to stands at its end. */
const linesUsual = 2
const linesTelling = 4

/**
 * The story, numbered, each sentence with its event at the end of its last line.
 * @param room lines; what tells least is left out where there are more, and the numbers run on
 */
export function storyRows({ story }: FailureTold, room: number, page: Page): string[] {
  const wide = page.width - eventWide
  const steps = story.map((step) => {
    const lines = wrapped(printable(step.text), wide).map((line) => clipped(line, wide))
    const most = step.rank > 1 ? linesUsual : linesTelling
    const shown = lines.slice(0, most)
    if (lines.length > most) shown[most - 1] = clipped(`${shown[most - 1]} …`, wide)
    return { rank: step.rank, event: `e${step.from}`, lines: shown }
  })
  const kept = inRoom(steps, room)
  return kept.flatMap(({ lines, event }, at) =>
    lines.map((line, nth) => {
      const number = nth === 0 ? padLeft(String(at + 1), 2) : '  '
      const said = `  ${number}  ${line}`
      return nth === lines.length - 1
        ? `${pad(said, page.width - 7)} ${page.ink.faint(event)}`.trimEnd()
        : said
    }),
  )
}

type Step = { readonly rank: number; readonly event: string; readonly lines: readonly string[] }

/** Those that tell most, in their order; a short one comes back where a long one did not fit. */
function inRoom(steps: readonly Step[], room: number): Step[] {
  const linesOf = (some: readonly Step[]): number =>
    some.reduce((sum, { lines }) => sum + lines.length, 0)
  let kept = [...steps]
  while (kept.length > 2 && linesOf(kept) > room) kept = tellingMost(kept, kept.length - 1)
  const left = steps.filter((step) => !kept.includes(step))
  for (const step of left.toReversed().toSorted((one, other) => one.rank - other.rank)) {
    const more = steps.filter((one) => one === step || kept.includes(one))
    if (linesOf(more) <= room) kept = more
  }
  return kept
}
