// Shorter intervals: a writer takes effect before its readers return, a reader after its writer was
// called. That rules out writers elsewhere, and gives open operations a return.

import { never, type Part } from './part.ts'
import type { Attribution } from './reads-from.ts'

/**
 * Tightens calls and returns along all resolved readers and puts the events in order again.
 * @returns false: nothing changed, or an interval became empty. Then no order is legal; which operations
 * suffice for that is found by those who look at whole versions (zones.ts).
 */
export function tighten(work: Attribution): boolean {
  const { writer } = work
  const call = work.call.slice()
  const ret = work.ret.slice()
  let changed = false
  // Operations stand in order of call, and most find what was set before: one pass each way does most.
  for (let one = 0; one < writer.length; one++) {
    const set = writer[one] as number
    if (set < 0 || (call[set] as number) <= (call[one] as number)) continue
    call[one] = call[set] as number
    changed = true
  }
  for (let one = writer.length - 1; one >= 0; one--) {
    const set = writer[one] as number
    if (set < 0 || (ret[set] as number) <= (ret[one] as number)) continue
    ret[set] = ret[one] as number
    changed = true
  }
  if (!changed) return false
  for (let one = 0; one < call.length; one++) {
    if ((call[one] as number) > (ret[one] as number)) return false
  }
  work.call = call
  work.ret = ret
  work.events = eventsOf(work.part, call, ret)
  return true
}

/** Calls and returns in order of their ranks; what shares a rank stands in order of operations. */
export function eventsOf(part: Part, call: Int32Array, ret: Int32Array): Int32Array {
  const size = call.length
  // By rank: where its next event goes. First how many there are, one rank further.
  const places = new Int32Array(part.events.length + 2)
  for (let one = 0; one < size; one++) {
    count(places, (call[one] as number) + 1)
    if (ret[one] !== never) count(places, (ret[one] as number) + 1)
  }
  for (let rank = 1; rank < places.length; rank++) {
    places[rank] = (places[rank] as number) + (places[rank - 1] as number)
  }
  const events = new Int32Array(places.at(-1) as number)
  for (let one = 0; one < size; one++) {
    events[count(places, call[one] as number)] = one
    if (ret[one] !== never) events[count(places, ret[one] as number)] = ~one
  }
  return events
}

/** @returns the count before */
function count(counts: Int32Array, at: number): number {
  const before = counts[at] as number
  counts[at] = before + 1
  return before
}
