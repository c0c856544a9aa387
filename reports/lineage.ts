// Who caused what in a trace: from an event to its step, from a step to what it did and set going,
// from a message to what became of it. Only what the trace says; nothing is concluded here.

import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'

export type Event<K extends TraceEvent['kind']> = Extract<TraceEvent, { readonly kind: K }>
export type Step = Event<'start' | 'receive' | 'expire' | 'lost'> & { readonly node: NodeId }

export interface Lineage {
  readonly trace: Trace
  /** null for an id that no event has */
  at(id: EventId | null): TraceEvent | null
  /** the step that the event is, or that it belongs to; null for a fault, a crash */
  stepOf(event: TraceEvent): Step | null
  /** what an event caused directly, in order */
  of(id: EventId): readonly TraceEvent[]
  /** the events that name one of these as their cause, over any number of steps, and these */
  family(roots: readonly EventId[], before: number): ReadonlySet<EventId>
  /** what became of a message that was sent: it came, once or twice, or was dropped */
  fates(send: EventId): readonly (Event<'receive'> | Event<'drop'>)[]
  /** the crash that undid the writes of a step, or null */
  undoing(step: EventId): Event<'crash'> | null
  /** the last crash of a node before an event, after another */
  crashBetween(node: NodeId, after: number, before: number): Event<'crash'> | null
}

export const isStepEvent = (event: TraceEvent): event is Step =>
  event.node !== null &&
  (event.kind === 'start' ||
    event.kind === 'receive' ||
    event.kind === 'expire' ||
    event.kind === 'lost')

export function lineageOf(trace: Trace): Lineage {
  const byId = new Map<EventId, TraceEvent>()
  const caused = new Map<EventId, TraceEvent[]>()
  const crashes: Event<'crash'>[] = []
  for (const event of trace) {
    byId.set(event.id, event)
    if (event.kind === 'crash') crashes.push(event)
    if (event.cause === null) continue
    const children = caused.get(event.cause)
    if (children === undefined) caused.set(event.cause, [event])
    else children.push(event)
  }
  const of: Lineage['of'] = (id) => caused.get(id) ?? []
  const at: Lineage['at'] = (id) => (id === null ? null : (byId.get(id) ?? null))
  return {
    trace,
    at,
    of,
    stepOf(event) {
      let one: TraceEvent | null = event
      while (one !== null && !isStepEvent(one)) one = at(one.cause)
      return one
    },
    family(roots, before) {
      const family = new Set<EventId>(roots)
      const waiting = [...roots]
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        for (const child of of(id)) {
          if (child.id >= before || family.has(child.id)) continue
          family.add(child.id)
          waiting.push(child.id)
        }
      }
      return family
    },
    fates: (send) => of(send).filter((one) => one.kind === 'receive' || one.kind === 'drop'),
    undoing: (step) => crashes.find(({ undone }) => undone.includes(step)) ?? null,
    crashBetween: (node, after, before) =>
      crashes.findLast((one) => one.node === node && one.id > after && one.id < before) ?? null,
  }
}
