// The run as Chrome trace JSON, for Perfetto and chrome://tracing: a process a node, slices for what
// lasts, an arrow a message that arrived, a mark for what was lost or fell. Time is simulated.

import { visible } from '../sim/json-visible.ts'
import type { Report } from '../sim/report.ts'
import type { EventId, Micros, NodeId } from '../sim/units.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { shownBy } from './broke.ts'
import { eventWords } from './events.ts'
import { isStepEvent } from './lineage.ts'
import { printable } from './page.ts'
import { peersOf } from './story.ts'

/** One entry of the format; `ts` and `dur` are microseconds. */
export interface ChromeEvent {
  readonly name: string
  readonly ph: 'M' | 'X' | 'i' | 's' | 'f' | 'b' | 'e'
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly cat?: string
  readonly id?: number | string
  /** an arrow ends at the slice that encloses it */
  readonly bp?: 'e'
  /** a mark on its thread, its process, or everywhere */
  readonly s?: 't' | 'p' | 'g'
  readonly args?: Readonly<Record<string, unknown>>
}

/** Rows of a process. */
const rows = { steps: 1, life: 2, operations: 3 } as const
/** The faults have a process of their own, above the nodes. */
const faultsPid = 1

/**
 * A step takes no time. Arrows begin and end at slices only, so that steps and sends are drawn as
 * long as the shortest slice is.
 */
const instant = 1

/** The document. */
export function renderPerfetto(report: Report): string {
  const { coordinate, scenario, worldline, run } = report
  const document = {
    traceEvents: [...namesOf(report), ...faultSlices(report), ...nodeEvents(report)],
    displayTimeUnit: 'ms',
    otherData: {
      coordinate,
      scenario: scenario.name,
      variant: scenario.variant ?? '',
      worldline,
      digest: run.digest,
      verdict: run.verdict,
    },
  }
  return `${visible(JSON.stringify(document))}\n`
}

const pidsOf = ({ lanes }: Report): ReadonlyMap<NodeId, number> =>
  new Map(lanes.map(({ id }, at) => [id, at + faultsPid + 1]))

function namesOf(report: Report): ChromeEvent[] {
  const { lanes, faults } = report
  const pids = pidsOf(report)
  const named = (pid: number, name: string): ChromeEvent[] => [
    { name: 'process_name', ph: 'M', pid, tid: 0, args: { name } },
    { name: 'process_sort_index', ph: 'M', pid, tid: 0, args: { sort_index: pid } },
  ]
  const row = (pid: number, tid: number, name: string): ChromeEvent[] => [
    { name: 'thread_name', ph: 'M', pid, tid, args: { name } },
    { name: 'thread_sort_index', ph: 'M', pid, tid, args: { sort_index: tid } },
  ]
  return [
    ...named(faultsPid, 'faults'),
    ...faults.flatMap(({ id, text }, at) => row(faultsPid, at + 1, `${id} ${printable(text)}`)),
    ...lanes.flatMap(({ id, client }) => {
      const pid = pids.get(id) ?? 0
      return [
        ...named(pid, id),
        ...row(pid, rows.steps, 'steps'),
        ...row(pid, rows.life, 'life'),
        ...(client ? row(pid, rows.operations, 'operations') : []),
      ]
    }),
  ]
}

/** Each line of the plan on a row of its own, as long as it lasted. */
function faultSlices({ faults, run }: Report): ChromeEvent[] {
  return faults.flatMap(({ id, text, words, start, end }, at): ChromeEvent[] => {
    if (start === null) return []
    const dur = Math.max(instant, (end ?? run.simTime) - start)
    const args = { notation: printable(text) }
    const on = { pid: faultsPid, tid: at + 1, ts: start, dur }
    return [{ name: `${id} ${printable(words)}`, cat: 'fault', ph: 'X', ...on, args }]
  })
}

function nodeEvents(report: Report): ChromeEvent[] {
  const pids = pidsOf(report)
  const trace = report.run.trace ?? []
  const events = [
    ...trace.flatMap((event) => ofEvent(event, trace, report, pids)),
    ...lives(report, pids),
    ...operationSlices(report, pids),
    ...broken(report, pids),
  ]
  return events.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0))
}

function ofEvent(
  event: TraceEvent,
  trace: Trace,
  { places }: Report,
  pids: ReadonlyMap<NodeId, number>,
): ChromeEvent[] {
  const pid = pids.get(event.node ?? ('' as NodeId))
  const at = { tid: rows.steps, ts: event.time }
  const place = places.get(event.id)
  const args = {
    event: `e${event.id}`,
    what: eventWords(event),
    ...(event.cause === null ? {} : { cause: `e${event.cause}` }),
    ...(place === undefined ? {} : { source: place }),
  }
  if (event.kind === 'drop') {
    const name = `lost ${printable(event.message)}`
    return [{ name, cat: 'loss', ph: 'i', s: 't', pid: lostAt(event.message, pids), ...at, args }]
  }
  if (pid === undefined) return []
  if (event.kind === 'crash')
    return [{ name: 'crash', cat: 'fault', ph: 'i', s: 'p', pid, ...at, args }]
  if (event.kind === 'sometimes')
    return [
      { name: `goal ${printable(event.goal)}`, cat: 'goal', ph: 'i', s: 't', pid, ...at, args },
    ]
  if (event.kind !== 'send' && !isStepEvent(event)) return []
  const slice: ChromeEvent = {
    ...{ name: nameOf(event), cat: event.kind, ph: 'X', pid },
    ...{ ...at, dur: instant, args },
  }
  return [slice, ...arrow(event, trace, pids)]
}

/** With who did not hear of it; with who sent it where that one does not exist. */
function lostAt(message: string, pids: ReadonlyMap<NodeId, number>): number {
  const peers = peersOf(message)
  if (peers === null) return faultsPid
  return pids.get(peers.to) ?? pids.get(peers.from) ?? faultsPid
}

/** Both ends of the arrow, where a message that some node sent was received. */
function arrow(event: TraceEvent, trace: Trace, pids: ReadonlyMap<NodeId, number>): ChromeEvent[] {
  if (event.kind !== 'receive' || event.cause === null) return []
  const sent = eventAt(trace, event.cause)
  const from = pids.get(sent?.node ?? ('' as NodeId))
  const to = pids.get(event.node ?? ('' as NodeId))
  if (sent?.kind !== 'send' || from === undefined || to === undefined) return []
  const both = { name: printable(event.message), cat: 'message', id: event.id, tid: rows.steps }
  return [
    { ...both, ph: 's', pid: from, ts: sent.time },
    { ...both, ph: 'f', bp: 'e', pid: to, ts: event.time },
  ]
}

const eventAt = (trace: Trace, id: EventId): TraceEvent | undefined => trace[id - 1]

function nameOf(event: TraceEvent): string {
  switch (event.kind) {
    case 'receive':
      return `receive ${printable(peersOf(event.message)?.kind ?? event.message)}`
    case 'send':
      return `send ${printable(peersOf(event.message)?.kind ?? event.message)}`
    case 'expire':
      return `expire ${printable(event.timer.kind)}`
    default:
      return event.kind
  }
}

/** From start to crash a node is up, from crash to start it is down. */
function lives({ run }: Report, pids: ReadonlyMap<NodeId, number>): ChromeEvent[] {
  const since = new Map<NodeId, { at: Micros; name: string }>()
  const slices: ChromeEvent[] = []
  const close = (node: NodeId, end: Micros): void => {
    const open = since.get(node)
    const pid = pids.get(node)
    if (open === undefined || pid === undefined) return
    const dur = Math.max(instant, end - open.at)
    slices.push({ name: open.name, cat: 'life', ph: 'X', pid, tid: rows.life, ts: open.at, dur })
  }
  for (const event of run.trace ?? []) {
    if (event.node === null || (event.kind !== 'start' && event.kind !== 'crash')) continue
    close(event.node, event.time)
    const name = event.kind === 'start' ? `up, life ${event.life}` : 'down'
    since.set(event.node, { at: event.time, name })
  }
  for (const node of since.keys()) close(node, run.simTime)
  return slices
}

/** Operations of one client overlap, so each is a track of its own that Perfetto stacks. */
function operationSlices(
  { operations, run }: Report,
  pids: ReadonlyMap<NodeId, number>,
): ChromeEvent[] {
  return operations.flatMap((one): ChromeEvent[] => {
    const pid = pids.get(one.client)
    if (pid === undefined) return []
    const name = `${one.label} ${printable(one.call)}`
    const both = { name, cat: 'operation', id: one.op, pid, tid: rows.operations }
    const result = one.result === null ? 'no answer' : printable(one.result)
    const args = {
      outcome: one.outcome,
      result,
      ...(one.misfit === null ? {} : { misfit: one.misfit }),
    }
    return [
      { ...both, ph: 'b', ts: one.start, args },
      { ...both, ph: 'e', ts: one.end ?? run.simTime },
    ]
  })
}

/** Where it broke: a mark across everything. */
function broken({ failure, run }: Report, pids: ReadonlyMap<NodeId, number>): ChromeEvent[] {
  if (failure === null) return []
  const { property, code, sentence } = failure.failure
  const shown = shownBy(run.trace ?? [], failure.failure)
  const { node, time: ts } = shown ?? failure.failure
  const pid = (node === null ? undefined : pids.get(node)) ?? faultsPid
  const args = { code, sentence, event: `e${failure.event}` }
  const name = `FAIL ${printable(property)}`
  return [{ name, cat: 'failure', ph: 'i', s: 'g', pid, tid: rows.steps, ts, args }]
}
