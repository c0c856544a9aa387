// Why a reader can have found nothing that was ever set, in as few operations as possible. Only made
// when a history is illegal, so it may look at everything again.

import { assert } from '../../assert.ts'
import { access, type Accesses } from './accesses.ts'
import type { Conflict, Since } from './found.ts'
import { never, type Part } from './part.ts'
import type { Texts } from './texts.ts'

/** What is looked at again. */
interface Looked {
  readonly part: Part
  readonly accesses: Accesses
  /** by reader: the value it found */
  readonly from: Int32Array
  readonly texts: Texts | 'unclear' | null
}

/**
 * @param reader no writer was left for it
 * @param chain the readers because of which it is one, the one with an answer first; empty: it has one
 */
export function unreadable(looked: Looked, reader: number, chain: Since): Conflict {
  const { call, ret } = looked.part
  const since = chain.length === 0 ? {} : { since: chain }
  const value = looked.from[reader] as number
  const { writers, torn } = writersOf(looked, value)
  if (writers.length === 0 && torn === null && value !== 0)
    return { kind: 'thin-air', reader, ...since }
  const bound = Math.min(ret[reader] as number, ret[chain[0] ?? reader] as number)
  const over = latestBefore(looked, reader)
  const horizon = over === null ? -1 : (call[over] as number)
  const before = writers.filter((one) => (call[one] as number) < bound)
  const inTime = before.filter((one) => (ret[one] as number) >= horizon)
  if (inTime.length > 0 || (value === 0 && over === null)) {
    const all = value === 0 && over === null ? [null, ...inTime] : inTime
    return { kind: 'ruled-out', reader, writers: all, ...since }
  }
  if (torn !== null) return { ...torn, readers: [torn.readers[0], chain[0] ?? reader] }
  const first = writers[0]
  if (before.length === 0 && value !== 0 && first !== undefined)
    return { kind: 'future', reader, writer: first, ...since }
  assert(over !== null, 'what nothing precedes may find whatever was set in time')
  // Of all that are overwritten the one that lasted longest: what overwrote it overwrote the others.
  let writer: number | null = null
  for (const one of before) {
    if (writer === null || (ret[one] as number) > (ret[writer] as number)) writer = one
  }
  return { kind: 'overwritten', reader, writer, over, ...since }
}

type Torn = Conflict & { readonly kind: 'two-texts' }

/**
 * In order of call.
 * @returns beside them an append that would be one of them, had it not been found behind another text
 */
function writersOf({ accesses, from, texts }: Looked, value: number) {
  const { kind, to } = accesses
  const writers: number[] = []
  let torn: Torn | null = null
  for (let one = 0; one < kind.length; one++) {
    if (kind[one] === access.write || kind[one] === access.update) {
      if (to[one] === value) writers.push(one)
    } else if (kind[one] === access.append && texts !== null && texts !== 'unclear') {
      const stem = stemOf(texts, value, to[one] as number)
      if (stem === -1) continue
      if (from[one] === -1 || from[one] === stem) writers.push(one)
      else torn ??= { kind: 'two-texts', append: one, readers: [texts.shownBy[one] as number, -1] }
    }
  }
  return { writers, torn }
}

/** What the piece was put behind to make the value, or -1. */
function stemOf({ starts, pieces, stems }: Texts, value: number, piece: number): number {
  const end = starts[value + 1] as number
  for (let way = starts[value] as number; way < end; way++) {
    if (pieces[way] === piece) return stems[way] as number
  }
  return -1
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
