// The way to discovery, and what a person is told when it does not serve: nobody there, or somebody
// who is no discovery. The node waits and asks again; each change is told once.

import { HttpCallerWay, type Trouble } from '../../adapters/http/caller.ts'
import type { Ears } from '../../adapters/transport.ts'
import { discoveryCaller, originalDiscoveryCaller } from '../../protocols/ack-retry/wire-caller.ts'
import type { Shapes } from '../../sim/shape.ts'
import { discoveryAt } from '../ack-retry-cast.ts'
import type { Home, Told, Variant } from './orders.ts'

/** ms until discovery has to have answered, and after which it is asked again. */
const within = 5_000
const again = 1_000

/** Requests to discovery; `url` is asked at each of them. */
export function toDiscovery(
  variant: Variant,
  url: () => URL,
  ears: Ears,
  hears: Shapes,
  home: Home,
): HttpCallerWay<string | null> {
  let waited = false
  return new HttpCallerWay({
    peer: discoveryAt,
    url,
    caller: variant === 'original' ? originalDiscoveryCaller : discoveryCaller,
    ears,
    hears,
    within,
    // The source's programs do not ask again: what failed has failed.
    again: variant === 'original' ? null : again,
    trouble(trouble) {
      if (trouble !== null) home.tell(waiting(trouble, url(), variant))
      else if (waited)
        home.tell({ kind: 'found', sentence: `discovery answers at ${shown(url())}` })
      waited = trouble !== null
    },
  })
}

/** `http://127.0.0.1:5000`, without the slash that a URL ends with. */
export const shown = (url: URL): string => url.href.replace(/\/$/, '')

function waiting({ kind, why }: Trouble, url: URL, variant: Variant): Told {
  const name = variant === 'original' ? 'ack-retry:original' : 'ack-retry'
  const port = url.port === '' ? '80' : url.port
  return kind === 'nobody'
    ? {
        kind: 'waiting',
        code: 'WL5001',
        sentence: `no discovery answers at ${shown(url)}: ${why}. Waiting.`,
        lines: [`start one   worldline serve ${name}/discovery --port ${port}`],
      }
    : {
        kind: 'waiting',
        code: 'WL5001',
        sentence: `what answers at ${shown(url)} is no discovery: ${why}. Waiting.`,
        lines: [`look at it   curl ${shown(url)}/receivers`],
      }
}
