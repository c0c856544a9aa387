// Where discovery is: at the URL that was given, or where the supervisor's address book has it.

import type { TransportOptions } from '../../adapters/transport.ts'
import { discoveryAt } from '../ack-retry-cast.ts'
import type { ServedOrder } from './orders.ts'

/** Asked at each request, because a supervisor may start it elsewhere. */
export const whereDiscoveryIs =
  ({ discovery }: ServedOrder, { book }: TransportOptions) =>
  (): URL => {
    if (discovery !== null) return new URL(discovery)
    const address = book.get(discoveryAt) ?? 'tcp/127.0.0.1:5000'
    return new URL(`http://${address.slice(address.indexOf('/') + 1)}`)
  }
