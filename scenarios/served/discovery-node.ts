// Discovery as it is served: each HTTP request is a call, on both loopbacks unless told otherwise.

import type { NodeProgram } from '../../adapters/process/node-process.ts'
import { httpLimitsDefault, serveHttp } from '../../adapters/http/server.ts'
import { addressOf, type Spot } from '../../adapters/address.ts'
import { Calls } from '../../adapters/outside/calls.ts'
import { byWays } from '../../adapters/outside/ways.ts'
import { discovery } from '../../protocols/ack-retry/discovery.ts'
import { discoveryHears, discoveryHearsOutside } from '../../protocols/ack-retry/messages.ts'
import * as source from '../../protocols/ack-retry/original-messages.ts'
import { originalDiscovery } from '../../protocols/ack-retry/original.ts'
import { rules } from '../../protocols/ack-retry/rules.ts'
import { discoveryWire, originalDiscoveryWire } from '../../protocols/ack-retry/wire-discovery.ts'
import { networkDefault } from '../../sim/link.ts'
import { discoveryAt } from '../ack-retry-cast.ts'
import type { Home, ServedOrder } from './orders.ts'
import { withoutFaults } from './own-wire.ts'
import { settle } from './settle.ts'

/** @throws Mistake WL5002 when its port is taken */
export async function discoveryNode(order: ServedOrder, home: Home): Promise<NodeProgram> {
  const { variant, timings } = order
  const original = variant === 'original'
  const doorstep = await settle(discoveryAt, order, home)
  return {
    actor: original ? originalDiscovery({ timings }) : discovery({ timings, rules }),
    hears: original
      ? { ...source.discoveryHears, ...source.discoveryHearsOutside }
      : { ...discoveryHears, ...discoveryHearsOutside },
    queue: networkDefault.queue,
    kindOf: () => 'stream',
    memory: home.folder === null,
    async listen({ ears }) {
      const calls = new Calls(ears)
      const server = await serveHttp({
        wire: original ? originalDiscoveryWire : discoveryWire,
        calls,
        doorstep,
        limits: httpLimitsDefault,
        refused: (remote, why) => ears.refused(remote, why),
      }).catch(async (error: unknown) => {
        await doorstep.close()
        throw error
      })
      const { close } = byWays(discoveryAt, [calls])
      return withoutFaults({
        ...byWays(addressOf('tcp', reachable(doorstep.spot)), [calls]),
        async close() {
          await close()
          await Promise.all([server.close(), doorstep.close()])
        },
      })
    },
  }
}

/** Nobody can dial "everywhere". */
const reachable = ({ host, port }: Spot): Spot =>
  host === '0.0.0.0' || host === '::' ? { host: '127.0.0.1', port } : { host, port }
