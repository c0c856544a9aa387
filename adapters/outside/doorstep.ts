// Where a node listens: one port on one address or on both loopbacks. Sockets that come before
// anybody looks wait; what they speak is decided by whoever greets them.

import { createServer, type Server, type Socket } from 'node:net'

import { Mistake } from '../../sim/problem.ts'
import type { NodeId } from '../../sim/units.ts'
import { listenOn, type Spot } from '../address.ts'

/** Both loopbacks; a machine without the second has the first alone. */
export const loopbacks: readonly string[] = ['127.0.0.1', '::1']

/** Sockets of one port. */
export class Doorstep {
  readonly spot: Spot
  readonly #servers: readonly Server[]
  #greet: ((socket: Socket) => void) | null = null
  #early: Socket[] = []
  /** every socket there is, whoever has it now */
  readonly #alive = new Set<Socket>()

  private constructor(spot: Spot, servers: readonly Server[]) {
    this.spot = spot
    this.#servers = servers
    for (const server of servers) {
      server.on('connection', (socket) => {
        this.#alive.add(socket)
        socket.once('close', () => this.#alive.delete(socket))
        if (this.#greet !== null) this.#greet(socket)
        else this.#early.push(socket)
      })
    }
  }

  /**
   * Begins to listen.
   * @param id who does, for what a person is told
   * @param hosts the first has to do; the others are left out where this machine has none
   * @param port 0: any free one
   * @throws Mistake WL5002 when the port is taken, with nothing left open
   */
  static async on(id: NodeId, hosts: readonly string[], port: number): Promise<Doorstep> {
    for (let attempt = 1; ; attempt += 1) {
      const found = await listenOnAll(id, hosts, port, attempt < 5)
      if (found !== null) return new Doorstep(found.spot, found.servers)
    }
  }

  /** Every socket from now on, and those that came before. */
  greet(greet: (socket: Socket) => void): void {
    this.#greet = greet
    for (const socket of this.#early.splice(0)) greet(socket)
  }

  /** Gives the port back. Sockets end as their owners say, and by force where that takes long. */
  async close(): Promise<void> {
    for (const socket of this.#early.splice(0)) socket.destroy()
    const force = setTimeout(() => {
      for (const socket of this.#alive) socket.destroy()
    }, linger)
    await closeAll(this.#servers)
    clearTimeout(force)
  }
}

/** How long an ended connection may take to hand over its last bytes, ms. */
export const linger = 1_000

/** @returns null where a port that was free on one address is taken on another, and any would do */
async function listenOnAll(
  id: NodeId,
  hosts: readonly string[],
  port: number,
  mayTryAnother: boolean,
): Promise<{ readonly spot: Spot; readonly servers: readonly Server[] } | null> {
  const servers: Server[] = []
  let spot: Spot | null = null
  for (const host of hosts) {
    // A caller may have said all it has to say and still wait for the answer.
    const server = createServer({ allowHalfOpen: true })
    try {
      const bound = await listenOn(server, id, { host, port: spot?.port ?? port })
      spot ??= bound
      servers.push(server)
    } catch (error) {
      if (spot !== null && isOther(error)) continue
      await closeAll(servers)
      if (spot !== null && port === 0 && mayTryAnother) return null
      throw error
    }
  }
  return spot === null ? null : { spot, servers }
}

/** Not every machine has a second loopback. */
const isOther = (error: unknown): boolean =>
  error instanceof Mistake
    ? error.problems.some(({ sentence }) => sentence.includes('is not of this machine'))
    : error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT'

const closeAll = async (servers: readonly Server[]): Promise<void> => {
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  )
}
