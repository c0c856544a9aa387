// Who is to blame when a reader does not fit a version: the few readers whose decisions suffice for it.
// The search jumps back to the last of them.

import type { Clusters } from './clusters.ts'

/** Told of each reader that is to blame; of some more than once. */
export type Blamed = (reader: number) => void

/** Right after `clusters.fits(reader, version)` said no. */
export function blame(clusters: Clusters, reader: number, version: number, blamed: Blamed): void {
  const { misfit, against, cluster, part, f, s, ownF, ownS } = clusters
  switch (misfit) {
    case 'twice':
      return blamed(against)
    case 'circle':
      return blameChain(clusters, reader, version, blamed)
    case 'later':
      return blameReturn(clusters, ownF[against] as number, version, blamed)
    case 'earlier':
      return blameCall(clusters, ownS[against] as number, version, blamed)
    case 'order':
      blameCall(clusters, s[cluster[version] as number] as number, version, blamed)
      return blameReturn(clusters, f[cluster[reader] as number] as number, reader, blamed)
    case 'zone': {
      const a = cluster[version] as number
      const b = clusters.at[reader] === reader ? (cluster[reader] as number) : -1
      const fOther = b === -1 ? (part.ret[reader] as number) : (f[b] as number)
      const sOther = b === -1 ? (part.call[reader] as number) : (s[b] as number)
      if ((f[a] as number) < fOther) blameReturn(clusters, f[a] as number, version, blamed)
      else if (b !== -1) blameReturn(clusters, fOther, reader, blamed)
      if ((s[a] as number) > sOther) blameCall(clusters, s[a] as number, version, blamed)
      else if (b !== -1) blameCall(clusters, sOther, reader, blamed)
      // The other zone stands by itself: what holds its two ends together.
      const home = versionOf(clusters, part.events[s[against] as number] as number)
      blameCall(clusters, s[against] as number, home, blamed)
      return blameReturn(clusters, f[against] as number, home, blamed)
    }
  }
}

/** What returned at that rank, and what ties it to the version `home`; -1: the initial version. */
function blameReturn(clusters: Clusters, rank: number, home: number, blamed: Blamed): void {
  if (rank === -1) return blameChain(clusters, clusters.initial, home, blamed)
  const one = ~(clusters.part.events[rank] as number)
  const version = versionOf(clusters, one)
  if (version !== one) blamed(one)
  blameChain(clusters, version, home, blamed)
}

/** What was called at that rank, and what ties it to the version `home`; -1: the initial version. */
function blameCall(clusters: Clusters, rank: number, home: number, blamed: Blamed): void {
  if (rank === -1) return blameChain(clusters, clusters.initial, home, blamed)
  const one = clusters.part.events[rank] as number
  const version = versionOf(clusters, one)
  if (version !== one) blamed(one)
  blameChain(clusters, version, home, blamed)
}

const versionOf = (clusters: Clusters, operation: number): number =>
  operation < 0 ? clusters.initial : (clusters.at[operation] as number)

/** The updates that link two versions of one cluster, whichever of them comes first. */
function blameChain(clusters: Clusters, one: number, other: number, blamed: Blamed): void {
  if (one === other) return
  const { after } = clusters
  let [low, high] = [one, other]
  // Steps go on from both, so that a near one is found soon.
  for (;;) {
    if (low !== -1) low = after[low] as number
    if (low === other) return blameLinks(clusters, one, other, blamed)
    if (high !== -1) high = after[high] as number
    if (high === one) return blameLinks(clusters, other, one, blamed)
    if (low === -1 && high === -1) return
  }
}

function blameLinks(clusters: Clusters, first: number, last: number, blamed: Blamed): void {
  for (let one = first; one !== last; ) {
    one = clusters.after[one] as number
    blamed(one)
  }
}
