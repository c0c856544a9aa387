// What lasts on links while a plan is at work: overlays are laid, and lifted where something ends them,
// on all of their links or on some. When that is, strikes.ts knows.

import type { Fault, Filter } from '../fault.ts'
import { Matches, unfiltered } from '../filter.ts'
import type { System } from './compile.ts'
import type { Datagrams } from './datagrams.ts'
import type { Disks } from './disks.ts'
import { covered, masksOf, type Overlay } from './overlay.ts'
import type { Overlays } from './overlays.ts'
import type { Streams } from './streams.ts'
import type { Parcel } from './wire.ts'

export interface LayingHost {
  readonly system: System
  readonly overlays: Overlays
  readonly streams: Streams
  readonly datagrams: Datagrams
  readonly disks: Disks
}

export class Laying {
  readonly #host: LayingHost

  constructor(host: LayingHost) {
    this.#host = host
  }

  lay(overlay: Overlay): void {
    const { overlays, streams } = this.#host
    overlays.add(overlay)
    const touches = (from: number, to: number): boolean => overlay.covers(from, to)
    if (overlay.fault.kind === 'disconnect') streams.interrupt('reset', touches)
    if (overlay.fault.kind === 'half-open') streams.halfOpen(touches)
    streams.changed()
  }

  lift(gone: readonly Overlay[]): void {
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
  heal(links: Extract<Fault, { kind: 'heal' }>['links']): void {
    const { overlays } = this.#host
    if (links === null) {
      this.lift(overlays.active)
      return this.#host.disks.heal()
    }
    const masks = masksOf(this.#host.system, links)
    const here = overlays.active.filter((one) => this.#touches(one, masks))
    this.lift(here.filter((one) => !this.#reachesBeyond(one, masks)))
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
  release(links: Extract<Fault, { kind: 'release' }>['links'], filter: Filter): void {
    const { overlays, datagrams, streams, system } = this.#host
    const masks = masksOf(system, links)
    const matches = new Matches<Parcel>(filter)
    const holds = overlays.active.filter(
      (one) => one.fault.kind === 'hold' && this.#touches(one, masks),
    )
    for (const hold of holds) {
      if (unfiltered(filter)) {
        if (this.#reachesBeyond(hold, masks)) this.#liftPart(hold, masks)
        else this.lift([hold])
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
}

const covers = (masks: ReturnType<typeof masksOf>, parcel: Parcel): boolean =>
  covered(masks, parcel.from, parcel.to)
