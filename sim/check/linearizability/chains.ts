// Blocks: a version with its readers, and the versions that updates made of it, one after the other. In
// every legal order a block stands together: nothing else changes the value between them.

import { access, type Accesses } from './accesses.ts'
import { fate } from './fates.ts'
import type { Conflict } from './found.ts'
import { never, type Part } from './part.ts'
import { initially } from './reads-from.ts'
import type { Resolution } from './resolution.ts'

/**
 * Versions are named by the operation that set them, the initial one by the size of the part. A block
 * is named by its first version: one that a write set, or the initial one, or one of an update or an
 * append of which nobody knows what it found.
 */
export interface Chains {
  /** by version: the reader that only reads and was called first, -1 for none */
  readonly firstReader: Int32Array
  /** by reader: the next one of the same version, in order of call */
  readonly nextReader: Int32Array
  /** by version: the update that found it, -1 for none. It is the next version of the block. */
  readonly nextUpdate: Int32Array
  /** by block: its operation that returned first; -1: it has none. Not set of what is not a block. */
  readonly ended: Int32Array
  /** by block: its operation that was called last */
  readonly began: Int32Array
  /**
   * By rank: the block whose zone begins there, or -1; the initial one stands nowhere. A zone from the
   * first return to a later last call is a forward one: its value was there for all that time.
   * Otherwise it is a backward one, from the last call to the first return: there is an instant in it
   * at which all of the block can take effect.
   */
  readonly starts: Int32Array
}

/**
 * Only of what is resolved: unresolved readers stand in no block. So a conflict is one of the whole
 * part, too.
 */
export function chainsOf(
  part: Part,
  accesses: Accesses,
  resolution: Resolution,
): Chains | Conflict {
  const { size } = part
  const chains: Chains = {
    firstReader: new Int32Array(size + 1).fill(-1),
    nextReader: new Int32Array(size),
    nextUpdate: new Int32Array(size + 1).fill(-1),
    ended: new Int32Array(size + 1),
    began: new Int32Array(size + 1),
    starts: new Int32Array(part.events.length).fill(-1),
  }
  const linked = link(accesses, resolution, chains)
  if (typeof linked !== 'number') return linked
  let left = linked
  for (let head = 0; head <= size; head++) {
    if (!isHead(accesses, resolution, head)) continue
    const updates = measure(part, chains, head)
    if (typeof updates !== 'number') return updates
    left -= updates
  }
  return left === 0 ? chains : circle(accesses, resolution, chains)
}

/** Whether a block begins with the operation, or with the initial value. */
function isHead({ kind }: Accesses, { writer, fates }: Resolution, one: number): boolean {
  if (one === kind.length) return true
  const its = kind[one]
  if (its !== access.write && its !== access.update && its !== access.append) return false
  return fates[one] === fate.in && (writer[one] as number) < initially
}

/** @returns how many updates are linked to what they found */
function link(accesses: Accesses, resolution: Resolution, chains: Chains): number | Conflict {
  const { kind } = accesses
  const { writer, fates } = resolution
  const { firstReader, nextReader, nextUpdate } = chains
  const size = kind.length
  let updates = 0
  // Backwards, so that lists begin with what was called first.
  for (let one = size - 1; one >= 0; one--) {
    if (fates[one] !== fate.in) continue
    const set = writer[one] as number
    if (set < initially) continue
    const version = set === initially ? size : set
    if (kind[one] === access.read) {
      nextReader[one] = firstReader[version] as number
      firstReader[version] = one
      continue
    }
    const other = nextUpdate[version] as number
    if (other !== -1)
      return { kind: 'twice', version: set === initially ? null : set, updates: [one, other] }
    nextUpdate[version] = one
    updates++
  }
  return updates
}

/**
 * Finds the first return and the last call of a block, and whether its order contradicts real time: a
 * version, its readers, the update, the readers of that one and so on.
 * @returns how many updates it holds
 */
function measure(part: Part, chains: Chains, head: number): number | Conflict {
  const { call, ret, size } = part
  const { firstReader, nextReader, nextUpdate } = chains
  let ended = -1
  let firstEnd = never
  // The last call of all that stands before, and of all so far.
  let began = -1
  let lastCall = -1
  let updates = -1
  for (let version = head; version !== -1; version = nextUpdate[version] as number) {
    updates++
    if (version !== size) {
      const end = ret[version] as number
      if (end < lastCall) return { kind: 'order', earlier: began, later: version }
      if (end < firstEnd) {
        firstEnd = end
        ended = version
      }
      if ((call[version] as number) > lastCall) {
        lastCall = call[version] as number
        began = version
      }
    }
    const before = lastCall
    const beforeBegan = began
    for (let one = firstReader[version] as number; one !== -1; one = nextReader[one] as number) {
      const end = ret[one] as number
      if (end < before) return { kind: 'order', earlier: beforeBegan, later: one }
      if (end < firstEnd) {
        firstEnd = end
        ended = one
      }
      if ((call[one] as number) > lastCall) {
        lastCall = call[one] as number
        began = one
      }
    }
  }
  chains.ended[head] = ended
  chains.began[head] = began
  if (head !== size) chains.starts[firstEnd < lastCall ? firstEnd : lastCall] = head
  return updates
}

/** Updates that no block reaches found each other's values, in a ring. */
function circle(accesses: Accesses, resolution: Resolution, { nextUpdate }: Chains): Conflict {
  const size = accesses.kind.length
  const reached = new Uint8Array(size + 1)
  for (let head = 0; head <= size; head++) {
    if (!isHead(accesses, resolution, head)) continue
    for (let at = head; at !== -1; at = nextUpdate[at] as number) reached[at] = 1
  }
  const first = nextUpdate.findIndex((next, version) => next !== -1 && reached[version] === 0)
  const updates = [first]
  for (let one = nextUpdate[first] as number; one !== first; one = nextUpdate[one] as number)
    updates.push(one)
  return { kind: 'circle', updates }
}
