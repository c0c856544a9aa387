// Faults anchored to what happens instead of to when: `crash n1 @ on ack#2` says why it matters, and
// holds when delays are others. It is tried where an instant is no round one, or needs delays of
// its own to be right; a round instant in a world of dull delays is as good, and stays.

import type { FaultLine, Instant } from '../notation.ts'
import type { Trace, TraceEvent } from '../trace.ts'
import type { NodeId } from '../units.ts'
import { nameOf } from './shrink-exact.ts'
import { replace } from './shrink-faults.ts'
import { names } from './shrink-names.ts'
import type { Search } from './shrink-search.ts'
import { unitOf } from './shrink-times.ts'

/** An instant of this unit is easy to say. */
const roundEnough = 10_000
const triesMax = 10

/** Each fault at an instant in turn. */
export function anchoredFaults(search: Search): void {
  for (const was of search.current.faults) {
    const nth = search.current.faults.indexOf(was)
    if (was.at?.kind !== 'time' || nth < 0) continue
    const untimed = withoutTiming(search.current.decisions)
    const timed = untimed.size < search.current.decisions.size
    if (!timed && unitOf(was.at.time) >= roundEnough) continue
    const traced = search.trace()
    if (traced === null) return
    const [id] = traced.planned.get(was) ?? []
    const anchors = id === undefined ? [] : anchorsOf(was, id, traced.trace, search.current.nodes)
    const lines = anchors.slice(0, triesMax).map((at): FaultLine => ({ ...was, at }))
    const taken = timed && lines.some((line) => replace(search, nth, was, [line], untimed))
    if (!taken && unitOf(was.at.time) < roundEnough) {
      lines.some((line) => replace(search, nth, was, [line]))
    }
  }
}

/**
 * The other way round, before anything else: what counts messages or writes needs all that come before
 * it. At the instant at which it struck it does the same, and leaves the rest free to go.
 */
export function timedFaults(search: Search): void {
  for (const was of search.current.faults) {
    if (was.at === null || was.at.kind === 'time') continue
    const traced = search.trace()
    const nth = search.current.faults.indexOf(was)
    if (traced === null || nth < 0) return
    const [id] = traced.planned.get(was) ?? []
    const struck = traced.trace.find((event) => event.kind === 'fault' && event.planned === id)
    if (struck === undefined) continue
    // A microsecond later the step has been taken, and its writes are still under way.
    const times = [struck.time, struck.time + 1]
    times.some((time) => replace(search, nth, was, [{ ...was, at: { kind: 'time', time } }]))
  }
}

/** Without those decisions that only say how long something takes. */
const withoutTiming = (decisions: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...decisions].filter(([name]) => !/^(?:delay|jitter|sync)\b/u.test(name)))

/** What happened just before the fault struck, and what would have come next, as instants. */
function anchorsOf(
  line: FaultLine,
  planned: number,
  trace: Trace,
  nodes: readonly NodeId[],
): readonly Instant[] {
  const struck = trace.findIndex((event) => event.kind === 'fault' && event.planned === planned)
  if (struck < 0) return []
  const hit = nodes.filter((id) => names(line, id))
  const near = ({ node }: TraceEvent): boolean =>
    hit.length === 0 || (node !== null && hit.includes(node))
  const before = trace.slice(0, struck).toReversed()
  const own = before.find((event) => near(event) && stepOf(event) !== null)
  const received = before.find((event) => near(event) && event.kind === 'receive')
  const sent = before.find((event) => near(event) && event.kind === 'send')
  const next = trace.slice(struck).find((event) => near(event) && stepOf(event) !== null)
  return [
    ...(received === undefined ? [] : onDelivery(received, trace)),
    ...(own === undefined ? [] : inStep(own)),
    ...(next === undefined ? [] : beforeStep(next)),
    ...(sent === undefined ? [] : afterSend(sent, trace)),
  ]
}

/** The name of a step, as places have it. */
function stepOf(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'receive':
      return event.message
    case 'expire':
      return `${event.timer.kind}#${event.nth} at ${event.node}`
    case 'start':
      return `start#${event.life} at ${event.node}`
    default:
      return null
  }
}

/** `on ack#2`: the second delivery of such a message, anywhere. */
function onDelivery(event: TraceEvent, trace: Trace): readonly Instant[] {
  const message = event.kind === 'receive' ? (nameOf(event.message)?.kind ?? null) : null
  if (message === null) return []
  const nth = countOf(trace, event, 'receive', message)
  return [{ kind: 'on', message, nth }]
}

function afterSend(event: TraceEvent, trace: Trace): readonly Instant[] {
  const message = event.kind === 'send' ? (nameOf(event.message)?.kind ?? null) : null
  if (message === null) return []
  return [{ kind: 'after-send', message, nth: countOf(trace, event, 'send', message) }]
}

/** How many such messages there were up to this one, counted from 1. */
function countOf(
  trace: Trace,
  until: TraceEvent,
  kind: 'receive' | 'send',
  message: string,
): number {
  const same = trace.filter(
    (event) =>
      event.id <= until.id && event.kind === kind && nameOf(event.message)?.kind === message,
  )
  return same.length
}

function inStep(event: TraceEvent): readonly Instant[] {
  const step = stepOf(event)
  if (step === null) return []
  return (['durable', 'written'] as const).map((at) => ({
    kind: 'place',
    place: { step, at, nth: 0 },
  }))
}

function beforeStep(event: TraceEvent): readonly Instant[] {
  const step = stepOf(event)
  return step === null ? [] : [{ kind: 'place', place: { step, at: 'before', nth: 0 } }]
}
