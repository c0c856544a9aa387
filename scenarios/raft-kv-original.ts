// The source systems' replicas in the scenario of the protocol: the same clients, the same workload
// and the same faults, over streams, in a twentieth of the library's times.

import { oneLeaderATerm } from '../protocols/raft-kv/claims.ts'
import { type KvAsking, kvClient } from '../protocols/raft-kv/client.ts'
import {
  type OriginalServing,
  originalServer,
  originalServerHears,
  originalTimingsDefault,
  shopUsage,
} from '../protocols/raft-kv/original.ts'
import { originalView } from '../protocols/raft-kv/original-view.ts'
import { kvClientHears } from '../protocols/raft-kv/shapes.ts'
import { clientRules, type Patience } from '../protocols/raft/client-rules.ts'
import type { Actor } from '../sim/actor.ts'
import type { Shapes } from '../sim/shape.ts'
import { nodeId } from '../sim/units.ts'
import { sameMaps } from './raft-kv-original-claims.ts'
import { copyOf } from './scenario.ts'

type Cast = {
  readonly n: { count: number; actor: Actor<OriginalServing>; hears: Shapes }
  readonly c: { count: number; actor: Actor<KvAsking>; hears: Shapes; client: true }
}

/**
 * A variant of the scenario `raft-kv`: servers n1, n2, … as the shop had them, which answers writes at
 * once and reads of its own rows.
 * @param patience of the clients, as in that scenario
 */
export const originalOf = (patience: Patience): ReturnType<typeof copyOf> =>
  copyOf({
    change:
      'the library of the source systems as the shop used it: nothing but rows is kept, a write is answered before anybody has it, a read where it is asked',
    source:
      'PySyncObj 0.3.14 and Alba-22/projeto-sistemas-distribuidos, in a twentieth of the times',
    breaks: 'linearizable',
    nodes: ({
      servers: count,
      clients,
    }: {
      readonly servers: number
      readonly clients: number
    }) => {
      const servers = Array.from({ length: count }, (_, nth) => nodeId(`n${nth + 1}`))
      const actor = originalServer({ servers, timings: originalTimingsDefault, usage: shopUsage })
      const asks = kvClient({ servers, copies: false, patience, rules: clientRules })
      const cast: Cast = {
        n: { count, actor, hears: originalServerHears },
        c: { count: clients, actor: asks, hears: kvClientHears, client: true },
      }
      return cast
    },
    views: { n: originalView },
    network: { link: 'stream', latency: '1ms..8ms' },
    always: {
      'election safety': {
        holds: (w) => oneLeaderATerm(w.n),
        code: 'WL2007',
        about: 'a term has at most one leader',
      },
    },
    eventually: {
      converged: {
        holds: (w) => sameMaps(w.n),
        code: 'WL2009',
        about: 'all servers have the same map',
      },
    },
    sometimes: [],
    assumptions: [],
  })
