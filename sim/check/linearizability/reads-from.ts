// Reads-from inference: one sweep over calls and returns that finds, for each reader, the writers of its
// value that real time does not rule out. It stops counting at two; candidates.ts lists them all.

import { access, type Accesses } from './accesses.ts'
import { fate } from './fates.ts'
import type { Conflict } from './found.ts'
import type { Part } from './part.ts'
import { unreadable } from './unreadable.ts'

/** In place of a writer: the reader found the initial value. */
export const initially = -1
/** In place of a writer: several operations can have set what the reader found. */
export const unresolved = -2
/** In place of a writer: the operation finds nothing (a write, a negative observation). */
export const nobody = -3

/** What the sweep works on, and what it has found so far. */
export interface Attribution {
  readonly part: Part
  readonly accesses: Accesses
  readonly fates: Uint8Array
  readonly writer: Int32Array
  readonly from: Int32Array
  readonly understood: boolean
  /** the part's own before the first tightening */
  call: Int32Array
  ret: Int32Array
  events: Int32Array
  /** readers that are in and unresolved */
  left: number
  /** by value: the writer of it that was called last so far, -1 for none */
  readonly last: Int32Array
  /** by writer: the one of the same value that was called before it, -1 for none */
  readonly earlier: Int32Array
  /** by writer: the nearest such one that returned later than it */
  readonly longer: Int32Array
  /**
   * By operation: of the writers that had returned when it was called the one that was called last, -1
   * for none. What returned before that one was called is overwritten.
   */
  readonly over: Int32Array
}

/** Where everything begins: nobody is resolved. The fates are changed in place. */
export function attributionOf(part: Part, accesses: Accesses, fates: Uint8Array): Attribution {
  const { size, call, ret, events } = part
  const { kind, from } = accesses
  const writer = new Int32Array(size)
  let understood = true
  for (let one = 0; one < size; one++) {
    const its = kind[one]
    writer[one] = its === access.read || its === access.update ? unresolved : nobody
    if (its === access.append) understood = false
  }
  const last = new Int32Array(accesses.values.length)
  const earlier = new Int32Array(size)
  const longer = new Int32Array(size)
  const over = new Int32Array(size)
  return {
    part,
    accesses,
    fates,
    writer,
    from,
    understood,
    call,
    ret,
    events,
    left: 0,
    last,
    earlier,
    longer,
    over,
  }
}

/** Puts the writer in the list of its value. */
export function enlist(work: Attribution, writer: number, value: number): void {
  const { last, earlier, longer, ret } = work
  const before = last[value] as number
  earlier[writer] = before
  const end = ret[writer] as number
  let other = before
  while (other >= 0 && (ret[other] as number) <= end) other = longer[other] as number
  longer[writer] = other
  last[value] = writer
}

/**
 * Looks at each reader that is in and not resolved, in order of return, and resolves it where only one
 * writer can have set what it found. An open writer that is the only one took effect: it is in from
 * then on, and if it is an update, a reader too.
 * @returns why some reader has no possible writer
 */
export function sweep(work: Attribution): Conflict | null {
  const { accesses, fates, call, ret, events, writer, over } = work
  const { kind, to } = accesses
  work.last.fill(-1)
  work.left = 0
  let latest = -1
  for (let at = 0; at < events.length; at++) {
    const event = events[at] as number
    if (event >= 0) {
      over[event] = latest
      const its = kind[event]
      if (its !== access.write && its !== access.update) continue
      if (fates[event] === fate.in || fates[event] === fate.optional)
        enlist(work, event, to[event] as number)
      continue
    }
    const one = ~event
    if (writer[one] === unresolved && fates[one] === fate.in) {
      const conflict = attribute(work, one, ret[one] as number)
      if (conflict !== null) return conflict
    }
    const its = kind[one]
    if (its !== access.write && its !== access.update) continue
    if (latest === -1 || (call[one] as number) > (call[latest] as number)) latest = one
  }
  return null
}

/** @param bound rank by which the reader has taken effect: writers called later are none */
function attribute(work: Attribution, reader: number, bound: number): Conflict | null {
  const { accesses, fates, call, ret, writer, from, over, last, earlier, longer } = work
  const since: number[] = []
  for (let one = reader; ; ) {
    const value = from[one] as number
    const latest = over[one] as number
    const horizon = latest === -1 ? -1 : (call[latest] as number)
    let count = 0
    let found = initially
    if (value === 0 && latest === -1) count++
    let other = last[value] as number
    while (other >= 0) {
      if ((ret[other] as number) < horizon) {
        other = longer[other] as number
        continue
      }
      if ((call[other] as number) < bound) {
        if (++count === 2) break
        found = other
      }
      other = earlier[other] as number
    }
    if (count === 0) return unreadable(work, one, since)
    if (count === 2) {
      work.left++
      return null
    }
    writer[one] = found
    if (found < 0 || fates[found] === fate.in) return null
    fates[found] = fate.in
    if (accesses.kind[found] !== access.update) return null
    since.push(one)
    one = found
  }
}
