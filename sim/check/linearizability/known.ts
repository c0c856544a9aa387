// What the reads-from inference knows, made ready for the general search: shorter intervals, fewer open
// operations, and which values have to stay until somebody has read them. True of every legal order, so
// that the search loses none.

import { access, type Accesses } from './accesses.ts'
import { fate } from './fates.ts'
import { never, type Part } from './part.ts'
import type { ValuesFound } from './readers-left.ts'
import type { Resolution } from './resolution.ts'
import { eventsOf } from './tighten.ts'

export interface Known {
  readonly accesses: Accesses
  readonly resolution: Resolution
}

/**
 * The part as it is tightened: an open operation that took effect for certain may have a return, and one
 * that nobody can need is in no event and has the call `never`.
 */
export function tightenedPart(part: Part, { fates, call, ret }: Resolution): Part {
  const events = eventsOf(part, call, ret).filter(
    (event) => fates[event < 0 ? ~event : event] !== fate.out,
  )
  const calls = new Int32Array(part.size).fill(never)
  const returns = new Int32Array(part.size).fill(never)
  for (let rank = 0; rank < events.length; rank++) {
    const event = events[rank] as number
    if (event < 0) returns[~event] = rank
    else calls[event] = rank
  }
  return { ...part, call: calls, ret: returns, events }
}

/** @param part tightened; null: states are texts that grow, no values that somebody set */
export function valuesFound(part: Part, { kind, from, to, values }: Accesses): ValuesFound | null {
  if (kind.includes(access.append)) return null
  const { size, call, ret, events } = part
  const found = new Int32Array(size).fill(-1)
  const set = new Int32Array(size).fill(-1)
  const isOpen = new Uint8Array(size)
  for (let one = 0; one < size; one++) {
    if (call[one] === never) continue
    if (ret[one] === never) isOpen[one] = 1
    const what = kind[one]
    if (what === access.write || what === access.update) set[one] = to[one] as number
    if (isOpen[one] === 1) continue
    if (what === access.read || what === access.update) found[one] = from[one] as number
  }
  const setBefore = new Int32Array(size)
  const sets = new Int32Array(values.length)
  for (const event of events) {
    const one = event < 0 ? ~event : event
    const value = (event < 0 ? found : set)[one] as number
    if (value < 0) continue
    if (event < 0) setBefore[one] = sets[value] as number
    else if (isOpen[one] === 0) sets[value] = (sets[value] as number) + 1
  }
  return { found, set, isOpen, setBefore, values: values.length }
}
