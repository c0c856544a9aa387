// Queues and bags in which no value is put in twice: exact, and fast. A history is legal unless an element
// comes from nowhere, goes twice or too early, overtakes another, or a dequeue finds nothing although
// something was there all the time. Source of the four conditions: Henzinger, Sezgin and Vafeiadis,
// Aspect-oriented linearizability proofs (CONCUR 2013); operations without an answer are ours.

import type { History } from '../../history.ts'
import type { Conflict, Found } from './found.ts'
import type { Part } from './part.ts'
import { type Elements, elementsOf } from './queue-elements.ts'
import { gapsOf, type Unmet } from './queue-gaps.ts'
import { orderedOperations, orderOf, passingOf, unorderedOperations } from './queue-order.ts'

/**
 * @param isOrdered whether what was put in first comes out first
 * @returns null: some value is put in twice, or a dequeue has an answer that nobody knows
 */
export function judgeQueue(history: History, part: Part, isOrdered: boolean): Found | null {
  const elements = elementsOf(history, part)
  if (elements === null) return null
  if ('kind' in elements) return { kind: 'illegal', conflict: elements }
  const gaps = gapsOf(part, elements, isOrdered)
  if ('kind' in gaps) return { kind: 'illegal', conflict: unmet(part, elements, gaps) }
  const passing = passingOf(part, elements, gaps)
  const events = part.events.length
  if (!isOrdered) return { kind: 'ok', order: unorderedOperations(passing, events) }
  const order = orderOf(passing, events)
  if (order instanceof Int32Array) return { kind: 'ok', order: orderedOperations(passing, order) }
  const [overtaken, overtaking] = order
  return { kind: 'illegal', conflict: disorder(elements, overtaken, overtaking) }
}

/** The second took the place of the first, which had been put in before it. */
function disorder(elements: Elements, overtaken: number, overtaking: number): Conflict {
  const { enqueue, dequeue } = elements
  const at = dequeue[overtaking] as number
  const first = enqueue[overtaken] as number
  const second = enqueue[overtaking] as number
  const later = dequeue[overtaken] as number
  const behind = later === -1 ? ', and the first was still there' : [', and only then ', later]
  return {
    kind: 'rule',
    code: 'WL2011',
    at,
    said: [at, ', although ', first, ' before ', second, behind].flat(),
    why: 'something else had been enqueued before it',
  }
}

function unmet(part: Part, elements: Elements, demand: Unmet): Conflict {
  if (demand.kind === 'overtaken') {
    const { element } = demand
    return disorder(elements, element, overtakingOf(elements, element))
  }
  const at = demand.dequeue
  const there = insideDuring(part, elements, at)
  const told = there.slice(0, toldMax).flatMap((one, nth) => [nth === 0 ? '' : ', ', one])
  const more = there.length > toldMax ? `, and ${there.length - toldMax} more` : ''
  const always = there.length === 1 ? 'that was in it all the time' : 'one of them was always in it'
  return {
    kind: 'rule',
    code: 'WL2003',
    at,
    said: [at, ', although ', ...told, `${more}: ${always}`],
    why: 'something was in it all the time',
  }
}

const toldMax = 3

/** What was put in after an element was in, and taken first. */
function overtakingOf(elements: Elements, element: number): number {
  const { size, dequeue, inFrom, inBy, outBy } = elements
  let best = -1
  for (let one = 0; one < size; one++) {
    if (dequeue[one] === -1 || (inFrom[one] as number) < (inBy[element] as number)) continue
    if (best === -1 || (outBy[one] as number) < (outBy[best] as number)) best = one
  }
  return best
}

/** Enqueues of the elements that were in the queue for certain, one after the other, during an operation. */
function insideDuring(part: Part, elements: Elements, during: number): readonly number[] {
  const { size, enqueue, inBy, outFrom } = elements
  const start = part.call[during] as number
  const end = part.ret[during] as number
  const there: number[] = []
  for (let one = 0; one < size; one++) {
    const [from, to] = [inBy[one] as number, outFrom[one] as number]
    if (from < to && from < end && to > start) there.push(one)
  }
  there.sort((one, other) => (inBy[one] as number) - (inBy[other] as number))
  const found: number[] = []
  let time = start
  let last = -1
  for (const one of there) {
    // The one that stays longest of those that are in by the time at which the one before it may go.
    while ((inBy[one] as number) > time) {
      if (last === -1) return found
      found.push(enqueue[last] as number)
      time = outFrom[last] as number
      last = -1
      if (time >= end) return found
    }
    const stays = outFrom[one] as number
    if (stays > time && (last === -1 || stays > (outFrom[last] as number))) last = one
  }
  return last === -1 ? found : [...found, enqueue[last] as number]
}
