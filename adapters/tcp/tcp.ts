// TCP as a carrier: the sockets of one node under the stream transport, which decides everything
// but how a frame is written and read.

import { connect, createServer, type Server } from 'node:net'

import { assert } from '../../sim/assert.ts'
import type { NodeId } from '../../sim/units.ts'
import { addressOf, type Carrier, listenOn, type Spot } from '../address.ts'
import type { Connection, Door, DoorEvents } from '../streams/connection.ts'
import { StreamTransport } from '../streams/streams.ts'
import type { Transport, TransportOptions } from '../transport.ts'
import { TcpConnection } from './connection.ts'

/**
 * Listens and is ready to dial.
 * @param carrier whose addresses these are: udp has streams too, and they are these
 * @throws Mistake WL5002 when the port is taken, with nothing left open
 */
export async function listenTcp(
  options: TransportOptions,
  carrier: Carrier = 'tcp',
): Promise<Transport> {
  const { id, host, port } = options
  const server = createServer()
  const spot = await listenOn(server, id, { host, port: port ?? 0 })
  return new StreamTransport(options, new TcpDoor(server, addressOf(carrier, spot)), carrier)
}

/**
 * The same over a server of somebody else's, who hands it the connections that speak our wire.
 * @param address where others reach it; what only dials has a name in its place
 */
export const overTcp = (options: TransportOptions, server: Server, address: NodeId): Transport =>
  new StreamTransport(options, new TcpDoor(server, address), 'tcp')

class TcpDoor implements Door {
  readonly address: NodeId
  readonly #server: Server
  #events: DoorEvents | null = null

  constructor(server: Server, address: NodeId) {
    this.#server = server
    this.address = address
  }

  open(events: DoorEvents): void {
    this.#events = events
    this.#server.on('connection', (socket) => events.came(new TcpConnection(socket, events)))
  }

  dial(spot: Spot): Connection {
    assert(this.#events !== null, 'a door is open before it is gone through')
    return new TcpConnection(connect(spot), this.#events)
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}
