// Which events of a long trace tell why it failed: what led to the guilty step, what else came of
// the request that it served, and the crashes and cuts that fell in between. It chooses and
// orders; diagram.ts draws and failure.ts writes.

import type { Links } from '../sim/fault.ts'
import type { Plain } from '../sim/plain.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, Micros, NodeId, OpId } from '../sim/units.ts'
import { groundOf } from './fault-words.ts'

export interface Story {
  /** in the order of the trace */
  readonly events: readonly TraceEvent[]
  /** nodes that take part, in the order in which they appear */
  readonly nodes: readonly NodeId[]
  /** the step that broke it, where a step did */
  readonly guilty: EventId | null
  /** how many further events belong to it but had no room */
  readonly leftOut: number
}

/** Where it broke: a Failure, as far as it matters here. */
export interface Broke {
  readonly time: Micros
  readonly node: NodeId | null
  readonly step: string | null
  /** what it says in quotes names the operations that it is about */
  readonly sentence?: string
  /** the operation that fits nowhere */
  readonly misfit?: { readonly op: OpId } | null
}

const workload = 'workload'

/** @param room how many events at most */
export function story(trace: Trace, broke: Broke, room: number): Story {
  const byId = new Map<EventId, TraceEvent>(trace.map((event) => [event.id, event]))
  const guilty = broke.node === null ? null : guiltyStep(trace, broke)
  const named = requestsNamed(trace, broke.sentence ?? '', byId)
  const focus =
    guilty ??
    answerOf(trace, broke.misfit ?? null) ??
    named.at(-1) ??
    unanswered(trace) ??
    lastStep(trace)
  if (focus === null) return { events: [], nodes: [], guilty: null, leftOut: 0 }

  const chain = ancestors(focus, byId)
  const root = chain.at(-1) ?? focus
  const roots = new Set([root.id, ...named.map(({ id }) => id)])
  const first = Math.min(...[root, ...named].map(({ time }) => time))
  const last = guilty === null ? Number.POSITIVE_INFINITY : guilty.id
  const inChain = new Set(chain.map((event) => event.id))
  const family = descendants(trace, roots, inChain, last)
  const nodes = nodesOf(trace.filter((event) => family.has(event.id) && isTold(event)))
  const told = trace.filter(
    (event) =>
      event.id <= last &&
      ((family.has(event.id) && isTold(event)) ||
        (event.time >= first && isUpheaval(event, nodes))),
  )
  const events = chosen(told, inChain, roots, room, guilty !== null)
  const appear = [...new Set([...nodesOf(events)])]
  return {
    events,
    nodes: appear,
    guilty: guilty?.id ?? null,
    leftOut: told.length - events.length,
  }
}

/** The step that broke it: the last one of that node at that instant. */
function guiltyStep(trace: Trace, broke: Broke): TraceEvent | null {
  return (
    trace.findLast(
      (event) => isStep(event) && event.node === broke.node && event.time === broke.time,
    ) ??
    trace.findLast(
      (event) => isStep(event) && event.node === broke.node && event.time <= broke.time,
    ) ??
    null
  )
}

/** The answer to an operation. */
const answerOf = (trace: Trace, misfit: { readonly op: OpId } | null): TraceEvent | null =>
  (misfit !== null && trace.find((event) => event.kind === 'complete' && event.op === misfit.op)) ||
  null

/** The steps in which operations were asked that hold a text which the sentence has in quotes. */
function requestsNamed(
  trace: Trace,
  sentence: string,
  byId: ReadonlyMap<EventId, TraceEvent>,
): TraceEvent[] {
  const quoted = new Set(Array.from(sentence.matchAll(/"([^"]+)"/gu), ([, text]) => text ?? ''))
  if (quoted.size === 0) return []
  return trace
    .flatMap((event) => {
      if (event.kind !== 'invoke' || event.cause === null || !holds(event.call, quoted)) return []
      return byId.get(event.cause) ?? []
    })
    .slice(-requestsMax)
}

const requestsMax = 4

function holds(value: Plain, texts: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return texts.has(value)
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return false
  if (value instanceof Map || value instanceof Set) {
    return Array.from(value).some((one: Plain) => holds(one, texts))
  }
  return Object.values(value).some((one) => holds(one, texts))
}

/** The step in which the first request was made that nobody ever answered. */
function unanswered(trace: Trace): TraceEvent | null {
  const open = new Map<number, TraceEvent>()
  for (const event of trace) {
    if (event.kind === 'invoke') open.set(event.op, event)
    if (event.kind === 'complete') open.delete(event.op)
  }
  return open.values().next().value ?? null
}

const lastStep = (trace: Trace): TraceEvent | null => trace.findLast(isStep) ?? null

export const isStep = (event: TraceEvent): boolean =>
  event.kind === 'receive' ||
  event.kind === 'expire' ||
  event.kind === 'lost' ||
  event.kind === 'start'

/** From an event back to the request that began it, itself first. */
function ancestors(from: TraceEvent, byId: ReadonlyMap<EventId, TraceEvent>): TraceEvent[] {
  const chain = [from]
  let event = from
  while (event.cause !== null) {
    const cause = byId.get(event.cause)
    // Nobody is told of how a node came to run; a request from outside is where a story begins.
    if (cause === undefined || cause.kind === 'start' || cause.kind === 'fault') break
    chain.push(cause)
    if (cause.kind === 'receive' && cause.from === workload) break
    event = cause
  }
  return chain
}

/** All that came of the roots up to the event `last`, the chain included. */
function descendants(
  trace: Trace,
  roots: ReadonlySet<EventId>,
  chain: ReadonlySet<EventId>,
  last: number,
): ReadonlySet<EventId> {
  const family = new Set<EventId>([...roots, ...chain])
  for (const { id, cause } of trace) {
    if (id > last) break
    if (cause !== null && family.has(cause)) family.add(id)
  }
  return family
}

/** What a diagram shows as a row of its own; notes and operations go with the row of their step. */
function isTold(event: TraceEvent): boolean {
  if (event.kind === 'receive') return true
  return (
    event.kind === 'expire' ||
    event.kind === 'lost' ||
    event.kind === 'drop' ||
    event.kind === 'crash'
  )
}

/** A crash, a start or a fault that could have touched these nodes or what went between them. */
function isUpheaval(event: TraceEvent, nodes: readonly NodeId[]): boolean {
  if (event.kind === 'crash' || event.kind === 'start') {
    return event.node !== null && nodes.includes(event.node)
  }
  if (event.kind !== 'fault') return false
  const { fault } = event
  if (fault.kind === 'heal') return fault.links === null || joins(fault.links, nodes)
  const ground = groundOf(fault)
  if (fault.kind === 'pause' || ground === 'clock' || ground === 'disk') {
    return 'node' in fault && nodes.includes(fault.node)
  }
  if (ground !== 'net') return false
  if ('nodes' in fault) return fault.nodes.some((id) => nodes.includes(id))
  return 'links' in fault && fault.links !== null && joins(fault.links, nodes)
}

/** Whether some link leads from one of the nodes to another of them. */
const joins = (links: readonly Links[], nodes: readonly NodeId[]): boolean =>
  links.some(({ from, to }) =>
    nodes.some((one) => from.includes(one) && nodes.some((two) => two !== one && to.includes(two))),
  )

/** Peers of a message by its name, `letter#7 s1>receiver2`. */
export function peersOf(message: string): { kind: string; from: NodeId; to: NodeId } | null {
  const match = /^(.+?)#\d+ (.+)>(.+)$/u.exec(message)
  const [, kind, from, to] = match ?? []
  if (kind === undefined || from === undefined || to === undefined) return null
  return { kind, from: from as NodeId, to: to as NodeId }
}

function nodesOf(events: readonly TraceEvent[]): NodeId[] {
  const nodes = new Set<NodeId>()
  for (const event of events) {
    if (event.kind === 'receive' || event.kind === 'drop') {
      const peers = peersOf(event.message)
      if (peers !== null && peers.from !== workload) nodes.add(peers.from)
      if (peers !== null) nodes.add(peers.to)
    } else if (event.node !== null) {
      nodes.add(event.node)
    }
  }
  return [...nodes]
}

/**
 * The events that find room: the beginning and the end first, then the chain, then losses and
 * crashes, then the rest. What is near the failure explains most; where none is known, what is near
 * the request.
 */
function chosen(
  told: readonly TraceEvent[],
  chain: ReadonlySet<EventId>,
  roots: ReadonlySet<EventId>,
  room: number,
  fromEnd: boolean,
): TraceEvent[] {
  if (told.length <= room) return [...told]
  const rank = (event: TraceEvent): number => {
    if (roots.has(event.id)) return 0
    if (chain.has(event.id)) return 1
    if (event.kind === 'crash' || event.kind === 'drop' || event.kind === 'lost') return 2
    return event.kind === 'fault' ? 4 : 3
  }
  const keep = new Set(
    [...told]
      .sort(
        (one, other) =>
          rank(one) - rank(other) || (fromEnd ? other.id - one.id : one.id - other.id),
      )
      .slice(0, room)
      .map((event) => event.id),
  )
  return told.filter((event) => keep.has(event.id))
}
