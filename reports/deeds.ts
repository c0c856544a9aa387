// What each step of a trace did, gathered under the step: it wrote, said, asked, was answered, noted.
// And what was done before: a message that was said or heard already, of the same request and with
// the same content.

import { hashPlain, hashText, type Plain } from '../sim/plain.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId, OpId } from '../sim/units.ts'

export interface Did {
  readonly notes: string[]
  readonly writes: { readonly table: string; readonly key: string | number }[]
  deletes: number
  readonly sends: { readonly to: NodeId; readonly kind: string; readonly again: boolean }[]
  readonly completes: { readonly op: OpId; readonly result: Plain }[]
}

export interface Deeds {
  readonly of: ReadonlyMap<EventId, Did>
  /** the first operation that a step asked */
  readonly asked: ReadonlyMap<EventId, { readonly op: OpId; readonly call: Plain }>
  /** the how manieth time its node heard this message from this peer, where not the first */
  readonly heard: ReadonlyMap<EventId, number>
}

/** @param nodes whose messages are told of; what is sent to others is left out */
export function deedsOf(trace: Trace, nodes: readonly NodeId[]): Deeds {
  const known = new Set(nodes)
  const of = new Map<EventId, Did>()
  const asked = new Map<EventId, { op: OpId; call: Plain }>()
  const heard = new Map<EventId, number>()
  const said = new Repeats()
  const listened = new Repeats()
  const at = (step: EventId): Did => {
    const did = of.get(step) ?? { notes: [], writes: [], deletes: 0, sends: [], completes: [] }
    of.set(step, did)
    return did
  }
  const roots = new Map<EventId, EventId>()
  for (const event of trace) {
    const root = (event.cause === null ? undefined : roots.get(event.cause)) ?? event.id
    roots.set(event.id, root)
    if (event.kind === 'receive') {
      const times = listened.count(`${root} ${event.from}>${event.node}`, event.body)
      if (times > 1) heard.set(event.id, times)
    }
    if (event.kind === 'send') {
      const again = said.count(`${root} ${event.node}>${event.to}`, event.body) > 1
      if (event.cause !== null && known.has(event.to) && event.to !== event.node) {
        at(event.cause).sends.push({ to: event.to, kind: event.body.kind, again })
      }
    }
    if (event.cause !== null) gather(event, event.cause, at, asked)
  }
  return { of, asked, heard }
}

function gather(
  event: TraceEvent,
  step: EventId,
  at: (step: EventId) => Did,
  asked: Map<EventId, { op: OpId; call: Plain }>,
): void {
  switch (event.kind) {
    case 'note':
      at(step).notes.push(event.text)
      break
    case 'write':
      if (event.value === undefined) at(step).deletes += 1
      else at(step).writes.push({ table: event.table, key: event.key })
      break
    case 'complete':
      at(step).completes.push({ op: event.op, result: event.result })
      break
    case 'invoke':
      if (!asked.has(step)) asked.set(step, { op: event.op, call: event.call })
      break
    default:
  }
}

/** Counts equal values by where they went. */
class Repeats {
  readonly #times = new Map<string, number>()

  /** The how manieth it is, from 1. */
  count(way: string, value: unknown): number {
    const key = `${way} ${hashText(hashPlain(value))}`
    const times = (this.#times.get(key) ?? 0) + 1
    this.#times.set(key, times)
    return times
  }
}
