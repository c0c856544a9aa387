// Sockets of an HTTP server, counted. When there are too many, the one that has been silent longest
// makes room; a socket whose request is being answered never does.

import type { Socket } from 'node:net'

/** The sockets of one server. */
export class Guests {
  readonly #max: number
  readonly #refused: (remote: string, why: string) => void
  /** by socket, the quietest first: requests under way */
  readonly #sockets = new Map<Socket, number>()

  constructor(max: number, refused: (remote: string, why: string) => void) {
    this.#max = max
    this.#refused = refused
  }

  /** @returns whether there is room for it */
  admit(socket: Socket): boolean {
    socket.on('error', () => socket.destroy())
    if (this.#sockets.size >= this.#max && !this.#makeRoom()) {
      const why = `${this.#max} connections are waiting for answers`
      this.#refused(socket.remoteAddress ?? 'nowhere', why)
      return false
    }
    this.#sockets.set(socket, 0)
    socket.once('close', () => this.#sockets.delete(socket))
    return true
  }

  begin(socket: Socket): void {
    this.#count(socket, 1)
  }

  finish(socket: Socket): void {
    this.#count(socket, -1)
  }

  end(): void {
    for (const socket of this.#sockets.keys()) socket.destroy()
  }

  #count(socket: Socket, more: number): void {
    const busy = this.#sockets.get(socket)
    if (busy === undefined) return
    this.#sockets.delete(socket) // what has just spoken is the least quiet
    this.#sockets.set(socket, busy + more)
  }

  #makeRoom(): boolean {
    for (const [socket, busy] of this.#sockets) {
      if (busy > 0) continue
      this.#refused(socket.remoteAddress ?? 'nowhere', 'it was silent, and others wanted its place')
      this.#sockets.delete(socket)
      socket.destroy()
      return true
    }
    return false
  }
}
