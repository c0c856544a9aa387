// All writers that real time leaves to each unresolved reader.

import { access } from './accesses.ts'
import { fate } from './fates.ts'
import { never } from './part.ts'
import { type Attribution, enlist, initially, unresolved } from './reads-from.ts'

export interface Candidates {
  /**
   * The readers that are unresolved: first those that are in, by return (as tightened), then open
   * updates that are optional.
   */
  readonly readers: Int32Array
  /**
   * The candidates of `readers[at]` stand in `candidates` from `starts[at]` to below `starts[at + 1]`,
   * the latest called first: operations that are in or optional, or `initially`. In every legal order
   * the reader, if it takes effect, found what one of them set. A reader that is in has at least two;
   * an optional one may have one or none.
   */
  readonly starts: Int32Array
  readonly candidates: Int32Array
  /**
   * false: there were too many to list, and readers from some place on are missing; or there are
   * appends, and no reader is listed (some may be resolved)
   */
  readonly complete: boolean
}

export const noCandidates: Candidates = {
  readers: new Int32Array(0),
  starts: new Int32Array(1),
  candidates: new Int32Array(0),
  complete: true,
}

/** In `wanted`, of an open update: its own candidates are listed. */
const listed = 2

/** Candidates listed for each operation of the part, on average, at most. */
const candidatesMax = 8

interface Lists {
  readonly readers: number[]
  readonly starts: number[]
  all: Int32Array
  count: number
  readonly max: number
  /** by operation: 1 where it is a candidate of some reader */
  readonly wanted: Uint8Array
}

/**
 * Lists them for the readers that are in, then for the open updates that these want, and so on.
 * @returns beside the lists which operations are candidates at all; null where the lists end early
 */
export function candidatesOf(work: Attribution): {
  readonly lists: Candidates
  readonly wanted: Uint8Array | null
} {
  const { accesses, fates, ret, events, writer, last } = work
  const { kind, to } = accesses
  const size = kind.length
  const lists: Lists = {
    readers: [],
    starts: [0],
    all: new Int32Array(1024),
    count: 0,
    max: candidatesMax * size + 4096,
    wanted: new Uint8Array(size),
  }
  let complete = true
  last.fill(-1)
  for (let at = 0; at < events.length && complete; at++) {
    const event = events[at] as number
    if (event >= 0) {
      const its = kind[event]
      if (its !== access.write && its !== access.update) continue
      if (fates[event] === fate.in || fates[event] === fate.optional)
        enlist(work, last, event, to[event] as number)
    } else if (writer[~event] === unresolved && fates[~event] === fate.in) {
      complete = list(work, lists, ~event, ret[~event] as number)
    }
  }
  for (let changed = true; changed && complete; ) {
    changed = false
    for (let one = 0; one < size && complete; one++) {
      if (kind[one] !== access.update || lists.wanted[one] === listed) continue
      // One that is in and has no return, not even a tightened one, was not met among the events.
      const isIn = fates[one] === fate.in && ret[one] === never && writer[one] === unresolved
      if (!isIn && (fates[one] !== fate.optional || lists.wanted[one] === 0)) continue
      lists.wanted[one] = listed
      changed = true
      complete = list(work, lists, one, never)
    }
  }
  const { readers, starts, all, count, wanted } = lists
  return {
    lists: {
      readers: Int32Array.from(readers),
      starts: Int32Array.from(starts),
      candidates: all.slice(0, count),
      complete,
    },
    wanted: complete ? wanted : null,
  }
}

/** @returns false: no room, and the reader is not listed */
function list(work: Attribution, lists: Lists, reader: number, bound: number): boolean {
  const { call, ret, from, over, last, earlier, longer } = work
  const value = from[reader] as number
  const latest = over[reader] as number
  const horizon = latest === -1 ? -1 : (call[latest] as number)
  const first = lists.count
  let other = last[value] as number
  while (other >= 0) {
    if ((ret[other] as number) < horizon) {
      other = longer[other] as number
      continue
    }
    if ((call[other] as number) < bound) {
      if (!put(lists, other)) {
        lists.count = first
        return false
      }
    }
    other = earlier[other] as number
  }
  if (value === 0 && latest === -1) put(lists, initially)
  for (let at = first; at < lists.count; at++) {
    const one = lists.all[at] as number
    if (one >= 0 && lists.wanted[one] === 0) lists.wanted[one] = 1
  }
  lists.readers.push(reader)
  lists.starts.push(lists.count)
  return true
}

function put(lists: Lists, writer: number): boolean {
  if (lists.count >= lists.max) return false
  if (lists.count === lists.all.length) {
    const longer = new Int32Array(2 * lists.all.length)
    longer.set(lists.all)
    lists.all = longer
  }
  lists.all[lists.count++] = writer
  return true
}
