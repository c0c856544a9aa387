// A transport over which faults may lie keeps what the stream transport promises: while none does,
// and while every message is delayed or could be held.

import { describe } from 'vitest'

import type { Fault, Filter } from '../../sim/fault.ts'
import { nodeId } from '../../sim/units.ts'
import { streamPromises } from '../streams/streams.suite.ts'
import { listenTcp } from '../tcp/tcp.ts'
import type { Transport, TransportOptions } from '../transport.ts'
import { withMessageFaults } from './faulty-transport.ts'

const says: Filter = { kinds: ['say'], first: null, last: null, where: null }
const nobody: Filter = { ...says, kinds: ['never'] }
const names = Array.from({ length: 20 }, (_, round) => [`a${round}`, `b${round}`]).flat()
const everybody = [...['a', 'b', 'c'], ...names].map(nodeId)

const under =
  (...faults: ((options: TransportOptions) => Fault)[]) =>
  async (options: TransportOptions): Promise<Transport> => {
    const transport = await withMessageFaults(options, { seed: 1, faults: new Map() }, listenTcp)
    for (const [id, fault] of faults.entries()) transport.fault(id, fault(options))
    return transport
  }

const links = ({ id }: TransportOptions): Extract<Fault, { kind: 'hold' }>['links'] => [
  { from: [id], to: everybody },
]

describe('without faults', () => streamPromises(under()))

// A datagram that is delayed is on its way, not in a queue: a full one is another promise.
const onStreams = ({ kindOf }: TransportOptions): Filter =>
  kindOf(nodeId('b')) === 'stream' ? says : nobody

describe('under a delay of every message of streams', () =>
  streamPromises(
    under((options) => ({
      ...{ kind: 'delay', links: links(options), filter: onStreams(options) },
      extra: { kind: 'uniform', min: 0, max: 3_000 },
    })),
  ))

describe('under a hold that takes none', () =>
  streamPromises(under((options) => ({ kind: 'hold', links: links(options), filter: nobody }))))
