// One transport out of several ways: who a peer is says which of them leads to it. What is spoken
// on each is its own business.

import type { NodeId } from '../../sim/units.ts'
import type { Link, Transport } from '../transport.ts'

/** A part of a transport: the way to some peers. */
export type Way = Omit<Transport, 'address'>

/** @param ways the first that knows a peer leads to it */
export function byWays(address: NodeId, ways: readonly Way[]): Transport {
  return {
    address,
    linkTo(peer): Link | null {
      for (const way of ways) {
        const link = way.linkTo(peer)
        if (link !== null) return link
      }
      return null
    },
    pause() {
      for (const way of ways) way.pause()
    },
    resume() {
      for (const way of ways) way.resume()
    },
    async close() {
      await Promise.all(ways.map((way) => way.close()))
    },
  }
}

/** A way to nobody: something that only has to end with the others. */
export const nowhere: Omit<Way, 'close'> = { linkTo: () => null, pause() {}, resume() {} }

/** What a way does with mail that was sealed for the wire of another: this is said in its own form. */
export function unsealed(): never {
  throw new Error('only messages of our own wire are sealed')
}
