// A failure as the message of a test: at most two dozen plain lines under its sentence. No colour and
// no width are known where it is read, and the runner adds its diff and the user's line below.

import { eventsOf } from '../sim/run.ts'
import type { OperationTold, Report, StoryStep } from '../sim/report.ts'
import { nameOfCode } from './codes.ts'
import { tellingMost } from './beats.ts'
import { legalOrder, legalWords, placeName } from './legal-order.ts'
import { printable } from './page.ts'
import { counted, grouped, listed, millis, wrapped } from './words.ts'

const width = 100
const operationsMax = 5
const storyMax = 8

/** What stands below: a word and what it is about, `replay   npx worldline replay …`. */
export type Pointer = readonly [word: string, text: string]

/**
 * The lines below the sentence; the first is empty.
 * @param label what the run goes by, `ack-retry@7/min`
 */
export function testMessage(report: Report, label: string, pointers: readonly Pointer[]): string[] {
  const { failure } = report
  const lines = ['', ...fitted(`  ${header(report, label)}`)]
  const operations = operationRows(report.operations)
  if (operations.length > 0) lines.push('', ...operations)
  const legal = legalOrder(report)
  if (legal !== null) lines.push(cut(`  ${legalWords(legal)}`))
  if (failure !== null) {
    const steps = tellingMost(failure.story, storyMax)
    if (steps.length > 0) lines.push('', ...steps.map((step, nth) => storyRow(step, nth + 1)))
    const same = failure.irrelevant.map(({ what }) => what)
    if (same.length > 0)
      lines.push(
        '',
        ...wrapped(`does not matter: ${listed(same, 8)}`, width - 4)
          .slice(0, 3)
          .map(indented),
      )
  }
  if (pointers.length > 0) lines.push('')
  for (const [word, text] of pointers) lines.push(`  ${word.padEnd(9)}${text}`)
  return lines
}

/** `ack-retry:x@7/min · WL2006 a duplicate effect · 1 fault · 3 operations · 58 events  (from 1 · 388 · 9,644)` */
function header({ run, faults, operations, failure }: Report, label: string): string {
  const code = failure?.failure.code ?? ''
  const parts = [
    printable(label),
    `${code} ${nameOfCode(code)}`,
    counted(faults.length, 'fault'),
    counted(operations.length, 'operation'),
    counted(eventsOf(run), 'event'),
  ]
  const from = failure?.shrunk?.from ?? null
  const before =
    from === null
      ? ''
      : `  (from ${grouped(from.faults)} · ${grouped(from.operations)} · ${grouped(from.events)})`
  return parts.join(' · ') + before
}

/** Those that the story speaks of first. */
function operationRows(operations: readonly OperationTold[]): string[] {
  const told = operations.filter((one) => one.told)
  const shown = (told.length > 0 ? told : operations).slice(0, operationsMax)
  const wide = Math.max(0, ...shown.map((one) => callOf(one).length))
  const names = Math.max(0, ...shown.map((one) => placeName(one).length))
  const rows = shown.map((one) => {
    const when = `${millis(one.start)}–${one.end === null ? '?' : millis(one.end)} ms`
    const result = printable(one.result ?? 'no answer')
    const misfit = one.misfit === null ? '' : '  ✕'
    return cut(
      `  ${placeName(one).padEnd(names)}  ${callOf(one).padEnd(wide)}  ${when.padEnd(14)}  ${result}${misfit}`,
    )
  })
  const more = operations.length - shown.length
  return more === 0 || shown.length === 0 ? rows : [...rows, `     and ${grouped(more)} more`]
}

const callOf = ({ client, call }: OperationTold): string => {
  const words = `${client} ${printable(call)}`
  return words.length > 56 ? `${words.slice(0, 55)}…` : words
}

function storyRow({ text, to, place }: StoryStep, nth: number): string {
  const where = `e${to}${place === null ? '' : `  ${nearest(printable(place))}`}`
  const words = `  ${String(nth).padStart(2)}  ${printable(text)}`
  const room = width - where.length - 2
  const fit = words.length > room ? `${words.slice(0, room - 1)}…` : words
  return `${fit.padEnd(room)}  ${where}`
}

const placeMax = 28

/** The end of a long path leads to the file just as well. */
function nearest(place: string): string {
  if (place.length <= placeMax) return place
  const parts = place.split('/')
  while (parts.length > 1 && parts.join('/').length + 2 > placeMax) parts.shift()
  return `…/${parts.join('/')}`
}

const indented = (line: string, nth: number): string => `${nth === 0 ? '  ' : '    '}${line}`

const cut = (line: string): string => (line.length > width ? `${line.slice(0, width - 1)}…` : line)

/** One line, or two broken at a ` · ` or a comma. */
function fitted(line: string): string[] {
  if (line.length <= width) return [line]
  const at = Math.max(line.lastIndexOf(' · ', width), line.lastIndexOf(', ', width) + 1)
  return at <= 2 ? [cut(line)] : [line.slice(0, at), cut(`     ${line.slice(at).trimStart()}`)]
}
