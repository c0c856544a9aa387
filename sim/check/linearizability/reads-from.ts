// Reads-from inference: the writers of a reader's value that real time does not rule out. A look stops
// counting at two; candidates.ts lists them all. In which order readers are looked at stands in sweep.ts.

import { access, type Accesses } from './accesses.ts'
import type { Part } from './part.ts'
import { type Texts, textsOf } from './texts.ts'

/** In place of a writer: the reader found the initial value. */
export const initially = -1
/** In place of a writer: several operations can have set what the reader found. */
export const unresolved = -2
/** In place of a writer: the operation finds nothing (a write, a negative observation). */
export const nobody = -3

/** Of what is no append. */
const noStem = -1

/** What the sweep works on, and what it has found so far. */
export interface Attribution {
  readonly part: Part
  readonly accesses: Accesses
  readonly fates: Uint8Array
  readonly writer: Int32Array
  readonly from: Int32Array
  /** of parts with appends; `unclear`: there are some, and texts do not tell how they came about */
  readonly texts: Texts | 'unclear' | null
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
  /** what the last look found */
  readonly look: Look
}

interface Look {
  /** how many writers; two means more than one */
  count: number
  /** the writer, if it is one, or `initially` */
  found: number
  /** if that is an append, what it was put behind */
  stem: number
}

/** Where everything begins: nobody is resolved. The fates are changed in place. */
export function attributionOf(part: Part, accesses: Accesses, fates: Uint8Array): Attribution {
  const { size, call, ret, events } = part
  const { kind, from, values } = accesses
  const writer = new Int32Array(size)
  let appends = false
  for (let one = 0; one < size; one++) {
    const its = kind[one]
    writer[one] = its === access.read || its === access.update ? unresolved : nobody
    if (its === access.append) appends = true
  }
  const texts = appends ? (textsOf(accesses) ?? 'unclear') : null
  return {
    part,
    accesses,
    fates,
    writer,
    from: appends ? from.slice() : from,
    texts,
    call,
    ret,
    events,
    left: 0,
    last: new Int32Array(texts === null || texts === 'unclear' ? values.length : texts.last.length),
    earlier: new Int32Array(size),
    longer: new Int32Array(size),
    over: new Int32Array(size),
    look: { count: 0, found: initially, stem: noStem },
  }
}

/**
 * Puts the writer in the list of its value.
 * @param last of all lists, by value
 */
export function enlist(
  { earlier, longer, ret }: Attribution,
  last: Int32Array,
  writer: number,
  value: number,
): void {
  const before = last[value] as number
  earlier[writer] = before
  const end = ret[writer] as number
  let other = before
  while (other >= 0 && (ret[other] as number) <= end) other = longer[other] as number
  longer[writer] = other
  last[value] = writer
}

/** @param bound rank by which the reader has taken effect: writers called later are none */
export function lookAt(work: Attribution, reader: number, bound: number): void {
  const { call, from, over, last, texts, look } = work
  const value = from[reader] as number
  const latest = over[reader] as number
  const horizon = latest === -1 ? -1 : (call[latest] as number)
  look.count = value === 0 && latest === -1 ? 1 : 0
  look.found = initially
  lookThrough(work, last[value] as number, horizon, bound, noStem)
  if (texts === null || texts === 'unclear') return
  const { starts, pieces, stems } = texts
  const end = starts[value + 1] as number
  for (let way = starts[value] as number; way < end && look.count < 2; way++) {
    const newest = texts.last[pieces[way] as number] as number
    lookThrough(work, newest, horizon, bound, stems[way] as number)
  }
}

/**
 * @param newest of a list of writers
 * @param horizon what returned before that rank is overwritten
 * @param stem of appends: what they must have been put behind
 */
function lookThrough(
  { call, ret, from, earlier, longer, look }: Attribution,
  newest: number,
  horizon: number,
  bound: number,
  stem: number,
): void {
  for (let one = newest; one >= 0; ) {
    if ((ret[one] as number) < horizon) {
      one = longer[one] as number
      continue
    }
    const fits = stem === noStem || from[one] === noStem || from[one] === stem
    if (fits && (call[one] as number) < bound) {
      look.count++
      look.found = one
      look.stem = stem
      if (look.count > 1) return
    }
    one = earlier[one] as number
  }
}
