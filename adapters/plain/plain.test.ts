import { connect, type Socket } from 'node:net'

import { afterEach, describe, expect, test } from 'vitest'

import type { PlainCaller, PlainService } from '../../sim/outside.ts'
import { nodeId } from '../../sim/units.ts'
import { End, hears, say } from '../end.suite.ts'
import { byWays } from '../outside/ways.ts'
import { Doorstep, loopbacks } from '../outside/doorstep.ts'
import { listenTcp, overTcp } from '../tcp/tcp.ts'
import { limitsDefault, type TransportOptions } from '../transport.ts'
import { PlainExchanges } from './exchanges.ts'
import { PlainGuests } from './service.ts'
import { PlainStreams } from './stream.ts'
import { threshold } from './threshold.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const service: PlainService = {
  opened: null,
  readMax: 1_000,
  quiet: 5,
  hear: (said) => {
    const text = new TextDecoder().decode(said)
    return text.startsWith('!') ? { refused: 'it shouts', say: bytes('hush') } : say(text)
  },
  say: (reply) => bytes('text' in reply ? String(reply.text) : reply.kind),
}
const waits: PlainService = { ...service, opened: { kind: 'connect' }, quiet: 0, readMax: 10 }
const caller: PlainCaller = {
  say: (message) =>
    message.kind === 'connect'
      ? { kind: 'open' }
      : message.kind === 'offer'
        ? { kind: 'reply', message: say('ready') }
        : { kind: 'bytes', bytes: bytes('text' in message ? String(message.text) : '') },
  hear: (answer) => (answer[0] === 0x41 ? say(new TextDecoder().decode(answer)) : null),
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const own = (end: End): TransportOptions => ({
  ...{ id: end.id, life: 1, hears, book: new Map(), ears: end, host: '127.0.0.1', port: null },
  ...{ kindOf: () => 'stream' as const, queue: 100, limits: limitsDefault },
})

interface Wish {
  readonly service?: PlainService
  readonly silentWithin?: number
  readonly silentMax?: number
  readonly connectionsMax?: number
}

/** A node with one port for both wires. */
async function node(wish: Wish = {}): Promise<{ end: End; port: number }> {
  const end = new End('b')
  const doorstep = await Doorstep.on(end.id, loopbacks, 0)
  const guests = new PlainGuests({
    service: wish.service ?? service,
    ears: end,
    connectionsMax: wish.connectionsMax ?? 100,
    lastsWithin: 60_000,
  })
  const sniffing = threshold({
    doorstep,
    silentWithin: wish.silentWithin ?? 60_000,
    silentMax: wish.silentMax ?? 100,
    plain: (socket) => guests.admit(socket),
    refused: (remote, why) => end.refused(remote, why),
  })
  const framed = overTcp(own(end), sniffing.own, nodeId(`tcp/127.0.0.1:${doorstep.spot.port}`))
  end.transport = byWays(end.id, [guests, framed])
  closing.push(async () => {
    sniffing.close()
    await end.wire.close()
    await doorstep.close()
  })
  return { end, port: doorstep.spot.port }
}

/** A socket and what has come over it. */
async function dial(
  port: number,
  host = '127.0.0.1',
): Promise<{ socket: Socket; end: Promise<string> }> {
  const socket = connect({ port, host, allowHalfOpen: true })
  closing.push(() => socket.destroy())
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  const end = new Promise<string>((resolve) => {
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, end }
}

const answersAndEnds = (end: End, text: string): void => {
  end.onReceive = (from) => {
    const link = end.wire.linkTo(from)
    link?.send(say(text), 1)
    link?.close()
  }
}

describe('one port', () => {
  test.each(['127.0.0.1', '::1'])('takes bytes without frames at %s', async (host) => {
    const { end, port } = await node()
    answersAndEnds(end, 'ACK')
    const { socket, end: answer } = await dial(port, host)
    socket.write('Hello')
    expect(await answer).toBe('ACK')
    expect(end.told).toEqual(['Hello from conn/1'])
  })

  test('takes our own wire as well', async () => {
    const { end, port } = await node()
    const other = new End('a')
    other.transport = await listenTcp(own(other))
    closing.push(() => other.wire.close())
    other.send(`tcp/127.0.0.1:${port}`, 'framed')
    await end.hears('framed from a')
    end.send('a', 'back')
    await other.hears('back from')
  })

  test('puts out who says nothing, and blocks nobody meanwhile', async () => {
    const { end, port } = await node({ silentWithin: 40 })
    answersAndEnds(end, 'ACK')
    const silent = await dial(port)
    const { socket, end: answer } = await dial(port)
    socket.write('Hello')
    expect(await answer).toBe('ACK')
    expect(await silent.end).toBe('')
    expect(end.told).toContain('refused: it said nothing within 40 ms')
  })

  test('where many say nothing, the oldest makes room', async () => {
    const { end, port } = await node({ silentMax: 3 })
    answersAndEnds(end, 'ACK')
    const silent = await dial(port)
    for (let nth = 0; nth < 3; nth += 1) await dial(port)
    await silent.end
    const { socket, end: answer } = await dial(port)
    socket.write('Hello')
    expect(await answer).toBe('ACK')
  })
})

describe('a plain connection', () => {
  test('that comes in pieces is one message, and more than is taken is refused', async () => {
    const { end, port } = await node()
    const { socket } = await dial(port)
    socket.setNoDelay(true)
    socket.write('Hel')
    socket.write('lo')
    await end.hears('Hello from conn/1')
    const other = await dial(port)
    other.socket.write('x'.repeat(5_000))
    await end.hears('refused: it sent more than 1000 bytes without an end')
    await end.hears('lost conn/2 reset')
  })

  test('may have ended on the other side and still gets its answer', async () => {
    const { end, port } = await node()
    const { socket, end: answer } = await dial(port)
    socket.end('Hello')
    await end.hears('Hello from conn/1')
    end.send('conn/1', 'ACK')
    end.wire.linkTo(nodeId('conn/1'))?.close()
    expect(await answer).toBe('ACK')
    expect(end.told).toEqual(['Hello from conn/1'])
  })

  test('that is refused is told what the wire says', async () => {
    const { end, port } = await node()
    const { socket, end: answer } = await dial(port)
    socket.write('!!!')
    expect(await answer).toBe('hush')
    expect(end.told).toEqual(['refused: it shouts', 'lost conn/1 reset'])
  })

  test('can be awaited from its first moment, and its end without a word is told', async () => {
    const end = new End('b')
    const doorstep = await Doorstep.on(end.id, ['127.0.0.1'], 0)
    const guests = new PlainGuests({
      ...{ service: waits, ears: end, connectionsMax: 2, lastsWithin: null },
    })
    end.transport = byWays(end.id, [guests])
    doorstep.greet((socket) => guests.admit(socket))
    closing.push(async () => Promise.all([guests.close(), doorstep.close()]))
    const first = await dial(doorstep.spot.port)
    await end.hears('connect from conn/1')
    const second = await dial(doorstep.spot.port)
    second.socket.write('far more than ten bytes')
    await end.hears('far more t from conn/2')
    const third = await dial(doorstep.spot.port)
    await third.end
    await end.hears('refused: there are 2 connections already')
    first.socket.end()
    await end.hears('lost conn/1 closed')
    second.socket.resetAndDestroy()
    await end.hears('lost conn/2 reset')
  })
})

describe('dialling plain addresses', () => {
  /** A caller of streams or exchanges. */
  function calling(way: 'streams' | 'exchanges'): End {
    const end = new End('a')
    const made =
      way === 'streams'
        ? new PlainStreams(caller, end)
        : new PlainExchanges({ caller, ears: end, within: 200, connectionsMax: 4 })
    end.transport = byWays(end.id, [made])
    closing.push(() => made.close())
    return end
  }

  test('a stream is one connection: opened, spoken on, ended by either end', async () => {
    const { end, port } = await node()
    const peer = `plain/127.0.0.1:${port}`
    const a = calling('streams')
    answersAndEnds(end, 'ACK')
    a.wire.linkTo(nodeId(peer))?.send({ kind: 'connect' }, 1)
    a.send(peer, 'Hello')
    await a.hears(`ACK from ${peer}`)
    await a.hears(`lost ${peer} closed`)
    a.send(peer, 'again')
    await a.until(() => a.told.length === 4)
    expect(end.told).toEqual(['Hello from conn/1', 'again from conn/2'])
  })

  test('a stream to nobody is refused; nonsense as an answer is a reset', async () => {
    const { end, port } = await node()
    answersAndEnds(end, 'nonsense')
    const a = calling('streams')
    const gone = await Doorstep.on(a.id, ['127.0.0.1'], 0)
    await gone.close()
    a.send(`plain/127.0.0.1:${gone.spot.port}`, 'Hello')
    await a.hears(`lost plain/127.0.0.1:${gone.spot.port} refused`)
    a.send(`plain/127.0.0.1:${port}`, 'Hello')
    await a.hears(`lost plain/127.0.0.1:${port} reset`)
    expect(a.told).toContain('refused: its answer is none')
  })

  test('an exchange is answered, or nothing is told', async () => {
    const { end, port } = await node()
    const peer = `plain/127.0.0.1:${port}`
    const a = calling('exchanges')
    a.wire.linkTo(nodeId(peer))?.send({ kind: 'offer' }, 1)
    await a.hears(`ready from ${peer}`)
    expect(end.told).toEqual([])
    a.send(peer, 'unheard of') // nobody answers, and nobody is told
    await end.hears('unheard of from conn/1')
    answersAndEnds(end, 'ACK')
    a.send(peer, 'Hello')
    await a.hears(`ACK from ${peer}`)
    expect(a.told).toEqual([`ready from ${peer}`, `ACK from ${peer}`])
  })
})

test('a port that is taken is told with everything given back', async () => {
  const first = await Doorstep.on(nodeId('a'), loopbacks, 0)
  const second: Promise<unknown> = Doorstep.on(nodeId('b'), loopbacks, first.spot.port)
  await expect(second).rejects.toThrow(/WL5002: port \d+ of 127\.0\.0\.1 is taken/)
  await first.close()
})
