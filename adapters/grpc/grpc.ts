// gRPC as a carrier: the calls of one node under the stream transport, which decides everything but
// how a frame is written and read. One link is one call over a connection of its own, so that a
// reset of one touches no other. Loading the library takes a third of a second: import this late.

import { createServer, type Server as NetServer } from 'node:net'

import {
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js'

import { assert } from '../../sim/assert.ts'
import type { NodeId } from '../../sim/units.ts'
import { addressOf, hostPort, listenOn, type Spot } from '../address.ts'
import { type Connection, type Door, type DoorEvents, lingerMs } from '../streams/connection.ts'
import { StreamTransport } from '../streams/streams.ts'
import type { Limits, Transport, TransportOptions } from '../transport.ts'
import { Callers } from './callers.ts'
import { GrpcConnection } from './connection.ts'
import { frameOverhead } from './frames.ts'
import { LinkService } from './generated/link_pb.ts'

/** How a peer is noticed that is gone without an end: asked each so many ms, answer within. */
export interface Keepalive {
  readonly every: number
  readonly within: number
}

/** A node that stands still for less is not taken for dead. */
export const keepaliveDefault: Keepalive = { every: 10_000, within: 20_000 }

/**
 * Listens and is ready to dial.
 * @throws Mistake WL5002 when the port is taken, with nothing left open
 */
export async function listenGrpc(
  options: TransportOptions,
  keepalive: Keepalive = keepaliveDefault,
): Promise<Transport> {
  const { id, host, port, limits } = options
  const server = createServer()
  const spot = await listenOn(server, id, { host, port: port ?? 0 })
  const door = new GrpcDoor(server, addressOf('grpc', spot), limits, keepalive)
  return new StreamTransport(options, door, 'grpc')
}

const path = `/${LinkService.typeName}/${LinkService.method.link.name}`
const asItIs = (bytes: Buffer): Buffer => bytes

/** Frames are read and written here, so that nothing of a stranger is parsed beyond its length. */
const service: ServiceDefinition = {
  link: {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
}

/** What one connection may hold in the library, MB: a few frames, many headers never. */
const sessionMemory = 32
/** Calls of one connection; ours have one. */
const callsMax = 32

class GrpcDoor implements Door {
  readonly address: NodeId
  readonly #server: NetServer
  readonly #grpc: Server
  readonly #limits: Limits
  readonly #options: ChannelOptions
  #callers: Callers | null = null
  #events: DoorEvents | null = null

  constructor(server: NetServer, address: NodeId, limits: Limits, keepalive: Keepalive) {
    this.#server = server
    this.address = address
    this.#limits = limits
    this.#options = {
      'grpc.max_receive_message_length': limits.frameMax + frameOverhead,
      'grpc.keepalive_time_ms': keepalive.every,
      'grpc.keepalive_timeout_ms': keepalive.within,
      'grpc-node.max_session_memory': sessionMemory,
    }
    this.#grpc = new Server({ ...this.#options, 'grpc.max_concurrent_streams': callsMax })
  }

  open(events: DoorEvents): void {
    this.#events = events
    const callers = new Callers(this.#limits, (remote, why) => events.turnedAway(remote, why))
    this.#callers = callers
    this.#grpc.addService(service, {
      link: (call: ServerDuplexStream<Buffer, Buffer>) =>
        events.came(called(call, callers, events)),
    })
    const injector = this.#grpc.createConnectionInjector(ServerCredentials.createInsecure())
    this.#server.on('connection', (socket) => {
      socket.setNoDelay(true)
      callers.came(socket, () => injector.injectConnection(socket))
    })
  }

  dial(spot: Spot): Connection {
    assert(this.#events !== null, 'a door is open before it is gone through')
    const client = new Client(hostPort(spot), credentials.createInsecure(), {
      ...this.#options,
      ...ofOneCall,
    })
    return calling(client, hostPort(spot), this.#events)
  }

  async close(): Promise<void> {
    const released = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    // Calls end in order, then their connections; who does not come to an end is cut off. The
    // library does not always tell that it is done, the sockets do.
    this.#grpc.tryShutdown(() => {})
    await this.#callers?.close(lingerMs)
    this.#grpc.forceShutdown()
    await released
  }
}

/** A connection for one call, straight to its place, that is never tried again. */
const ofOneCall: ChannelOptions = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
}

/** A call of ours. */
function calling(client: Client, remote: string, events: DoorEvents): Connection {
  const call: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(
    path,
    asItIs,
    asItIs,
  )
  const closed = new Promise<void>((resolve) => {
    call.once('status', () => {
      // A turn later: a channel closed before it has found its address connects all the same.
      setImmediate(() => client.close())
      resolve()
    })
  })
  const cut = (): void => call.cancel()
  const connection = new GrpcConnection({ stream: call, remote, closed, cut }, events)
  call.on('error', (error: ServiceError) => {
    // What the library itself refuses, on either side, is a message longer than agreed.
    const refused = error.code === status.RESOURCE_EXHAUSTED
    connection.failed(refused ? error.details : null)
  })
  return connection
}

/** A call of somebody else. */
function called(
  call: ServerDuplexStream<Buffer, Buffer>,
  callers: Callers,
  events: DoorEvents,
): Connection {
  const remote = call.getPeer()
  const cut = callers.callBegan(remote)
  const closed = new Promise<void>((resolve) => {
    call.once('close', () => {
      callers.callEnded(remote)
      resolve()
    })
  })
  const connection = new GrpcConnection({ stream: call, remote, closed, cut }, events)
  call.once('cancelled', () => connection.failed(null))
  return connection
}
