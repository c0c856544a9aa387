// The link of the connection after this one: what follows a close in one step is for a stream that
// does not exist yet, because outputs leave only when the step has ended.

import type { NodeId } from '../../sim/units.ts'
import type { Link, Transport } from '../transport.ts'

/** Looked up when something leaves on it, which is after the close. */
export const nextLink = (transport: Transport, peer: NodeId): Link => ({
  peer,
  send: (message, nth) => transport.linkTo(peer)?.send(message, nth),
  sendSealed: (kind, mail) => transport.linkTo(peer)?.sendSealed(kind, mail),
  close: () => transport.linkTo(peer)?.close(),
})
