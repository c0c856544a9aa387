// Where a queue can have been empty, and which elements dequeues without an answer have to have taken.
// A gap is the time between an event and the next one, numbered as the event before it.

import { never, type Part } from './part.ts'
import type { Elements } from './queue-elements.ts'

/** What has to be so for every dequeue to have answered as it did. */
export interface Gaps {
  /** of each dequeue that found nothing, a gap in which the queue was empty */
  readonly empty: Int32Array
  /** of each element, the dequeue without an answer that took it; -1: none */
  readonly takenBy: Int32Array
}

/** Which demand cannot be met. */
export type Unmet =
  /** this dequeue found nothing, and there always was something */
  | { readonly kind: 'never-empty'; readonly dequeue: number }
  /** this element was overtaken by another, and nobody can have taken it before */
  | { readonly kind: 'overtaken'; readonly element: number }

/** Elements that nobody is known to have taken, and who could have. */
interface Lost {
  /** by deadline, the earliest first */
  readonly elements: readonly number[]
  /** of each element of all, the event before which it has to be out; `never`: it may stay */
  readonly due: Int32Array
  /** by event, how many dequeues without an answer were called before it */
  readonly supply: Int32Array
}

/**
 * Lost elements have to be out before some event: before the end of a dequeue that took what came in
 * later (`isOrdered`), before a gap in which the queue is empty. Every dequeue without an answer can
 * take one of them, from its call on. Whether there are enough is counted event by event (Hall's
 * condition for deadlines). That is exact: whether a gap can be empty does not depend on other gaps.
 */
export function gapsOf(part: Part, elements: Elements, isOrdered: boolean): Gaps | Unmet {
  const { size, empties, open, inBy } = elements
  const events = part.events.length
  const takenBy = new Int32Array(size).fill(-1)
  const lost = lostOf(part, elements, isOrdered)
  if (empties.length === 0 && lost.elements.length === 0)
    return { empty: new Int32Array(0), takenBy }
  const latest = latestGaps(elements, lost, events)
  if (latest === null) return { kind: 'overtaken', element: overtakenOf(lost) }
  const next = nextOf(allowedGaps(elements, latest, events))
  const empty = new Int32Array(empties.length)
  const chosen = new Uint8Array(events + 1)
  for (const [nth, one] of empties.entries()) {
    const gap = next[part.call[one] as number] as number
    if (gap >= (part.ret[one] as number)) return { kind: 'never-empty', dequeue: one }
    empty[nth] = gap
    chosen[gap] = 1
  }
  const nextChosen = nextOf(chosen)
  const { due } = lost
  for (const one of lost.elements) {
    const gap = nextChosen[inBy[one] as number] as number
    if (gap !== never) due[one] = Math.min(due[one] as number, gap + 1)
  }
  // The earliest deadline gets the dequeue that was called first.
  for (const [nth, one] of byDeadline(lost.elements, due).entries())
    if (due[one] !== never) takenBy[one] = open[nth] as number
  return { empty, takenBy }
}

function lostOf(part: Part, elements: Elements, isOrdered: boolean): Lost {
  const { size, dequeue, inBy } = elements
  const events = part.events.length
  const some: number[] = []
  for (let one = 0; one < size; one++) if (dequeue[one] === -1) some.push(one)
  const due = new Int32Array(size).fill(never)
  if (isOrdered && some.length > 0) {
    const first = firstOvertaking(elements, events)
    for (const one of some) due[one] = first[inBy[one] as number] as number
  }
  const supply = new Int32Array(events + 1)
  for (const one of elements.open) supply[(part.call[one] as number) + 1] = 1
  for (let at = 1; at <= events; at++)
    supply[at] = (supply[at] as number) + (supply[at - 1] as number)
  return { elements: byDeadline(some, due), due, supply }
}

/** By event, the first end of a dequeue of something that was put in from there on. */
function firstOvertaking({ size, dequeue, inFrom, outBy }: Elements, events: number): Int32Array {
  const first = new Int32Array(events + 1).fill(never)
  for (let one = 0; one < size; one++)
    if (dequeue[one] !== -1) first[inFrom[one] as number] = outBy[one] as number
  for (let at = events - 1; at >= 0; at--)
    first[at] = Math.min(first[at] as number, first[at + 1] as number)
  return first
}

const byDeadline = (some: readonly number[], due: Int32Array): readonly number[] =>
  some.toSorted((one, other) => (due[one] as number) - (due[other] as number))

/** The first in order of deadlines for which there is no dequeue left. */
const overtakenOf = ({ elements, due, supply }: Lost): number =>
  elements.find(
    (one, nth) => due[one] !== never && nth >= (supply[due[one] as number] as number),
  ) ?? 0

/**
 * By gap, the last gap up to which lost elements came in that can all be out by then. Going back in
 * time, what is due falls and so does what is called.
 * @returns null: more elements have to be out before some event than can be
 */
function latestGaps({ size, inBy }: Elements, lost: Lost, events: number): Int32Array | null {
  const { elements, due, supply } = lost
  const lostAt = new Int32Array(events + 1).fill(-1)
  for (const one of elements) lostAt[inBy[one] as number] = one
  const counted = new Uint8Array(size)
  const latest = new Int32Array(events + 1)
  let gap = events
  // Due before the event, and those besides that came in by the gap.
  let dueCount = elements.length
  let others = 0
  for (let event = events; event >= 1; event--) {
    for (; dueCount > 0; dueCount--) {
      const one = elements[dueCount - 1] as number
      if ((due[one] as number) <= event) break
      if ((inBy[one] as number) > gap) continue
      counted[one] = 1
      others++
    }
    for (; dueCount + others > (supply[event] as number); gap--) {
      if (gap < 0) return null
      const one = lostAt[gap] as number
      if (one !== -1) others -= counted[one] as number
    }
    latest[event - 1] = gap
  }
  return latest
}

/** By gap, 1 where neither a taken element nor too many lost ones were in the queue for certain. */
function allowedGaps(elements: Elements, latest: Int32Array, events: number): Uint8Array {
  const { size, dequeue, inBy, outFrom } = elements
  const inside = new Int32Array(events + 1)
  for (let one = 0; one < size; one++) {
    const from = inBy[one] as number
    const to = outFrom[one] as number
    if (dequeue[one] === -1 || from >= to) continue
    inside[from] = (inside[from] as number) + 1
    inside[to] = (inside[to] as number) - 1
  }
  const allowed = new Uint8Array(events + 1)
  let count = 0
  for (let gap = 0; gap < events; gap++) {
    count += inside[gap] as number
    if (count === 0 && gap <= (latest[gap] as number)) allowed[gap] = 1
  }
  return allowed
}

/** By place, the first place from there on that is marked; `never`: none is. */
function nextOf(marks: Uint8Array): Int32Array {
  const next = new Int32Array(marks.length)
  let first: number = never
  for (let at = marks.length - 1; at >= 0; at--) {
    if (marks[at] === 1) first = at
    next[at] = first
  }
  return next
}
