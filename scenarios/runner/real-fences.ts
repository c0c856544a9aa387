// What stands between the nodes of a real run: proxies on those links that a fault of the plan needs
// them for, and nothing where none does.

import { isHeld } from '../../adapters/process/ports.ts'
import type { Route } from '../../adapters/process/books.ts'
import { Proxies } from '../../adapters/proxy/proxies.ts'
import { farewell } from '../../adapters/tcp/connection.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Footprint } from './real-effect.ts'
import type { Prepared } from './real-prepare.ts'
import type { Proxied } from './real-strikes.ts'

export interface Fences {
  /** null: all links are direct */
  readonly proxies: Proxied | null
  readonly route: Route
  /** by entry of the plan */
  readonly footprints: ReadonlyMap<number, Footprint>
  close(): Promise<void>
  /** ports of proxies that somebody still has */
  held(): Promise<number>
}

/** @throws Mistake WL5002 when the proxies cannot listen, with nothing left open */
export async function openFences(
  { pairs, ground, site }: Pick<Prepared, 'pairs' | 'ground' | 'site'>,
  seed: number,
): Promise<Fences> {
  if (pairs.length === 0) return direct
  const proxies = await Proxies.open({
    ...{ carrier: ground.carrier, host: '127.0.0.1', pairs, seed },
    kindOf: (from, to) => ground.kindOf(from, to),
    resetAfter: site.spec.network.resetAfter,
    // Of gRPC a proxy cannot say it: there an end in order looks like a reset.
    ...(ground.carrier === 'grpc' ? {} : { farewell }),
  })
  let closing: Promise<void> | null = null
  const addresses = new Set<NodeId>()
  return {
    proxies,
    route(from, to, address) {
      const way = proxies.route(from, to, address)
      if (way !== address) addresses.add(way)
      return way
    },
    footprints: proxies.footprints,
    close: () => (closing ??= proxies.close()),
    held: async () => (await Promise.all(Array.from(addresses, isHeld))).filter(Boolean).length,
  }
}

const direct: Fences = {
  proxies: null,
  route: (_from, _to, address) => address,
  footprints: new Map(),
  close: () => Promise.resolve(),
  held: () => Promise.resolve(0),
}
