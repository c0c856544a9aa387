// Why a reader can have found nothing that was ever set, in as few operations as possible. Only made
// when a history is illegal, so it may look at everything again.

import { assert } from '../../assert.ts'
import { access, type Accesses } from './accesses.ts'
import type { Conflict, Since } from './found.ts'
import { never, type Part } from './part.ts'

/** What is looked at again. */
interface Looked {
  readonly part: Part
  readonly accesses: Accesses
  /** by reader: the value it found */
  readonly from: Int32Array
}

/**
 * @param reader no writer was left for it
 * @param chain the readers because of which it is in, the one with an answer first; empty: it has one
 */
export function unreadable(work: Looked, reader: number, chain: Since): Conflict {
  const { part, from } = work
  const bound = part.ret[chain[0] ?? reader] as number
  const since = chain.length === 0 ? {} : { since: chain }
  const value = from[reader] as number
  const writers = writersOf(work, value)
  if (writers.length === 0 && value !== 0) return { kind: 'thin-air', reader, ...since }
  const over = latestBefore(work, reader)
  const horizon = over === null ? -1 : (part.call[over] as number)
  const inTime = writers.filter(
    (one) => (part.call[one] as number) < bound && (part.ret[one] as number) >= horizon,
  )
  if (inTime.length > 0 || (value === 0 && over === null)) {
    const all = value === 0 && over === null ? [null, ...inTime] : inTime
    return { kind: 'ruled-out', reader, writers: all, ...since }
  }
  const before = writers.filter((one) => (part.call[one] as number) < bound)
  const first = writers[0]
  if (before.length === 0 && value !== 0 && first !== undefined)
    return { kind: 'future', reader, writer: first, ...since }
  // Of all that are overwritten the one that lasted longest: what overwrote it overwrote the others.
  let writer: number | null = null
  for (const one of before) {
    if (writer === null || (part.ret[one] as number) > (part.ret[writer] as number)) writer = one
  }
  assert(over !== null, 'a reader that nothing precedes may read any writer called in time')
  return { kind: 'overwritten', reader, writer, over, ...since }
}

/** In order of call. */
function writersOf(work: Looked, value: number): number[] {
  const { kind, to } = work.accesses
  const writers: number[] = []
  for (let one = 0; one < kind.length; one++) {
    if ((kind[one] === access.write || kind[one] === access.update) && to[one] === value)
      writers.push(one)
  }
  return writers
}

/** The writer that was called last of those that had returned before the reader was called. */
function latestBefore({ part, accesses: { kind } }: Looked, reader: number): number | null {
  let latest: number | null = null
  for (let one = 0; one < reader; one++) {
    const isWriter = kind[one] === access.write || kind[one] === access.update
    if (!isWriter && kind[one] !== access.append) continue
    const ret = part.ret[one] as number
    if (ret !== never && ret < (part.call[reader] as number)) latest = one
  }
  return latest
}
