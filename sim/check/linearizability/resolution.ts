// Which operation set the value that each reader found, as far as real time alone tells, and which open
// operations matter at all. It decides nothing about orders: zones, the constraint search and the
// frontier begin where it ends.

import { access, type Accesses } from './accesses.ts'
import { type Candidates, candidatesOf, noCandidates } from './candidates.ts'
import { dropUnneeded, fatesOf } from './fates.ts'
import type { Conflict } from './found.ts'
import type { Part } from './part.ts'
import { attributionOf } from './reads-from.ts'
import { sweep } from './sweep.ts'
import { tighten } from './tighten.ts'

/**
 * What is known of a part before any search. A *writer* is a write, an update or an append; a *reader* a
 * read, an update, or an append that made a text which somebody found. A version is named by the
 * operation that set it, never by its value: values repeat.
 */
export interface Resolution extends Candidates {
  readonly kind: 'resolved'
  /** one of `fate` (fates.ts), by operation */
  readonly fates: Uint8Array
  /**
   * By operation: the operation that set what it found, or `initially`, `unresolved`, `nobody`
   * (reads-from.ts). An operation or `initially` stands here only where it is so in every legal order.
   * Readers that are not `in` are never resolved.
   */
  readonly writer: Int32Array
  /**
   * By operation: the value found or not found, as in `Accesses`; of an append whose text was found the
   * one that it was put behind (-1 of other appends). Numbers from `accesses.values.length` on are
   * texts that nobody found but which were there for a while.
   */
  readonly from: Int32Array
  /**
   * Ranks of calls and returns, tightened: in every legal order the operation takes effect within
   * these. They are still ranks of some call and of some return of the part, so that `ret[a] < call[b]`
   * is never a tie, but operations may share one: then the writer is to be thought of before the
   * reader. Where nothing was left to be gained they are the part's own (and an open operation that is
   * `in` has no return there).
   */
  readonly call: Int32Array
  readonly ret: Int32Array
  /** negative observations, in order of call */
  readonly negatives: Int32Array
}

/** Rounds of tightening and looking again; each may rule out writers that the one before could not. */
const roundsMax = 4

const nothingLeft = { lists: noCandidates, wanted: new Uint8Array(0) }
const nothingKnown = { lists: { ...noCandidates, complete: false }, wanted: null }

/** @returns what is known, or why some reader can have found nothing that was ever set */
export function resolve(part: Part, accesses: Accesses): Resolution | Conflict {
  const negatives = negativesOf(accesses)
  const work = attributionOf(part, accesses, fatesOf(part, accesses, negatives.length > 0))
  const { fates, writer, from, texts } = work
  if (texts !== 'unclear') {
    let conflict = sweep(work)
    for (let round = 1; conflict === null && work.left > 0 && round < roundsMax; round++) {
      const before = work.left
      if (!tighten(work)) break
      conflict = sweep(work)
      if (work.left === before) break
    }
    if (conflict !== null) return conflict
    // Where a negative observation does not fit, a search follows that gains by short intervals.
    if (work.left === 0 && negatives.length > 0) tighten(work)
  }
  const { lists, wanted } =
    work.left === 0 && texts !== 'unclear'
      ? nothingLeft
      : texts === null
        ? candidatesOf(work)
        : nothingKnown
  dropUnneeded(fates, wanted, negatives.length > 0)
  const { call, ret } = work
  return { kind: 'resolved', fates, writer, from, call, ret, ...lists, negatives }
}

function negativesOf({ kind }: Accesses): Int32Array {
  let count = 0
  for (let one = 0; one < kind.length; one++) if (kind[one] === access.not) count++
  const negatives = new Int32Array(count)
  for (let one = 0, at = 0; at < count; one++) {
    if (kind[one] === access.not) negatives[at++] = one
  }
  return negatives
}
