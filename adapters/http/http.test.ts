import { createServer as createHttpServer, type Server } from 'node:http'
import { connect, createServer } from 'node:net'

import { afterEach, describe, expect, test } from 'vitest'

import type { HttpAnswer, HttpCaller, HttpWire } from '../../sim/outside.ts'
import { nodeId } from '../../sim/units.ts'
import { End, hears, say } from '../end.suite.ts'
import { Calls } from '../outside/calls.ts'
import { Doorstep, loopbacks } from '../outside/doorstep.ts'
import { byWays } from '../outside/ways.ts'
import { HttpCallerWay, type Trouble } from './caller.ts'
import { type HttpLimits, httpLimitsDefault, serveHttp } from './server.ts'

const plain = (status: number, body: string): HttpAnswer => ({ status, type: 'text/plain', body })
const wire: HttpWire = {
  routes: [
    {
      method: 'POST',
      path: '/say',
      hear: ({ body }) =>
        body === null || body === ''
          ? { kind: 'answer', answer: plain(400, 'say something') }
          : { kind: 'says', message: say(body) },
    },
    { method: 'GET', path: '/say', hear: () => ({ kind: 'says', message: say('what?') }) },
  ],
  answer: (reply) => plain(200, 'text' in reply ? String(reply.text) : reply.kind),
  refuse: (why) => plain(why === 'no such path' ? 404 : 499, why),
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function service(limits: Partial<HttpLimits> = {}): Promise<{ end: End; port: number }> {
  const end = new End('a')
  const calls = new Calls(end)
  end.transport = byWays(end.id, [calls])
  const doorstep = await Doorstep.on(end.id, loopbacks, 0)
  const server = await serveHttp({
    ...{ wire, calls, doorstep, limits: { ...httpLimitsDefault, ...limits } },
    refused: (remote, why) => end.refused(remote, why),
  })
  closing.push(async () => {
    await calls.close()
    await Promise.all([server.close(), doorstep.close()])
  })
  return { end, port: doorstep.spot.port }
}

const echo = (end: End): void => {
  end.onReceive = (from, message) => {
    end.wire.linkTo(from)?.send(say(`${'text' in message ? message.text : ''}!`), 1)
  }
}

/** Everything that comes back over one connection, until its end. */
function talk(port: number, text: string | Uint8Array, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    closing.push(() => socket.destroy())
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.on('error', () => {})
    socket.on('close', () => resolve(said))
    socket.write(text)
  })
}

const post = (body: string, headers = ''): string =>
  `POST /say HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

describe('a service', () => {
  test.each(['127.0.0.1', '::1'])('answers at %s with what the node says', async (host) => {
    const { end, port } = await service()
    echo(end)
    const said = await talk(port, post('hello'), host)
    expect(said).toMatch(/^HTTP\/1\.1 200 OK\r\n/u)
    expect(said).toMatch(/\r\ncontent-type: text\/plain\r\n/u)
    expect(said.endsWith('\r\n\r\nhello!')).toBe(true)
    expect(end.told).toEqual(['hello from call/1'])
  })

  test.each`
    because                           | request                                                          | answer
    ${'no route is there'}            | ${'GET /other HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'} | ${/^HTTP\/1\.1 404 [^]*no such path$/u}
    ${'the path takes other methods'} | ${'PUT /say HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'}   | ${/\r\nallow: GET, HEAD, OPTIONS, POST\r\n[^]*other method$/u}
    ${'the wire answers itself'}      | ${post('')}                                                      | ${/^HTTP\/1\.1 400 [^]*say something$/u}
    ${'it is no HTTP'}                | ${'\u0016\u0003\u0001 hello\r\n\r\n'}                            | ${/^HTTP\/1\.1 400 Bad Request\r\n[^]*bad request$/u}
    ${'its headers never end'}        | ${`GET /say HTTP/1.1\r\nx: ${'x'.repeat(40_000)}`}               | ${/^HTTP\/1\.1 431 [^]*headers too large$/u}
    ${'its body is too large'}        | ${post('x'.repeat(70_000))}                                      | ${/^HTTP\/1\.1 499 [^]*too large$/u}
  `('refuses when $because, and the node hears nothing', async ({ request, answer }) => {
    const { end, port } = await service()
    expect(await talk(port, request)).toMatch(answer)
    expect(end.told.filter((one) => !one.startsWith('refused'))).toEqual([])
  })

  test('a body of ten megabytes is refused before it is read', async () => {
    const { port } = await service()
    const head = 'POST /say HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n'
    const said = await talk(port, head + 'x'.repeat(200_000))
    expect(said).toMatch(/too large$/u)
  })

  test.each`
    because                  | begun
    ${'nothing is said'}     | ${''}
    ${'half a head is said'} | ${'GET /say HT'}
    ${'half a body is said'} | ${'POST /say HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc'}
  `('puts out who is slow: $because', async ({ begun }) => {
    const { port } = await service({ headersWithin: 40, requestWithin: 80 })
    expect(await talk(port, begun)).toMatch(/^HTTP\/1\.1 408 [^]*too slow$/u)
  })

  test('that says nothing in time is not waited for, and its caller is lost to it', async () => {
    const { end, port } = await service({ answerWithin: 20 })
    expect(await talk(port, post('hello'))).toMatch(/not answered$/u)
    expect(end.told).toEqual(['hello from call/1', 'lost call/1 closed'])
  })

  test('a caller that hangs up is lost to the node', async () => {
    const { end, port } = await service()
    const socket = connect({ port, host: '127.0.0.1' })
    socket.write(post('hello'))
    await end.hears('hello from call/1')
    socket.destroy()
    await end.hears('lost call/1 closed')
  })

  test('among many connections the silent make room, and those that wait for answers do not', async () => {
    const { end, port } = await service({ connectionsMax: 3 })
    const silent = [talk(port, ''), talk(port, ''), talk(port, '')]
    for (let nth = 1; nth <= 3; nth += 1) {
      void talk(port, post(`waits ${nth}`))
      await end.hears(`waits ${nth} from`)
    }
    expect(await Promise.all(silent)).toEqual(['', '', ''])
    expect(await talk(port, post('one too many'))).toMatch(/^HTTP\/1\.1 503 [^]*too many$/u)
  })
})

describe('a caller', () => {
  const caller: HttpCaller<number> = {
    memory: 0,
    ask: (message, memory) => ({
      ...{ method: 'POST', path: '/say' },
      body: `${'text' in message ? message.text : ''} ${memory}`,
    }),
    heard: (_message, { status, body }, memory) =>
      status === 200
        ? { kind: 'says', message: say(body), memory: memory + 1 }
        : { kind: 'nonsense', why: `it answered ${status}` },
  }
  const peer = nodeId('service')

  function calling(
    port: number,
    again: number | null,
    within = 1_000,
  ): { end: End; troubles: string[] } {
    const end = new End('a')
    const troubles: string[] = []
    const told = (why: Trouble | null): void =>
      void troubles.push(why === null ? 'fine' : `${why.kind}: ${why.why}`)
    const way = new HttpCallerWay({
      ...{ peer, url: () => new URL(`http://127.0.0.1:${port}`), caller, ears: end, hears },
      ...{ within, again, trouble: told },
    })
    end.transport = byWays(end.id, [way])
    closing.push(() => way.close())
    return { end, troubles }
  }

  test('hears answers as messages, and says again what it was told', async () => {
    const { end: there, port } = await service()
    echo(there)
    const { end, troubles } = calling(port, null)
    end.send('service', 'one')
    end.send('service', 'two')
    await end.until(() => end.told.length === 2)
    expect(end.told).toEqual(['one 0! from service', 'two 1! from service'])
    expect(troubles).toEqual(['fine'])
  })

  test('loses a service that is not there', async () => {
    const gone = await Doorstep.on(nodeId('a'), ['127.0.0.1'], 0)
    await gone.close()
    const { end, troubles } = calling(gone.spot.port, null)
    end.send('service', 'one')
    await end.hears('lost service refused')
    expect(troubles).toEqual(['nobody: nobody listens there'])
  })

  test('asks again until it is there, and tells each change once', async () => {
    const gone = await Doorstep.on(nodeId('a'), ['127.0.0.1'], 0)
    await gone.close()
    const { end, troubles } = calling(gone.spot.port, 10)
    end.send('service', 'one')
    let asked = 0
    const server = createHttpServer((_request, response) => {
      asked += 1
      response.writeHead(asked === 1 ? 500 : 200).end('here')
    })
    await listening(server, gone.spot.port)
    await end.hears('here from service')
    expect(troubles.at(0)).toBe('nobody: nobody listens there')
    expect(troubles.slice(-2)).toEqual(['nonsense: it answered 500', 'fine'])
  })

  const listening = (server: Server | ReturnType<typeof createServer>, port = 0): Promise<number> =>
    new Promise((resolve) => {
      closing.push(() => {
        server.close()
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      server.listen(port, '127.0.0.1', () => {
        const bound = server.address()
        resolve(typeof bound === 'object' && bound !== null ? bound.port : 0)
      })
    })

  test.each`
    because                   | says                                                                            | trouble
    ${'it speaks no HTTP'}    | ${'hello, what do you want?\r\n'}                                               | ${'it does not speak HTTP'}
    ${'it never answers'}     | ${''}                                                                           | ${'it said nothing within 50 ms'}
    ${'it never ends'}        | ${'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc'}                          | ${'it said nothing within 50 ms'}
    ${'it says far too much'} | ${`HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n${'x'.repeat(2_000_000)}`} | ${'its answer has more than 1048576 bytes'}
  `('is bounded when $because', async ({ says, trouble }) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      closing.push(() => socket.destroy())
      socket.once('data', () => socket.write(says))
    })
    const { end, troubles } = calling(
      await listening(server),
      null,
      says.length > 1_000 ? 5_000 : 50,
    )
    end.send('service', 'one')
    await end.hears('lost service reset')
    expect(troubles).toEqual([`nobody: ${trouble}`])
  })
})
