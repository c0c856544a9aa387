// One connection by itself: what a stranger costs who has been refused and speaks on.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

import { expect, test } from 'vitest'

import { TcpConnection } from './connection.ts'

const quiet = { said() {}, mail() {}, ended() {} }

test('who is refused and speaks on is read and not collected', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const caller = connect({ port: typeof bound === 'object' ? (bound?.port ?? 0) : 0 })
  caller.on('error', () => {})
  const [socket]: Socket[] = await once(server, 'connection')
  if (socket === undefined) throw new Error('somebody has connected')
  const connection = new TcpConnection(socket, {
    ...quiet,
    refused: (refused) => refused.finish(),
  })
  let heldMost = 0
  const enough = new Promise<void>((resolve) => {
    socket.on('data', () => {
      heldMost = Math.max(heldMost, connection.held)
      if (socket.bytesRead >= 4 << 20) resolve()
    })
  })
  caller.write(Buffer.alloc(4 << 20, 'x')) // a frame of 2 GB, as the first four say
  await enough
  expect(heldMost).toBeLessThanOrEqual(65_536) // what came with the header
  caller.destroy()
  await connection.closed
  server.close()
})
