// A scenario whose actors stop before one step: each handler is put into another that counts its
// calls, and the statement `debugger` stands in front of the one that is meant. The run is the same.

import type { AnyActor } from '../../sim/actor.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Scenario } from '../form.ts'
import type { Nodes } from '../view.ts'

/** A step by the call that makes it: the nth call of a handler for a node, from 1. */
export interface HandlerCall {
  readonly node: NodeId
  readonly handler: 'start' | 'receive' | 'expire' | 'lost'
  readonly nth: number
  /** the event of the step itself */
  readonly event: number
}

/**
 * The step that an event belongs to: a send, a write or a result is work of the step before it.
 * @throws Mistake (WL1004) for what no actor does: a fault, a crash
 */
export function stepOf(event: TraceEvent, trace: Trace): HandlerCall {
  let step: TraceEvent | undefined = event
  while (step !== undefined && handlerOf(step) === null) {
    step = step.cause === null ? undefined : trace[step.cause - 1]
  }
  const handler = step === undefined ? null : handlerOf(step)
  if (step === undefined || handler === null || step.node === null) throw noStep(event)
  const { node, kind, id } = step
  const nth = trace.filter((one) => one.id <= id && one.node === node && one.kind === kind).length
  return { node, handler, nth, event: id }
}

const handlerOf = ({ kind }: TraceEvent): HandlerCall['handler'] | null =>
  kind === 'start' || kind === 'receive' || kind === 'expire' || kind === 'lost' ? kind : null

const noStep = ({ id, kind }: TraceEvent): Mistake =>
  new Mistake([
    {
      code: 'WL1004',
      sentence: `--break e${id}: no handler makes it, it is a ${kind}.`,
      lines: [
        'allowed        the event of a step, or of what a step does: a send, a write, a result',
      ],
    },
  ])

/** The scenario, paused in front of that call each time it is made. */
export function pausedBefore(scenario: Scenario, call: HandlerCall): Scenario {
  const variants = Object.entries(scenario.variants).map(([name, variant]) => {
    if (!('nodes' in variant)) return [name, variant] as const
    const { nodes } = variant
    return [
      name,
      { ...variant, nodes: (of: Parameters<typeof nodes>[0]) => watched(nodes(of), call) },
    ] as const
  })
  return {
    ...scenario,
    nodes: (of) => watched(scenario.nodes(of), call),
    variants: Object.fromEntries(variants),
  }
}

function watched(nodes: Nodes, call: HandlerCall): Nodes {
  const calls = new Calls(call)
  return Object.fromEntries(
    Object.entries(nodes).map(([role, entry]) => [
      role,
      'actor' in entry ? { ...entry, actor: pausing(entry.actor, calls) } : pausing(entry, calls),
    ]),
  )
}

class Calls {
  readonly #call: HandlerCall
  #count = 0

  constructor(call: HandlerCall) {
    this.#call = call
  }

  /** Counts a call. @returns whether it is the one */
  isDue(handler: HandlerCall['handler'], node: NodeId): boolean {
    if (handler !== this.#call.handler || node !== this.#call.node) return false
    this.#count += 1
    return this.#count === this.#call.nth
  }
}

function pausing(actor: AnyActor, calls: Calls): AnyActor {
  const { expire, lost } = actor
  return {
    ...actor,
    start(node) {
      // oxlint-disable-next-line no-debugger -- it is what this file is for
      if (calls.isDue('start', node.id)) debugger // the step is next: step into it
      return actor.start(node)
    },
    receive(node, state, message, from) {
      // oxlint-disable-next-line no-debugger -- it is what this file is for
      if (calls.isDue('receive', node.id)) debugger // the step is next: step into it
      return actor.receive(node, state, message, from)
    },
    ...(expire === undefined
      ? {}
      : {
          expire(node, state, timer) {
            // oxlint-disable-next-line no-debugger -- it is what this file is for
            if (calls.isDue('expire', node.id)) debugger // the step is next: step into it
            return actor.expire?.(node, state, timer)
          },
        }),
    ...(lost === undefined
      ? {}
      : {
          lost(node, state, peer, why) {
            // oxlint-disable-next-line no-debugger -- it is what this file is for
            if (calls.isDue('lost', node.id)) debugger // the step is next: step into it
            return actor.lost?.(node, state, peer, why)
          },
        }),
  }
}
