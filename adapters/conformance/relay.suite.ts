// What stands between two nodes of a row: it passes on what comes, until one of them dies. A node
// of a row dies inside a living process, so its sockets have to be torn off from outside.

import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect, createServer, type Server, type Socket } from 'node:net'

const host = '127.0.0.1'

/** The way from one node to one other, at a port of its own. */
export interface Relay {
  readonly port: number
  /** where the peer listens now; null: it is down */
  aim(port: number | null): void
  /** Tears off what is open. */
  cut(): void
  hold(): void
  release(): void
  close(): Promise<void>
}

/** Over connections. */
export async function relayConnections(): Promise<Relay> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let target: number | null = null
  const server = createServer((near) => {
    near.on('error', () => {})
    if (target === null) return void near.resetAndDestroy()
    const far = connect(target, host)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [one, other] of [pair, [far, near] as const]) {
      one.setNoDelay(true)
      one.on('error', () => {})
      one.pipe(other)
      one.once('close', () => {
        pairs.delete(pair)
        if (one.errored !== null) other.resetAndDestroy()
        else other.end()
      })
    }
  })
  const port = await listening(server)
  const cut = (): void => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
  }
  return {
    port,
    aim: (to) => void (target = to),
    cut,
    hold: () => {},
    release: () => {},
    close: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

/** Over datagrams. */
export async function relayDatagrams(): Promise<Relay> {
  const socket: UdpSocket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
  let target: number | null = null
  let held: Buffer[] | null = null
  const pass = (bytes: Buffer): void => {
    if (target !== null) socket.send(bytes, target, host)
  }
  socket.on('error', () => {})
  socket.on('message', (bytes) => {
    if (held === null) pass(bytes)
    else held.push(bytes)
  })
  await new Promise<void>((resolve) => socket.bind(0, host, resolve))
  return {
    port: socket.address().port,
    aim: (to) => void (target = to),
    cut: () => {},
    hold: () => void (held = []),
    release: () => {
      const late = held ?? []
      held = null
      for (const bytes of late) pass(bytes)
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
