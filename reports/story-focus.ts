// Where a story ends and where it begins: the step that broke the property, the answer that fits
// nowhere, the requests that the failure speaks of.

import type { Plain } from '../sim/plain.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, Micros, NodeId, OpId } from '../sim/units.ts'
import { isStepEvent } from './lineage.ts'

/** Where it broke: a Failure, as far as it matters here. */
export interface Broke {
  readonly time: Micros
  readonly node: NodeId | null
  readonly step: string | null
  /** what it says in quotes names the operations that it is about */
  readonly sentence?: string
  /** the operation that fits nowhere */
  readonly misfit?: { readonly op: OpId; readonly others?: readonly OpId[] }
}

export type ById = ReadonlyMap<EventId, TraceEvent>

/** The peer that asks in the name of the scenario. */
export const workload = 'workload'

const requestsMax = 4

/**
 * The step that broke it: the last one of that node at that instant, or the one in which the answer
 * came that fits nowhere; null where the end of the run showed it.
 */
export function guiltyStep(trace: Trace, { node, time, misfit }: Broke): TraceEvent | null {
  const answer = trace.find((event) => event.kind === 'complete' && event.op === misfit?.op)
  const answered = answer?.cause ?? null
  if (answered !== null) return trace[answered - 1] ?? null
  if (node === null) return null
  return (
    trace.findLast((event) => isStepEvent(event) && event.node === node && event.time === time) ??
    trace.findLast((event) => isStepEvent(event) && event.node === node && event.time <= time) ??
    null
  )
}

/** What a failure that no step showed is about: a request, or just the last step. */
export const endOf = (trace: Trace, requests: readonly TraceEvent[]): TraceEvent | null =>
  requests.at(-1) ?? unanswered(trace) ?? trace.findLast(isStepEvent) ?? null

/** The step in which the first request was made that nobody ever answered. */
function unanswered(trace: Trace): TraceEvent | null {
  const open = new Map<number, TraceEvent>()
  for (const event of trace) {
    if (event.kind === 'invoke') open.set(event.op, event)
    if (event.kind === 'complete') open.delete(event.op)
  }
  return open.values().next().value ?? null
}

/**
 * The steps in which operations were asked that a failure speaks of: those that hold a text which its
 * sentence has in quotes, and those that its misfit is at odds with.
 */
export function requestsNamed(
  trace: Trace,
  { sentence = '', misfit }: Broke,
  byId: ById,
): TraceEvent[] {
  const quoted = new Set(Array.from(sentence.matchAll(/"([^"]+)"/gu), ([, text]) => text ?? ''))
  const others = new Set(misfit?.others)
  return trace
    .flatMap((event) => {
      if (event.kind !== 'invoke' || event.cause === null) return []
      const named = others.has(event.op) || (quoted.size > 0 && holds(event.call, quoted))
      return named ? (byId.get(event.cause) ?? []) : []
    })
    .slice(-requestsMax)
}

function holds(value: Plain, texts: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return texts.has(value)
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return false
  if (value instanceof Map || value instanceof Set) {
    return Array.from(value).some((one: Plain) => holds(one, texts))
  }
  return Object.values(value).some((one) => holds(one, texts))
}

/** From an event back to the request that began it, itself first. */
export function ancestors(from: TraceEvent, byId: ById): TraceEvent[] {
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
export function descendants(
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
