// The plan at work: when each of its entries strikes, and what it does to network, streams and
// nodes. A plan is data from before the run; nothing is drawn here but what each message meets.
// Messages, writes and goals are counted from the beginning of the run, also for entries that
// begin to wait later. An entry that waits for a goal strikes when the step that reached it is
// written, and an `end` that comes before its beginning ends nothing. So does one that waits for a
// role, or for somebody to have the role that it names.

import { assert } from '../assert.ts'
import {
  type Fault,
  isDiskFault,
  isSettled,
  type Place,
  type Planned,
  type Settled,
} from '../fault.ts'
import { asStruck, type Chosen } from '../whoever.ts'
import type { NodeId } from '../units.ts'
import type { Cell } from './cell.ts'
import type { Datagrams } from './datagrams.ts'
import type { Disks } from './disks.ts'
import { empty } from './empty.ts'
import { Laying } from './laying.ts'
import type { Life, LifeHost } from './life.ts'
import { covered, isNetworkFault, masksOf, Overlay } from './overlay.ts'
import type { Overlays } from './overlays.ts'
import * as kinds from './wire.ts'

export interface StrikesHost extends LifeHost {
  readonly overlays: Overlays
  readonly datagrams: Datagrams
  readonly life: Life
  readonly disks: Disks
  /** an entry of the plan struck: digest and trace */
  struck(planned: Settled): void
  /** of these nodes the one that has that role now: of the highest term, then the first; or null */
  whoHas(role: string, among: readonly NodeId[]): NodeId | null
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
  /** positions of entries whose role nobody has yet */
  #waiting: number[] = []
  /** whom the faults of a role have struck, by the first entry of each occurrence */
  readonly chosen: Map<number, Chosen> = new Map()
  readonly #laying: Laying
  #over = false

  constructor(host: StrikesHost) {
    this.#host = host
    this.#laying = new Laying(host)
  }

  reset(plan: readonly Planned[], surveyor: Surveyor | null = null): void {
    this.#plan = plan
    this.#armed = []
    this.#surveyor = surveyor
    this.#events = plan.filter(({ when }) => when.kind !== 'time').length
    this.#waiting = []
    this.#watch()
    empty(this.#slots)
    empty(this.#counts)
    empty(this.#goals)
    empty(this.chosen)
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
    this.watching = this.#events > 0 || this.#waiting.length > 0 || this.#surveyor !== null
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
    this.#waiting = []
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

  /** A step of that node is written: it may have taken a role. @param step its name */
  role(node: NodeId, step: string): void {
    this.#trigger(
      ({ when }) =>
        when.kind === 'role' &&
        (when.nodes === null || when.nodes.includes(node)) &&
        this.#host.whoHas(when.role, [node]) !== null,
    )
    if (this.#waiting.length === 0) return
    for (const at of this.#waiting.splice(0)) {
      this.#strike(at, { step, at: 'written', nth: 0 })
    }
    this.#watch()
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

  /** @param place where it has waited for its role, at the end of a step; null: it has not */
  #strike(at: number, place: Place | null = null): void {
    const entry = this.#plan[at] as Planned
    if (!this.#choose(entry, place)) {
      const line = this.#lineOf(at)
      this.#waiting = this.#waiting.filter((other) => this.#lineOf(other) !== line)
      this.#waiting.push(at)
      return this.#watch()
    }
    const [planned = entry] = asStruck([entry], this.chosen)
    // Nothing happens to that node, or something.
    if (isSettled(planned)) {
      this.#host.struck(planned)
      this.#apply(planned.id, planned.fault)
    }
    if (this.#over) return
    for (let next = 0; next < this.#plan.length; next++) {
      const { since, when, fault } = this.#plan[next] as Planned
      if (since !== planned.id) continue
      const atOnce = fault.kind === 'whoever' && when.kind === 'time' && when.time === 0
      if (atOnce) this.#strike(next)
      else this.#schedule(next)
    }
  }

  /** Looks who has the role that an entry names. @returns false while nobody has it */
  #choose({ id, fault }: Planned, place: Place | null): boolean {
    if (fault.kind !== 'whoever' || this.chosen.has(fault.by)) return true
    assert(fault.by === id, 'what follows a fault of a role comes after it')
    const node = this.#host.whoHas(
      fault.role,
      fault.choices.map((one) => one.node),
    )
    if (node !== null) this.chosen.set(id, { node, place })
    return node !== null
  }

  #lineOf(at: number): number | null {
    const { fault } = this.#plan[at] as Planned
    return fault.kind === 'whoever' ? fault.line : null
  }

  #apply(id: number, fault: Fault): void {
    const host = this.#host
    if (isNetworkFault(fault)) return this.#laying.lay(new Overlay(host.system, id, fault))
    if (isDiskFault(fault)) return host.disks.apply(id, fault)
    switch (fault.kind) {
      case 'end': {
        const overlay = host.overlays.byId(fault.of)
        if (overlay !== null) this.#laying.lift([overlay])
        else if (!host.life.end(fault.of)) host.disks.end(fault.of)
        return
      }
      case 'heal':
        return this.#laying.heal(fault.links)
      case 'release':
        return this.#laying.release(fault.links, fault.filter)
      case 'reset':
      case 'close': {
        const masks = masksOf(host.system, fault.links)
        return host.streams.interrupt(fault.kind, (from, to) => covered(masks, from, to))
      }
      default:
        assert(host.life.apply(id, fault), `the world knows the fault "${fault.kind}"`)
    }
  }

  /** Heals the network and lets everything go on. */
  calm(): void {
    this.end()
    this.#laying.lift([...this.#host.overlays.active])
    this.#host.disks.heal()
    this.#host.life.calm()
  }
}
