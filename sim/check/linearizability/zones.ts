// The exact judgement of a part whose reads are all resolved, in linear time. Each block occupies a zone
// from its first return to its last call; where no two zones exclude each other there is a legal order,
// and it is written down.

import type { Accesses } from './accesses.ts'
import { type Chains, chainsOf } from './chains.ts'
import type { Conflict, Found } from './found.ts'
import { withLookers } from './lookers.ts'
import type { Part } from './part.ts'
import type { Resolution } from './resolution.ts'

/**
 * Legal with an order, illegal, or undecided: some readers are unresolved and the others contradict
 * nothing, or a negative observation fits nowhere into the order that was found.
 * @param resolution of the same part
 * @source Gibbons and Korach, Testing shared memories (1997), section 4.1: forward and backward zones;
 * here of blocks of versions that updates join
 */
export function solveZones(
  part: Part,
  accesses: Accesses,
  resolution: Resolution,
): Found | { readonly kind: 'undecided' } {
  const chains = chainsOf(part, accesses, resolution)
  if ('kind' in chains) return { kind: 'illegal', conflict: chains }
  const conflict = crossing(part, chains)
  if (conflict !== null) return { kind: 'illegal', conflict }
  if (resolution.readers.length > 0 || !resolution.complete) return { kind: 'undecided' }
  const order = withLookers(part, accesses, resolution, chains, orderOf(part, chains))
  return order === null ? { kind: 'undecided' } : { kind: 'ok', order }
}

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
