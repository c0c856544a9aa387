// Ending a connection with a RST, in whatever state its socket is.

import type { Socket } from 'node:net'

/**
 * The other end learns of it at once; what was not sent yet is lost. Never throws. While the end of
 * the socket is being handed to the system, the platform refuses to reset and would keep the socket
 * open for good: then it is closed without a RST.
 */
export function reset(socket: Socket): void {
  if (socket.destroyed) return
  const { connecting, writableEnded, writableFinished, writableLength } = socket
  const isEnding = writableEnded && !writableFinished && writableLength === 0
  if (connecting || isEnding) socket.destroy()
  else socket.resetAndDestroy()
}
