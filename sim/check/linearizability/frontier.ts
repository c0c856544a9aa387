// The general search, for any model: depth first over what could have taken effect so far. A
// configuration is a place among the events, a state, and which of the pending operations are in.

import type { Budget, Found } from './found.ts'
import type { Machine } from './machine.ts'
import { never, type Part } from './part.ts'

/**
 * @param machine of the same part
 * @returns the first legal order that it meets; `stuck` when there is none
 */
export function searchFrontier(part: Part, machine: Machine, budget: Budget): Found {
  const failed = new Set<string>()
  let looked = 0
  let best: { readonly at: number; readonly order: number[]; readonly state: number } | null = null
  let bestEvent = -1
  const order: number[] = []
  // `undone` are pending operations that are not in yet, `done` those in whose return is to come.
  const visit = (
    from: number,
    state: number,
    pending: readonly number[],
    done: ReadonlySet<number>,
  ): boolean | null => {
    let event = from
    let under = pending
    for (; event < part.events.length; event++) {
      const one = part.events[event] ?? 0
      if (one >= 0) under = [...under, one]
      else if (!done.has(~one)) break
    }
    if (event === part.events.length) return true
    const name = `${event} ${state} ${under.join(',')}`
    if (failed.has(name)) return false
    looked += 1
    if (looked > budget.configurations) return null
    const target = ~(part.events[event] ?? 0)
    if (event > bestEvent) {
      bestEvent = event
      best = { at: target, order: [...order], state }
    }
    for (const one of under) {
      const next = machine.next(state, machine.kinds[one] ?? 0)
      if (next === -1) continue
      order.push(one)
      const ended = part.ret[one] === never ? done : new Set([...done, one])
      const said = visit(
        event,
        next,
        under.filter((other) => other !== one),
        ended,
      )
      if (said !== false) return said
      order.pop()
    }
    failed.add(name)
    return false
  }
  const said = visit(0, machine.initial, [], new Set())
  if (said === true) return { kind: 'ok', order: Int32Array.from(order) }
  const reached = best as {
    readonly at: number
    readonly order: number[]
    readonly state: number
  } | null
  if (said === null || reached === null) {
    return {
      kind: 'unknown',
      spent: { configurations: looked, bytes: 0 },
      why: 'too many configurations',
    }
  }
  const { at, order: prefix, state } = reached
  return {
    kind: 'illegal',
    conflict: { kind: 'stuck', at, order: Int32Array.from(prefix), state: machine.stateOf(state) },
  }
}
