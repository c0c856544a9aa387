// The other end of carriers.bench.ts, a process of its own: answers what it hears, each message or
// one in so many.

import type { Carrier } from '../adapters/address.ts'
import { listenOver } from '../adapters/carriers.ts'
import { limitsDefault, type Transport } from '../adapters/transport.ts'
import { type NodeId, nodeId } from '../sim/units.ts'
import { letterShapes } from './carrier-letter.ts'

const [, , carrier, caller, every] = process.argv as [string, string, Carrier, NodeId, string]
const answerEvery = Number(every)
const peer = nodeId('a1')
let transport: Transport | null = null
let heard = 0
let said = 0

transport = await listenOver(carrier, {
  ...{ id: nodeId('b1'), life: 1, hears: letterShapes, book: new Map([[peer, caller]]) },
  ears: {
    receive(from, message) {
      heard += 1
      if (heard % answerEvery !== 0) return
      said += 1
      transport?.linkTo(from)?.send(message, said)
    },
    lost() {},
    dropped() {},
    refused() {},
  },
  kindOf: () => (carrier === 'udp' ? 'datagram' : 'stream'),
  ...{ host: '127.0.0.1', port: null, queue: 4_096, limits: limitsDefault },
})
process.send?.(transport.address)
process.once('disconnect', () => process.exit(0))
