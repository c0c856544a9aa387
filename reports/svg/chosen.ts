// Which events a picture draws. A short run is drawn whole; of a longer one what led to the failure,
// what else came of the operations that its story speaks of, and what befell the nodes meanwhile.
// What is not drawn is counted, never dropped silently.

import type { FaultTold, Report } from '../../sim/report.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { EventId, NodeId } from '../../sim/units.ts'
import { shownBy } from '../broke.ts'
import { counted, grouped, listed } from '../words.ts'

export interface Chosen {
  readonly events: ReadonlySet<EventId>
  /** lanes that are drawn */
  readonly nodes: ReadonlySet<NodeId>
  /** what is missing, in words, or null: nothing is */
  readonly missing: string | null
}

/** Above so many marks a picture is no longer drawn whole. */
export const marksMax = 1_000
/** Up to so many nothing is left out of the picture that tells the story. */
const marksTold = 40
const upheavalsMax = 40

type View = 'told' | 'whole'

/** @returns null when the whole of it was asked for and is more than a picture can hold */
export function chosenOf(report: Report, view: View): Chosen | null {
  const trace = report.run.trace ?? []
  const marks = trace.filter(isMark)
  const failure = report.failure
  if (view === 'whole' || marks.length <= marksTold) {
    if (marks.length > marksMax) return null
    return { events: idsOf(trace), nodes: allNodes(report), missing: null }
  }
  if (failure === null) return beginning(report, trace, marks)
  // What no event shows is drawn up to the end.
  const guilty = shownBy(trace, failure.failure)?.id ?? null
  const last = guilty ?? Number.POSITIVE_INFINITY
  // The answer that shows it is given in its step.
  const told = trace.filter(
    ({ id, cause, kind }) => id <= last || (kind === 'complete' && cause === guilty),
  )
  const led = guilty === null ? [] : ancestors(trace, guilty)
  const family = new Set([...led, ...storied(report)])
  for (const id of separated(report, told)) family.add(id)
  for (const event of askedBy(report, trace)) family.add(event)
  for (const event of told) {
    if (event.cause !== null && family.has(event.cause) && !isRoutine(event)) family.add(event.id)
  }
  for (const { id } of upheavals(report, told, family)) family.add(id)
  // Of too many the last stay: they are nearest to the failure.
  const drawn = told.filter(({ id }) => family.has(id))
  const kept = drawn.filter(isMark).slice(-marksMax)
  const first = kept[0]?.id ?? 0
  const events = idsOf(drawn.filter(({ id }) => id >= first))
  const why = 'what led to the failure, what came of the operations, and what befell the nodes'
  return { events, nodes: nodesOf(report, trace, events), missing: missing(trace, events, why) }
}

/** Of a run that did not fail: as much of its beginning as there is room for. */
function beginning(report: Report, trace: Trace, marks: readonly TraceEvent[]): Chosen {
  const end = marks[marksMax - 1]?.id ?? Number.POSITIVE_INFINITY
  const events = idsOf(trace.filter(({ id }) => id <= end))
  const why = `the first ${grouped(Math.min(marks.length, marksMax))} marks`
  return { events, nodes: allNodes(report), missing: missing(trace, events, why) }
}

const idsOf = (events: readonly TraceEvent[]): ReadonlySet<EventId> =>
  new Set(events.map(({ id }) => id))

const allNodes = (report: Report): ReadonlySet<NodeId> => new Set(report.lanes.map(({ id }) => id))

/** What shows as a mark of its own; writes and answers go with the step that made them. */
const isMark = ({ kind }: TraceEvent): boolean =>
  kind !== 'write' && kind !== 'durable' && kind !== 'invoke' && kind !== 'complete'

/** From the failure back through causes; a timer that only follows itself begins nothing. */
function ancestors(trace: Trace, from: EventId): readonly EventId[] {
  const chain: EventId[] = []
  let event = eventAt(trace, from)
  while (event !== undefined) {
    chain.push(event.id)
    const cause = event.cause === null ? undefined : eventAt(trace, event.cause)
    if (cause === undefined || (isRoutine(event) && chain.length > 1)) break
    event = cause
    if (event.kind === 'start') break
  }
  return chain
}

/** Ids count from 1 in the order of the trace. */
const eventAt = (trace: Trace, id: EventId): TraceEvent | undefined =>
  trace[id - 1]?.id === id ? trace[id - 1] : trace.find((one) => one.id === id)

const losingMax = 3

/**
 * What faults kept from arriving, whatever it was for: of so many kinds on so many links, the
 * sendings and their losses.
 */
function separated(report: Report, told: Trace): readonly EventId[] {
  const planned = new Set(report.faults.flatMap((one) => one.planned))
  const links = new Map<string, EventId[]>()
  for (const event of told) {
    if (event.kind !== 'drop' || event.fault === null || !planned.has(event.fault)) continue
    const link = event.message.replace(/#\d+/u, '')
    const known = links.get(link)
    if (known === undefined && links.size === losingMax) continue
    const ids = [event.id, ...(event.cause === null ? [] : [event.cause])]
    if (known === undefined) links.set(link, ids)
    else known.push(...ids)
  }
  return [...links.values()].flat()
}

/** A timer that is set again each time it expires: heartbeats, polls. */
const isRoutine = (event: TraceEvent): boolean =>
  event.kind === 'expire' && event.nth > 1 && Object.keys(event.timer).length === 1

const storied = ({ failure }: Report): readonly EventId[] =>
  (failure?.story ?? []).flatMap(({ from, to }) => [from, to])

/** The steps in which the told operations were asked and answered. */
function askedBy(report: Report, trace: Trace): readonly EventId[] {
  const told = new Set(report.operations.filter((one) => one.told).map(({ op }) => op))
  return trace.flatMap((event) =>
    (event.kind === 'invoke' || event.kind === 'complete') && told.has(event.op)
      ? [event.id, ...(event.cause === null ? [] : [event.cause])]
      : [],
  )
}

/**
 * Crashes and starts of the nodes of the story. In a run that was cut down whatever still happens
 * matters; else what happened before the story began does not.
 */
function upheavals(report: Report, told: Trace, family: ReadonlySet<EventId>): Trace {
  const events = told.filter(({ id }) => family.has(id))
  const nodes = new Set(events.map(({ node }) => node))
  const since = report.failure?.shrunk === null ? (events[0]?.id ?? 0) : 0
  return told
    .filter(
      (event) =>
        event.id >= since &&
        (event.kind === 'fault' ||
          ((event.kind === 'crash' || (event.kind === 'start' && event.life > 1)) &&
            nodes.has(event.node))),
    )
    .slice(-upheavalsMax)
}

/** Of so many faults each has room to be told in words. */
export const fewFaults = 8

/** The faults that struck while anything is drawn, on nodes that are drawn. */
export function drawnFaults(report: Report, { events, nodes }: Chosen): readonly FaultTold[] {
  const struck = report.faults.filter(({ start }) => start !== null)
  if (struck.length <= fewFaults) return struck
  const times = (report.run.trace ?? []).flatMap(({ id, time }) => (events.has(id) ? [time] : []))
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0]
  return struck.filter(
    ({ start, end, nodes: touched }) =>
      (start ?? 0) <= last &&
      (end === null || end >= first) &&
      (touched.length === 0 || touched.some((id) => nodes.has(id))),
  )
}

/** Who did any of it, was meant by a message of it, or is kept from others. */
function nodesOf(report: Report, trace: Trace, events: ReadonlySet<EventId>): ReadonlySet<NodeId> {
  const nodes = new Set<NodeId>()
  for (const event of trace) {
    if (!events.has(event.id)) continue
    if (event.node !== null && event.kind !== 'fault') nodes.add(event.node)
    if (event.kind === 'send') nodes.add(event.to)
  }
  for (const { told, client } of report.operations) if (told) nodes.add(client)
  // Of few faults each is seen to act on somebody.
  if (report.faults.length <= fewFaults) {
    for (const { nodes: touched, start } of report.faults) {
      if (start !== null && touched.length <= 2) for (const id of touched) nodes.add(id)
    }
  }
  return nodes.size === 0 ? allNodes(report) : nodes
}

function missing(trace: Trace, events: ReadonlySet<EventId>, why: string): string | null {
  const left = trace.filter(({ id }) => !events.has(id))
  if (left.length === 0) return null
  const kinds = new Map<string, number>()
  for (const { kind } of left) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const words = [...kinds]
    .sort(([one, some], [other, more]) => more - some || (one < other ? -1 : 1))
    .map(([kind, count]) => (nouns[kind] ?? nounOf)(count, kind))
  return `Drawn: ${why}, ${grouped(events.size)} of ${counted(trace.length, 'event')}. Not drawn: ${listed(words, 20)}.`
}

const nounOf = (count: number, kind: string): string => `${grouped(count)} ${kind}`
const noun =
  (one: string, more: string = `${one}s`) =>
  (count: number): string =>
    counted(count, one, more)

const nouns: Readonly<Record<string, (count: number, kind: string) => string>> = {
  start: noun('start'),
  lost: noun('connection lost', 'connections lost'),
  receive: noun('delivery', 'deliveries'),
  expire: noun('timer expired', 'timers expired'),
  send: noun('sending'),
  drop: noun('loss', 'losses'),
  write: noun('write'),
  durable: noun('sync'),
  crash: noun('crash', 'crashes'),
  fault: noun('fault event'),
  invoke: noun('call'),
  complete: noun('answer'),
  note: noun('note'),
  sometimes: noun('goal'),
}
