import { randomBytes } from 'node:crypto'
import { connect as connectHttp2 } from 'node:http2'
import { connect, createServer, type Server, type Socket } from 'node:net'

import { Client, type ClientDuplexStream, credentials, type ServiceError } from '@grpc/grpc-js'
import { afterEach, describe, expect, test } from 'vitest'

import type { Message } from '../../sim/actor.ts'
import { nodeId } from '../../sim/units.ts'
import { type End, Ends, portOf, say, type Wish } from '../end.suite.ts'
import type { Control } from '../streams/hello.ts'
import { streamPromises } from '../streams/streams.suite.ts'
import { sealMail } from '../wire.ts'
import { decodeFrame, encodeControlFrame, encodeMailFrame } from './frames.ts'
import { type Keepalive, listenGrpc } from './grpc.ts'

let keepalive: Keepalive | undefined
const ends = new Ends((options) => listenGrpc(options, keepalive))
const { book } = ends
const end = (id: string, wish?: Wish): Promise<End> => ends.open(id, wish)
const sockets: Socket[] = []
const servers: Server[] = []
const clients: Client[] = []

afterEach(async () => {
  keepalive = undefined
  for (const client of clients.splice(0)) client.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
  await ends.close()
})

streamPromises((options) => listenGrpc(options))

const patience = { handshake: 300, frameWithin: 300, strangersMax: 4 }
const path = '/worldline.link.v1.LinkService/Link'
const mailFrame = (message: Message): Buffer =>
  encodeMailFrame(sealMail(message, { life: 1, nth: 1 }))
const helloFrame = (change: object = {}): Buffer =>
  encodeControlFrame({
    kind: 'hello',
    protocol: 'worldline/1',
    from: 'b',
    to: 'a',
    life: 'x',
    dial: 1,
    ...change,
  } as Control)

describe('a stream', () => {
  test('of a peer that comes anew gives lost of the old one first', async () => {
    const a = await end('a')
    const old = await caller(a, { life: 'old' })
    old.write(mailFrame(say('old')))
    await a.hears('old from b')
    await caller(a, { life: 'new' }) // the old one says nothing of its end
    await a.hears('lost b reset')
    expect(a.told).toEqual(['old from b', 'lost b reset'])
  })

  test.each(['end', 'cancel'] as const)(
    'that has no farewell before its %s is a reset',
    async (how) => {
      const a = await end('a')
      const call = await caller(a)
      const link = a.wire.linkTo(nodeId('b'))
      call[how]()
      await a.hears('lost b reset')
      link?.send(say('of the old one'), 1)
      expect(a.told.at(-1)).toBe('dropped say b reset')
      const b = await end('b')
      a.send('b', 'of the new one')
      await b.hears('of the new one from a')
      expect(b.told).toEqual(['of the new one from a'])
    },
  )

  test('to a peer that is gone without an end is noticed, and both are told', async () => {
    keepalive = { every: 500, within: 700 }
    const [a, b] = [await end('a'), await end('b')]
    const wall = await silentWall(portOf(b))
    book.set(b.id, nodeId(`grpc/127.0.0.1:${wall.port}`))
    a.send('b', 'before')
    await b.hears('before from a')
    wall.shut()
    await Promise.all([a.hears('lost b reset'), b.hears('lost a reset')])
  })
})

describe('a stranger', () => {
  test.each`
    because                 | bytes                                                   | why
    ${'they are random'}    | ${randomBytes(400)}                                     | ${'it does not speak gRPC'}
    ${'it speaks HTTP/1.1'} | ${Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')}     | ${'it does not speak gRPC (it speaks HTTP)'}
    ${'it speaks TLS'}      | ${new Uint8Array([0x16, 0x03, 0x01, 0x02, 0, 1, 0, 1])} | ${'it does not speak gRPC (it speaks TLS)'}
    ${'it speaks our TCP'}  | ${new Uint8Array([0, 0, 0, 9, 0, 1, 2, 3, 4, 5, 6, 7])} | ${'it does not speak gRPC'}
  `('whose bytes are no calls is closed: $because', async ({ bytes, why }) => {
    const a = await end('a')
    const socket = await dial(a)
    socket.write(bytes)
    await gone(socket)
    expect(a.told).toEqual([`refused: ${why}`])
    await served(a)
  })

  test('whose greeting goes on with noise is closed', async () => {
    const a = await end('a')
    const socket = await dial(a)
    const greeting = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    socket.write(Buffer.concat([greeting, randomBytes(99)]))
    await gone(socket)
    await served(a)
  })

  test.each`
    what                    | bytes
    ${'nothing'}            | ${new Uint8Array(0)}
    ${'half of a greeting'} | ${Buffer.from('PRI * HTTP/2.0\r\n')}
    ${'a greeting alone'}   | ${Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1')}
  `('that says $what is closed in time', async ({ bytes }) => {
    const a = await end('a', { limits: patience })
    const socket = await dial(a)
    socket.write(bytes)
    await gone(socket)
    expect(a.told).toEqual(['refused: it made no call within 300 ms'])
  })

  test('that makes a call of another service is told so and closed in time', async () => {
    const a = await end('a', { limits: patience })
    const call = client(a).makeBidiStreamRequest('/x.Y/Z', asItIs, asItIs)
    expect(await failure(call)).toContain('UNIMPLEMENTED')
    await a.hears('refused: it made no call within 300 ms')
  })

  test.each`
    because                              | frame                                      | why
    ${'its frame is empty'}              | ${Buffer.alloc(0)}                         | ${'its frame says nothing'}
    ${'its frame is garbage'}            | ${Buffer.from([250, 1, 2])}                | ${'its frame is no protobuf of ours'}
    ${'its frame is longer than a name'} | ${Buffer.alloc(2_000)}                     | ${'a frame of 2000 bytes came, at most 1024 are taken'}
    ${'it does not begin with hello'}    | ${encodeControlFrame({ kind: 'bye' })}     | ${'"bye" is not said at this point'}
    ${'it speaks before its hello'}      | ${mailFrame(say('x'))}                     | ${'it spoke before it was introduced'}
    ${'a field of its hello is missing'} | ${helloFrame({ from: '' })}                | ${'its hello at /from'}
    ${'its name is no name'}             | ${helloFrame({ from: '../../etc' })}       | ${'its hello at /from'}
    ${'its life is a long story'}        | ${helloFrame({ life: 'x'.repeat(99) })}    | ${'its hello at /life'}
    ${'it has another version'}          | ${helloFrame({ protocol: 'worldline/9' })} | ${'it speaks worldline/9, and this node worldline/1'}
    ${'it wants somebody else'}          | ${helloFrame({ to: 'c' })}                 | ${'it wants c, and this is a'}
    ${'it takes our own name'}           | ${helloFrame({ from: 'a' })}               | ${'nobody else may be called a'}
    ${'it takes the name of the world'}  | ${helloFrame({ from: 'workload' })}        | ${'nobody else may be called workload'}
  `('is told why and closed when $because', async ({ frame, why }) => {
    const a = await end('a')
    const call = calls(a)
    const answer = said(call)
    call.write(frame)
    expect(await answer).toMatchObject({ kind: 'said', said: { kind: 'sorry' } })
    await a.hears(why)
    expect(a.told).toHaveLength(1)
  })

  test('whose call says nothing is closed in time', async () => {
    const a = await end('a', { limits: patience })
    const call = calls(a)
    call.on('error', () => {})
    call.resume()
    await a.hears('refused: it said no name within 300 ms')
  })

  test('whose message never ends is closed in time', async () => {
    const a = await end('a', { limits: patience })
    const session = connectHttp2(`http://127.0.0.1:${portOf(a)}`)
    session.on('error', () => {})
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    stream.on('error', () => {})
    stream.write(Buffer.from([0, 0, 0, 1, 0, 7, 7, 7]))
    const drip = setInterval(() => stream.write(Buffer.from([7])), 5)
    await a.hears('refused: it said no name within 300 ms')
    clearInterval(drip)
    session.destroy()
  })

  test('that sends ten megabytes as one message is cut off, and its peer told', async () => {
    const a = await end('a')
    const before = process.memoryUsage().arrayBuffers
    const call = await caller(a)
    const why = failure(call)
    call.write(Buffer.alloc(10 << 20))
    await a.hears('lost b reset')
    expect(await why).toContain('larger than max (10485760 vs 1048592)')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
    await served(a)
  })

  test('comes a thousand times and makes no call, and a peer is served all the while', async () => {
    const a = await end('a')
    const before = process.memoryUsage().rss
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => dial(a)))
    await served(a)
    await a.until(() => a.told.filter((one) => one.startsWith('refused')).length >= 872)
    expect(idle.filter(({ destroyed }) => !destroyed).length).toBeGreaterThan(0)
    expect(process.memoryUsage().rss - before).toBeLessThan(150 << 20)
  })

  test('makes a thousand calls that say nothing, and a peer is served all the while', async () => {
    const a = await end('a')
    const idle = Array.from({ length: 50 }, () => client(a)).flatMap((one) =>
      Array.from({ length: 20 }, () => calls(a, one)),
    )
    for (const call of idle) call.on('error', () => {})
    await a.until(() => a.told.filter((one) => one.startsWith('refused')).length >= 200)
    await served(a)
  })

  test('once introduced, is closed for a message of the wrong shape, and lost', async () => {
    const a = await end('a')
    const call = await caller(a)
    call.write(mailFrame({ kind: 'say', text: 7 } as Message))
    await a.hears('lost b reset')
    expect(a.told).toEqual([
      'refused: its say at /text is 7, and a string of at most 1000000 is expected',
      'lost b reset',
    ])
  })

  test('once introduced, is heard no further for a kind that is not heard, but stays', async () => {
    const a = await end('a')
    const call = await caller(a)
    call.write(mailFrame({ kind: 'shout' }))
    call.write(mailFrame(say('fine')))
    await a.hears('fine from b')
    expect(a.told).toEqual(['dropped shout b unheard', 'fine from b'])
  })

  test.each`
    answers                  | how
    ${'a dial with noise'}   | ${'220 mail.example.com ESMTP\r\n'}
    ${'a dial with silence'} | ${''}
  `('answers $answers, and the dial is refused in time', async ({ how }) => {
    const a = await end('a', { limits: patience })
    const port = await listening(
      createServer((socket) => {
        sockets.push(socket)
        socket.on('error', () => {})
        socket.write(how)
      }),
    )
    book.set(nodeId('b'), nodeId(`grpc/127.0.0.1:${port}`))
    a.send('b', 'hello')
    await a.hears('lost b refused')
  })
})

const asItIs = (bytes: Buffer): Buffer => bytes

function client(to: End): Client {
  const one = new Client(`127.0.0.1:${portOf(to)}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  })
  clients.push(one)
  return one
}

const calls = (to: End, by: Client = client(to)): ClientDuplexStream<Buffer, Buffer> =>
  by.makeBidiStreamRequest(path, asItIs, asItIs)

/** A call that has said hello in the name of b and was welcomed. */
async function caller(to: End, change: object = {}): Promise<ClientDuplexStream<Buffer, Buffer>> {
  const call = calls(to)
  call.on('error', () => {})
  const answer = said(call)
  call.write(helloFrame(change))
  expect(await answer).toMatchObject({ kind: 'said', said: { kind: 'welcome' } })
  return call
}

const said = (call: ClientDuplexStream<Buffer, Buffer>): Promise<unknown> =>
  new Promise((resolve) => {
    call.once('data', (bytes: Buffer) => resolve(decodeFrame(bytes)))
  })

const failure = (call: ClientDuplexStream<Buffer, Buffer>): Promise<string> =>
  new Promise((resolve) => {
    call.resume()
    call.once('error', (error: ServiceError) => resolve(error.message))
  })

/** Somebody else comes and is heard. */
async function served(by: End): Promise<void> {
  const c = await end('c')
  c.send(by.id, 'meanwhile')
  await by.hears('meanwhile from c')
}

async function dial(to: End): Promise<Socket> {
  const socket = connect(portOf(to), '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  return socket
}

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.resume()
    if (socket.destroyed) resolve()
    else socket.once('close', () => resolve())
  })

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

/** Stands between two nodes; once shut, nothing passes and nobody is told. */
async function silentWall(to: number): Promise<{ port: number; shut: () => void }> {
  const pairs: Socket[] = []
  const port = await listening(
    createServer((near) => {
      const far = connect(to, '127.0.0.1')
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => {})
        one.pipe(other)
        pairs.push(one)
        sockets.push(one)
      }
    }),
  )
  return {
    port,
    shut: () => {
      for (const socket of pairs) socket.unpipe().pause()
    },
  }
}
