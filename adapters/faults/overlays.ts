// The message faults of one node that last: which lie over the links to whom, and how they come, go
// and let go. What they do to a message is told with the links (datagram.ts, stream.ts).

import type { Fault, Filter, Links } from '../../sim/fault.ts'
import { Matches, unfiltered } from '../../sim/filter.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Ground, isMessageFault, Laid, peersOf } from './laid.ts'
import type { Parcel } from './parcel.ts'

/** A link that faults may keep messages of. */
export interface Kept {
  /** Shows what it keeps back, in order. */
  release(goes: (parcel: Parcel) => void): void
  /** Faults came or went, or let some go. */
  changed(): void
}

/** All of them. */
export class Overlays {
  readonly #ground: Ground
  readonly #links: () => Iterable<Kept>
  #laid: readonly Laid[] = []
  /** by peer, what lies over links to it; emptied when that changes */
  readonly #here = new Map<NodeId, readonly Laid[]>()

  constructor(ground: Ground, links: () => Iterable<Kept>) {
    this.#ground = ground
    this.#links = links
  }

  /** Those that lie over links to the peer, in the order they came. */
  at(peer: NodeId): readonly Laid[] {
    if (this.#laid.length === 0) return this.#laid
    let here = this.#here.get(peer)
    if (here === undefined) {
      here = this.#laid.filter((one) => one.covers(peer))
      this.#here.set(peer, here)
    }
    return here
  }

  /** Applies an entry of a plan; what is not made at the message boundary is ignored. */
  fault(id: number, fault: Fault): void {
    if (fault.kind === 'end') this.#lift((one) => one.id === fault.of)
    else if (fault.kind === 'heal') this.#heal(fault.links)
    else if (fault.kind === 'release') this.#release(fault.links, fault.filter)
    else if (isMessageFault(fault)) this.#become([...this.#laid, new Laid(id, fault, this.#ground)])
  }

  /** Ends every one of them. */
  calm(): void {
    this.#lift(() => true)
  }

  #lift(goes: (one: Laid) => boolean): void {
    this.#become(this.#laid.filter((one) => !goes(one)))
  }

  /** Ends what lies on these links, and only there; without links, everything. */
  #heal(links: readonly Links[] | null): void {
    if (links === null) return this.calm()
    const peers = peersOf(this.#ground.id, links)
    for (const one of this.#laid) one.letGo(peers)
    this.#become(this.#laid)
  }

  /** The hold ends on these links; a release of some messages lets those go, and the hold stays. */
  #release(links: readonly Links[], filter: Filter): void {
    const peers = peersOf(this.#ground.id, links)
    const holds = this.#laid.filter(({ fault }) => fault.kind === 'hold')
    if (unfiltered(filter)) for (const hold of holds) hold.letGo(peers)
    else {
      const matches = new Matches<Parcel>(filter)
      for (const link of this.#links()) {
        link.release((parcel) => {
          const by = peers.has(parcel.to) ? holds.filter((one) => one.holds(parcel)) : []
          if (by.length === 0 || !matches.takes(parcel, parcel.to)) return
          for (const hold of by) hold.release(parcel)
        })
      }
    }
    this.#become(this.#laid)
  }

  /** What nothing keeps back any more goes out. */
  #become(laid: readonly Laid[]): void {
    this.#laid = laid.filter((one) => !one.overNobody)
    this.#here.clear()
    for (const link of this.#links()) link.changed()
  }
}
