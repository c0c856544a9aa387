// The lasting faults that lie over the network together, and what they add up to on each directed
// link. A link without any costs one comparison a message.

import { thresholdOf } from '../draw.ts'
import { unfiltered } from '../filter.ts'
import type { System } from './compile.ts'
import type { Overlay } from './overlay.ts'
import { noThreats, threaten, type Threats, together } from './threats.ts'

/** What lies over one directed link, made anew when a fault comes or goes. */
export interface LinkState {
  readonly overlays: readonly Overlay[]
  /** what they do to each message; null: that depends on the message */
  readonly threats: Threats | null
  /** nothing but plain loss and copies: decided by two thresholds of one draw */
  readonly simple: boolean
  /** whether a fate is drawn at all */
  readonly fateful: boolean
  /** words of a fate below it are lost, words from `twiceFrom` on come twice */
  readonly lossBelow: number
  readonly twiceFrom: number
}

function threatsOf(overlays: readonly Overlay[]): Threats {
  const threats = noThreats()
  for (const overlay of overlays) threaten(threats, overlay, false)
  return threats
}

const stateOf = (overlays: readonly Overlay[]): LinkState => {
  let loss = 0
  let copies = 0
  let simple = true
  for (const { fault } of overlays) {
    if (fault.kind === 'drop' && unfiltered(fault.filter)) loss = together(loss, fault.ppm)
    else if (fault.kind === 'duplicate' && fault.later === null && unfiltered(fault.filter)) {
      copies = together(copies, fault.ppm)
    } else simple = false
  }
  const twice = Math.min(1_000_000 - loss, copies)
  return {
    overlays,
    threats: overlays.every((one) => one.even) ? threatsOf(overlays) : null,
    simple,
    fateful: loss + copies > 0,
    lossBelow: thresholdOf(loss),
    twiceFrom: thresholdOf(1_000_000) - thresholdOf(twice),
  }
}

/** The overlays of a world and the state of every link under them. */
export class Overlays {
  readonly #system: System
  readonly #healthy: LinkState = stateOf([])
  /** the state of every link, where all are alike; null: they differ */
  #alike: LinkState | null = this.#healthy
  /** by number of the link, filled as links are used; up to 64 nodes */
  readonly #table: (LinkState | null)[]
  /** by which of the active ones lie over a link: as many states as there are such sets */
  readonly #sets = new Map<string, LinkState>()
  active: readonly Overlay[] = []

  constructor(system: System) {
    this.#system = system
    const links = system.perLink ? system.size * system.size : 0
    this.#table = new Array<LinkState | null>(links).fill(null)
  }

  get any(): boolean {
    return this.active.length > 0
  }

  reset(): void {
    if (this.active.length > 0) this.#become([])
  }

  add(overlay: Overlay): void {
    this.#become([...this.active, overlay])
  }

  remove(overlays: readonly Overlay[]): void {
    this.#become(this.active.filter((one) => !overlays.includes(one)))
  }

  /** Something about the active ones changed: every link is looked at anew. */
  touched(): void {
    this.#become(this.active)
  }

  #become(active: readonly Overlay[]): void {
    if (this.#alike === null) {
      this.#table.fill(null)
      this.#sets.clear()
    }
    this.active = active
    if (active.length === 0) this.#alike = this.#healthy
    else this.#alike = active.every((one) => one.everywhere) ? stateOf(active) : null
  }

  byId(id: number): Overlay | null {
    return this.active.find((one) => one.id === id) ?? null
  }

  at(from: number, to: number): LinkState {
    return this.#alike ?? this.#differs(from, to)
  }

  #differs(from: number, to: number): LinkState {
    const link = from * this.#system.size + to
    const known = link < this.#table.length ? this.#table[link] : null
    if (known !== null && known !== undefined) return known
    let set = ''
    for (const overlay of this.active) set += overlay.covers(from, to) ? '1' : '0'
    let state = this.#sets.get(set)
    if (state === undefined) {
      state = stateOf(this.active.filter((one) => one.covers(from, to)))
      this.#sets.set(set, state)
    }
    if (link < this.#table.length) this.#table[link] = state
    return state
  }
}
