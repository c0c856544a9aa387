// The search for reads-from: depth first over what readers found, in order of return, with jumps back to
// the last reader that is to blame for a dead end. Without recursion: a path is as long as the history.
// Source: Prosser, Hybrid Algorithms for the Constraint Satisfaction Problem (1993), conflict-directed
// backjumping; Lecoutre and others, Last Conflict Based Reasoning (2006).

import { assert } from '../../assert.ts'
import { access } from './accesses.ts'
import { blame } from './blame.ts'
import type { Span } from './optionals.ts'
import { type Asked, cheapest, findOrigins, type Origins, timesOf } from './origins.ts'
import type { Clusters } from './clusters.ts'
import { fate } from './fates.ts'

export interface Descent extends Asked {
  /** readers that have to be decided, in order of return */
  readonly order: Int32Array
  /** place of each operation in it, -1: none */
  readonly place: Int32Array
  /** by place in `order`: the earliest call from there on */
  readonly since: Int32Array
  /** readers before this place in `order` are decided */
  front: number
  /** readers decided, in the order in which they were, and their places in it (-1: not decided here) */
  readonly path: number[]
  readonly depth: Int32Array
  /** by reader: how many of its origins were tried or did not fit */
  readonly tried: Int32Array
  /** by reader that was jumped back to: who is to blame for origins that were tried */
  readonly blamed: Map<number, Set<number>>
  /** open updates that somebody wants, in the order in which that came up */
  readonly wanted: number[]
  /** those of them that are not decided */
  undecided: number
  /** the reader of the last dead end is decided before all others */
  urgent: number
  readonly origins: Origins
  /**
   * Dead ends of a reader after which it may have found an open operation that nobody else found. They
   * are few: who takes one to get over a mistake before misses it later, far from that mistake.
   */
  readonly patience: number
  /** by reader: its dead ends, up to that */
  readonly failed: Uint8Array
  /** some dead end was one only because of that: what is exhausted may be possible all the same */
  isPartial: boolean
  /** how often it may go on then, one decision back */
  forgiven: number
  /** origins looked at */
  looked: number
}

/** How it ended; `exhausted`: for that reader nothing is left to be tried. */
export type Descended =
  | { readonly kind: 'decided' }
  | { readonly kind: 'exhausted'; readonly reader: number }
  | { readonly kind: 'unknown' }

/** @param configurations origins that it may look at */
export function descend(descent: Descent, configurations: number): Descended {
  let reader = nextOf(descent)
  while (reader !== -1) {
    if (decide(descent, reader)) {
      reader = nextOf(descent)
      if (reader !== -1) descent.tried[reader] = 0
    } else {
      const culprit = jump(descent, reader)
      if (culprit === -1) return { kind: 'exhausted', reader }
      reader = culprit
    }
    if (descent.looked > configurations) return { kind: 'unknown' }
  }
  return { kind: 'decided' }
}

/** The reader to decide next, -1: all are. */
function nextOf(descent: Descent): number {
  const { order, depth, wanted, urgent, wantedBy, known } = descent
  while (descent.front < order.length && depth[order[descent.front] as number] !== -1)
    descent.front++
  if (urgent !== -1) {
    descent.urgent = -1
    const isWanted = known.fates[urgent] === fate.in || wantedBy[urgent] !== -1
    if (depth[urgent] === -1 && isWanted) return urgent
  }
  if (descent.undecided > 0) {
    for (let at = wanted.length - 1; at >= 0; at--) {
      const one = wanted[at] as number
      if (depth[one] === -1 && descent.clusters.before[one] === -1) return one
    }
  }
  return order[descent.front] ?? -1
}

/** Takes the next choice that fits. */
function decide(descent: Descent, reader: number): boolean {
  const { clusters, origins, tried, path, depth } = descent
  findOrigins(descent, reader, spanOf(descent, reader), origins)
  for (let skip = tried[reader] as number; skip > 0; skip--) cheapest(origins)
  for (;;) {
    const version = cheapest(origins)
    if (version === -1) return false
    tried[reader] = (tried[reader] as number) + 1
    descent.looked += 1
    if (!clusters.fits(reader, version)) continue
    depth[reader] = path.push(reader) - 1
    take(descent, reader, version)
    return true
  }
}

function spanOf(descent: Descent, reader: number): Span {
  const { from, till } = timesOf(descent, reader)
  return {
    value: descent.known.from[reader] as number,
    from,
    till,
    alike: alikeOf(descent),
    takesUnused: (descent.failed[reader] as number) >= descent.patience,
  }
}

/** The earliest call of those that are left to be decided; of an open update, of the one that wants it. */
function alikeOf({ since, front, undecided, wanted, wantedBy, clusters }: Descent): number {
  let alike = since[front] as number
  let left = undecided
  for (let at = wanted.length - 1; left > 0; at--) {
    let one = wanted[at] as number
    if (clusters.before[one] !== -1) continue
    left--
    while (wantedBy[one] !== -1) one = wantedBy[one] as number
    alike = Math.min(alike, clusters.part.call[one] as number)
  }
  return alike
}

/** Decides what a reader found, and wants what that takes. */
export function take(descent: Descent, reader: number, version: number): void {
  const { clusters, known, wantedBy, wanted } = descent
  const wasWanted = version === clusters.initial || clusters.readers[version] !== 0
  if (wantedBy[reader] !== -1) descent.undecided -= 1
  clusters.join(reader, version)
  if (wasWanted || known.fates[version] !== fate.optional) return
  descent.optionals.use(version, timesOf(descent, reader).till)
  if (clusters.accesses.kind[version] !== access.update) return
  wantedBy[version] = reader
  wanted.push(version)
  descent.undecided += 1
}

/** What a decided reader found. */
export const originOf = ({ at, before }: Clusters, reader: number): number =>
  at[reader] === reader ? (before[reader] as number) : (at[reader] as number)

function takeBack(descent: Descent): void {
  const { clusters, path, depth, wantedBy, wanted, place, known } = descent
  const reader = path.pop()
  assert(reader !== undefined, 'what is taken back was decided')
  depth[reader] = -1
  const last = wanted.at(-1) ?? -1
  if (last !== -1 && wantedBy[last] === reader) {
    wanted.pop()
    wantedBy[last] = -1
    descent.undecided -= 1
  }
  const version = originOf(clusters, reader)
  clusters.undo()
  if (known.fates[version] === fate.optional && clusters.readers[version] === 0)
    descent.optionals.free(version)
  if (wantedBy[reader] !== -1) descent.undecided += 1
  const at = place[reader] as number
  if (at !== -1 && at < descent.front) descent.front = at
  descent.blamed.delete(reader)
}

/**
 * No choice of `reader` is left: goes back to the last decision that is to blame for that.
 * @returns the reader that has to be decided otherwise; -1: none
 */
function jump(descent: Descent, reader: number): number {
  const { depth, path, blamed, failed, patience } = descent
  const guilty = guiltyOf(descent, reader)
  let last = -1
  for (const one of guilty) last = Math.max(last, depth[one] as number)
  const count = failed[reader] as number
  if (count < patience) {
    descent.isPartial = true
    failed[reader] = last === -1 ? patience : count + 1
    if (failed[reader] === patience) {
      descent.tried[reader] = 0
      blamed.set(reader, guilty)
      return reader
    }
  }
  blamed.delete(reader)
  if (last === -1) {
    // Nobody is to blame, but some were not asked all that they could have said: one step back.
    if (!descent.isPartial || descent.forgiven === 0 || path.length === 0) return -1
    descent.forgiven -= 1
    last = path.length - 1
  }
  const culprit = path[last] as number
  guilty.delete(culprit)
  const before = blamed.get(culprit) ?? new Set<number>()
  while (path.length > last) takeBack(descent)
  for (const one of guilty) before.add(one)
  blamed.set(culprit, before)
  descent.urgent = reader
  return culprit
}

/** Those whose decisions suffice for it that no choice of `reader` is left. */
function guiltyOf(descent: Descent, reader: number): Set<number> {
  const { clusters, origins, depth, wantedBy, blamed } = descent
  const guilty = blamed.get(reader) ?? new Set<number>()
  const add = (one: number): void => {
    if (depth[one] !== -1) guilty.add(one)
  }
  const span = spanOf(descent, reader)
  findOrigins(descent, reader, span, origins)
  for (let version = cheapest(origins); version !== -1; version = cheapest(origins)) {
    // What fits was tried, and who is to blame for its failure is known.
    if (!clusters.fits(reader, version)) blame(clusters, reader, version, add)
  }
  if (span.takesUnused) {
    descent.optionals.over(span, (version) => {
      assert(!clusters.fits(reader, version), 'what is over can be found no more')
      blame(clusters, reader, version, add)
    })
  }
  for (let one = wantedBy[reader] as number; one !== -1; one = wantedBy[one] as number) add(one)
  return guilty
}
