// Negative observations that fit nowhere into the order that zones gave: each is tied to a version of
// another value, like a read of it, where that leaves no two zones that exclude each other. Then there is
// another order. What it does not find may still exist.

import { access, type Accesses } from './accesses.ts'
import type { Chains } from './chains.ts'
import { fate } from './fates.ts'
import type { Part } from './part.ts'
import { initially } from './reads-from.ts'
import type { Resolution } from './resolution.ts'

/** What is known after some negative observations have become reads. */
export interface Tied {
  readonly accesses: Accesses
  readonly resolution: Resolution
}

/** Events looked at for one operation, each way. */
const eventsMax = 2_000

/** Operations and events looked at for each operation of the part, on average, at most. */
const looksMax = 128

/** Operations for which all writers are looked at, at most. */
const farMax = 20

/** Blocks as they grow. Versions and blocks are named as in `Chains`, whose arrays are changed. */
interface Board {
  readonly part: Part
  readonly to: Int32Array
  readonly kind: Uint8Array
  readonly fates: Uint8Array
  readonly writer: Int32Array
  readonly chains: Chains
  /** by version: its block */
  readonly head: Int32Array
  /** by rank: the block whose forward zone is there (behind its beginning), -1 for none */
  readonly cover: Int32Array
  /** open writers that nobody found, in order of call */
  readonly spares: number[]
  /** whether a zone was too long to be looked at, or too much was looked at in all */
  gaveUp: boolean
  /** operations and events that may still be looked at */
  left: number
}

/**
 * @param chains of that resolution; used up
 * @param stuck negative observations, in order of call
 * @returns `lost`: for some of them nothing was found. A number: this one cannot have seen any other
 * value than it denies, if what was known before is certain.
 */
export function tie(
  part: Part,
  known: Tied,
  chains: Chains,
  stuck: readonly number[],
): Tied | 'lost' | number {
  const { accesses, resolution } = known
  const board: Board = {
    part,
    to: accesses.to,
    kind: accesses.kind.slice(),
    fates: resolution.fates.slice(),
    writer: resolution.writer.slice(),
    chains,
    head: headsOf(part.size, chains),
    cover: coverOf(part, chains),
    spares: sparesOf(accesses, resolution),
    gaveUp: false,
    left: looksMax * part.size + eventsMax,
  }
  let far = farMax
  for (const [at, one] of stuck.entries()) {
    if (board.left < 0) return 'lost'
    const not = resolution.from[one] as number
    // An open write that nobody found makes room for it alone: no other block grows.
    if (tieToSpare(board, one, not) || tieNear(board, one, not)) continue
    if (far-- === 0) return 'lost'
    if (tieAnywhere(board, one, not)) continue
    // Only of the first one nothing is in the way but what was known before.
    return at === 0 && !board.gaveUp ? one : 'lost'
  }
  const { kind, fates, writer } = board
  return { accesses: { ...accesses, kind }, resolution: { ...resolution, fates, writer } }
}

function headsOf(size: number, { starts, nextUpdate }: Chains): Int32Array {
  const heads = new Int32Array(size + 1).fill(-1)
  const name = (head: number): void => {
    for (let at = head; at !== -1; at = nextUpdate[at] as number) heads[at] = head
  }
  name(size)
  for (const head of starts) if (head !== -1) name(head)
  return heads
}

function coverOf(part: Part, { starts, ended, began }: Chains): Int32Array {
  const { call, ret, size } = part
  const cover = new Int32Array(part.events.length).fill(-1)
  if (began[size] !== -1) cover.fill(size, 0, (call[began[size] as number] as number) + 1)
  for (const head of starts) {
    if (head === -1) continue
    const end = ret[ended[head] as number] as number
    const last = call[began[head] as number] as number
    if (end < last) cover.fill(head, end + 1, last + 1)
  }
  return cover
}

function sparesOf({ kind }: Accesses, { fates }: Resolution): number[] {
  const spares: number[] = []
  for (let one = 0; one < kind.length; one++) {
    if (fates[one] === fate.spare && kind[one] !== access.append) spares.push(one)
  }
  return spares
}

/** Tries what was called last first: it is the nearest. */
function tieNear(board: Board, one: number, not: number): boolean {
  const { part } = board
  const { events } = part
  const call = part.call[one] as number
  const first = Math.max(0, call - eventsMax)
  for (let rank = (part.ret[one] as number) - 1; rank >= first; rank--) {
    const other = events[rank] as number
    if (other >= 0 && sets(board, other, not) && tieTo(board, one, other)) return true
  }
  return false
}

/** Whether it took effect for certain and set another value than that. */
const sets = ({ kind, fates, to }: Board, one: number, not: number): boolean =>
  (kind[one] === access.write || kind[one] === access.update) &&
  fates[one] === fate.in &&
  to[one] !== not

function tieToSpare(board: Board, one: number, not: number): boolean {
  const { part, kind, fates, to, spares } = board
  while (spares.length > 0 && fates[spares.at(-1) as number] !== fate.spare) spares.pop()
  for (let at = spares.length - 1; at >= 0; at--) {
    board.left--
    const spare = spares[at] as number
    if (fates[spare] !== fate.spare || to[spare] === not) continue
    if ((part.call[spare] as number) > (part.ret[one] as number)) continue
    // What an update would have to find is not looked for.
    if (kind[spare] === access.update) board.gaveUp = true
    // Any other write would have the same zone.
    else return tieTo(board, one, spare)
  }
  return false
}

function tieAnywhere(board: Board, one: number, not: number): boolean {
  const { part } = board
  const { call, ret, size } = part
  // What returned before some write was called that returned before this one is overwritten.
  let horizon = -1
  for (let other = 0; other < one; other++) {
    if (!sets(board, other, -1) || (ret[other] as number) > (call[one] as number)) continue
    horizon = call[other] as number
  }
  for (let other = size - 1; other >= 0; other--) {
    if (!sets(board, other, not) || (ret[other] as number) < horizon) continue
    if ((call[other] as number) < (ret[one] as number) && tieTo(board, one, other)) return true
  }
  return horizon === -1 && not !== 0 && tieTo(board, one, size)
}

/** @returns whether it can be so; then it is */
function tieTo(board: Board, one: number, version: number): boolean {
  if (board.left < 0) return giveUp(board)
  const { part, chains, fates, head } = board
  const { call, ret, size } = part
  const { ended, began, starts, firstReader, nextReader } = chains
  const isNew = version !== size && fates[version] !== fate.in
  if (!isNew && !fitsInside(board, one, version)) return false
  const block = isNew ? version : (head[version] as number)
  const before = isNew ? -1 : (ended[block] as number)
  const after = isNew ? version : (began[block] as number)
  const first = before === -1 || (ret[one] as number) < (ret[before] as number) ? one : before
  const last = after === -1 || (call[one] as number) > (call[after] as number) ? one : after
  if (!isFree(board, block, ret[first] as number, call[last] as number)) return false
  if (block !== size) {
    if (!isNew) starts[zoneStart(part, before, after)] = -1
    starts[zoneStart(part, first, last)] = block
  }
  ended[block] = first
  began[block] = last
  const from = block === size ? 0 : (ret[first] as number) + 1
  board.cover.fill(block, from, Math.max(from, (call[last] as number) + 1))
  nextReader[one] = firstReader[version] as number
  firstReader[version] = one
  board.kind[one] = access.read
  board.writer[one] = version === size ? initially : version
  if (isNew) {
    fates[version] = fate.in
    head[version] = version
  }
  return true
}

const zoneStart = ({ call, ret }: Part, ended: number, began: number): number =>
  Math.min(ret[ended] as number, call[began] as number)

/**
 * Whether the readers of the version may be joined by another as far as the block itself goes. Walks
 * stop as soon as the block's own order says the rest.
 */
function fitsInside(board: Board, one: number, version: number): boolean {
  const { part, chains, writer } = board
  const { size } = part
  const { firstReader, nextReader, nextUpdate } = chains
  const call = part.call[one] as number
  const ret = part.ret[one] as number
  for (let at = version; at !== size; ) {
    board.left--
    if ((part.call[at] as number) > ret) return false
    if ((part.ret[at] as number) < ret) break
    const set = writer[at] as number
    if (set < initially) break
    at = set === initially ? size : set
    for (let other = firstReader[at] as number; other !== -1; other = nextReader[other] as number) {
      board.left--
      if ((part.call[other] as number) > ret) return false
    }
  }
  for (let at = nextUpdate[version] as number; at !== -1; at = nextUpdate[at] as number) {
    board.left--
    if ((part.ret[at] as number) < call) return false
    if ((part.call[at] as number) > call) break
    for (let other = firstReader[at] as number; other !== -1; other = nextReader[other] as number) {
      board.left--
      if ((part.ret[other] as number) < call) return false
    }
  }
  return true
}

/** Whether a zone with that first return and last call excludes no other block's. */
function isFree(board: Board, block: number, end: number, last: number): boolean {
  const { part, chains } = board
  const { call, ret, size } = part
  const { ended, began, starts } = chains
  const from = block === size ? -1 : end
  if (last - from > eventsMax) return giveUp(board)
  // Whatever begins within a forward zone must not end in it.
  for (let rank = from + 1; rank < last; rank++) {
    board.left--
    const other = starts[rank] as number
    if (other !== -1 && other !== block && (ret[ended[other] as number] as number) < last)
      return false
  }
  if (block === size) return true
  if (began[size] !== -1 && end < (call[began[size] as number] as number)) return false
  // A forward zone must not begin in another one, and no other zone lie within one.
  const over = board.cover[Math.min(end, last)] as number
  return (
    over === -1 || over === block || !(end < last || end < (call[began[over] as number] as number))
  )
}

function giveUp(board: Board): false {
  board.gaveUp = true
  return false
}
