// Our own wire among the ways of a served node, with the message faults of a plan on it. A plan names
// nodes as the table shows them; on the wire they go by addresses, which the supervisor's book has.

import type { Server } from 'node:net'

import {
  type FaultyTransport,
  type MessageFaultOptions,
  withMessageFaults,
} from '../../adapters/faults/faulty-transport.ts'
import { anybody } from '../../adapters/faults/laid.ts'
import { byWays, type Way } from '../../adapters/outside/ways.ts'
import { overTcp } from '../../adapters/tcp/tcp.ts'
import type { Book, Transport, TransportOptions } from '../../adapters/transport.ts'
import type { Fault } from '../../sim/fault.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'

/** @param server is handed the connections that speak our wire */
export async function ownWire(
  options: TransportOptions,
  how: MessageFaultOptions,
  server: Server,
): Promise<FaultyTransport> {
  const { book, id } = options
  // Nobody is dialed by name here: a peer is an address, or has dialed us.
  const reach = { ...options, book: new Map() }
  const wire = await withMessageFaults(reach, how, async (one) => overTcp(one, server, id))
  return {
    ...plainly(wire),
    linkTo: (peer) => (isOurs(peer) ? wire.linkTo(peer) : null),
    fault: (nth, fault) => wire.fault(nth, addressed(fault, book)),
    calm: () => wire.calm(),
    get held() {
      return wire.held
    },
  }
}

/** Callers and plain connections have ways of their own, also when they are gone. */
const isOurs = (peer: NodeId): boolean => !/^(?:call|conn)\/|^plain\//.test(peer)

/** A node without our wire: no message of it can be damaged on purpose. */
export const withoutFaults = (transport: Transport): FaultyTransport => ({
  ...transport,
  fault() {},
  calm() {},
  held: 0,
})

/** These ways, then our own wire with its faults. */
export function besides(
  address: NodeId,
  ways: readonly Way[],
  wire: FaultyTransport,
): FaultyTransport {
  return {
    ...byWays(address, [...ways, wire]),
    fault: (nth, fault) => wire.fault(nth, fault),
    calm: () => wire.calm(),
    get held() {
      return wire.held
    },
  }
}

/** The same, and something more is closed after it. */
export const closingAlso = (
  wire: FaultyTransport,
  close: () => Promise<void>,
): FaultyTransport => ({
  ...plainly(wire),
  fault: (nth, fault) => wire.fault(nth, fault),
  calm: () => wire.calm(),
  get held() {
    return wire.held
  },
  async close() {
    await wire.close()
    await close()
  },
})

/** The members of an object of a class do not come along by spreading. */
const plainly = (transport: Transport): Transport => ({
  address: transport.address,
  linkTo: (peer) => transport.linkTo(peer),
  pause: () => transport.pause(),
  resume: () => transport.resume(),
  close: () => transport.close(),
})

/** Links to every client there is are links to whoever calls: those of other processes are clients too. */
function addressed(fault: Fault, book: Book): Fault {
  const known = [...book.keys()].filter((id) => /^client\d+$/.test(id))
  const clients = known.length > 0 ? known : [nodeId('client1')]
  const at = (id: NodeId): NodeId => book.get(id) ?? id
  const all = (ids: readonly NodeId[]): NodeId[] =>
    clients.every((one) => ids.includes(one)) ? [...ids.map(at), anybody] : ids.map(at)
  if (!('links' in fault) || fault.links === null) return fault
  const links = fault.links.map(({ from, to }) => ({ from: from.map(at), to: all(to) }))
  return { ...fault, links }
}
