// The plan at work: when each of its entries strikes, and what it does to network, streams and
// nodes. A plan is data from before the run; nothing is drawn here but what each message meets.
// Messages, writes and goals are counted from the beginning of the run, also for entries that
// begin to wait later. An entry that waits for a goal strikes when the step that reached it is
// written, and an `end` that comes before its beginning ends nothing.

import { assert } from '../assert.ts'
import { type Fault, type Filter, isDiskFault, type Place, type Planned } from '../fault.ts'
import { Matches, unfiltered } from '../filter.ts'
import type { Cell } from './cell.ts'
import type { Datagrams } from './datagrams.ts'
import type { Disks } from './disks.ts'
import type { Life, LifeHost } from './life.ts'
import { covered, isNetworkFault, masksOf, Overlay, type Overlays } from './overlay.ts'
import type { Parcel } from './wire.ts'
import * as kinds from './wire.ts'

export interface StrikesHost extends LifeHost {
  readonly overlays: Overlays
  readonly datagrams: Datagrams
  readonly life: Life
  readonly disks: Disks
  /** an entry of the plan struck: digest and trace */
  struck(planned: Planned): void
}

/**
 * Told of each place as a step reaches it, before anything strikes there. `step` is its name, `nth`
 * the k of an early or a waiting output, else 0.
 */
export type Surveyor = (cell: Cell, step: string, at: Place['at'], nth: number) => void

export class Strikes {
  readonly #host: StrikesHost
  #plan: readonly Planned[] = []
  /** positions of entries that wait for an event */
  #armed: readonly number[] = []
  /** entries that wait, or may come to wait, for an event */
  #events = 0
  /** Whether there are any, or somebody lists places: then every step is looked at. */
  watching = false
  /** queue slots of entries that wait for a time */
  readonly #slots = new Set<number>()
  readonly #counts = new Map<string, number>()
  readonly #goals = new Set<string>()
  #surveyor: Surveyor | null = null
  #over = false

  constructor(host: StrikesHost) {
    this.#host = host
  }

  reset(plan: readonly Planned[], surveyor: Surveyor | null = null): void {
    this.#plan = plan
    this.#armed = []
    this.#surveyor = surveyor
    this.#events = plan.filter(({ when }) => when.kind !== 'time').length
    this.#watch()
    this.#slots.clear()
    this.#counts.clear()
    this.#goals.clear()
    this.#over = false
    for (let at = 0; at < plan.length; at++) {
      if ((plan[at] as Planned).since === null) this.#schedule(at)
    }
  }

  /** Entries that are added while the storm goes on: what is due strikes at once. */
  inject(planned: readonly Planned[]): void {
    assert(!this.#over, 'nothing is injected once the storm is over')
    const first = this.#plan.length
    this.#plan = [...this.#plan, ...planned]
    this.#events += planned.filter(({ when }) => when.kind !== 'time').length
    this.#watch()
    for (let at = first; at < this.#plan.length; at++) {
      const { when, since } = this.#plan[at] as Planned
      if (since !== null) continue
      if (when.kind === 'time' && when.time <= this.#host.queue.now) this.#strike(at)
      else this.#schedule(at)
    }
  }

  #watch(): void {
    this.watching = this.#events > 0 || this.#surveyor !== null
  }

  #schedule(at: number): void {
    const { when, since } = this.#plan[at] as Planned
    if (when.kind !== 'time') {
      this.#armed = [...this.#armed, at]
      return
    }
    const { queue } = this.#host
    const time = since === null ? when.time : queue.now + when.time
    this.#slots.add(queue.push(Math.max(time, queue.now), kinds.fault, at, 0, 0, null))
  }

  /** The event of an entry has come up in the queue. */
  due(slot: number, at: number): void {
    this.#slots.delete(slot)
    this.#strike(at)
  }

  /** The storm is over: what has not struck never will. */
  end(): void {
    this.#over = true
    this.#armed = []
    this.#events = 0
    this.#surveyor = null
    this.watching = false
    for (const slot of this.#slots) this.#host.queue.cancel(slot)
    this.#slots.clear()
  }

  // ---- events that entries wait for

  /** A step of this node reached a place. @param step its name */
  place(cell: Cell, step: string, at: Place['at'], nth: number): void {
    this.#surveyor?.(cell, step, at, nth)
    this.#trigger(({ when }) => {
      if (when.kind !== 'place') return false
      const { place } = when
      return place.at === at && place.step === step && (place.nth === nth || nth === 0)
    })
  }

  /** A message is about to be received, or was. */
  message(kind: 'before' | 'on' | 'after-send', message: string): void {
    const nth = this.#count(`${kind} ${message}`)
    this.#trigger(({ when }) => when.kind === kind && when.message === message && when.nth === nth)
  }

  persisted(): void {
    const nth = this.#count('persist')
    this.#trigger(({ when }) => when.kind === 'after-persist' && when.nth === nth)
  }

  goal(goal: string): void {
    if (this.#goals.has(goal)) return
    this.#goals.add(goal)
    this.#trigger(({ when }) => when.kind === 'goal' && when.goal === goal)
  }

  #count(name: string): number {
    const nth = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, nth)
    return nth
  }

  #trigger(matches: (planned: Planned) => boolean): void {
    if (this.#armed.length === 0) return
    const ready = this.#armed.filter((at) => matches(this.#plan[at] as Planned))
    if (ready.length === 0) return
    this.#armed = this.#armed.filter((at) => !ready.includes(at))
    this.#events -= ready.length
    this.#watch()
    for (const at of ready) this.#strike(at)
  }

  // ---- what an entry does

  #strike(at: number): void {
    const planned = this.#plan[at] as Planned
    this.#host.struck(planned)
    this.#apply(planned.id, planned.fault)
    if (this.#over) return
    for (let next = 0; next < this.#plan.length; next++) {
      if ((this.#plan[next] as Planned).since === planned.id) this.#schedule(next)
    }
  }

  #apply(id: number, fault: Fault): void {
    const host = this.#host
    if (isNetworkFault(fault)) return this.#lay(new Overlay(host.system, id, fault))
    if (isDiskFault(fault)) return host.disks.apply(id, fault)
    switch (fault.kind) {
      case 'end': {
        const overlay = host.overlays.byId(fault.of)
        if (overlay !== null) this.#lift([overlay])
        else if (!host.life.end(fault.of)) host.disks.end(fault.of)
        return
      }
      case 'heal':
        return this.#heal(fault.links)
      case 'release':
        return this.#release(fault.links, fault.filter)
      case 'reset':
      case 'close': {
        const masks = masksOf(host.system, fault.links)
        return host.streams.interrupt(fault.kind, (from, to) => covered(masks, from, to))
      }
      default:
        assert(host.life.apply(id, fault), `the world knows the fault "${fault.kind}"`)
    }
  }

  #lay(overlay: Overlay): void {
    const { overlays, streams } = this.#host
    overlays.add(overlay)
    const touches = (from: number, to: number): boolean => overlay.covers(from, to)
    if (overlay.fault.kind === 'disconnect') streams.interrupt('reset', touches)
    if (overlay.fault.kind === 'half-open') streams.halfOpen(touches)
    streams.changed()
  }

  #lift(gone: readonly Overlay[]): void {
    if (gone.length === 0) return
    const { overlays, streams, datagrams } = this.#host
    overlays.remove(gone)
    if (gone.some(({ fault }) => fault.kind === 'half-open')) streams.halfOpenEnds()
    for (const overlay of gone) datagrams.releaseHeld(overlay.takeHeld(() => true))
    streams.changed()
  }

  /** In a large world every fault may touch some link: letting go of links costs nothing. */
  #touches(overlay: Overlay, masks: ReturnType<typeof masksOf>): boolean {
    const { size, perLink } = this.#host.system
    if (!perLink) return true
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        if (covered(masks, from, to) && overlay.covers(from, to)) return true
      }
    }
    return false
  }

  /** Ends what lies on these links, and only there; without links, everything, disks too. */
  #heal(links: Extract<Fault, { kind: 'heal' }>['links']): void {
    const { overlays } = this.#host
    if (links === null) {
      this.#lift(overlays.active)
      return this.#host.disks.heal()
    }
    const masks = masksOf(this.#host.system, links)
    const here = overlays.active.filter((one) => this.#touches(one, masks))
    this.#lift(here.filter((one) => !this.#reachesBeyond(one, masks)))
    for (const overlay of here) this.#liftPart(overlay, masks)
  }

  /** The fault ends on some of its links. */
  #liftPart(overlay: Overlay, masks: ReturnType<typeof masksOf>): void {
    const { overlays, streams, datagrams } = this.#host
    if (!overlays.active.includes(overlay)) return
    const out = overlay.takeHeld((parcel) => covers(masks, parcel))
    overlay.letGo(masks)
    overlays.touched()
    if (overlay.fault.kind === 'half-open') streams.halfOpenEnds()
    datagrams.releaseHeld(out)
    streams.changed()
  }

  /**
   * Held messages go out, in order, and the hold ends on these links; a release of some messages
   * only lets those go, and the hold stays.
   */
  #release(links: Extract<Fault, { kind: 'release' }>['links'], filter: Filter): void {
    const { overlays, datagrams, streams, system } = this.#host
    const masks = masksOf(system, links)
    const matches = new Matches<Parcel>(filter)
    const holds = overlays.active.filter(
      (one) => one.fault.kind === 'hold' && this.#touches(one, masks),
    )
    for (const hold of holds) {
      if (unfiltered(filter)) {
        if (this.#reachesBeyond(hold, masks)) this.#liftPart(hold, masks)
        else this.#lift([hold])
        continue
      }
      const goes = (parcel: Parcel): boolean =>
        covers(masks, parcel) && matches.takes(parcel, parcel.from * system.size + parcel.to)
      datagrams.releaseHeld(hold.takeHeld(goes), hold)
      streams.release(hold, goes)
    }
    streams.changed()
  }

  #reachesBeyond(overlay: Overlay, masks: ReturnType<typeof masksOf>): boolean {
    const { size, perLink } = this.#host.system
    if (!perLink) return true
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        if (overlay.covers(from, to) && !covered(masks, from, to)) return true
      }
    }
    return false
  }

  /** Heals the network and lets everything go on. */
  calm(): void {
    this.end()
    this.#lift([...this.#host.overlays.active])
    this.#host.disks.heal()
    this.#host.life.calm()
  }
}

const covers = (masks: ReturnType<typeof masksOf>, parcel: Parcel): boolean =>
  covered(masks, parcel.from, parcel.to)
