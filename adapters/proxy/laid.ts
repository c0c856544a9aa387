// One lasting fault at work: which links it lies over, what it draws, and what it has done so far.
// What it means for a connection or a datagram is told in lane.ts, relay.ts and datagrams.ts.

import type { Fault, Links } from '../../sim/fault.ts'
import { unfiltered } from '../../sim/filter.ts'
import { type Generator, generatorOf } from '../../sim/generator.ts'
import { sampleTable, tableOf } from '../../sim/span-table.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Struck } from '../records/tally.ts'

const kinds = [
  'delay',
  'bandwidth',
  'stall',
  'cut',
  'half-open',
  'refuse',
  'hang',
  'disconnect',
] as const

/** The lasting faults that proxies make. */
export type LinkFault = Extract<Fault, { kind: (typeof kinds)[number] }>

/** A delay of some messages only is made where messages are known. */
export const isLinkFault = (fault: Fault): fault is LinkFault =>
  fault.kind === 'delay' ? unfiltered(fault.filter) : kinds.some((kind) => kind === fault.kind)

/**
 * What a fault has done, counted in chunks of streams, datagrams or connections, as its kind has
 * it. `asked` and `took` are sums over those that it hit: the time that was drawn (delays) or that
 * the bytes take (bandwidth), and the time that they really were in the proxy.
 */
export interface Footprint extends Struck {
  asked: Micros
  took: Micros
}

/** One direction between two nodes; there is one object for each. */
export interface Directed {
  readonly from: NodeId
  readonly to: NodeId
}

/** Pairs of nodes; null stands for every node. */
interface Area {
  readonly from: ReadonlySet<NodeId> | null
  readonly to: ReadonlySet<NodeId> | null
}

const areasOf = (links: readonly Links[]): Area[] =>
  links.map(({ from, to }) => ({ from: new Set(from), to: new Set(to) }))

const within = (areas: readonly Area[], from: NodeId, to: NodeId): boolean =>
  from !== to && areas.some((area) => (area.from?.has(from) ?? true) && (area.to?.has(to) ?? true))

/** Whether a directed link is one of these. */
export function among(links: readonly Links[]): (from: NodeId, to: NodeId) => boolean {
  const areas = areasOf(links)
  return (from, to) => within(areas, from, to)
}

/** Refusing and hanging concern connections to a node; those that it dials itself are not. */
function areasOfFault(fault: LinkFault): Area[] {
  if (!('nodes' in fault)) return areasOf(fault.links)
  const some = new Set(fault.nodes)
  const inward = { from: null, to: some }
  return fault.kind === 'disconnect' ? [inward, { from: some, to: null }] : [inward]
}

/** One lasting fault. */
export class Laid {
  readonly id: number
  readonly fault: LinkFault
  readonly footprint: Footprint
  readonly #seed: number
  readonly #table: Int32Array | null
  readonly #areas: readonly Area[]
  readonly #letGo: Area[] = []
  /** by link: draws, and until when its bytes are on their way */
  readonly #draws = new Map<Directed, Generator>()
  readonly #busyUntil = new Map<Directed, number>()

  constructor(id: number, fault: LinkFault, seed: number, footprint: Footprint) {
    this.id = id
    this.fault = fault
    this.footprint = footprint
    this.#seed = seed
    this.#table = fault.kind === 'delay' ? tableOf(fault.extra) : null
    this.#areas = areasOfFault(fault)
  }

  covers(from: NodeId, to: NodeId): boolean {
    return within(this.#areas, from, to) && !within(this.#letGo, from, to)
  }

  /** The fault ends on these links and stays on the others. */
  letGo(links: readonly Links[]): void {
    this.#letGo.push(...areasOf(links))
  }

  /** It met one, and did something to it. */
  strikes(): void {
    this.footprint.met += 1
    this.footprint.hit += 1
  }

  /** It met one; `took` has come to know how long that one was in the proxy, ms. */
  took(time: number): void {
    this.footprint.took += Math.round(time * 1_000)
  }

  /** How much later one chunk or datagram comes, in milliseconds; 0 for what is no delay. */
  extra(way: Directed): number {
    if (this.#table === null) return 0
    const drawn = sampleTable(this.#table, this.draws(way).below(4_294_967_296))
    this.footprint.met += 1
    if (drawn > 0) this.footprint.hit += 1
    this.footprint.asked += drawn
    return drawn / 1_000
  }

  /** How long these bytes are on their way, in milliseconds. */
  timeOf(bytes: number): number {
    return this.fault.kind === 'bandwidth' ? (bytes * 1_000) / this.fault.bytesPerSecond : 0
  }

  /** When these bytes of a stream, which came now, have left: after those before them. */
  leaves(way: Directed, now: number, bytes: number): number {
    const time = this.timeOf(bytes)
    const left = Math.max(now, this.#busyUntil.get(way) ?? 0) + time
    this.#busyUntil.set(way, left)
    this.footprint.asked += Math.round(time * 1_000)
    return left
  }

  /** Draws of this fault on this link, apart from all others. */
  draws(way: Directed): Generator {
    let draws = this.#draws.get(way)
    if (draws === undefined) {
      draws = generatorOf(this.#seed, `proxy ${this.fault.kind}#${this.id} ${way.from}>${way.to}`)
      this.#draws.set(way, draws)
    }
    return draws
  }
}
