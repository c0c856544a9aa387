// Who makes which fault of a plan for real: the processes of nodes (their messages, clocks, steps and
// disks), the proxies of links, or the supervisor (signals). Pure; real-strikes.ts tells them.

import type { Carrier } from '../../adapters/carriers.ts'
import type { Fault, Links } from '../../sim/fault.ts'
import { unfiltered } from '../../sim/filter.ts'
import type { LinkKind } from '../../sim/link.ts'
import type { NodeId } from '../../sim/units.ts'

/** What decides who makes a fault. */
export interface Ground {
  readonly carrier: Carrier
  readonly nodes: readonly NodeId[]
  kindOf(from: NodeId, to: NodeId): LinkKind
}

export type Pair = readonly [from: NodeId, to: NodeId]

/** Whoever is told of a fault; each makes what is its own. */
export interface Makers {
  /** nodes whose processes are told */
  readonly nodes: readonly NodeId[]
  /** links that need a proxy for it, each in both directions */
  readonly pairs: readonly Pair[]
  /** whose process the supervisor sends a signal or starts again; null: nobody's */
  readonly signalled: NodeId | null
}

const nobody: Makers = { nodes: [], pairs: [], signalled: null }

/** `end` and `heal` are for everybody who makes something; they need nobody by themselves. */
export function makersOf(fault: Fault, ground: Ground): Makers {
  switch (fault.kind) {
    case 'drop':
    case 'burst':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
      return { ...nobody, nodes: senders(fault.links, ground, 'datagram') }
    case 'hold':
    case 'release':
      return { ...nobody, nodes: senders(fault.links, ground, null) }
    case 'delay':
      if (unfiltered(fault.filter)) return { ...nobody, pairs: around(fault.links) }
      return { ...nobody, nodes: senders(fault.links, ground, null) }
    case 'cut':
      // A datagram over a connection is lost where it is still a message: cut bytes only wait.
      return {
        ...nobody,
        nodes: ground.carrier === 'udp' ? [] : senders(fault.links, ground, 'datagram'),
        pairs: around(fault.links),
      }
    case 'bandwidth':
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
      return { ...nobody, pairs: around(fault.links) }
    case 'refuse':
    case 'hang':
    case 'disconnect':
      return { ...nobody, pairs: around([{ from: ground.nodes, to: fault.nodes }]) }
    case 'end':
    case 'heal':
      return nobody
    case 'crash':
    case 'restart':
    case 'stay-down':
    case 'pause':
      return { ...nobody, signalled: fault.node }
    default:
      return { ...nobody, nodes: [fault.node] }
  }
}

/** Every link that some fault of a plan needs a proxy for, once. */
export function proxiedPairs(faults: readonly Fault[], ground: Ground): Pair[] {
  const seen = new Map<string, Pair>()
  for (const fault of faults) {
    for (const pair of makersOf(fault, ground).pairs) seen.set(pair.join('>'), pair)
  }
  return [...seen.values()]
}

/** Those who send over these links, of links of that kind. */
function senders(links: readonly Links[], ground: Ground, kind: LinkKind | null): NodeId[] {
  const found = new Set<NodeId>()
  for (const [from, to] of pairsOf(links)) {
    if (kind === null || ground.kindOf(from, to) === kind) found.add(from)
  }
  return [...found]
}

/** A connection is dialed by either end and carries both ways, so a link is proxied both ways. */
function around(links: readonly Links[]): Pair[] {
  return pairsOf(links).flatMap(([from, to]): Pair[] => [
    [from, to],
    [to, from],
  ])
}

const pairsOf = (links: readonly Links[]): Pair[] =>
  links.flatMap(({ from, to }) =>
    from.flatMap((one) => to.filter((other) => other !== one).map((other): Pair => [one, other])),
  )
