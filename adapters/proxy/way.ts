// One direction between two nodes: what lies over it now, and what has gone along it. Connections
// are dialed in one of two directions and carry both, so a way is not a proxy's own.

import type { LinkKind } from '../../sim/link.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Directed, Laid, LinkFault } from './laid.ts'

/** What has gone from one node to another. */
export interface WayCounts {
  /** connections that `from` began, and of those, the ones that came to nothing */
  connections: number
  refused: number
  /** connections between the two that a fault ended, told where they were dialed */
  broken: number
  /** of streams and datagrams, handed on */
  bytes: number
  chunks: number
  datagrams: number
  /** datagrams and bytes of streams that a fault took, or a full queue */
  datagramsLost: number
  bytesLost: number
}

/** A directed link. */
export class Way implements Directed {
  readonly from: NodeId
  readonly to: NodeId
  readonly kind: LinkKind
  readonly counts: WayCounts = {
    connections: 0,
    refused: 0,
    broken: 0,
    bytes: 0,
    chunks: 0,
    datagrams: 0,
    datagramsLost: 0,
    bytesLost: 0,
  }
  /** faults that concern it now, in the order they came */
  laid: readonly Laid[] = []

  constructor(from: NodeId, to: NodeId, kind: LinkKind) {
    this.from = from
    this.to = to
    this.kind = kind
  }

  /** The first fault of these kinds, or null. */
  under(...kinds: readonly LinkFault['kind'][]): Laid | null {
    return this.laid.find(({ fault }) => kinds.includes(fault.kind)) ?? null
  }

  /** What keeps everything from moving. */
  get stops(): readonly Laid[] {
    return this.laid.filter(({ fault }) => fault.kind === 'stall' || fault.kind === 'cut')
  }
}
