// One transport out of several doors: who a peer is says which of them leads to it. What each door
// speaks is its own business.

import type { NodeId } from '../../sim/units.ts'
import type { Link, Transport } from '../transport.ts'

/** A part of a transport: the way to some peers. */
export type Door = Omit<Transport, 'address'>

/** @param doors the first that knows a peer leads to it */
export function throughDoors(address: NodeId, doors: readonly Door[]): Transport {
  return {
    address,
    linkTo(peer): Link | null {
      for (const door of doors) {
        const link = door.linkTo(peer)
        if (link !== null) return link
      }
      return null
    },
    pause() {
      for (const door of doors) door.pause()
    },
    resume() {
      for (const door of doors) door.resume()
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()))
    },
  }
}

/** What a door does with mail that was sealed for the wire of another: this is said in its own form. */
export function unsealed(): never {
  throw new Error('only messages of our own wire are sealed')
}
