// The screen of a failure: two sentences, what the clients saw, how it happened, where, what matters
// and what does not, what was taken away, and how to go on. Never more than sixty lines: what there
// is no room for is left out of the picture first, and the screen says how much that is.

import type { Report } from '../sim/report.ts'
import { eventsOf } from '../sim/run.ts'
import { drawingOf } from './diagram.ts'
import { type Ending, endingNone } from './ending.ts'
import { headRows } from './failure-head.ts'
import { aboutRows, commandRows, shrunkRows, sourceRows } from './failure-parts.ts'
import { fitted, type Room, thrownOut, thrownOutLast } from './failure-room.ts'
import { clientRows, storyRows } from './failure-story.ts'
import { faultRows } from './fault-rows.ts'
import { legalRows } from './legal-order.ts'
import { logGrid } from './log-grid.ts'
import { columns, type Page } from './page.ts'
import { strip } from './strip.ts'
import { succeededOf } from './told-operations.ts'
import { counted, span } from './words.ts'

export const linesMax = 60
/** A blank line follows the screen. */
const roomMax = linesMax - 1
const closingMax = 18
const stripMax = 16
const besideStrip = 14

/** At most sixty lines, without line breaks; none for a run that did not fail. */
export function failureScreen(report: Report, page: Page, ending: Ending = endingNone): string[] {
  const { failure } = report
  if (failure === null) return []
  const head = headRows(failure.failure, report.coordinate, page)
  const [seen, legal] = [clientRows(report, page), legalRows(report, page)]
  const taken = shrunkRows(failure.shrunk, ending, page)
  const next = commandRows(report, ending, page)
  const closing = ending.closing.slice(0, closingMax)
  const [draw, led] = [drawingOf(report, page), stripRows(report, page)]
  const screen = (logs: readonly string[], room: Room): string[] => {
    const shown = room.strip ? led : []
    // What did not happen is told by the strip; arrows say how it went the first and the last time.
    const drawn = draw(shown.length === 0 ? room.diagram : Math.min(room.diagram, besideStrip))
    const how = [
      `  ${page.ink.strong(howItHappened(report, drawn.leftOut, page))}`,
      ...faultRows(report, room.faults, page),
      ...storyRows(failure, room.story, page),
    ]
    const rows = room.legalOrder ? [...seen, ...legal] : seen
    const clients = section('What the clients saw', rows, page)
    const picture = drawn.lines.map((line) => `  ${line}`)
    const where = sourceRows(report, room.source, page)
    const about = aboutRows(failure, ending, room, page)
    const parts = [head, clients, how, shown, picture, logs, where, about, taken, next, closing]
    return ['', ...parts.filter(some).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))]
  }
  const logs = logRows(report, page)
  const instead = logs.length === 0 ? [] : elsewhere(report, ending, page)
  const lines =
    fitted((room) => screen(logs, room), thrownOut, roomMax) ??
    fitted((room) => screen(instead, room), thrownOutLast, roomMax) ??
    screen(instead, Object.assign({}, ...thrownOutLast))
  return lines.slice(0, linesMax)
}

/** The logs at the violation; none where nobody has one. */
function logRows({ logs, failure, run }: Report, page: Page): string[] {
  if (failure === null) return []
  const { time } = run.trace?.[failure.event - 1] ?? failure.failure
  const title = `Logs at e${failure.event}, ${span(time)}`
  return section(title, logGrid(logs, page), page)
}

/** Where to see the logs for which there is no room. */
function elsewhere({ next }: Report, { name, page: html }: Ending, { ink }: Page): string[] {
  const named = next.flatMap(
    ({ command }) => /^worldline (?:replay|explain) (\S+)/u.exec(command)?.[1] ?? [],
  )
  const where =
    html !== null
      ? 'in the report below'
      : named[0] === undefined
        ? 'with --report'
        : `${name} report ${named[0]}`
  return [`  ${ink.strong('Logs')}    side by side: ${where}`]
}

/** Who led when, of a failure that no step of a node shows: what did not happen is seen from afar. */
function stripRows(report: Report, page: Page): string[] {
  const { failure, lanes, run, roles, until } = report
  const { node = null, misfit, time = null } = failure?.failure ?? {}
  if (node !== null || misfit !== undefined || roles.length === 0 || run.trace === null) return []
  const nodes = lanes.filter(({ client }) => !client).map(({ id }) => id)
  const succeeded = succeededOf(report.operations)
  const rows = strip(
    { nodes, trace: run.trace, until, end: run.simTime, broke: time, roles, succeeded },
    page,
  )
  return rows.length > stripMax ? [] : rows
}

const some = (lines: readonly string[]): boolean => lines.length > 0

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
