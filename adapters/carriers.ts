// What may carry the messages of a system between its processes, by name. Each is loaded when it is
// used, because the packages behind some are optional.

import type { Transport, TransportOptions } from './transport.ts'

export type Carrier = 'tcp'

export const carriers: readonly Carrier[] = ['tcp']

/**
 * Listens over that carrier and is ready to dial.
 * @throws Mistake WL5002 when the port is taken, WL5008 when a package is not installed
 */
export async function listenOver(carrier: Carrier, options: TransportOptions): Promise<Transport> {
  switch (carrier) {
    case 'tcp':
      return (await import('./tcp/tcp.ts')).listenTcp(options)
  }
}
