// What a reader can have found, as far as it is known now, and which of it to try first. What does not fit
// is still among it: who asks holds it against the clusters.

import type { Clusters } from './clusters.ts'
import { never } from './part.ts'
import type { Optionals, Span } from './optionals.ts'
import type { Resolution } from './resolution.ts'
import { placeOf, type Writers } from './writers.ts'

/** What the search has decided beside the clusters. */
export interface Asked {
  readonly clusters: Clusters
  readonly known: Resolution
  readonly writers: Writers
  readonly optionals: Optionals
  /** by operation: the reader that wants an open update to have taken effect, -1: none does */
  readonly wantedBy: Int32Array
}

/** Versions to try, and how little each costs; `count` of them. They are overwritten by the next call. */
export interface Origins {
  readonly versions: number[]
  readonly costs: number[]
  count: number
}

/** Lists the versions that `reader` can have found. */
export function findOrigins(asked: Asked, reader: number, span: Span, origins: Origins): void {
  const { known, writers, clusters, optionals } = asked
  const { call } = clusters.part
  const { value, from, till } = span
  const { closed, closedFrom, latest, open, openFrom } = writers
  const offer = (one: number): void => {
    if (one !== reader) put(clusters, origins, reader, one)
  }
  origins.count = 0
  const first = closedFrom[value] as number
  let at = placeOf(call, closed, till, [first, closedFrom[value + 1] as number]) - 1
  for (; at >= first && (latest[at] as number) >= from; at--) {
    const one = closed[at] as number
    if ((known.ret[one] as number) >= from && (known.call[one] as number) < till) offer(one)
  }
  for (at = openFrom[value] as number; at < (openFrom[value + 1] as number); at++) {
    const one = open[at] as number
    if ((known.call[one] as number) < till) offer(one)
  }
  if (value === 0 && from === -1) offer(clusters.initial)
  optionals.collect(span, offer)
}

/** When what `reader` found must have been called, and not have been over. */
export function timesOf(
  { known, writers, wantedBy }: Asked,
  reader: number,
): { readonly from: number; readonly till: number } {
  let from = writers.certain[reader] as number
  let till = known.ret[reader] as number
  // What an open update found stands right before what was made of it: nothing else comes between.
  let one = reader
  while (till === never && (one = wantedBy[one] as number) !== -1) {
    till = known.ret[one] as number
    from = Math.max(from, writers.certain[one] as number)
  }
  return { from, till }
}

function put(clusters: Clusters, origins: Origins, reader: number, version: number): void {
  origins.versions[origins.count] = version
  origins.costs[origins.count] = clusters.cost(reader, version)
  origins.count += 1
}

/** Takes the cheapest one out of those that are left; -1: none is. */
export function cheapest(origins: Origins): number {
  const { versions, costs, count } = origins
  let best = -1
  for (let at = 0; at < count; at++) {
    if (versions[at] === -1) continue
    if (best === -1 || (costs[at] as number) < (costs[best] as number)) best = at
  }
  if (best === -1) return -1
  const version = versions[best] as number
  versions[best] = -1
  return version
}
