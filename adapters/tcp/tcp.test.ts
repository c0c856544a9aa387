import { connect, createServer, type Socket } from 'node:net'

import { afterEach, describe, expect, test } from 'vitest'

import type { Message } from '../../sim/actor.ts'
import { encode } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import { nodeId } from '../../sim/units.ts'
import { type End, Ends, portOf, say, type Wish } from '../end.suite.ts'
import { frame } from '../frame.ts'
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

describe('a stream', () => {
  test('is opened by the first send, and carries both ways in order', async () => {
    const [a, b] = [await end('a'), await end('b')]
    for (let nth = 0; nth < 500; nth += 1) a.send('b', `${nth}`)
    await b.hears('499 from a')
    b.send('a', 'back')
    await a.hears('back from b')
    expect(b.told).toEqual(Array.from({ length: 500 }, (_, nth) => `${nth} from a`))
    expect(a.told).toEqual(['back from b'])
  })

  test('carries a message of nearly a megabyte, and the next one', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const lengths: number[] = []
    b.onReceive = (_from, message) =>
      lengths.push('text' in message ? String(message.text).length : 0)
    a.send('b', 'x'.repeat(1_000_000))
    a.send('b', 'after')
    await b.hears('after')
    expect(lengths).toEqual([1_000_000, 5])
  })

  test('opened from both ends at once is one stream, and nothing is lost', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [a, b] = [await end(`a${round}`), await end(`b${round}`)]
      for (let nth = 0; nth < 20; nth += 1) {
        a.send(b.id, `a${nth}`)
        b.send(a.id, `b${nth}`)
      }
      await Promise.all([a.hears('b19'), b.hears('a19')])
      a.send(b.id, 'more')
      b.send(a.id, 'more')
      await Promise.all([a.hears('more'), b.hears('more')])
      expect(a.told).toHaveLength(21)
      expect(b.told).toHaveLength(21)
    }
  })

  test('to a node that does not listen is refused, and what waited is dropped', async () => {
    const [a, b] = [await end('a'), await end('b')]
    await b.wire.close()
    a.send('b', 'hello')
    await a.hears('lost')
    expect(a.told).toEqual(['dropped say b reset', 'lost b refused'])
  })

  test('to a name that is not in the book has no link', async () => {
    const a = await end('a')
    expect(a.wire.linkTo(nodeId('nobody'))).toBeNull()
  })

  test('an address is dialed as it stands, and the reply finds the caller', async () => {
    const [a, b] = [await end('a'), await end('b')]
    book.clear()
    a.send(b.wire.address, 'hello')
    await b.hears('hello from a')
    b.send('a', 'back')
    await a.hears(`back from ${b.wire.address}`)
  })

  test('a name with a number is a connection of its own', async () => {
    const [a, b] = [await end('a'), await end('b')]
    a.send('b', 'main')
    a.send('b/1', 'first')
    a.send('b/2', 'second')
    await b.until(() => b.told.length === 3)
    expect([...b.told].sort()).toEqual(['first from a/1', 'main from a', 'second from a/2'])
    b.send('a/2', 'two')
    await a.hears('two from b/2')
    a.wire.linkTo(nodeId('b/1'))?.close()
    await b.hears('lost a/1 closed')
    b.send('a', 'still')
    await a.hears('still from b')
  })

  test('closed in order delivers what was sent before, then tells the other end alone', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const link = a.wire.linkTo(nodeId('b'))
    link?.send(say('one'), 1)
    link?.send(say('two'), 1)
    link?.close()
    await b.hears('lost')
    expect(b.told).toEqual(['one from a', 'two from a', 'lost a closed'])
    expect(a.told).toEqual([])
    link?.send(say('late'), 1)
    expect(a.told).toEqual(['dropped say b reset'])
    a.send('b', 'anew')
    await b.hears('anew from a')
  })

  test('closed and dialed again at once loses nothing of either', async () => {
    const [a, b] = [await end('a'), await end('b')]
    for (let nth = 0; nth < 30; nth += 1) {
      a.send('b', `m${nth}`)
      a.wire.linkTo(nodeId('b'))?.close()
    }
    a.send('b', 'end')
    await b.hears('end from a')
    const order = Array.from({ length: 30 }, (_, nth) => [`m${nth} from a`, 'lost a closed']).flat()
    expect(b.told).toEqual([...order, 'end from a'])
  })

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

  test('whose queue is full is reset, and tells it after the step', async () => {
    const [a, b] = [await end('a', { queue: 10 }), await end('b')]
    for (let nth = 0; nth < 15; nth += 1) a.send('b', `${nth}`)
    expect(a.told.filter((one) => one.startsWith('lost'))).toEqual([])
    await a.hears('lost b reset')
    expect(a.told.filter((one) => one === 'dropped say b full')).toHaveLength(1)
    expect(a.told.filter((one) => one === 'dropped say b reset')).toHaveLength(14)
    a.send('b', 'anew')
    await b.hears('anew from a')
    expect(b.told).toEqual(['anew from a'])
  })
})

describe('a datagram link over tcp', () => {
  test('tells no end of a connection: its messages are lost, the next one dials again', async () => {
    const a = await end('a', { link: 'datagram' })
    const b = await end('b', { link: 'datagram' })
    a.send('b', 'one')
    await b.hears('one from a')
    await b.wire.close()
    a.send('b', 'into the void')
    await a.hears('dropped say b down')
    const again = await end('b', { link: 'datagram' })
    a.send('b', 'two')
    await again.hears('two from a')
    expect(a.told).toEqual(['dropped say b down'])
  })

  test('drops what does not fit its queue, and the connection stays', async () => {
    const a = await end('a', { link: 'datagram', queue: 5 })
    const b = await end('b', { link: 'datagram' })
    for (let nth = 0; nth < 8; nth += 1) a.send('b', `${nth}`)
    await b.hears('4 from a')
    expect(a.told).toEqual(Array(3).fill('dropped say b full'))
  })
})

describe('back-pressure', () => {
  test('a paused node reads nothing, and everything once it goes on', async () => {
    const [a, b] = [await end('a'), await end('b')]
    a.send('b', 'first')
    await b.hears('first')
    b.wire.pause()
    for (let nth = 0; nth < 200; nth += 1) a.send('b', `${nth}`)
    a.send('c', 'x')
    const c = await end('c')
    a.send('c', 'meanwhile')
    await c.hears('meanwhile') // the loop has turned, and a's frames have long been written
    expect(b.told).toEqual(['first from a'])
    b.wire.resume()
    await b.hears('199 from a')
    expect(b.told).toHaveLength(201)
  })

  test('a pause takes effect between two messages of one packet', async () => {
    const [a, b] = [await end('a'), await end('b')]
    b.onReceive = () => b.wire.pause()
    for (let nth = 0; nth < 5; nth += 1) a.send('b', `${nth}`)
    for (let nth = 0; nth < 5; nth += 1) {
      await b.until(() => b.told.length === nth + 1)
      b.wire.resume()
    }
    expect(b.told).toEqual([0, 1, 2, 3, 4].map((nth) => `${nth} from a`))
  })

  test('a peer that is not read fills its sender’s queue, which resets', async () => {
    const [a, b] = [await end('a', { queue: 50 }), await end('b')]
    a.send('b', 'first')
    await b.hears('first')
    b.wire.pause()
    const link = a.wire.linkTo(nodeId('b'))
    const text = 'x'.repeat(200_000)
    const pump = (): void => {
      if (a.told.length > 0) return
      for (let nth = 0; nth < 10; nth += 1) link?.send(say(text), 1)
      setImmediate(pump)
    }
    pump()
    await a.hears('lost b reset')
    expect(a.told[0]).toBe('dropped say b full')
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

  test('comes in too great a number, and the last ones are turned away while others are served', async () => {
    const a = await end('a', { limits: { strangersMax: 4 } })
    const idle = await Promise.all([1, 2, 3, 4].map(() => dial(a)))
    await gone(await dial(a))
    expect(a.told).toEqual(['refused: too many connections that say no name'])
    idle[0]?.write(hello())
    idle[0]?.write(frame(mail, sealMail(say('hello'), { life: 1, nth: 1 })))
    await a.hears('hello from b')
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
    const a = await end('a', { limits: patience })
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

test('a port that is taken is told as WL5002, with what to do', async () => {
  const a = await end('a')
  const port = portOf(a)
  const error = await end('b', { port }).catch((one: unknown) => one)
  expect(error).toBeInstanceOf(Mistake)
  expect(String(error)).toContain(
    `WL5002: port ${port} of 127.0.0.1 is taken, so b cannot listen there.`,
  )
  expect(error instanceof Mistake && error.exitCode).toBe(2)
})

test('close gives the port back and ends every connection', async () => {
  const [a, b] = [await end('a'), await end('b')]
  a.send('b', 'hello')
  await b.hears('hello')
  await a.wire.close()
  await b.hears('lost a closed')
  const again = await end('c', { port: portOf(a) })
  expect(portOf(again)).toBe(portOf(a))
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
