// Of the screen of a failure: the operations as the clients saw them, and the story in sentences.

import type { FailureTold, OperationTold, Report } from '../sim/report.ts'
import { clipped, columns, type Page, pad, padLeft, printable } from './page.ts'
import { legalRows, placeName } from './legal-order.ts'
import { millis, wrapped } from './words.ts'

const operationsMax = 6
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
  return [
    ...operationRows(shown.slice(from, from + operationsMax), page),
    ...legalRows(report, page),
  ]
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
  return cells.map((row, at) => {
    const { misfit, outcome } = operations[at] ?? { misfit: null, outcome: 'ok' }
    const wrong = misfit === null ? '' : `   ${page.glyphs.fail} ${printable(misfit)}`
    const mark = outcome === 'failed' && misfit === null ? ` (failed)` : ''
    const text = `${indent}${pad(row[0] ?? '', label)}  ${pad(row[1] ?? '', client)}   ${pad(clipped(row[2] ?? '', call), call)}   ${padLeft(row[3] ?? '', time)}   ${row[4] ?? ''}${mark}${wrong}`
    return clipped(text, page.width)
  })
}

/**
 * The story, numbered, each sentence with its event at the end of its last line.
 * @param room lines; sentences in the middle are left out where there are more
 */
export function storyRows({ story }: FailureTold, room: number, page: Page): string[] {
  const blocks = story.map(({ text, from }, at) => {
    const number = padLeft(String(at + 1), 2)
    const event = `e${from}`
    const lines = wrapped(printable(text), page.width - 8 - 6).map((line) =>
      clipped(line, page.width - 14),
    )
    const kept = lines.slice(0, 2)
    if (lines.length > 2) kept[1] = clipped(`${kept[1]} …`, page.width - 14)
    return kept.map((line, nth) => {
      const said = `  ${nth === 0 ? number : '  '}  ${line}`
      return nth === kept.length - 1
        ? `${pad(said, page.width - 7)} ${page.ink.faint(event)}`.trimEnd()
        : said
    })
  })
  while (blocks.length > 2 && blocks.flat().length > room) blocks.splice(blocks.length >> 1, 1)
  return blocks.flat()
}
