// A failure told: one sentence, what kind of thing it is, what the clients saw, how it happened.
// What it takes to fail at all is not told here, because that is known only of a smaller run.

import type { History, Operation } from '../sim/history.ts'
import type { Run } from '../sim/run.ts'
import type { Trace } from '../sim/trace.ts'
import type { Micros, NodeId, OpId } from '../sim/units.ts'
import type { Failure } from '../sim/verdict.ts'
import { anomaly } from './codes.ts'
import { briefCall } from './brief.ts'
import { diagram } from './diagram.ts'
import { clipped, columns, type Page, pad, padLeft, printable, wrapListed } from './page.ts'
import { type Story, story } from './story.ts'
import { strip } from './strip.ts'
import { counted, millis, span, wrapped } from './words.ts'

const rowsOfStory = 18
const operationsMax = 6

/** The first lines of any screen that tells of a failure. */
export function failureHead(failure: Failure, coordinate: string, page: Page): string[] {
  const { glyphs, ink } = page
  const word = glyphs.fail === 'FAIL' ? 'FAIL' : `${glyphs.fail} FAIL`
  const left = `  ${word}   ${failure.property}`
  const gap = Math.max(3, page.width - columns(left) - columns(coordinate))
  const head = `  ${ink.bad(word)}   ${ink.strong(failure.property)}${' '.repeat(gap)}${ink.strong(coordinate)}`
  const outside =
    failure.excess === null
      ? []
      : wrapped(failure.excess, page.width - 4).map((line) => ink.warn(`  ${line}`))
  return [
    head,
    ...outside,
    '',
    ...[sentence(failure.sentence), `This is ${anomaly(failure.code)}${placed(failure)}.`]
      .flatMap((text) => wrapped(text, page.width - 4))
      .map((line) => `  ${line}`),
  ]
}

const sentence = (text: string): string => {
  const said = printable(text.trim())
  return /[.!?…]$/u.test(said) ? said : `${said}.`
}

function placed({ node, step, time }: Failure): string {
  if (node === null || step === null) return `, seen at the end of the run (${span(time)})`
  return `: it broke at ${span(time)}, when ${node} took the step ${step}`
}

/** The lowest failing run of a campaign, with what it takes to draw it. */
export interface FailureTold {
  readonly coordinate: string
  readonly failure: Failure
  readonly run: Run
  readonly nodes: readonly NodeId[]
  readonly until: Micros
  /** the plan in the notation */
  readonly faults: readonly string[]
}

/** A failure from its sentence to its diagram: what stands above the summary of a campaign. */
export function failureStory(told: FailureTold, page: Page): string[] {
  const { failure, run, nodes, until } = told
  const lines = [...failureHead(failure, told.coordinate, page), '']
  if (told.faults.length > 0) {
    lines.push('  Faults of this run', ...wrapListed(told.faults, '    ', page.width), '')
  }
  if (run.trace !== null) {
    const { trace, simTime: end } = run
    lines.push(...strip({ nodes, trace, until, end, broke: failure.time }, page), '')
  }
  return [...lines, ...failureRows(failure, run, page)]
}

/** What the clients saw and how it happened; nothing for a run without its trace. */
export function failureRows(failure: Failure, run: Run, page: Page): string[] {
  if (run.trace === null) return []
  const told = story(run.trace, failure, rowsOfStory)
  return [
    ...operationRows(run.history, run.trace, told, failure, page),
    ...storyRows(told, run.trace, page),
  ]
}

/** The diagram alone, with room for so many events. */
export function howItHappened(failure: Failure, run: Run, room: number, page: Page): string[] {
  return run.trace === null ? [] : storyRows(story(run.trace, failure, room), run.trace, page)
}

function storyRows(told: Story, trace: Trace, page: Page): string[] {
  const drawn = diagram(told, trace, { ...page, width: page.width - 2 })
  if (drawn.length === 0) return []
  const out = told.leftOut === 0 ? '' : `   (${counted(told.leftOut, 'further event')} left out)`
  return [`  How it happened${out}`, ...drawn.map((line) => `  ${line}`), '']
}

/** The operations that the story speaks of, or else those under way when it broke. */
function operationRows(
  history: History,
  trace: Trace,
  told: Story,
  failure: Failure,
  page: Page,
): string[] {
  const steps = new Set(told.events.map((event) => event.id))
  const concerned = new Set<OpId>()
  for (const event of trace) {
    if (event.kind !== 'invoke' && event.kind !== 'complete') continue
    if (event.cause !== null && steps.has(event.cause)) concerned.add(event.op)
  }
  const near = (one: Operation): boolean =>
    concerned.has(one.id) ||
    (concerned.size === 0 && one.start <= failure.time && (one.end ?? failure.time) >= failure.time)
  const all = history.filter(near)
  if (all.length === 0) return []
  return ['  What the clients saw', ...operationTable(all.slice(0, operationsMax), page), '']
}

/** Operations as a table: who, what, from when to when, with which result. */
export function operationTable(operations: readonly Operation[], page: Page): string[] {
  const cells = operations.map((one) => [
    one.client,
    briefCall(one.call),
    `${millis(one.start)} → ${one.end === null ? '?' : millis(one.end)} ms`,
    one.end === null ? 'no answer' : briefCall(one.result),
  ])
  const wide = (column: number, max: number): number =>
    Math.min(max, Math.max(0, ...cells.map((row) => columns(row[column] ?? ''))))
  const [client, call, time] = [wide(0, 16), wide(1, 48), wide(2, 24)]
  return cells.map((row) =>
    clipped(
      `    ${pad(row[0] ?? '', client)}   ${pad(clipped(row[1] ?? '', call), call)}   ${padLeft(row[2] ?? '', time)}   ${row[3] ?? ''}`,
      page.width,
    ),
  )
}
