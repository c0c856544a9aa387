// Whether a negative observation denies a value that was there for as long as it was under way. Then no
// order has a place for it.

import { access, type Accesses } from './accesses.ts'
import type { Chains } from './chains.ts'
import type { Conflict } from './found.ts'
import type { Stuck } from './lookers.ts'
import type { Part } from './part.ts'
import { initially } from './reads-from.ts'
import type { Resolution } from './resolution.ts'

/**
 * Looks at the version that each would stand in.
 * @param order that the chains give
 */
export function heldIn(
  part: Part,
  { accesses, resolution }: { readonly accesses: Accesses; readonly resolution: Resolution },
  chains: Chains,
  order: Int32Array,
  stuck: readonly Stuck[],
): Conflict | null {
  const { call, ret, size } = part
  const { kind, to } = accesses
  const { ended, began } = boundsOf(part, chains)
  for (const { one, place } of stuck) {
    const before = place === 0 ? size : (order[place - 1] as number)
    let version = before
    if (kind[before] === access.read) {
      const set = resolution.writer[before] as number
      version = set === initially ? size : set
    }
    if (kind[version] === access.append) continue
    if (resolution.from[one] !== (version === size ? 0 : to[version])) continue
    const first = version === size ? null : (ended[version] as number)
    const last = began[version] as number
    if (first !== null && (ret[first] as number) > (call[one] as number)) continue
    if (last === -1 || (call[last] as number) < (ret[one] as number)) continue
    return { kind: 'held', reader: one, version: version === size ? null : version, first, last }
  }
  return null
}

/**
 * @returns by version: the first to return of all that stand from it on in its block, and the last to be
 * called of all that stand before the next version; -1 where there are none
 */
function boundsOf(part: Part, { starts, firstReader, nextReader, nextUpdate }: Chains) {
  const { call, ret, size } = part
  const ended = new Int32Array(size + 1).fill(-1)
  const began = new Int32Array(size + 1).fill(-1)
  const sooner = (one: number, other: number): number =>
    one === -1 || (other !== -1 && (ret[other] as number) < (ret[one] as number)) ? other : one
  const later = (one: number, other: number): number =>
    one === -1 || (call[other] as number) > (call[one] as number) ? other : one
  const versions: number[] = []
  const measure = (head: number): void => {
    let last = -1
    for (let version = head; version !== -1; version = nextUpdate[version] as number) {
      let first = -1
      if (version !== size) {
        first = version
        last = later(last, version)
      }
      let one = firstReader[version] as number
      for (; one !== -1; one = nextReader[one] as number) {
        first = sooner(first, one)
        last = later(last, one)
      }
      ended[version] = first
      began[version] = last
      versions.push(version)
    }
    let first = -1
    for (let version = versions.pop(); version !== undefined; version = versions.pop()) {
      first = sooner(ended[version] as number, first)
      ended[version] = first
    }
  }
  measure(size)
  for (const head of starts) if (head !== -1) measure(head)
  return { ended, began }
}
