// The crash places of a run counted from its trace, event by event: the slow way, against which the
// list that a world makes (places.ts) is held. It knows nothing of what was durable where.

import type { Place } from '../fault.ts'
import type { Trace, TraceEvent } from '../trace.ts'
import type { NodeId } from '../units.ts'

/** A place, and the node that would crash there. */
export interface Counted {
  readonly node: NodeId
  readonly place: Place
}

/**
 * Every place of a run, in the order in which the run came by them. Places that cannot be told
 * apart are listed once: of two copies of a message the first, and for a step without writes
 * *durable*, not *written*.
 */
export function countedIn(trace: Trace): Counted[] {
  const made = effectsOf(trace)
  const seen = new Set<string>()
  const ends = new Map<NodeId, number>()
  const places: Counted[] = []
  for (const event of trace) {
    const { node } = event
    const step = node === null ? null : stepOf(event, node, ends)
    if (node === null || step === null || seen.has(step)) continue
    seen.add(step)
    const { early, waiting, wrote } = made.get(event.id) ?? nothing
    const add = (at: Place['at'], nth = 0): void => {
      places.push({ node, place: { step, at, nth } })
    }
    add('before')
    for (let k = 1; k <= early; k++) add('early', k)
    if (wrote) add('written')
    add('durable')
    for (let k = 1; k <= waiting; k++) add('sent', k)
  }
  return places
}

interface Effects {
  early: number
  /** messages and completions that wait for the disk */
  waiting: number
  wrote: boolean
}
const nothing: Effects = { early: 0, waiting: 0, wrote: false }

function effectsOf(trace: Trace): Map<number, Effects> {
  const made = new Map<number, Effects>()
  for (const event of trace) {
    if (event.kind !== 'send' && event.kind !== 'complete' && event.kind !== 'write') continue
    if (event.cause === null) continue
    const effects = made.get(event.cause) ?? { ...nothing }
    made.set(event.cause, effects)
    if (event.kind === 'write') effects.wrote = true
    else if (event.kind === 'send' && event.early) effects.early += 1
    else effects.waiting += 1
  }
  return made
}

/** The name of a step, or null for an event that is none. */
function stepOf(event: TraceEvent, node: NodeId, ends: Map<NodeId, number>): string | null {
  switch (event.kind) {
    case 'start':
      return `start#${event.life} at ${node}`
    case 'receive':
      return event.message
    case 'expire':
      return `${event.timer.kind}#${event.nth} at ${node}`
    case 'lost': {
      const nth = (ends.get(node) ?? 0) + 1
      ends.set(node, nth)
      return `lost#${nth} at ${node}`
    }
    default:
      return null
  }
}
