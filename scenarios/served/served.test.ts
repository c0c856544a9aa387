// The source system as it was, over the wire: raw HTTP and raw TCP against both variants.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, describe, expect, test } from 'vitest'

import { Opened, orderOf, type Running, until } from './served.suite.ts'
import { startWhole } from './whole.ts'

const opened = new Opened()
const folders: string[] = []
afterEach(async () => {
  await opened.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-served-'))
  folders.push(folder)
  return folder
}

const hello = 'Hello Receiver!'
const inState = ({ lone }: Running, field: string): unknown =>
  (lone.host.state as Record<string, unknown> | null)?.[field]
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u

describe.each(['correct', 'original'] as const)('discovery, %s', (variant) => {
  test('registers with 201, lists in order, and takes heartbeats', async () => {
    const { port } = await opened.start('discovery', variant)
    expect(await opened.http(port, 'GET', '/receivers')).toMatchObject({
      status: 200,
      body: '[]\n',
    })
    const first = await opened.http(port, 'POST', '/register', '{"port": 4000, "host": "b"}')
    const { id } = JSON.parse(first.body) as { id: string }
    expect(id).toMatch(uuid)
    expect(first.status).toBe(201)
    expect(first.head).toMatch(/\r\ncontent-type: application\/json\r\n/u)
    expect(first.body).toBe(`{"id":"${id}","message":"Receiver registered"}\n`)
    await opened.http(port, 'POST', '/register', '{"host":"a","port":4001}')
    const { body } = await opened.http(port, 'GET', '/receivers')
    expect(body).toMatch(
      /^\[\{"host":"b","id":"[-0-9a-f]{36}","last_seen":\d{10}\.\d+,"port":4000\},\{"host":"a","id":"[-0-9a-f]{36}","last_seen":\d{10}\.\d+,"port":4001\}\]\n$/u,
    )
    expect(body).toContain(id)
    expect(await opened.http(port, 'POST', '/heartbeat', `{"id":"${id}"}`)).toMatchObject({
      status: 200,
      body: '{"message":"Heartbeat received"}\n',
    })
  })
})

describe('what discovery answers to what it does not like', () => {
  const page500 =
    '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.</p>\n'
  const page405 =
    '<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n<p>The method is not allowed for the requested URL.</p>\n'
  const says = (message: string): string => `{"message":"${message}"}\n`

  test.each`
    request                                             | original                                  | correct
    ${['POST', '/receivers']}                           | ${[405, page405]}                         | ${[200, '[]\n']}
    ${['POST', '/receivers', '{}']}                     | ${[405, page405]}                         | ${[200, '[]\n']}
    ${['GET', '/register']}                             | ${[405, page405]}                         | ${[405, says('this path takes another method')]}
    ${['POST', '/heartbeat', '{"id":"nobody"}']}        | ${[200, says('Heartbeat received')]}      | ${[404, says('unknown id: register again')]}
    ${['POST', '/heartbeat', '{}']}                     | ${[500, page500]}                         | ${[400, says('id is missing')]}
    ${['POST', '/heartbeat', '[1]']}                    | ${[500, page500]}                         | ${[400, says('id is missing')]}
    ${['POST', '/heartbeat', '{"id":[]}']}              | ${[200, says('Heartbeat received')]}      | ${[400, says('id has to be the id that registering gave, and this is a list')]}
    ${['POST', '/register', '{"host":"a"}']}            | ${[500, page500]}                         | ${[400, says('port is missing')]}
    ${['POST', '/register', '{"port":1}']}              | ${[500, page500]}                         | ${[400, says('host is missing')]}
    ${['POST', '/register', '{"host":1,"port":1}']}     | ${[500, page500]}                         | ${[400, says('host has to be a name or an address, and this is a number')]}
    ${['POST', '/register', '{"host":"a","port":0}']}   | ${[500, page500]}                         | ${[400, says('port has to be a number from 1 to 65535, and this one is not')]}
    ${['POST', '/register', '{"host":"a b","port":1}']} | ${[500, page500]}                         | ${[400, says('host has to be a name or an address, and this text is neither')]}
    ${['POST', '/register', 'null']}                    | ${[500, page500]}                         | ${[400, says('host is missing')]}
    ${['POST', '/register', '{"host"']}                 | ${[400, /400 Bad Request/u]}              | ${[400, says('the body is no JSON')]}
    ${['POST', '/register', '']}                        | ${[400, /400 Bad Request/u]}              | ${[400, says('the body is no JSON')]}
    ${['POST', '/register', '{}', 'text/plain']}        | ${[415, /415 Unsupported Media Type/u]}   | ${[415, says('the body has to be application/json')]}
    ${['POST', '/register', 'x'.repeat(70_000)]}        | ${[413, /413 Request Entity Too Large/u]} | ${[413, says('the body is too large')]}
    ${['GET', '/']}                                     | ${[404, /404 Not Found/u]}                | ${[404, says('there are /register, /heartbeat and /receivers here')]}
  `('$request', async ({ request, original, correct }) => {
    for (const [variant, [status, body]] of [
      ['original', original],
      ['correct', correct],
    ] as const) {
      const { port } = await opened.start('discovery', variant)
      const [method, path, said, type] = request as [string, string, string?, string?]
      const answer = await opened.http(port, method, path, said ?? null, type)
      expect(answer.status).toBe(status)
      if (typeof body === 'string') expect(answer.body).toBe(body)
      else expect(answer.body).toMatch(body)
    }
  })

  test('an address that registers twice is listed once; the original lists it twice', async () => {
    const body = '{"host":"a","port":4000}'
    const correct = await opened.start('discovery', 'correct')
    const answers = [1, 2].map(() => opened.http(correct.port, 'POST', '/register', body))
    const [one, two] = await Promise.all(answers)
    expect(one?.body).toBe(two?.body)
    const own = '{"host":"a","port":4000,"wire":"worldline/1"}'
    expect((await opened.http(correct.port, 'POST', '/register', own)).body).toBe(one?.body)
    expect(await opened.listed(correct.port)).toEqual([4000])
    const list = await opened.http(correct.port, 'GET', '/receivers')
    expect(list.body).toMatch(/"port":4000,"wire":"worldline\/1"\}\]\n$/u)
    const original = await opened.start('discovery', 'original')
    await opened.http(original.port, 'POST', '/register', own)
    await opened.http(original.port, 'POST', '/register', own)
    expect(await opened.listed(original.port)).toEqual([4000, 4000])
    expect((await opened.http(original.port, 'GET', '/receivers')).body).not.toContain('wire')
  })

  test('the id of an address outlives discovery', async () => {
    const ids = []
    for (let start = 0; start < 2; start += 1) {
      const { port } = await opened.start('discovery', 'correct')
      const { body } = await opened.http(port, 'POST', '/register', '{"host":"a","port":4000}')
      ids.push(JSON.parse(body).id)
    }
    expect(ids[0]).toBe(ids[1])
  })
})

describe('Hello Receiver!', () => {
  /** So many in a row, each on a connection of its own; how many were answered with ACK. */
  async function greet(port: number, times: number): Promise<number> {
    const answers: Promise<string>[] = []
    for (let nth = 0; nth < times; nth += 1) {
      const { socket, end } = await opened.dial(port)
      socket.write(hello)
      answers.push(end)
    }
    // The original closes a connection without an ACK when it accepts the next.
    const last = await opened.dial(port)
    const said = await Promise.all(answers)
    last.socket.destroy()
    expect(new Set(said)).toEqual(new Set(said.map((one) => (one === '' ? '' : 'ACK'))))
    return said.filter((one) => one === 'ACK').length
  }

  test('200 times: ACK about half of the time from the original, always from ours', async () => {
    const discovery = await opened.start('discovery', 'original')
    const original = await opened.start('receiver', 'original', { discovery: discovery.url })
    const half = await greet(original.port, 200)
    expect(half).toBeGreaterThan(60)
    expect(half).toBeLessThan(140)
    expect(inState(original, 'effects')).toBe(200)
    const data = freshFolder()
    const ours = await opened.start('receiver', 'correct', { discovery: discovery.url, data })
    expect(await greet(ours.port, 200)).toBe(200)
    await opened.stop(ours)
    const again = await opened.start('receiver', 'correct', { discovery: discovery.url, data })
    expect(inState(again, 'effects')).toBe(200) // what was acked is on disk
    expect(again.port).toBe(ours.port)
  })

  test('with a silent connection held open: the original blocks, ours does not', async () => {
    const discovery = await opened.start('discovery', 'correct')
    const original = await opened.start('receiver', 'original', { discovery: discovery.url })
    const silent = await opened.dial(original.port)
    const blocked = await opened.dial(original.port)
    blocked.socket.write(hello)
    await until(() => (inState(original, 'backlog') as unknown[]).length === 1)
    expect(inState(original, 'effects')).toBe(0)
    silent.socket.end()
    await until(() => inState(original, 'effects') === 1)
    const ours = await opened.start('receiver', 'correct', { discovery: discovery.url })
    await opened.dial(ours.port)
    const served = await opened.dial(ours.port)
    served.socket.write(hello)
    expect(await served.end).toBe('ACK')
  })

  test('more than 1,024 bytes are cut by the original, and whole with us', async () => {
    const text = 'x'.repeat(1_500)
    const discovery = await opened.start('discovery', 'correct')
    for (const [variant, length] of [
      ['original', 1_024],
      ['correct', 1_500],
    ] as const) {
      const one = await opened.start('receiver', variant, { discovery: discovery.url })
      const { socket } = await opened.dial(one.port)
      socket.write(text)
      await until(() => inState(one, 'effects') === 1)
      expect(inState(one, 'latest')).toHaveLength(length)
    }
  })
})

describe('the list', () => {
  test('after a restart of discovery: ours is whole again, the original’s stays empty', async () => {
    for (const variant of ['correct', 'original'] as const) {
      const first = await opened.start('discovery', variant)
      const { port } = first
      const receiver = await opened.start('receiver', variant, { discovery: first.url })
      await until(async () => (await opened.listed(port)).includes(receiver.port))
      await opened.stop(first)
      const second = await opened.start('discovery', variant, { port })
      if (variant === 'correct') {
        await until(async () => (await opened.listed(port)).includes(receiver.port))
      } else {
        // Three heartbeats have been answered with 200, and nobody registers.
        await until(() => (second.lone.host.tally.delivered.get('heartbeat') ?? 0) >= 3)
        expect(await opened.listed(port)).toEqual([])
      }
    }
  })

  test('forgets who is silent for longer than the expiry', async () => {
    const { port, url } = await opened.start('discovery', 'correct')
    const receiver = await opened.start('receiver', 'correct', { discovery: url })
    await until(async () => (await opened.listed(port)).length === 1)
    await opened.stop(receiver)
    await until(async () => (await opened.listed(port)).length === 0)
  })
})

describe('clients', () => {
  test.each(['correct', 'original'] as const)('%s: come together in any order', async (variant) => {
    const place = await opened.start('discovery', variant)
    await opened.stop(place) // a port where nobody is yet
    const client = await opened.start('client', variant, { discovery: place.url, every: 100_000 })
    // A letter that is given up may be told first: the original does not wait with it.
    await until(() => client.told.some(({ kind }) => kind === 'waiting'))
    expect(client.told.find(({ kind }) => kind === 'waiting')).toMatchObject({
      ...{ kind: 'waiting', code: 'WL5001' },
      sentence: `no discovery answers at ${place.url}: nobody listens there. Waiting.`,
    })
    const receiver = await opened.start('receiver', variant, { discovery: place.url })
    await until(() => receiver.told.length > 0)
    await opened.start('discovery', variant, { port: place.port })
    await until(() => client.told.some((one) => one.kind === 'letter' && one.acked))
    expect(client.told.some((one) => one.kind === 'found')).toBe(true)
  })

  test('ours writes to a receiver of the source, and the source’s client to ours', async () => {
    const { url } = await opened.start('discovery', 'correct')
    const original = await opened.start('receiver', 'original', { discovery: url })
    const ours = await opened.start('client', 'correct', { discovery: url })
    await until(() => (inState(ours, 'listed') as unknown[]).length === 1)
    const post = await ours.lone.program.letters?.().post(null, 'good morning')
    expect(post).toMatchObject({ outcome: 'acked', by: `plain/127.0.0.1:${original.port}` })
    await opened.stop(original)
    const receiver = await opened.start('receiver', 'correct', { discovery: url })
    const source = await opened.start('client', 'original', { discovery: url })
    const at = `plain/127.0.0.1:${receiver.port}`
    await until(() => (inState(source, 'listed') as string[]).includes(at))
    const said = await source.lone.program.letters?.().post(at as never, hello)
    expect(said).toMatchObject({ outcome: 'acked', by: at })
    expect(inState(receiver, 'latest')).toBe(hello)
  })

  test('keep their name with their data, and take another without', async () => {
    const { url } = await opened.start('discovery', 'correct')
    const data = freshFolder()
    const names = []
    for (const wish of [{ data }, { data }, {}]) {
      const client = await opened.start('client', 'correct', { discovery: url, ...wish })
      names.push(client.lone.name)
      await opened.stop(client)
    }
    expect(names[0]).toMatch(/^client\d{12}$/u)
    expect(names[1]).toBe(names[0])
    expect(names[2]).not.toBe(names[0])
  })
})

describe('a data folder that cannot be used', () => {
  test('is told, and the port is free again', async () => {
    const data = freshFolder()
    mkdirSync(join(data, 'receiver1', 'port.new'), { recursive: true }) // nothing can be written there
    const { port } = await opened.start('discovery', 'correct')
    const wish = { discovery: `http://127.0.0.1:${port}` }
    const free = await opened.start('receiver', 'correct', wish)
    await opened.stop(free)
    const refused: Promise<unknown> = opened.start('receiver', 'correct', {
      ...{ ...wish, data, port: free.port },
    })
    await expect(refused).rejects.toThrow(/WL5007: the data folder \S+ cannot be used: EISDIR/u)
    const again = await opened.start('receiver', 'correct', { ...wish, port: free.port })
    expect(again.port).toBe(free.port)
  })

  test('may be a file, for one node and for all', async () => {
    const data = freshFolder()
    writeFileSync(join(data, 'receiver1'), '')
    const lone: Promise<unknown> = opened.start('receiver', 'correct', { data })
    await expect(lone).rejects.toThrow(/WL5007: the data folder \S+ cannot be used: it is a file/u)
    const whole = startWhole({
      ...{ orders: [orderOf('receiver', 'correct')], folder: data, host: '127.0.0.1', seed: 1 },
      ...{ strikes: [], onEvent() {} },
    })
    await expect(whole).rejects.toThrow(/WL5007: the data folder \S+ cannot be used: it is a file/u)
  })
})

describe('strangers', () => {
  test('at a receiver are refused or bounded, and others are served', async () => {
    const { url } = await opened.start('discovery', 'correct')
    const receiver = await opened.start('receiver', 'correct', { discovery: url })
    const before = process.memoryUsage()
    const idle = []
    for (let nth = 0; nth < 1_000; nth += 1) idle.push(opened.dial(receiver.port))
    await Promise.all(idle)
    const endless = await opened.dial(receiver.port)
    const megabyte = Buffer.alloc(1 << 20, 0x78)
    for (let nth = 0; nth < 10; nth += 1) endless.socket.write(megabyte)
    const http = await opened.dial(receiver.port)
    http.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const noText = await opened.dial(receiver.port)
    noText.socket.write(new Uint8Array([0xff, 0xfe, 0xfd]))
    const halfFrame = await opened.dial(receiver.port)
    halfFrame.socket.write(new Uint8Array([0, 0, 0, 200, 0, 1, 2]))
    const noFrame = await opened.dial(receiver.port)
    noFrame.socket.write(new Uint8Array([0, 0, 0, 3, 9, 9, 9]))
    expect(await http.end).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/u)
    expect([await endless.end, await noText.end]).toEqual(['', ''])
    await noFrame.end
    const { socket, end } = await opened.dial(receiver.port)
    socket.write(hello)
    expect(await end).toBe('ACK')
    expect(inState(receiver, 'effects')).toBe(1)
    const refused = receiver.told.flatMap((one) => (one.kind === 'refused' ? [one.sentence] : []))
    for (const why of [
      'more than 65536 bytes',
      'it speaks HTTP',
      'it is no text',
      'wanted its place',
    ]) {
      expect(refused.some((one) => one.includes(why))).toBe(true)
    }
    const after = process.memoryUsage()
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(
      64 << 20,
    )
  })

  test('at discovery are refused or bounded, and others are served', async () => {
    const { port, lone } = await opened.start('discovery', 'correct')
    const idle = []
    for (let nth = 0; nth < 1_000; nth += 1) idle.push(opened.dial(port))
    await Promise.all(idle)
    const endless = await opened.dial(port)
    endless.socket.write('POST /register HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n')
    endless.socket.write(Buffer.alloc(10_000_000, 0x78))
    const noHttp = await opened.dial(port)
    noHttp.socket.write(Buffer.from([0, 1, 2, 3, 13, 10, 13, 10]))
    expect(await noHttp.end).toMatch(/^HTTP\/1\.1 400 /u)
    expect(await opened.http(port, 'GET', '/receivers')).toMatchObject({
      status: 200,
      body: '[]\n',
    })
    expect(lone.host.tally.delivered.get('register')).toBeUndefined()
  })

  test('register so many that the list is full, and are told so', async () => {
    const { port } = await opened.start('discovery', 'correct', {
      timings: {
        heartbeat: 1e7,
        expiry: 3e7,
        cleanup: 5e6,
        ackTimeout: 5e6,
        backoffMax: 1e7,
        poll: 5e6,
      },
    })
    const register = (at: number): Promise<{ status: number; body: string }> =>
      opened.http(port, 'POST', '/register', `{"host":"a","port":${at}}`)
    for (let at = 1; at <= 1_024; at += 1) expect((await register(at)).status).toBe(201)
    expect(await register(1_025)).toMatchObject({
      status: 503,
      body: '{"message":"the list is full"}\n',
    })
    expect((await register(7)).status).toBe(201)
  })
})
