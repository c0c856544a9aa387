// What a reader can have found, as far as it is known now, and which of it to try first. What does not fit
// is still among it: who asks holds it against the clusters.

import { access } from './accesses.ts'
import type { Clusters } from './clusters.ts'
import { fate } from './fates.ts'
import { never } from './part.ts'
import type { Resolution } from './resolution.ts'
import { placeOf, type Writers } from './writers.ts'

/** What the search has decided beside the clusters. */
export interface Asked {
  readonly clusters: Clusters
  readonly known: Resolution
  readonly writers: Writers
  /** by operation: the reader that wants an open update to have taken effect, -1: none does */
  readonly wantedBy: Int32Array
}

/** Versions to try, and how little each costs; `count` of them. They are overwritten by the next call. */
export interface Origins {
  readonly versions: number[]
  readonly costs: number[]
  count: number
}

/** An open write that nobody found yet is taken last: it may be the only one for somebody else. */
const costFresh = 0x10000000

/**
 * Lists all versions that `reader` can have found.
 * @param since of open writes that were called before this rank and that nobody found yet only one is
 * listed: they are alike to all readers that are left, which were called later
 */
export function findOrigins(asked: Asked, reader: number, since: number, origins: Origins): void {
  const { known, writers, clusters } = asked
  const { call } = clusters.part
  const { value, from, till } = rangeOf(asked, reader)
  origins.count = 0
  const { closed, closedFrom, latest } = writers
  const first = closedFrom[value] as number
  let at = placeOf(call, closed, till, [first, closedFrom[value + 1] as number]) - 1
  for (; at >= first && (latest[at] as number) >= from; at--) {
    const one = closed[at] as number
    if ((known.ret[one] as number) < from || (known.call[one] as number) >= till) continue
    if (one !== reader) offer(asked, origins, reader, one)
  }
  if (value === 0 && from === -1) offer(asked, origins, reader, clusters.initial)
  offerOpen(asked, origins, reader, since)
}

/** Writers that were called before `till`, and not over before `from`. */
function rangeOf(
  { known, writers, wantedBy }: Asked,
  reader: number,
): { readonly value: number; readonly from: number; readonly till: number } {
  let from = writers.certain[reader] as number
  let till = known.ret[reader] as number
  // What an open update found stands right before what was made of it: nothing else comes between.
  let one = reader
  while (till === never && (one = wantedBy[one] as number) !== -1) {
    till = known.ret[one] as number
    from = Math.max(from, writers.certain[one] as number)
  }
  return { value: known.from[reader] as number, from, till }
}

function offerOpen(asked: Asked, origins: Origins, reader: number, since: number): void {
  const { known, writers, clusters } = asked
  const { value, from, till } = rangeOf(asked, reader)
  const { call } = clusters.part
  const { kind } = clusters.accesses
  const { open, openFrom } = writers
  const first = openFrom[value] as number
  let hasOld = false
  let at = placeOf(call, open, till, [first, openFrom[value + 1] as number]) - 1
  for (; at >= first; at--) {
    const one = open[at] as number
    if ((known.ret[one] as number) < from || (known.call[one] as number) >= till) continue
    if (one === reader) continue
    if (clusters.readers[one] === 0 && known.fates[one] === fate.optional) {
      if (kind[one] === access.write && (call[one] as number) < since) {
        if (hasOld) continue
        hasOld = true
      }
    }
    offer(asked, origins, reader, one)
  }
}

function offer(asked: Asked, origins: Origins, reader: number, version: number): void {
  const { clusters, known } = asked
  const grown = clusters.growth(reader, version)
  const isFresh = known.fates[version] === fate.optional && clusters.readers[version] === 0
  origins.versions[origins.count] = version
  origins.costs[origins.count] = isFresh ? costFresh + grown : grown
  origins.count += 1
}

/** Takes the cheapest one out of those that are left; -1: none is. */
export function cheapest(origins: Origins): number {
  const { versions, costs, count } = origins
  let best = -1
  for (let at = 0; at < count; at++) {
    if (
      (versions[at] as number) !== -1 &&
      (best === -1 || (costs[at] as number) < (costs[best] as number))
    )
      best = at
  }
  if (best === -1) return -1
  const version = versions[best] as number
  versions[best] = -1
  return version
}
