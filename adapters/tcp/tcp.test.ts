import { connect, createServer, type Socket } from 'node:net'

import { afterEach, describe, expect, test } from 'vitest'

import type { Message } from '../../sim/actor.ts'
import { encode } from '../../sim/plain.ts'
import { nodeId } from '../../sim/units.ts'
import { type End, Ends, portOf, say, type Wish } from '../end.suite.ts'
import { frame } from '../frame.ts'
import { streamPromises } from '../streams/streams.suite.ts'
import { sealMail } from '../wire.ts'
import { control, mail } from './connection.ts'
import { listenTcp } from './tcp.ts'

const ends = new Ends(listenTcp)
const { book } = ends
const end = (id: string, wish?: Wish): Promise<End> => ends.open(id, wish)
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await ends.close()
})

streamPromises(listenTcp)

describe('a stream', () => {
  test('of a peer that comes anew gives lost of the old one first', async () => {
    const a = await end('a')
    const old = await caller(a, 'b')
    old.write(frame(mail, sealMail(say('old'), { life: 1, nth: 1 })))
    await a.hears('old from b')
    await caller(a, 'b') // the old one says nothing of its end
    await a.hears('lost b reset')
    expect(a.told).toEqual(['old from b', 'lost b reset'])
  })

  test('that ends without a farewell is a reset, and the next send opens another', async () => {
    const a = await end('a')
    const socket = await caller(a, 'b')
    const link = a.wire.linkTo(nodeId('b'))
    socket.end()
    await a.hears('lost b reset')
    link?.send(say('of the old one'), 1)
    expect(a.told.at(-1)).toBe('dropped say b reset')
    const b = await end('b')
    a.send('b', 'of the new one')
    await b.hears('of the new one from a')
    expect(b.told).toEqual(['of the new one from a'])
  })
})

describe('strangers', () => {
  const patience = { handshake: 60, frameWithin: 60, strangersMax: 4 }
  const hello = (change: object = {}): Uint8Array =>
    frame(
      control,
      encode({
        kind: 'hello',
        protocol: 'worldline/1',
        from: 'b',
        to: 'a',
        life: 'x',
        dial: 1,
        ...change,
      }),
    )

  test.each`
    because                              | bytes                                                   | why
    ${'it announces a frame of 4 GB'}    | ${new Uint8Array([255, 255, 255, 255])}                 | ${'a frame of 4294967295 bytes is announced, at most 1024 are taken'}
    ${'it speaks HTTP'}                  | ${Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')}     | ${'(it speaks HTTP)'}
    ${'it speaks TLS'}                   | ${new Uint8Array([0x16, 0x03, 0x01, 0x02, 0, 1])}       | ${'(it speaks TLS)'}
    ${'its frame is empty'}              | ${new Uint8Array(4)}                                    | ${'a frame of no bytes'}
    ${'its frame is garbage'}            | ${frame(control, new Uint8Array([250, 1, 2]))}          | ${'its frame is no value: byte 1'}
    ${'its frame is no message'}         | ${frame(control, encode([1, 2]))}                       | ${'it has no kind'}
    ${'it does not begin with hello'}    | ${frame(control, encode({ kind: 'bye' }))}              | ${'"bye" is not said at this point'}
    ${'it says an unknown word'}         | ${frame(control, encode({ kind: 'hi' }))}               | ${'"hi" is no word of the handshake'}
    ${'it speaks before its hello'}      | ${frame(mail, sealMail(say('x'), { life: 1, nth: 1 }))} | ${'it spoke before it was introduced'}
    ${'a field of its hello is missing'} | ${frame(control, encode({ kind: 'hello', from: 'b' }))} | ${'is expected'}
    ${'its name is no name'}             | ${hello({ from: '../../etc' })}                         | ${'its hello at /from'}
    ${'it has another version'}          | ${hello({ protocol: 'worldline/9' })}                   | ${'it speaks worldline/9, and this node worldline/1'}
    ${'it wants somebody else'}          | ${hello({ to: 'c' })}                                   | ${'it wants c, and this is a'}
    ${'it takes our own name'}           | ${hello({ from: 'a' })}                                 | ${'nobody else may be called a'}
    ${'it takes the name of the world'}  | ${hello({ from: 'workload' })}                          | ${'nobody else may be called workload'}
  `('is closed when $because', async ({ bytes, why }) => {
    const a = await end('a')
    const socket = await dial(a)
    socket.write(bytes)
    await a.hears(why)
    await gone(socket)
    expect(a.told).toHaveLength(1)
  })

  test('says nothing, and is closed in time', async () => {
    const a = await end('a', { limits: patience })
    await gone(await dial(a))
    expect(a.told).toEqual(['refused: it said no name within 60 ms'])
  })

  test('sends half a hello for ever, byte by byte, and is closed in time', async () => {
    const a = await end('a', { limits: patience })
    const socket = await dial(a)
    const drip = setInterval(() => socket.write(new Uint8Array([0])), 5)
    await gone(socket)
    clearInterval(drip)
    expect(a.told[0]).toMatch(/^refused: (it said no name within|a frame of no bytes)/)
  })

  test('comes in too great a number, and who waited longest goes while others are served', async () => {
    const a = await end('a', { limits: { strangersMax: 4 } })
    const idle = await Promise.all([1, 2, 3, 4].map(() => dial(a)))
    const fifth = await dial(a)
    await Promise.race(idle.map(gone))
    expect(a.told).toEqual(['refused: too many connections that say no name'])
    fifth.write(hello())
    fifth.write(frame(mail, sealMail(say('hello'), { life: 1, nth: 1 })))
    await a.hears('hello from b')
  })

  test('comes a thousand times and says nothing, and a peer is served all the while', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const before = process.memoryUsage().rss
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => dial(a)))
    b.send('a', 'hello')
    await a.hears('hello from b')
    await a.until(() => a.told.filter((one) => one.startsWith('refused')).length >= 872)
    expect(idle.filter(({ destroyed }) => !destroyed).length).toBeGreaterThan(0)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20)
  })

  test('once introduced, sends ten megabytes as one frame, and is closed at its header', async () => {
    const a = await end('a')
    const socket = await caller(a, 'b')
    const before = process.memoryUsage().arrayBuffers
    const header = new Uint8Array([0, 160, 0, 0])
    socket.write(header)
    for (let nth = 0; nth < 160; nth += 1) socket.write(new Uint8Array(65_536))
    await a.hears('lost b reset')
    expect(a.told[0]).toBe(
      'refused: a frame of 10485760 bytes is announced, at most 1048576 are taken',
    )
    await gone(socket)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
  })

  test('once introduced, is closed for a message of the wrong shape, and lost', async () => {
    const a = await end('a')
    const socket = await caller(a, 'b')
    socket.write(frame(mail, sealMail({ kind: 'say', text: 7 } as Message, { life: 1, nth: 1 })))
    await a.hears('lost b reset')
    expect(a.told).toEqual([
      'refused: its say at /text is 7, and a string of at most 1000000 is expected',
      'lost b reset',
    ])
  })

  test('once introduced, is closed for half a frame that never ends', async () => {
    const a = await end('a', { limits: { frameWithin: patience.frameWithin } })
    const socket = await caller(a, 'b')
    socket.write(frame(mail, sealMail(say('whole'), { life: 1, nth: 1 })))
    socket.write(frame(mail, sealMail(say('half'), { life: 1, nth: 1 })).subarray(0, 9))
    await a.hears('lost b reset')
    expect(a.told).toEqual([
      'whole from b',
      'refused: it began a frame and did not end it within 60 ms',
      'lost b reset',
    ])
  })

  test('once introduced, is heard no further for a kind that is not heard, but stays', async () => {
    const a = await end('a')
    const socket = await caller(a, 'b')
    socket.write(
      frame(mail, sealMail({ kind: 'shout', text: 'x' } as Message, { life: 1, nth: 1 })),
    )
    socket.write(frame(mail, sealMail(say('fine'), { life: 1, nth: 1 })))
    await a.hears('fine from b')
    expect(a.told).toEqual(['dropped shout b unheard', 'fine from b'])
  })

  test('answers a dial with nonsense, and the dial is refused', async () => {
    const a = await end('a')
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.write('220 mail.example.com ESMTP\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    book.set(nodeId('b'), nodeId(`tcp/127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`))
    a.send('b', 'hello')
    await a.hears('lost b refused')
    server.close()
  })

  test('answers a dial with silence, and the dial is refused in time', async () => {
    const a = await end('a', { limits: patience })
    const server = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    book.set(nodeId('b'), nodeId(`tcp/127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`))
    a.send('b', 'hello')
    await a.hears('lost b refused')
    server.close()
  })
})

/** A plain socket to the node, from outside. */
async function dial(to: End): Promise<Socket> {
  const socket = connect(portOf(to), '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  return socket
}

/** A plain socket that has said hello in a peer's name and was welcomed. */
async function caller(to: End, name: string): Promise<Socket> {
  const socket = await dial(to)
  dials += 1
  const said = {
    kind: 'hello',
    protocol: 'worldline/1',
    from: name,
    to: to.id,
    life: `${dials}`,
    dial: dials,
  }
  socket.write(frame(control, encode(said)))
  await new Promise<void>((resolve) => socket.once('data', () => resolve()))
  return socket
}
let dials = 0

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.resume()
    if (socket.destroyed) resolve()
    else socket.once('close', () => resolve())
  })
