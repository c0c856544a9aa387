import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

import { expect, test } from 'vitest'

import { reset } from './reset.ts'

const much = Buffer.alloc(32 << 20)
const acts: Readonly<Record<string, (socket: Socket) => void>> = {
  'is open': () => {},
  'has more to write than its reader takes': (socket) => socket.write(much),
  'has just ended': (socket) => socket.end(),
  'has ended, behind more than its reader takes': (socket) => socket.end(much),
  'was reset before': (socket) => reset(socket),
  'was destroyed before': (socket) => socket.destroy(),
}

test.each(Object.keys(acts))('a socket that %s is reset, and not kept open', async (state) => {
  const server = createServer({ pauseOnConnect: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const near = connect(port, '127.0.0.1')
  let error: string | null = null
  near.on('error', (one: NodeJS.ErrnoException) => (error = one.code ?? ''))
  if (state === 'is open') near.resume()
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [
    [Socket],
    unknown,
  ]
  acts[state]?.(far)
  reset(far)
  near.resume()
  await new Promise((resolve) => near.once('close', resolve)) // which never comes where the other is kept open
  if (state === 'is open') expect(error).toBe('ECONNRESET')
  await new Promise((resolve) => server.close(resolve))
})
