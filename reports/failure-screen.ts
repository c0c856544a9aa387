// The screen of a failure: two sentences, what the clients saw, how it happened, where, what matters
// and what does not, what was taken away, and how to go on. Never more than sixty lines: what there
// is no room for is left out of the picture first, and the screen says how much that is.

import { eventsOf } from '../sim/run.ts'
import type { Report } from '../sim/report.ts'
import { diagram } from './diagram.ts'
import { type Ending, endingNone } from './ending.ts'
import { headRows } from './failure-head.ts'
import { aboutRows, commandRows, shrunkRows, sourceRows } from './failure-parts.ts'
import { clientRows, storyRows } from './failure-story.ts'
import { logGrid } from './log-grid.ts'
import { columns, type Page } from './page.ts'
import { counted, span } from './words.ts'

export const linesMax = 60
const diagramMin = 6
const diagramMax = 24
const storyMin = 4
/** Lines of the story that logs do not push out: what struck and what came of it stand in its middle. */
const storyKept = 10

/** At most sixty lines, without line breaks; none for a run that did not fail. */
export function failureScreen(report: Report, page: Page, ending: Ending = endingNone): string[] {
  if (report.failure === null) return []
  const head = headRows(report.failure.failure, report.coordinate, page)
  const clients = section('What the clients saw', clientRows(report, page), page)
  const where = sourceRows(report, page)
  const about = aboutRows(report.failure, ending.verbose, page)
  const taken = shrunkRows(report.failure.shrunk, ending, page)
  const next = commandRows(report, ending, page)
  const closing = ending.closing.slice(0, closingMax)
  const fixed = [head, clients, where, about, taken, next, closing].filter(some)
  const used = fixed.reduce((sum, lines) => sum + lines.length + 1, 1)
  // Two heads, and a blank line between the story and what follows.
  const rest = linesMax - used - 3
  const whole = storyRows(report.failure, linesMax, page).length
  const logs = logRows(report, rest - Math.min(whole, storyKept) - diagramMin, page)
  const room = rest - (logs.length === 0 ? 0 : logs.length + 1)
  const steps = storyRows(report.failure, Math.max(storyMin, room - diagramMin - 1), page)
  const drawn = diagram(report, Math.max(2, Math.min(diagramMax, room - steps.length)), page)
  const how = [
    ...section(howItHappened(report, drawn.leftOut, page), steps, page),
    ...blankFirst(drawn.lines),
  ]
  const parts = [head, clients, how, logs, where, about, taken, next, closing].filter(some)
  return ['', ...parts.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))].slice(
    0,
    linesMax,
  )
}

/** The logs at the violation, where there is room for them beside the story. */
function logRows({ logs, failure }: Report, room: number, page: Page): string[] {
  if (failure === null) return []
  const title = `Logs at e${failure.event}, ${span(failure.failure.time)}`
  const rows = section(title, logGrid(logs, page), page)
  return rows.length < room ? rows : []
}

const closingMax = 18

const some = (lines: readonly string[]): boolean => lines.length > 0

const blankFirst = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${line}`)]

const section = (title: string, lines: readonly string[], { ink }: Page): string[] =>
  lines.length === 0 ? [] : [`  ${ink.strong(title)}`, ...lines]

/** `How it happened      1 fault · 3 nodes · 58 events`. */
function howItHappened(report: Report, leftOut: number, page: Page): string {
  const { bullet } = page.glyphs
  const struck = report.faults.filter(({ start }) => start !== null).length
  const title = 'How it happened'
  const counts = [
    counted(struck, 'fault'),
    counted(report.lanes.length, 'node'),
    counted(eventsOf(report.run), 'event'),
    ...(leftOut === 0 ? [] : [`${counted(leftOut, 'event')} of it not drawn`]),
  ]
  const said = (): string => counts.join(` ${bullet} `)
  while (columns(title) + 5 + columns(said()) > page.width && counts.length > 1) counts.shift()
  const gap = Math.max(3, Math.min(36, page.width - 2 - columns(title) - columns(said())))
  return `${title}${' '.repeat(gap)}${said()}`
}
