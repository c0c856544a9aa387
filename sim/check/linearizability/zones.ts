// The exact judgement of a part whose reads are all resolved, in linear time. Each block occupies a zone
// from its first return to its last call; where no two zones exclude each other there is a legal order,
// and it is written down.

import { access, type Accesses } from './accesses.ts'
import { type Chains, chainsOf } from './chains.ts'
import type { Conflict, Found } from './found.ts'
import { heldIn } from './held.ts'
import { withLookers } from './lookers.ts'
import { tie, type Tied } from './negatives.ts'
import type { Part } from './part.ts'
import type { Resolution } from './resolution.ts'

/** Rounds of finding other places for negative observations. Each may take the place of some others. */
const roundsMax = 8

/**
 * Legal with an order, illegal, or undecided: some readers are unresolved and the others contradict
 * nothing, or no order was found into which all negative observations fit.
 * @param resolution of the same part
 * @source Gibbons and Korach, Testing shared memories (1997), section 4.1: forward and backward zones;
 * here of blocks of versions that updates join
 */
export function solveZones(
  part: Part,
  accesses: Accesses,
  resolution: Resolution,
): Found | { readonly kind: 'undecided' } {
  let known: Tied = { accesses, resolution }
  for (let round = 0; round < roundsMax; round++) {
    const chains = chainsOf(part, known.accesses, known.resolution)
    const conflict = 'kind' in chains ? chains : crossing(part, chains)
    if (conflict !== null) return round === 0 ? { kind: 'illegal', conflict } : undecided
    if (resolution.readers.length > 0 || !resolution.complete || 'kind' in chains) return undecided
    const order = orderOf(part, chains)
    const whole = withLookers(part, known.accesses, known.resolution, chains, order)
    if ('order' in whole) return { kind: 'ok', order: whole.order }
    if (round === 0) {
      const held = heldIn(part, known, chains, order, whole.stuck)
      if (held !== null) return { kind: 'illegal', conflict: held }
    }
    // What an append made may be known to nobody.
    if (accesses.kind.includes(access.append)) return undecided
    const stuck = whole.stuck.map(({ one }) => one)
    const tied = tie(part, known, chains, stuck)
    if (tied === 'lost') return undecided
    if (typeof tied === 'number') {
      if (round > 0) return undecided
      return { kind: 'illegal', conflict: { kind: 'ruled-out', reader: tied, writers: [] } }
    }
    known = tied
  }
  return undecided
}

const undecided = { kind: 'undecided' } as const

/**
 * Two blocks exclude each other where each has an operation that returned before one of the other was
 * called: two forward zones that overlap, or a backward zone within a forward one. There is no larger
 * circle without one of two. The initial block has been there since before everything.
 */
function crossing(part: Part, chains: Chains): Conflict | null {
  const { call, ret, size } = part
  const { ended, began, starts } = chains
  let open = size
  let until = began[size] === -1 ? -1 : (call[began[size] as number] as number)
  for (let rank = 0; rank < starts.length; rank++) {
    const head = starts[rank] as number
    if (head === -1) continue
    const end = ret[ended[head] as number] as number
    if (end < until) return crossed(chains, open, head, size)
    const last = call[began[head] as number] as number
    if (end < last) {
      open = head
      until = last
    }
  }
  return null
}

function crossed({ ended, began }: Chains, one: number, other: number, size: number): Conflict {
  const pair = (first: number, second: number): readonly [number, number] => [
    ended[first] as number,
    began[second] as number,
  ]
  const isInitial = one === size
  return {
    kind: 'crossed',
    versions: [isInitial ? null : one, other],
    pairs: [isInitial ? null : pair(one, other), pair(other, one)],
  }
}

/** Blocks in order of where their zones begin; each as it was built. */
function orderOf(part: Part, chains: Chains): Int32Array {
  const { firstReader, nextReader, nextUpdate, starts } = chains
  const { size } = part
  const order = new Int32Array(size)
  let count = 0
  for (let rank = -1; rank < starts.length; rank++) {
    const head = rank === -1 ? size : (starts[rank] as number)
    for (let version = head; version !== -1; version = nextUpdate[version] as number) {
      if (version !== size) order[count++] = version
      let one = firstReader[version] as number
      for (; one !== -1; one = nextReader[one] as number) order[count++] = one
    }
  }
  return order.subarray(0, count)
}
