// Which events of a long trace tell why it failed: what led to the guilty step, what else came of
// the requests that it is about, and the crashes, cuts and pauses that fell in between. It chooses
// and orders; diagram.ts draws and sentences.ts writes.

import type { Links } from '../sim/fault.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { groundOf, lasts } from './fault-words.ts'
import { spells } from './spells.ts'
import {
  ancestors,
  type Broke,
  descendants,
  endOf,
  guiltyStep,
  requestsNamed,
  workload,
} from './story-focus.ts'

export interface Story {
  /** in the order of the trace */
  readonly events: readonly TraceEvent[]
  /** nodes that take part, in the order in which they appear */
  readonly nodes: readonly NodeId[]
  /** the step that broke it, where a step did */
  readonly guilty: EventId | null
  /** how many further events belong to it but had no room */
  readonly leftOut: number
  /** 0 tells most; what has the most is left out first */
  readonly rank: (event: TraceEvent) => number
}

/** Where a plan has no more faults than these, each is needed: all are told. */
const faultsFew = 4

/** Damage to a row may show long after it was done: of no more than this, all is told. */
const damagesFew = 6

/** @param room how many events at most */
export function story(trace: Trace, broke: Broke, room: number = Number.POSITIVE_INFINITY): Story {
  const byId = new Map<EventId, TraceEvent>(trace.map((event) => [event.id, event]))
  const guilty = guiltyStep(trace, broke)
  const requests = requestsNamed(trace, broke, byId)
  const focus = guilty ?? endOf(trace, requests)
  if (focus === null) return { events: [], nodes: [], guilty: null, leftOut: 0, rank: () => 0 }

  const chain = ancestors(focus, byId)
  const begins = [chain.at(-1) ?? focus, ...requests]
  const roots = new Set(begins.map(({ id }) => id))
  const last = guilty === null ? Number.POSITIVE_INFINITY : guilty.id
  const inChain = new Set(chain.map(({ id }) => id))
  const family = descendants(trace, roots, inChain, last)
  const nodes = nodesOf(trace.filter((event) => family.has(event.id) && isTold(event)))
  const shakes = upheavals(trace, nodes, Math.min(...begins.map(({ time }) => time)))
  const told = trace.filter(
    ({ id }, at) => id <= last && (shakes.has(id) || (family.has(id) && isTold(trace[at]))),
  )
  const rank = (event: TraceEvent): number => {
    if (roots.has(event.id) || event.id === guilty?.id) return 0
    if (inChain.has(event.id)) return 1
    if (event.kind === 'crash' || event.kind === 'drop' || event.kind === 'lost') return 2
    if (event.kind === 'damage') return 2
    return event.kind === 'fault' ? 4 : 3
  }
  const events = chosen(told, rank, room, guilty !== null)
  return {
    events,
    nodes: [...new Set(nodesOf(events))],
    guilty: guilty?.id ?? null,
    leftOut: told.length - events.length,
    rank,
  }
}

/** What a diagram shows as a row of its own; notes and operations go with the row of their step. */
function isTold(event: TraceEvent | undefined): boolean {
  switch (event?.kind) {
    case 'receive':
    case 'expire':
    case 'lost':
    case 'crash':
      return true
    case 'drop':
      // What is said to somebody who takes no part says nothing.
      return event.why !== 'gone'
    case 'start':
      return event.life > 1
    default:
      return false
  }
}

/**
 * Crashes, starts, damaged rows and faults that could have touched these nodes or what went between
 * them: from the beginning of the story on, or in force when it begins.
 */
function upheavals(trace: Trace, nodes: readonly NodeId[], first: number): ReadonlySet<EventId> {
  const struck = trace.filter((event) => event.kind === 'fault')
  const few =
    struck.filter(({ fault }) => lasts(fault) || fault.kind === 'crash').length <= faultsFew
  const held = new Set(
    spells(trace, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
      .filter(({ fault, from, to }) => lasts(fault) && from < first && to > first)
      .map(({ id }) => id),
  )
  const lone = trace.filter(({ kind }) => kind === 'damage').length <= damagesFew
  const told = new Set<EventId>(nodes.flatMap((node) => downAt(trace, node, first)))
  const planned = new Set<number>()
  for (const event of trace) {
    if (event.kind === 'fault') {
      const ends = event.fault.kind === 'end' && planned.has(event.fault.of)
      const near = few ? touches(event, nodes) || weighs(event) : touches(event, nodes)
      if (!ends && !near) continue
      if (event.time < first && !held.has(event.planned)) continue
      planned.add(event.planned)
      told.add(event.id)
    } else if (
      (event.time >= first || (lone && event.kind === 'damage')) &&
      touches(event, nodes)
    ) {
      told.add(event.id)
    }
  }
  return told
}

/** The crash of a node that is down when the story begins. */
function downAt(trace: Trace, node: NodeId, first: number): EventId[] {
  const last = trace.findLast(
    (event) =>
      event.node === node &&
      event.time < first &&
      (event.kind === 'crash' || event.kind === 'start'),
  )
  return last?.kind === 'crash' ? [last.id] : []
}

/** A fault of messages at large, a disk or a clock, which shows on no row of its own. */
const weighs = (event: TraceEvent): boolean => event.kind === 'fault' && lasts(event.fault)

function touches(event: TraceEvent, nodes: readonly NodeId[]): boolean {
  const shaken = event.kind === 'crash' || event.kind === 'damage'
  if (shaken || (event.kind === 'start' && event.life > 1)) {
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
 * The events that find room. What is near the failure explains most; where none is known, what is
 * near the request.
 */
function chosen(
  told: readonly TraceEvent[],
  rank: (event: TraceEvent) => number,
  room: number,
  fromEnd: boolean,
): TraceEvent[] {
  if (told.length <= room) return [...told]
  const nearest = [...told].sort(
    (one, other) => rank(one) - rank(other) || (fromEnd ? other.id - one.id : one.id - other.id),
  )
  const keep = new Set(nearest.slice(0, room).map(({ id }) => id))
  return told.filter(({ id }) => keep.has(id))
}
