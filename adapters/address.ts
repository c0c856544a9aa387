// Where a node listens, `carrier/host:port`, as text and as what a socket wants, and why it cannot
// listen there. The one place that knows how an address is written.

import type { Server } from 'node:net'

import { Mistake } from '../sim/problem.ts'
import type { NodeId } from '../sim/units.ts'
import { nodeId } from '../sim/units.ts'

/** What may carry the messages of a system between its processes. */
export type Carrier = 'udp' | 'tcp' | 'grpc'

export const carriers: readonly Carrier[] = ['udp', 'tcp', 'grpc']

/** Host and port of an address; a host of IPv6 without its brackets. */
export interface Spot {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:41873`, `[::1]:41873` */
export const hostPort = ({ host, port }: Spot): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** `tcp/127.0.0.1:41873`, `udp/[::1]:41873` */
export const addressOf = (carrier: Carrier, spot: Spot): NodeId =>
  nodeId(`${carrier}/${hostPort(spot)}`)

/** @returns null for what is no address of any carrier */
export function spotOf(address: string): (Spot & { readonly carrier: Carrier }) | null {
  const [, name, host, digits] = /^([a-z]+)\/\[?(.+?)\]?:(\d{1,5})$/.exec(address) ?? []
  const carrier = carriers.find((one) => one === name)
  if (carrier === undefined || host === undefined) return null
  const port = Number(digits)
  return port > 65_535 ? null : { carrier, host, port }
}

/** A name that is an address is dialed as it stands. */
export const isAddress = (peer: NodeId): boolean => peer.includes(':')

/**
 * Begins to listen for connections; port 0 is any free one.
 * @returns where it listens now
 * @throws Mistake WL5002 when the port is taken, with nothing left open
 */
export async function listenOn(server: Server, id: NodeId, spot: Spot): Promise<Spot> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, id, spot, 'tcp')))
    server.listen(spot.port, spot.host, resolve)
  })
  const bound = server.address()
  return bound === null || typeof bound === 'string' ? spot : { host: spot.host, port: bound.port }
}

/** What to tell a person when listening failed; an error that is not theirs stays as it is. */
export function listenProblem(
  error: NodeJS.ErrnoException,
  id: NodeId,
  { host, port }: Spot,
  socket: 'udp' | 'tcp',
): Error {
  const code = error.code ?? ''
  const why = reasons[code]
  if (why === undefined) return error
  const look = `ss -l${socket[0]}np 'sport = :${port}'`
  const what = isUnknown(code) ? `"${host}"` : `port ${port} of ${host}`
  return new Mistake([
    {
      code: 'WL5002',
      sentence: `${what} ${why}, so ${id} cannot listen there.`,
      lines:
        why === inUse
          ? [`see who has it   ${look}`, 'take any other   leave --port out']
          : (remedies[code] ?? ['listen on loopback   127.0.0.1', 'addresses here      ip addr']),
    },
  ])
}

/** A name that nobody could make an address of. */
const isUnknown = (code: string): boolean => code === 'ENOTFOUND' || code === 'EAI_AGAIN'

/** Somebody else has the port: another one may be free. */
export const isInUse = (error: unknown): boolean =>
  error instanceof Mistake && error.problems.some(({ sentence }) => sentence.includes(inUse))

const inUse = 'is taken'
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: inUse,
  EACCES: 'may not be listened on',
  EADDRNOTAVAIL: 'is not of this machine',
  ENOTFOUND: 'is no address, and no name that is known here',
  EAI_AGAIN: 'is no address, and no name that is known here',
}
const remedies: Readonly<Record<string, readonly string[]>> = {
  EACCES: ['take any other   leave --port out, or name one above 1023'],
}
