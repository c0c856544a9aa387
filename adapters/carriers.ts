// Listening over a carrier by its name. Each is loaded when it is used, because the packages behind
// some are optional and slow to load.

import type { Carrier } from './address.ts'
import { missing } from './optional.ts'
import type { Transport, TransportOptions } from './transport.ts'

export type { Carrier } from './address.ts'
export { carriers } from './address.ts'

/**
 * Listens over that carrier and is ready to dial.
 * @throws Mistake WL5002 when the port is taken, WL5008 when a package is not installed
 */
export async function listenOver(carrier: Carrier, options: TransportOptions): Promise<Transport> {
  switch (carrier) {
    case 'udp':
      return (await import('./udp/udp.ts')).listenUdp(options)
    case 'tcp':
      return (await import('./tcp/tcp.ts')).listenTcp(options)
    case 'grpc':
      return (await loadGrpc()).listenGrpc(options)
  }
}

async function loadGrpc(): Promise<typeof import('./grpc/grpc.ts')> {
  try {
    return await import('./grpc/grpc.ts')
  } catch (error) {
    const [name, version] = String(error).includes('@bufbuild/protobuf')
      ? ['@bufbuild/protobuf', '2.13.0']
      : ['@grpc/grpc-js', '1.14.7']
    throw missing(name, version, 'carries messages over gRPC', error)
  }
}
