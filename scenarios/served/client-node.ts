// A client as it is served: a sender that nobody can reach but receivers it has dialed, and whoever
// posts letters in this process, which are calls.

import { createServer } from 'node:net'

import type { NodeProgram } from '../../adapters/process/node-process.ts'
import { Calls } from '../../adapters/outside/calls.ts'
import { byWays, nowhere, type Way } from '../../adapters/outside/ways.ts'
import { PlainExchanges } from '../../adapters/plain/exchanges.ts'
import { PlainStreams } from '../../adapters/plain/stream.ts'
import type { TransportOptions } from '../../adapters/transport.ts'
import { senderHears } from '../../protocols/ack-retry/messages.ts'
import * as source from '../../protocols/ack-retry/original-messages.ts'
import { originalSender } from '../../protocols/ack-retry/original.ts'
import { rules } from '../../protocols/ack-retry/rules.ts'
import { sender } from '../../protocols/ack-retry/sender.ts'
import { originalPlainCaller, plainCaller } from '../../protocols/ack-retry/wire-plain.ts'
import { networkDefault } from '../../sim/link.ts'
import { nodeId } from '../../sim/units.ts'
import { discoveryAt } from '../ack-retry-cast.ts'
import { freshName, keep, kept } from './keepsakes.ts'
import { Letters } from './letters.ts'
import type { Home, ServedOrder } from './orders.ts'
import { besides, ownWire, withoutFaults } from './own-wire.ts'
import { toDiscovery } from './to-discovery.ts'
import { whereDiscoveryIs } from './where.ts'

/** Exchanges with plain receivers under way at once. */
const connectionsMax = 256

export interface ClientNode extends NodeProgram {
  /** Posts letters through the sender; there once it listens. */
  letters(): Letters
}

/** @throws Mistake WL5007 when the name it took once cannot be read */
export async function clientNode(order: ServedOrder, home: Home): Promise<ClientNode> {
  const { variant, timings, attempts, every } = order
  const original = variant === 'original'
  const name = nodeId(nameIn(home))
  const hears = original ? source.senderHears : senderHears
  let letters: Letters | null = null
  const there = (): Letters => {
    if (letters === null) throw new Error('a client posts letters once it listens')
    return letters
  }
  return {
    name,
    actor: original
      ? originalSender({ discovery: discoveryAt, timings })
      : sender({ discovery: discoveryAt, timings, attempts, connection: 'shared', rules }),
    hears,
    queue: networkDefault.queue,
    kindOf: () => 'datagram',
    memory: home.folder === null,
    letters: there,
    async listen(options, how) {
      const calls = new Calls(options.ears)
      letters = new Letters(calls, name, variant)
      const where = toDiscovery(
        variant,
        whereDiscoveryIs(order, options),
        options.ears,
        hears,
        home,
      )
      const plain = original
        ? new PlainStreams(originalPlainCaller, options.ears)
        : exchanges(options, timings.ackTimeout / 1_000)
      // What is cut off by the end is no outcome: it is not told.
      const quiet: Way = { ...nowhere, close: async () => letters?.stop() }
      const ways = [quiet, calls, where, plain]
      if (original) return withoutFaults(byWays(name, ways))
      return besides(name, ways, await ownWire(options, how, createServer()))
    },
    begun() {
      if (every !== null) there().keepSending(every, (told) => home.tell(told))
    },
  }
}

const exchanges = ({ ears }: TransportOptions, within: number): PlainExchanges =>
  new PlainExchanges({ caller: plainCaller, ears, within, connectionsMax })

/** Letters are numbered under it, so it stays the same as long as the data does. */
function nameIn({ folder }: Home): string {
  const before = folder === null ? null : kept(folder, 'name')
  if (before !== null) return before
  const name = freshName('client')
  if (folder !== null) keep(folder, 'name', name)
  return name
}
