// A lasting fault that lies over the network: which links it covers, which messages it takes, and
// what it holds back. What several add up to on a link is overlays.ts.

import type { Odds } from '../chooser.ts'
import { hashText } from '../draw.ts'
import type { Fault, Links } from '../fault.ts'
import { Matches, unfiltered } from '../filter.ts'
import { tableOf } from '../span-table.ts'
import type { Micros, Ppm } from '../units.ts'
import type { System } from './compile.ts'
import type { Parcel, Wire } from './wire.ts'

const lasting = new Set([
  'drop',
  'burst',
  'duplicate',
  'reorder',
  'corrupt',
  'hold',
  'delay',
  'bandwidth',
  'stall',
  'cut',
  'half-open',
  'refuse',
  'hang',
  'disconnect',
])

/** Lasting faults of the network. */
export type NetworkFault = Extract<
  Fault,
  {
    kind:
      | 'drop'
      | 'burst'
      | 'duplicate'
      | 'reorder'
      | 'corrupt'
      | 'hold'
      | 'delay'
      | 'bandwidth'
      | 'stall'
      | 'cut'
      | 'half-open'
      | 'refuse'
      | 'hang'
      | 'disconnect'
  }
>

export const isNetworkFault = (fault: Fault): fault is NetworkFault => lasting.has(fault.kind)

/** Sets of nodes as bitmaps, one pair for each entry of `links`. */
type Mask = { readonly from: Uint8Array; readonly to: Uint8Array }

const bitmap = (system: System, nodes: readonly string[]): Uint8Array => {
  const bits = new Uint8Array(system.size)
  for (const id of nodes) {
    const at = system.index.get(id)
    if (at !== undefined) bits[at] = 1
  }
  return bits
}

export const masksOf = (system: System, links: readonly Links[]): Mask[] =>
  links.map(({ from, to }) => ({ from: bitmap(system, from), to: bitmap(system, to) }))

export const covered = (masks: readonly Mask[], from: number, to: number): boolean => {
  for (const mask of masks) {
    if (mask.from[from] === 1 && mask.to[to] === 1) return from !== to
  }
  return false
}

/** Every link of the nodes, or only those that lead to them. */
const nodesLinks = (system: System, nodes: readonly string[], bothWays: boolean): Mask[] => {
  const some = bitmap(system, nodes)
  const all = new Uint8Array(system.size).fill(1)
  const inward = { from: all, to: some }
  return bothWays ? [inward, { from: some, to: all }] : [inward]
}

const chanceOf = (ppm: Ppm): Odds => ({ kind: 'weights', parts: [1_000_000 - ppm, ppm] })

/** Words of a world by their numbers, and the other way. */
type Spelling = Pick<Wire, 'word' | 'textOf'>

/** One lasting fault at work. */
export class Overlay {
  readonly id: number
  readonly fault: NetworkFault
  /** that of the fault: each message asks for it, and faults are objects of a dozen shapes */
  readonly kind: NetworkFault['kind']
  readonly #size: number
  readonly #masks: readonly Mask[]
  readonly #letGo: Mask[] = []
  #mark: string | null = null
  /** numbers of the words of its draws, by what is drawn, then by the word of the message */
  readonly #names = new Map<string, number[]>()
  /** extra delay, lateness of a copy, time held back */
  readonly table: Int32Array | null
  readonly #matches: Matches<Parcel> | null
  /** whether it strikes a message; of a burst, whether a link turns bad … */
  readonly strikes: Odds
  /** … and whether it turns good again */
  readonly ends: Odds
  /** messages of streams that a release let go while the hold stays for others */
  #released: WeakSet<Parcel> | null = null
  /** when a stream's link has sent what it has */
  readonly #free = new Map<number, Micros>()
  /** links in the bad state of a burst */
  readonly bad: Set<number> = new Set()
  /** bandwidth: when each link is free again, and what waits on it */
  readonly lines: Map<number, Waiting[]> = new Map()
  #held: Parcel[] = []
  readonly #heldOn = new Map<number, number>()

  constructor(system: System, id: number, fault: NetworkFault) {
    this.id = id
    this.fault = fault
    this.kind = fault.kind
    this.#size = system.size
    // Refusing and hanging concern connections to a node; those that it dials itself are not.
    this.#masks =
      'nodes' in fault
        ? nodesLinks(system, fault.nodes, fault.kind === 'disconnect')
        : masksOf(system, fault.links)
    this.#matches = 'filter' in fault ? new Matches(fault.filter) : null
    this.table = spanTable(fault)
    this.strikes = chanceOf(fault.kind === 'burst' ? fault.intoPpm : 'ppm' in fault ? fault.ppm : 0)
    this.ends = chanceOf(fault.kind === 'burst' ? fault.outPpm : 0)
  }

  /** Names its draws apart from those of other faults, whatever place it has in the plan. */
  get mark(): string {
    const { fault } = this
    this.#mark ??= `${fault.kind} ${(hashText(JSON.stringify(fault)) >>> 0).toString(16)}`
    return this.#mark
  }

  /**
   * Number of the words that name a draw about a message.
   * @param what number of the message's kind
   * @param drawn '' or what of several things is drawn
   */
  nameOf(words: Spelling, what: number, drawn: string): number {
    let names = this.#names.get(drawn)
    if (names === undefined) {
      names = []
      this.#names.set(drawn, names)
    }
    return (names[what] ??= words.word(`${words.textOf(what)} by ${this.mark} ${drawn}`))
  }

  covers(from: number, to: number): boolean {
    return covered(this.#masks, from, to) && !covered(this.#letGo, from, to)
  }

  /** Datagrams kept back, in order of sending; they can be inspected. */
  get held(): readonly Parcel[] {
    return this.#held
  }

  /** @returns false when the link holds as many as `most` already */
  hold(parcel: Parcel, most: number): boolean {
    const link = parcel.from * this.#size + parcel.to
    const count = this.#heldOn.get(link) ?? 0
    if (count >= most) return false
    this.#heldOn.set(link, count + 1)
    this.#held.push(parcel)
    return true
  }

  /** Those go that are named, in order. */
  takeHeld(goes: (parcel: Parcel) => boolean): Parcel[] {
    const out: Parcel[] = []
    const stays: Parcel[] = []
    for (const parcel of this.#held) (goes(parcel) ? out : stays).push(parcel)
    this.#held = stays
    for (const { from, to } of out) {
      const link = from * this.#size + to
      this.#heldOn.set(link, (this.#heldOn.get(link) ?? 1) - 1)
    }
    return out
  }

  /** A message of a stream that this holds goes, in its turn: nothing overtakes on a stream. */
  release(parcel: Parcel): void {
    this.#released ??= new WeakSet()
    this.#released.add(parcel)
  }

  released(parcel: Parcel): boolean {
    return this.#released !== null && this.#released.has(parcel)
  }

  /** Whether it lies over every link there is. */
  get everywhere(): boolean {
    const whole = (bits: Uint8Array): boolean => !bits.includes(0)
    return (
      this.#letGo.length === 0 && this.#masks.some((mask) => whole(mask.from) && whole(mask.to))
    )
  }

  /** The fault ends on these links and stays on the others. */
  letGo(masks: readonly Mask[]): void {
    this.#letGo.push(...masks)
  }

  /** Whether it threatens all messages of a link alike. */
  get even(): boolean {
    const { fault } = this
    return fault.kind !== 'burst' && (!('filter' in fault) || unfiltered(fault.filter))
  }

  /** Whether the parcel is one that its filter takes; without a filter it takes everything. */
  takes(parcel: Parcel): boolean {
    const { from, to } = parcel
    return this.#matches === null || this.#matches.takes(parcel, from * this.#size + to)
  }

  /** How much longer a stream's message takes on a link with a bandwidth; it pushes back. */
  busy(link: number, now: Micros, bytes: number): Micros {
    if (this.fault.kind !== 'bandwidth') return 0
    const begins = Math.max(now, this.#free.get(link) ?? 0)
    const ends = begins + Math.ceil((bytes * 1_000_000) / this.fault.bytesPerSecond)
    this.#free.set(link, ends)
    return ends - now
  }
}

/** A message in the queue of a link with a bandwidth. */
export interface Waiting {
  slot: number
  readonly parcel: Parcel
  readonly bytes: number
  /** when its first bit and its last bit leave */
  begins: number
  ends: number
  /** latency that comes on top */
  readonly rest: number
}

const spanTable = (fault: NetworkFault): Int32Array | null => {
  if (fault.kind === 'delay') return tableOf(fault.extra)
  if (fault.kind === 'reorder') return tableOf(fault.by)
  if (fault.kind === 'duplicate' && fault.later !== null) return tableOf(fault.later)
  return null
}
