// A receiver as it is served: one port, where our own wire and the source's bare bytes are told apart
// by their first byte (the original takes the latter alone), and its name is where others reach it.

import type { NodeProgram } from '../../adapters/process/node-process.ts'
import type { Doorstep } from '../../adapters/outside/doorstep.ts'
import { byWays, nowhere, type Way } from '../../adapters/outside/ways.ts'
import { PlainGuests } from '../../adapters/plain/service.ts'
import { threshold } from '../../adapters/plain/threshold.ts'
import type {
  FaultyTransport,
  MessageFaultOptions,
} from '../../adapters/faults/faulty-transport.ts'
import type { TransportOptions } from '../../adapters/transport.ts'
import { addressOf } from '../../protocols/ack-retry/address.ts'
import { receiverHears, receiverHearsOutside } from '../../protocols/ack-retry/messages.ts'
import * as source from '../../protocols/ack-retry/original-messages.ts'
import { originalReceiver } from '../../protocols/ack-retry/original.ts'
import { receiver } from '../../protocols/ack-retry/receiver.ts'
import { rules } from '../../protocols/ack-retry/rules.ts'
import { originalPlainService, plainService } from '../../protocols/ack-retry/wire-plain.ts'
import { networkDefault } from '../../sim/link.ts'
import { Mistake } from '../../sim/problem.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import { discoveryAt } from '../ack-retry-cast.ts'
import type { Home, ServedOrder } from './orders.ts'
import { besides, closingAlso, ownWire, withoutFaults } from './own-wire.ts'
import { settle } from './settle.ts'
import { toDiscovery } from './to-discovery.ts'
import { whereDiscoveryIs } from './where.ts'

const connectionsMax = 512
const silentMax = 128
/** ms in which a connection has to say its first byte, and in which a plain one has to be through. */
const silentWithin = 5_000
const lastsWithin = 30_000

/** @throws Mistake WL5002 when its port is taken */
export async function receiverNode(order: ServedOrder, home: Home): Promise<NodeProgram> {
  const { variant, timings } = order
  const original = variant === 'original'
  nameOf(order, 1) // before anything is open
  const doorstep = await settle(nodeId(`receiver${order.number}`), order, home)
  const name = nameOf(order, doorstep.spot.port)
  const hears = original ? source.receiverHears : { ...receiverHears, ...receiverHearsOutside }
  return {
    name,
    actor: original
      ? originalReceiver({ discovery: discoveryAt, timings, sides: 2 })
      : receiver({ discovery: discoveryAt, timings, rules }),
    hears,
    queue: networkDefault.queue,
    kindOf: () => 'datagram',
    memory: home.folder === null,
    async listen(options, how) {
      const where = toDiscovery(
        variant,
        whereDiscoveryIs(order, options),
        options.ears,
        hears,
        home,
      )
      // As the supervisor has it, whatever is spoken there.
      const address = nodeId(name.replace(/^plain/, 'tcp'))
      const transport = original
        ? withoutFaults(byWays(address, [where, bare(doorstep, options)]))
        : await both(doorstep, address, where, options, how)
      return closingAlso(transport, () => doorstep.close())
    },
  }
}

/** `:original`: whoever connects is accepted and waited for, for as long as it takes. */
function bare(doorstep: Doorstep, { ears }: TransportOptions): Way {
  const service = originalPlainService
  const guests = new PlainGuests({ service, ears, connectionsMax, lastsWithin: null })
  doorstep.greet((socket) => guests.admit(socket))
  return guests
}

async function both(
  doorstep: Doorstep,
  address: NodeId,
  discovery: Way,
  options: TransportOptions,
  how: MessageFaultOptions,
): Promise<FaultyTransport> {
  const { ears } = options
  const guests = new PlainGuests({ service: plainService, ears, connectionsMax, lastsWithin })
  const door = threshold({
    doorstep,
    silentWithin,
    silentMax,
    plain: (socket) => guests.admit(socket),
    refused: (remote, why) => ears.refused(remote, why),
  })
  const ending: Way = { ...nowhere, close: async () => door.close() }
  return besides(address, [ending, discovery, guests], await ownWire(options, how, door.own))
}

function nameOf({ variant, advertise, hosts }: ServedOrder, port: number): NodeId {
  const host = advertise ?? hosts[0] ?? '127.0.0.1'
  const name = addressOf(variant === 'original' ? 'plain' : 'tcp', host, port)
  if (name !== null) return name
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `"${host}" is no name of a host under which others could reach a receiver.`,
      lines: ['give one   --advertise receiver.example   or   --advertise 10.0.0.7'],
    },
  ])
}
