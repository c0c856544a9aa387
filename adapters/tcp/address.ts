// Where a node listens, as text and as what a socket wants, and why it cannot listen there.

import type { Server } from 'node:net'

import { Mistake } from '../../sim/problem.ts'
import type { NodeId } from '../../sim/units.ts'
import { nodeId } from '../../sim/units.ts'

/** Host and port of an address. */
export interface Spot {
  readonly host: string
  readonly port: number
}

/** `tcp/127.0.0.1:41873`, `tcp/[::1]:41873` */
export const addressOf = ({ host, port }: Spot): NodeId =>
  nodeId(host.includes(':') ? `tcp/[${host}]:${port}` : `tcp/${host}:${port}`)

/** @returns null for what is no address of this transport */
export function spotOf(address: string): Spot | null {
  const [, host, port] = /^tcp\/\[?(.+?)\]?:(\d+)$/.exec(address) ?? []
  return host === undefined || port === undefined ? null : { host, port: Number(port) }
}

/**
 * Begins to listen; port 0 is any free one.
 * @returns where it listens now
 * @throws Mistake WL5002 when the port is taken, with nothing left open
 */
export async function listenOn(server: Server, id: NodeId, spot: Spot): Promise<Spot> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, id, spot)))
    server.listen(spot.port, spot.host, resolve)
  })
  const bound = server.address()
  return bound === null || typeof bound === 'string' ? spot : { host: spot.host, port: bound.port }
}

/** What to tell a person when listening failed; an error that is not theirs stays as it is. */
function listenProblem(error: NodeJS.ErrnoException, id: NodeId, { host, port }: Spot): Error {
  const why = reasons[error.code ?? '']
  if (why === undefined) return error
  return new Mistake([
    {
      code: 'WL5002',
      sentence: `port ${port} of ${host} ${why}, so ${id} cannot listen there.`,
      lines: [`see who has it   ss -ltnp 'sport = :${port}'`, 'take any other   leave --port out'],
    },
  ])
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken',
  EACCES: 'may not be listened on',
  EADDRNOTAVAIL: 'is not of this machine',
}
