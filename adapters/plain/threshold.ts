// One port for two wires: the first byte of a connection says which. Ours begins with the length of
// a short frame, so with a zero; what begins otherwise is bytes without frames. Those who say nothing
// wait a while, make room for others, and block nobody.

import { createServer, type Server, type Socket } from 'node:net'

import type { Doorstep } from '../outside/doorstep.ts'

export interface ThresholdOptions {
  readonly doorstep: Doorstep
  /** ms until the first byte has to be there */
  readonly silentWithin: number
  /** connections that have said nothing yet; the oldest makes room */
  readonly silentMax: number
  plain(socket: Socket): void
  /** Bytes from outside that were refused. */
  refused(remote: string, why: string): void
}

/** @returns a server that never listens, and is given the connections of our own wire */
export function threshold(options: ThresholdOptions): { readonly own: Server; close(): void } {
  const { doorstep, silentWithin, silentMax, plain, refused } = options
  const own = createServer()
  const silent = new Map<Socket, NodeJS.Timeout>()

  function turnAway(socket: Socket, why: string): void {
    refused(`${socket.remoteAddress ?? 'nowhere'}:${socket.remotePort ?? 0}`, why)
    forget(socket)
    socket.destroy()
  }

  function forget(socket: Socket): void {
    clearTimeout(silent.get(socket))
    silent.delete(socket)
  }

  function speaks(socket: Socket, first: Buffer): void {
    forget(socket)
    socket.removeAllListeners()
    socket.pause()
    socket.unshift(first)
    if (first[0] === 0) {
      socket.allowHalfOpen = false
      own.emit('connection', socket)
    } else plain(socket)
    socket.resume()
  }

  doorstep.greet((socket) => {
    const [oldest] = silent.keys()
    if (silent.size >= silentMax && oldest !== undefined) {
      turnAway(oldest, 'it was silent, and others wanted its place')
    }
    const late = setTimeout(
      () => turnAway(socket, `it said nothing within ${silentWithin} ms`),
      silentWithin,
    )
    silent.set(socket, late)
    socket.once('data', (first) => speaks(socket, first))
    const gone = (): void => {
      forget(socket)
      socket.destroy()
    }
    socket.once('end', gone)
    socket.once('error', gone)
    socket.once('close', gone)
  })

  return {
    own,
    close() {
      for (const socket of [...silent.keys()]) {
        forget(socket)
        socket.destroy()
      }
    },
  }
}
