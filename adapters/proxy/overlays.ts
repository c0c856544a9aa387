// The lasting faults in force and the ways they lie over. It knows which fault concerns which kind
// of link, so that nobody else has to ask.

import type { LinkKind } from '../../sim/link.ts'
import type { Fault, Links } from '../../sim/fault.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Footprint, Laid, type LinkFault } from './laid.ts'
import { Way } from './way.ts'

/** Faults of connections; a datagram's link has none that could suffer them. */
const ofConnections: ReadonlySet<Fault['kind']> = new Set([
  'half-open',
  'refuse',
  'hang',
  'disconnect',
])

/** Faults and ways. */
export class Overlays {
  readonly #seed: number
  readonly #kindOf: (from: NodeId, to: NodeId) => LinkKind
  /** datagrams are on the wire as such; else a cut of their links is made where messages are */
  readonly #bare: boolean
  readonly #ways = new Map<string, Way>()
  readonly #footprints = new Map<number, Footprint>()
  #active: readonly Laid[] = []

  constructor(seed: number, bare: boolean, kindOf: (from: NodeId, to: NodeId) => LinkKind) {
    this.#seed = seed
    this.#bare = bare
    this.#kindOf = kindOf
  }

  get footprints(): ReadonlyMap<number, Footprint> {
    return this.#footprints
  }

  get ways(): readonly Way[] {
    return [...this.#ways.values()]
  }

  /** The way from one node to another, the same one each time. */
  way(from: NodeId, to: NodeId): Way {
    const name = `${from}>${to}`
    let way = this.#ways.get(name)
    if (way === undefined) {
      way = new Way(from, to, this.#kindOf(from, to))
      this.#ways.set(name, way)
    }
    return way
  }

  /** What the entry of the plan has done so far, also after its end. */
  footprint(id: number): Footprint {
    let footprint = this.#footprints.get(id)
    if (footprint === undefined) {
      footprint = { met: 0, hit: 0, asked: 0, took: 0 }
      this.#footprints.set(id, footprint)
    }
    return footprint
  }

  lay(id: number, fault: LinkFault): void {
    this.#become([...this.#active, new Laid(id, fault, this.#seed, this.footprint(id))])
  }

  end(id: number): void {
    this.#become(this.#active.filter((one) => one.id !== id))
  }

  /** Ends what lies on these links, and only there; without links, everything. */
  heal(links: readonly Links[] | null): void {
    if (links === null) return this.#become([])
    for (const laid of this.#active) laid.letGo(links)
    this.#become(
      this.#active.filter((laid) => this.ways.some((way) => laid.covers(way.from, way.to))),
    )
  }

  #become(active: readonly Laid[]): void {
    this.#active = active
    for (const way of this.#ways.values()) {
      way.laid = active.filter((laid) => this.#concerns(laid, way))
    }
  }

  #concerns(laid: Laid, { from, to, kind }: Way): boolean {
    if (!laid.covers(from, to)) return false
    const { fault } = laid
    if (kind === 'stream') return true
    return fault.kind === 'cut' ? this.#bare : !ofConnections.has(fault.kind)
  }
}
