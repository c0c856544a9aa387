// The proxies of a run: one for each ordered pair of nodes, all in the supervisor's process, under
// the same faults as the simulated network. They carry bytes and know no message; faults of whole
// messages are made where messages are known.

import type { Fault, Links } from '../../sim/fault.ts'
import type { LinkKind } from '../../sim/link.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { addressOf, type Carrier, spotOf } from '../address.ts'
import type { Struck } from '../records/tally.ts'
import { Agenda } from './agenda.ts'
import { Door, listenAt } from './door.ts'
import { among, type Footprint, isLinkFault, type LinkFault } from './laid.ts'
import { Overlays } from './overlays.ts'
import type { Relay } from './relay.ts'
import type { WayCounts } from './way.ts'

export interface ProxyOptions {
  /** `udp` takes datagrams and connections at the same port number */
  readonly carrier: Carrier
  readonly host: string
  /** ordered, from whom to whom */
  readonly pairs: readonly (readonly [NodeId, NodeId])[]
  kindOf(from: NodeId, to: NodeId): LinkKind
  /** a cut or unanswered stream is reset after this long */
  readonly resetAfter: Micros
  /**
   * What nodes say before they end a connection in order: `close` says it for them, before its FIN.
   * Without it, or in the middle of a frame, nodes take the end for a reset.
   */
  readonly farewell?: Uint8Array
  /** of the draws of delays and of victims of full queues */
  readonly seed: number
}

/** What has gone from one node to another. */
export interface LinkCounts extends WayCounts {
  readonly from: NodeId
  readonly to: NodeId
}

/** All proxies of a run. */
export class Proxies {
  readonly #agenda: Agenda
  readonly #overlays: Overlays
  readonly #doors: ReadonlyMap<string, Door>
  /** in the order in which `pairs` names them */
  readonly #roster: readonly NodeId[]
  #closing: Promise<void> | null = null

  /**
   * Listens for every pair.
   * @throws Mistake WL5002 when it cannot, with nothing left open
   */
  static async open(options: ProxyOptions): Promise<Proxies> {
    const { carrier, host, pairs } = options
    const bound = await Promise.allSettled(pairs.map((pair) => listenAt(pair, host, carrier)))
    const agenda = new Agenda()
    const overlays = new Overlays(options.seed, carrier === 'udp', (from, to) =>
      options.kindOf(from, to),
    )
    const { resetAfter, farewell = new Uint8Array() } = options
    const manners = { resetAfter: resetAfter / 1_000, farewell }
    const doors = new Map<string, Door>()
    const failed: PromiseRejectedResult[] = []
    for (const [nth, [from, to]] of pairs.entries()) {
      const outcome = bound[nth]
      if (outcome?.status === 'rejected') failed.push(outcome)
      if (outcome?.status !== 'fulfilled') continue
      const [out, back] = [overlays.way(from, to), overlays.way(to, from)]
      const door = new Door(outcome.value, out, back, agenda, manners)
      doors.set(nameOf(from, to), door)
    }
    for (const door of doors.values()) {
      door.twin = doors.get(nameOf(door.out.to, door.out.from)) ?? null
    }
    const proxies = new Proxies(agenda, overlays, doors, [...new Set(pairs.flat())])
    if (failed[0] === undefined) return proxies
    await proxies.close()
    throw failed[0].reason
  }

  private constructor(
    agenda: Agenda,
    overlays: Overlays,
    doors: ReadonlyMap<string, Door>,
    roster: readonly NodeId[],
  ) {
    this.#agenda = agenda
    this.#overlays = overlays
    this.#doors = doors
    this.#roster = roster
  }

  /** By entry of the plan: what the fault met and hit. */
  get struck(): ReadonlyMap<number, Struck> {
    return this.#overlays.footprints
  }

  /** The same, and how long it was asked to keep and kept what it hit. */
  get footprints(): ReadonlyMap<number, Footprint> {
    return this.#overlays.footprints
  }

  /** By directed link: what went, and what did not. */
  get counts(): readonly LinkCounts[] {
    return this.#overlays.ways.map(({ from, to, counts }) => ({ from, to, ...counts }))
  }

  /**
   * Connections that are open or about to be, things that are due, and bytes on their way through.
   * All 0 after `close`.
   */
  get pending(): { readonly connections: number; readonly due: number; readonly bytes: number } {
    let [connections, bytes] = [0, 0]
    for (const { relays, held } of this.#doors.values()) {
      connections += relays.size
      bytes += held
    }
    return { connections, due: this.#agenda.length, bytes }
  }

  /**
   * @param address where `to` is now
   * @returns where `from` reaches it: through the proxy of the pair, if there is one
   */
  route(from: NodeId, to: NodeId, address: NodeId): NodeId {
    const door = this.#doors.get(nameOf(from, to))
    const spot = spotOf(address)
    if (door === undefined || spot === null) return address
    door.target = spot
    return addressOf(spot.carrier, door.spot)
  }

  /** An entry of the plan strikes. Faults that are made elsewhere are ignored. */
  apply(id: number, fault: Fault): void {
    if (this.#closing !== null) return
    if (isLinkFault(fault)) return this.#lay(id, fault)
    if (fault.kind === 'end') return this.#lift(() => this.#overlays.end(fault.of))
    if (fault.kind === 'heal') return this.#lift(() => this.#overlays.heal(fault.links))
    if (fault.kind !== 'reset' && fault.kind !== 'close') return
    const footprint = this.#overlays.footprint(id)
    for (const relay of this.#touched(fault.links)) {
      footprint.met += 1
      footprint.hit += 1
      if (fault.kind === 'reset') relay.break()
      else relay.close()
    }
  }

  /** Every socket and listener is gone when it settles. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#overlays.heal(null)
    await Promise.all(Array.from(this.#doors.values(), (door) => door.close()))
    this.#agenda.clear()
  }

  #lay(id: number, fault: LinkFault): void {
    this.#overlays.lay(id, fault)
    const footprint = this.#overlays.footprint(id)
    if (fault.kind === 'disconnect') {
      const nodes = new Set(fault.nodes)
      for (const relay of this.#relays((from, to) => nodes.has(from) || nodes.has(to))) {
        footprint.met += 1
        footprint.hit += 1
        relay.break()
      }
    }
    if (fault.kind === 'half-open') {
      for (const relay of this.#touched(fault.links)) {
        footprint.met += 1
        footprint.hit += 1
        relay.halve(this.#gone(relay, fault.links))
      }
    }
    this.#settle()
  }

  /** Of a connection that is half-open both ways, the end that stands first is gone. */
  #gone({ out: { from, to } }: Relay, links: readonly Links[]): 'near' | 'far' {
    const covers = among(links)
    if (!covers(from, to)) return 'far'
    if (!covers(to, from)) return 'near'
    return this.#roster.indexOf(from) < this.#roster.indexOf(to) ? 'near' : 'far'
  }

  #lift(end: () => void): void {
    end()
    for (const { relays } of this.#doors.values()) for (const relay of [...relays]) relay.learn()
    this.#settle()
  }

  #settle(): void {
    for (const door of this.#doors.values()) door.settle()
  }

  #touched(links: readonly Links[]): readonly Relay[] {
    return this.#relays(among(links))
  }

  /** Connections of streams between nodes that are covered one way or the other. */
  #relays(covers: (from: NodeId, to: NodeId) => boolean): readonly Relay[] {
    const all = Array.from(this.#doors.values(), ({ relays }) => [...relays]).flat()
    return all.filter((relay) => relay.touches(covers))
  }
}

const nameOf = (from: NodeId, to: NodeId): string => `${from}>${to}`
