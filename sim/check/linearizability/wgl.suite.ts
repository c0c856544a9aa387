// The second oracle, for histories that are too long for the definition: linearize the first operation
// that the model allows, take it out of the list of calls and returns, and go back when a return is met.
// Source: Wing and Gong, Testing and Verifying Concurrent Objects (1993); the memo is Lowe's, Testing for
// linearizability (2017). It splits and sorts the history itself. Open operations return at the end, and
// may be left out.

import type { History } from '../../history.ts'
import type { Plain, Scalar } from '../../plain.ts'
import { outcomeOf } from '../history-check.ts'
import { type Model, refused } from '../model.ts'
import { nameOf } from '../state-name.ts'

interface Event {
  readonly one: number
  readonly call: Plain
  /** undefined: unknown */
  readonly result: Plain
  readonly isReturn: boolean
  readonly isOpen: boolean
  readonly at: number
}

/** An entry of the doubly linked list. */
interface Entry extends Event {
  before: Entry | null
  after: Entry | null
  /** of a call: its return, null where it is open */
  match: Entry | null
}

/**
 * @param most configurations looked at, for all objects together
 * @returns null: undecided within them
 */
export function isLinearizableByWgl(
  history: History,
  model: Model,
  most: number = Number.POSITIVE_INFINITY,
): boolean | null {
  const objects = new Map<Scalar, Event[]>()
  const outcome = model.outcome?.bind(model) ?? null
  history.forEach((operation, one) => {
    const { call, start, end } = operation
    const said = outcomeOf(operation, outcome)
    if (said === 'failed') return
    const isOpen = said === 'unknown'
    const result = isOpen ? undefined : operation.result
    const object = model.partition?.(call) ?? null
    const events = objects.get(object) ?? []
    objects.set(object, events)
    events.push({ one, call, result, isReturn: false, isOpen, at: start })
    if (!isOpen && end !== null) events.push({ one, call, result, isReturn: true, isOpen, at: end })
  })
  let left = most
  let said: boolean | null = true
  for (const events of objects.values()) {
    const { found, looked } = wgl(events, model, left)
    left -= looked
    if (found === false) return false
    if (found === null) said = null
  }
  return said
}

/** Of one object. */
function wgl(
  events: readonly Event[],
  model: Model,
  most: number,
): { readonly found: boolean | null; readonly looked: number } {
  const head = listOf(events)
  let closed = events.filter(({ isReturn }) => isReturn).length
  const bits = new Uint32Array(Math.ceil((1 + Math.max(-1, ...events.map(({ one }) => one))) / 32))
  const flip = (one: number): void => {
    bits[one >>> 5] = ((bits[one >>> 5] ?? 0) ^ (1 << (one & 31))) >>> 0
  }
  const memo = new Set<string>()
  const stack: { readonly entry: Entry; readonly state: unknown }[] = []
  let state = model.init
  let entry = head.after
  while (closed > 0) {
    if (entry !== null && !entry.isReturn) {
      const next = model.step(state, entry.call, entry.result)
      if (next !== refused) {
        flip(entry.one)
        const name = `${bits.join(',')} ${nameOf(next)}`
        if (!memo.has(name)) {
          if (memo.size >= most) return { found: null, looked: memo.size }
          memo.add(name)
          stack.push({ entry, state })
          state = next
          lift(entry)
          if (!entry.isOpen) closed -= 1
          entry = head.after
          continue
        }
        flip(entry.one)
      }
      entry = entry.after
      continue
    }
    // A return that is not in yet, or the end of the list: the last choice was wrong.
    const last = stack.pop()
    if (last === undefined) return { found: false, looked: memo.size }
    flip(last.entry.one)
    unlift(last.entry)
    if (!last.entry.isOpen) closed += 1
    state = last.state
    entry = last.entry.after
  }
  return { found: true, looked: memo.size }
}

/** Of two events in one instant calls come first: intervals are closed. */
function listOf(events: readonly Event[]): Entry {
  const sorted = events.toSorted(
    (one, other) => one.at - other.at || Number(one.isReturn) - Number(other.isReturn),
  )
  const entryOf = (event: Event): Entry => ({ ...event, before: null, after: null, match: null })
  const root = { one: -1, call: null, result: null, isReturn: false, isOpen: false, at: 0 }
  const head = entryOf(root)
  const calls = new Map<number, Entry>()
  let last = head
  for (const event of sorted) {
    const entry = entryOf(event)
    entry.before = last
    last.after = entry
    last = entry
    if (!event.isReturn) {
      calls.set(event.one, entry)
      continue
    }
    const call = calls.get(event.one)
    if (call !== undefined) call.match = entry
  }
  return head
}

/** Takes a call and its return out of the list; they keep their neighbours. */
function lift(call: Entry): void {
  for (const entry of [call, call.match]) {
    if (entry === null) continue
    if (entry.before !== null) entry.before.after = entry.after
    if (entry.after !== null) entry.after.before = entry.before
  }
}

/** Puts them back: the last that was taken out has to be the first. */
function unlift(call: Entry): void {
  for (const entry of [call.match, call]) {
    if (entry === null) continue
    if (entry.before !== null) entry.before.after = entry
    if (entry.after !== null) entry.after.before = entry
  }
}
