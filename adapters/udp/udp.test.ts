import { createSocket, type Socket } from 'node:dgram'
import { createServer } from 'node:net'

import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'

import type { Message } from '../../sim/actor.ts'
import { Mistake } from '../../sim/problem.ts'
import { nodeId } from '../../sim/units.ts'
import { type End, Ends, portOf, say, type Wish } from '../end.suite.ts'
import { isHeld } from '../process/ports.ts'
import { encodeMessage, sealMail } from '../wire.ts'
import { envelope, openDatagram } from './datagram.ts'
import { Held } from './held.ts'
import { listenUdp } from './udp.ts'

const ends = new Ends(listenUdp)
const { book } = ends
const end = (id: string, wish: Wish = {}): Promise<End> =>
  ends.open(id, { link: 'datagram', ...wish })
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close()
  await ends.close()
})

describe('a datagram link', () => {
  test('carries each message with its sender and its number, both ways', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const link = a.wire.linkTo(nodeId('b'))
    for (let nth = 1; nth <= 3; nth += 1) {
      link?.send(say(`m${nth}`), nth)
      await b.hears(`m${nth} from a`)
    }
    b.send('a', 'back')
    await a.hears('back from b')
    expect(b.marks).toEqual([1, 2, 3].map((nth) => ({ life: 1, nth })))
  })

  test('to a node that does not listen loses what is sent, and tells no end', async () => {
    const [a, b, c] = [await end('a'), await end('b'), await end('c')]
    await b.wire.close()
    for (let nth = 0; nth < 20; nth += 1) a.send('b', 'into the void')
    a.send('c', 'and others hear')
    await c.hears('and others hear')
    expect(a.told.filter((one) => one.startsWith('lost'))).toEqual([])
  })

  test('reaches whoever listens at the place in the book: a later life of the peer', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const link = a.wire.linkTo(nodeId('b'))
    await b.wire.close()
    const again = await end('b', { port: portOf(b), life: 2 })
    link?.send(say('late'), 1)
    await again.hears('late from a')
    expect(a.told).toEqual([])
  })

  test('closes without a word', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const link = a.wire.linkTo(nodeId('b'))
    link?.close()
    link?.send(say('still'), 1)
    await b.hears('still')
    expect(a.told).toEqual([])
  })

  test('with a number is heard under that number', async () => {
    const [a, b] = [await end('a'), await end('b')]
    a.send('b/3', 'three')
    await b.hears('three from a/3')
    b.send('a/3', 'back')
    await a.hears('back from b/3')
  })

  test('to an address of this carrier goes there; of another, or to nobody, there is none', async () => {
    const [a, b] = [await end('a'), await end('b')]
    a.send(b.wire.address, 'hello')
    await b.hears('hello from a')
    expect(b.wire.address).toBe(`udp/127.0.0.1:${portOf(b)}`)
    expect(a.wire.linkTo(nodeId(`tcp/127.0.0.1:${portOf(b)}`))).toBeNull()
    expect(a.wire.linkTo(nodeId('nobody'))).toBeNull()
    const link = a.wire.linkTo(nodeId('b'))
    book.delete(b.id)
    link?.send(say('x'), 1)
    expect(a.told).toEqual(['dropped say b gone'])
  })

  test('drops a message that is longer than a datagram, and says so once', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const link = a.wire.linkTo(nodeId('b'))
    link?.send(say('x'.repeat(65_000)), 1)
    await b.until(() => b.told.length === 1)
    for (const nth of [2, 3]) link?.send(say('x'.repeat(70_000)), nth)
    expect(a.told).toEqual([
      'dropped say b full',
      'refused: our say of 70032 bytes is no datagram, which takes at most 65499',
      'dropped say b full',
    ])
  })

  test('a mail with a wrong checksum is dropped as corrupt, and the next one is heard', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const mail = sealMail(say('x'), { life: 1, nth: 1 })
    mail[mail.length - 1] = (mail[mail.length - 1] ?? 0) ^ 1
    a.wire.linkTo(nodeId('b'))?.sendSealed('say', mail)
    a.send('b', 'fine')
    await b.hears('fine')
    expect(b.told).toEqual(['dropped a damaged one a corrupt', 'fine from a'])
  })
})

test('a stream goes over connections at the same port', async () => {
  const [a, b] = [await end('a', { link: 'stream' }), await end('b', { link: 'stream' })]
  for (let nth = 0; nth < 100; nth += 1) a.send('b', `${nth}`)
  await b.hears('99 from a')
  expect(b.told).toEqual(Array.from({ length: 100 }, (_, nth) => `${nth} from a`))
  await a.wire.close()
  await b.hears('lost a closed')
})

describe('back-pressure', () => {
  test('a paused node hears nothing, and what waited in its order once it goes on', async () => {
    const [a, b] = [await end('a'), await end('b')]
    b.wire.pause()
    for (let nth = 0; nth < 20; nth += 1) a.send('b', `${nth}`)
    await echo(a)
    expect(b.told).toEqual([])
    b.onReceive = () => b.wire.pause()
    b.wire.resume()
    expect(b.told).toEqual(['0 from a'])
    b.onReceive = () => {}
    b.wire.resume()
    await b.hears('19 from a')
    expect(b.told).toEqual(Array.from({ length: 20 }, (_, nth) => `${nth} from a`))
  })

  test('what a paused node has no room for is dropped as full', async () => {
    const [a, b] = [await end('a'), await end('b', { queue: 5 })]
    b.wire.pause()
    for (let nth = 0; nth < 8; nth += 1) a.send('b', `${nth}`)
    await b.until(() => b.told.length === 3)
    expect(b.told).toEqual(Array(3).fill('dropped say a full'))
    b.wire.resume()
    expect(b.told.slice(3)).toEqual([0, 1, 2, 3, 4].map((nth) => `${nth} from a`))
  })

  test('the line is bounded in bytes too, and keeps its order', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 30 }))), (acts) => {
        const held = new Held<number>(5, 60)
        const model: number[] = []
        for (const bytes of acts) {
          if (bytes === null) {
            expect(held.take()).toBe(model.shift() ?? null)
            continue
          }
          const sum = model.reduce((all, one) => all + one, bytes)
          const fits = model.length < 5 && sum <= 60
          expect(held.push(bytes, bytes)).toBe(fits)
          if (fits) model.push(bytes)
        }
        expect(held.length).toBe(model.length)
      }),
    )
  })
})

describe('a datagram of a stranger', () => {
  const mail = sealMail(say('x'), { life: 1, nth: 1 })
  const letter = (from: string, to = 'a', body: Uint8Array = mail): Uint8Array =>
    Buffer.concat([envelope(nodeId(from), nodeId(to)), body])
  const sealed = (message: object): Uint8Array => sealMail(message as Message, { life: 1, nth: 1 })

  test.each`
    because                          | bytes                                                 | why
    ${'it is empty'}                 | ${new Uint8Array(0)}                                  | ${'it is not ours'}
    ${'it is a question for a name'} | ${Buffer.from('\u0000\u0001example.com')}             | ${'it is not ours'}
    ${'it is of another version'}    | ${Buffer.from('WLD\u0009')}                           | ${'it is of version 9, and this is version 1'}
    ${'its names are cut off'}       | ${letter('b').subarray(0, 6)}                         | ${'its names are no names'}
    ${'its name is no name'}         | ${letter('../../etc')}                                | ${'its names are no names'}
    ${'it is for somebody else'}     | ${letter('b', 'c')}                                   | ${'it is for c, and this is a'}
    ${'it takes our own name'}       | ${letter('a')}                                        | ${'nobody else may be called a'}
    ${'it takes a name of ours'}     | ${letter('a/3')}                                      | ${'nobody else may be called a'}
    ${'it takes the world’s name'}   | ${letter('workload')}                                 | ${'nobody else may be called workload'}
    ${'it takes an address'}         | ${letter('udp/127.0.0.1:9')}                          | ${'nobody else may be called udp/127.0.0.1:9'}
    ${'its name is in no book'}      | ${letter('z')}                                        | ${'nobody here is called z'}
    ${'its shape is not that'}       | ${letter('b', 'a', sealed({ kind: 'say', text: 7 }))} | ${'its say at /text is 7'}
    ${'it has no kind'}              | ${letter('b', 'a', sealed({}))}                       | ${'it has no kind'}
  `('is dropped, counted and not answered when $because', async ({ bytes, why }) => {
    const [a] = [await end('a'), await end('b')]
    const socket = await stranger()
    let answers = 0
    socket.on('message', () => (answers += 1))
    socket.send(bytes, portOf(a), '127.0.0.1')
    await a.hears(why)
    await echo(a)
    expect(a.told.filter((one) => one.startsWith('refused'))).toHaveLength(1)
    expect(answers).toBe(0)
  })

  test.each`
    because                        | body                                           | told
    ${'it ends before its seal'}   | ${new Uint8Array(5)}                           | ${'dropped a damaged one b corrupt'}
    ${'it has no seal'}            | ${encodeMessage(say('a text of some length'))} | ${'dropped a damaged one b corrupt'}
    ${'its kind is nothing to us'} | ${sealed({ kind: 'shout' })}                   | ${'dropped shout b unheard'}
  `('is dropped when $because', async ({ body, told }) => {
    const [a] = [await end('a'), await end('b')]
    const socket = await stranger()
    socket.send(letter('b', 'a', body), portOf(a), '127.0.0.1')
    await a.hears(told)
  })

  test('of a peer that speaks over connections is dropped', async () => {
    const [a] = [await end('a', { link: 'stream' }), await end('b', { link: 'stream' })]
    const socket = await stranger()
    socket.send(letter('b'), portOf(a), '127.0.0.1')
    await a.hears('refused: b speaks over connections')
  })

  test('may be any bytes: nothing is thrown, and nothing but names and a mail is made of it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, ours) => {
        const opened = openDatagram(ours ? Buffer.concat([Buffer.from('WLD\u0001'), bytes]) : bytes)
        if (opened.kind === 'letter') expect(opened.mail.length).toBeLessThan(bytes.length)
        else expect(opened.why).toMatch(/^it/)
      }),
    )
  })

  test('comes ten thousand times, and a peer is served', async () => {
    const [a, b] = [await end('a'), await end('b')]
    const socket = await stranger()
    const noise = Buffer.alloc(1_400, 7)
    const before = process.memoryUsage().arrayBuffers
    for (let round = 0; round < 100; round += 1) {
      for (let nth = 0; nth < 99; nth += 1) socket.send(noise, portOf(a), '127.0.0.1')
      await new Promise<void>((resolve) => {
        socket.send(noise, portOf(a), '127.0.0.1', () => resolve())
      })
    }
    await echo(b, a)
    expect(a.told.filter((one) => one.includes('it is not ours')).length).toBeGreaterThan(100)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
  })
})

describe('the port', () => {
  test.each(['connections', 'datagrams'])('taken for %s is told as WL5002', async (by) => {
    const release = by === 'connections' ? await holdConnections() : await holdDatagrams()
    const error = await end('b', { port: release.port }).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(Mistake)
    expect(String(error)).toContain(`port ${release.port} of 127.0.0.1 is taken, so b cannot`)
    await release.close()
    expect(portOf(await end('b', { port: release.port }))).toBe(release.port)
  })

  test('is given back, for both', async () => {
    const a = await end('a')
    expect(await isHeld(a.wire.address)).toBe(true)
    await a.wire.close()
    expect(await isHeld(a.wire.address)).toBe(false)
  })
})

/** Settles when everything that `from` has sent to loopback so far has been read. */
async function echo(from: End, by?: End): Promise<void> {
  const one = by ?? (await end('echo'))
  const before = one.told.length
  while (one.told.length === before || !one.told.some((told) => told.startsWith('echo'))) {
    from.send(one.id, 'echo')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function stranger(): Promise<Socket> {
  const socket = createSocket('udp4')
  sockets.push(socket)
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket
}

interface Release {
  readonly port: number
  close(): Promise<void>
}

async function holdDatagrams(): Promise<Release> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  return { port, close: () => new Promise((resolve) => socket.close(() => resolve())) }
}

async function holdConnections(): Promise<Release> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
