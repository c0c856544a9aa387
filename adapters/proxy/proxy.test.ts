import { createServer, type Socket } from 'node:net'

import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'

import type { Fault } from '../../sim/fault.ts'
import { type Micros, ms, type NodeId, nodeId } from '../../sim/units.ts'
import { type Carrier, spotOf } from '../address.ts'
import { listenOver } from '../carriers.ts'
import { type End, Ends } from '../end.suite.ts'
import { farewell } from '../tcp/connection.ts'
import type { Book } from '../transport.ts'
import { Agenda } from './agenda.ts'
import { a1, andBack, b1, bothWays, Lab, passed, there, until } from './lab.suite.ts'
import { Proxies } from './proxies.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function openLab(...wish: Parameters<typeof Lab.open>): Promise<Lab> {
  const lab = await Lab.open(...wish)
  closers.push(() => lab.close())
  return lab
}

const all = { kinds: null, first: null, last: null, where: null } as const
const end = (of: number): Fault => ({ kind: 'end', of })

/** Two nodes over a real transport, whose books lead through proxies. */
async function nodes(carrier: Carrier, resetAfter: Micros = ms(2_000)): Promise<Pair> {
  const proxies = await Proxies.open({
    carrier,
    host: '127.0.0.1',
    pairs: [
      [a1, b1],
      [b1, a1],
    ],
    kindOf: () => (carrier === 'udp' ? 'datagram' : 'stream'),
    resetAfter,
    ...(carrier === 'grpc' ? {} : { farewell }),
    seed: 1,
  })
  const books = new Map<NodeId, Book>([
    [a1, new Map()],
    [b1, new Map()],
  ])
  const ends = new Ends((options) =>
    listenOver(carrier, { ...options, book: books.get(options.id) ?? options.book }),
  )
  const link = carrier === 'udp' ? 'datagram' : 'stream'
  const [a, b] = [await ends.open('a1', { link }), await ends.open('b1', { link })]
  closers.push(
    () => proxies.close(),
    () => ends.close(),
  )
  const tell = (): void => {
    books.get(a1)?.set(b1, proxies.route(a1, b1, b.wire.address))
    books.get(b1)?.set(a1, proxies.route(b1, a1, a.wire.address))
  }
  tell()
  return { a, b, proxies }
}

interface Pair {
  readonly a: End
  readonly b: End
  readonly proxies: Proxies
}

describe.each(['tcp', 'grpc'] as const)('two nodes over %s', (carrier) => {
  test('talk through the proxies as if there were none', async () => {
    const { a, b, proxies } = await nodes(carrier)
    for (let nth = 0; nth < 500; nth += 1) a.send('b1', `${nth}`)
    await b.hears('499 from a1')
    b.send('a1', 'back')
    await a.hears('back from b1')
    expect(b.told).toEqual(Array.from({ length: 500 }, (_, nth) => `${nth} from a1`))
    const [out] = proxies.counts.filter(({ from }) => from === a1)
    expect(out).toMatchObject({ connections: 1, refused: 0, broken: 0, bytesLost: 0 })
    expect(out?.bytes).toBeGreaterThan(500 * 20)
  })

  test('are both told of the end of a connection that is cut for too long, and talk again when it is healed', async () => {
    const { a, b, proxies } = await nodes(carrier, ms(200))
    a.send('b1', 'before')
    await b.hears('before')
    proxies.apply(1, { kind: 'cut', links: bothWays })
    a.send('b1', 'in the cut')
    await Promise.all([a.hears('lost b1 reset'), b.hears('lost a1 reset')])
    a.send('b1', 'a dial without an answer')
    await a.hears('lost b1 refused')
    proxies.apply(2, { kind: 'heal', links: null })
    a.send('b1', 'after')
    await b.hears('after')
    expect(b.told).toEqual(['before from a1', 'lost a1 reset', 'after from a1'])
  })

  test('hear in order what a stall held back, and no end', async () => {
    const { a, b, proxies } = await nodes(carrier, ms(200))
    a.send('b1', 'before')
    await b.hears('before')
    proxies.apply(1, { kind: 'stall', links: bothWays })
    for (let nth = 0; nth < 100; nth += 1) a.send('b1', `${nth}`)
    await until(() => (proxies.struck.get(1)?.hit ?? 0) > 0)
    await until(passed(250)) // longer than a cut would last
    expect(b.told).toEqual(['before from a1'])
    proxies.apply(2, end(1))
    await b.hears('99 from a1')
    expect(b.told.slice(1)).toEqual(Array.from({ length: 100 }, (_, nth) => `${nth} from a1`))
    expect(a.told).toEqual([])
  })

  test('are told of a reset, of a refusal, and of one end only where it is half-open', async () => {
    const { a, b, proxies } = await nodes(carrier)
    a.send('b1', 'one')
    await b.hears('one')
    proxies.apply(1, { kind: 'reset', links: there })
    await Promise.all([a.hears('lost b1 reset'), b.hears('lost a1 reset')])
    proxies.apply(2, { kind: 'refuse', nodes: [b1] })
    a.send('b1', 'two')
    await a.hears('lost b1 refused')
    proxies.apply(3, end(2))
    a.send('b1', 'three')
    await b.hears('three')
    proxies.apply(4, { kind: 'half-open', links: there })
    await a.until(() => a.told.filter((one) => one === 'lost b1 reset').length === 2)
    expect(b.told.filter((one) => one === 'lost a1 reset')).toHaveLength(1)
    proxies.apply(5, end(4))
    await b.until(() => b.told.filter((one) => one === 'lost a1 reset').length === 2)
    expect(proxies.struck.get(4)).toMatchObject({ met: 1, hit: 1 })
  })

  test('to a node that is down is refused through its proxy too', async () => {
    const { a, b } = await nodes(carrier)
    await b.wire.close()
    a.send('b1', 'hello')
    await a.hears('lost b1 refused')
  })
})

describe('two nodes over tcp', () => {
  test('are both told that a close was in order, and talk again', async () => {
    const { a, b, proxies } = await nodes('tcp')
    a.send('b1', 'one')
    await b.hears('one')
    proxies.apply(1, { kind: 'close', links: bothWays })
    await Promise.all([a.hears('lost b1 closed'), b.hears('lost a1 closed')])
    b.send('a1', 'two')
    await a.hears('two')
    await until(() => proxies.pending.connections === 1)
    expect(proxies.pending.due).toBe(0)
  })
})

describe('two nodes of the datagram transport', () => {
  test('lose what leaves in a cut and nothing else', async () => {
    const { a, b, proxies } = await nodes('udp')
    a.send('b1', 'one')
    await b.hears('one')
    proxies.apply(1, { kind: 'cut', links: there })
    a.send('b1', 'two')
    await until(() => proxies.struck.get(1)?.hit === 1)
    b.send('a1', 'the other way')
    await a.hears('the other way')
    proxies.apply(2, end(1))
    a.send('b1', 'three')
    await b.hears('three')
    expect(b.told).toEqual(['one from a1', 'three from a1'])
    expect(a.told).toEqual(['the other way from b1'])
  })

  test('know nothing of faults of connections', async () => {
    const { a, b, proxies } = await nodes('udp')
    proxies.apply(1, { kind: 'refuse', nodes: [b1] })
    proxies.apply(2, { kind: 'disconnect', nodes: [a1] })
    proxies.apply(3, { kind: 'half-open', links: bothWays })
    proxies.apply(4, { kind: 'reset', links: bothWays })
    a.send('b1', 'hello')
    await b.hears('hello')
    expect([1, 2, 3, 4].map((id) => proxies.struck.get(id)?.hit)).toEqual([0, 0, 0, 0])
  })
})

describe('proxies', () => {
  test('leave a delay of some messages, and every fault of messages or nodes, to others', async () => {
    const lab = await openLab()
    const filter = { ...all, kinds: ['letter'] }
    lab.strike([
      { kind: 'delay', links: there, extra: { kind: 'const', at: ms(60_000) }, filter },
      { kind: 'drop', links: bothWays, ppm: 1_000_000, filter: all },
      { kind: 'hold', links: bothWays, filter: all },
      { kind: 'pause', node: b1 },
    ])
    await lab.talk()
    expect(lab.proxies.struck.size).toBe(0)
  })

  test('leave a cut of a datagram link over connections to others', async () => {
    const lab = await openLab({ carrier: 'tcp', kind: 'datagram', resetAfter: ms(1) })
    lab.strike([{ kind: 'cut', links: bothWays }])
    await lab.talk()
  })

  test('add up: two delays and a bandwidth take as long as all of them', async () => {
    const lab = await openLab()
    const [near, far] = await lab.talk()
    lab.strike([
      { kind: 'delay', links: there, extra: { kind: 'const', at: ms(30) }, filter: all },
      { kind: 'delay', links: bothWays, extra: { kind: 'const', at: ms(30) }, filter: all },
      { kind: 'bandwidth', links: there, bytesPerSecond: 10_000, queue: null, policy: 'tail' },
    ])
    const began = performance.now()
    near.say('x'.repeat(600))
    await until(() => far.heard.length === 600)
    expect(performance.now() - began).toBeGreaterThanOrEqual(120)
    expect(lab.proxies.footprints.get(1)).toMatchObject({ met: 1, hit: 1, asked: 30_000 })
    expect(lab.proxies.footprints.get(1)?.took).toBeGreaterThanOrEqual(120_000)
    expect(lab.proxies.footprints.get(3)?.asked).toBe(60_000)
  })

  test('end a fault on some links and keep it on others', async () => {
    const lab = await openLab({ carrier: 'udp', kind: 'datagram' })
    lab.strike([
      { kind: 'cut', links: bothWays },
      { kind: 'heal', links: andBack },
    ])
    await lab.post('lost')
    await until(() => lab.proxies.struck.get(1)?.hit === 1)
    lab.strike([{ kind: 'heal', links: there }], 3)
    await lab.post('through')
    await until(() => lab.came.length === 1)
    expect(lab.came[0]?.text).toBe('through')
  })

  test('say where they cannot listen, and leave nothing open', async () => {
    const open = Proxies.open({
      carrier: 'udp',
      host: '192.0.2.1',
      pairs: [
        [a1, b1],
        [b1, a1],
      ],
      kindOf: () => 'stream',
      resetAfter: 1,
      seed: 1,
    })
    await expect(open).rejects.toThrow(
      'WL5002: port 0 of 192.0.2.1 is not of this machine, so the proxy from a1 to b1 cannot listen there.',
    )
  })

  test('lead to where a node is now, and past a pair that they do not serve', async () => {
    const lab = await openLab()
    const other = createServer((socket) => socket.on('error', () => {}).end('another life'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const before = lab.proxies.route(a1, b1, nodeId('tcp/127.0.0.1:1'))
    expect(lab.proxies.route(a1, b1, nodeId(`tcp/127.0.0.1:${port}`))).toBe(before)
    expect(spotOf(before)?.port).not.toBe(port)
    const near = lab.dial()
    await near.hears('another life')
    other.close()
    const elsewhere = nodeId('tcp/127.0.0.1:7')
    expect(lab.proxies.route(a1, nodeId('c1'), elsewhere)).toBe(elsewhere)
  })
})

describe('what waits is bounded', () => {
  test('a stalled stream is pushed back, and loses nothing', async () => {
    const lab = await openLab()
    const [near, far] = await lab.talk()
    lab.strike([{ kind: 'stall', links: there }])
    const said = 64 << 20
    const chunk = Buffer.alloc(1 << 20, 'x')
    let taken = 0
    for (let nth = 0; nth < 64; nth += 1) near.socket.write(chunk, () => (taken += chunk.length))
    let before = -1
    while (before !== taken) {
      before = taken
      await until(passed(60))
    }
    expect(taken).toBeLessThan(said / 2) // the buffers of the system, and a megabyte of ours
    expect(lab.proxies.pending.bytes).toBeLessThan(1_200_000)
    lab.strike([end(1)], 2)
    let heard = 0
    far.socket.removeAllListeners('data').on('data', (bytes: Buffer) => (heard += bytes.length))
    await until(() => heard === said)
  })

  test('an opening that waited is pushed back as well, when it goes on over a slow link', async () => {
    const lab = await openLab()
    lab.strike([
      { kind: 'bandwidth', links: there, bytesPerSecond: 1_000, queue: 5_000, policy: 'tail' },
      { kind: 'stall', links: there },
    ])
    const near = lab.dial()
    near.say(Buffer.alloc(16 << 20, 'x'))
    await until(() => lab.proxies.pending.bytes >= 65_536)
    lab.strike([end(2)], 3)
    await until(() => lab.taken[0]?.text.startsWith('x') === true)
    let most = 0
    const quiet = passed(200)
    await until(() => {
      most = Math.max(most, lab.proxies.pending.bytes)
      return quiet()
    })
    expect(most).toBeLessThan(256_000)
  })

  test('a reset does not wait for a reader that takes nothing', async () => {
    const lab = await openLab()
    const [near, far] = await lab.talk()
    far.socket.pause()
    const bytes = (): number => lab.proxies.counts.find(({ from }) => from === a1)?.bytes ?? 0
    let before = -1
    while (before !== bytes()) {
      before = bytes()
      near.say(Buffer.alloc(16_384, 'x'))
      await until(passed(5))
    }
    near.socket.resetAndDestroy()
    await until(() => lab.proxies.pending.connections === 0)
  })

  test('a stall keeps so many datagrams, and the others are lost', async () => {
    const lab = await openLab({ carrier: 'udp', kind: 'datagram' })
    lab.strike([{ kind: 'stall', links: there }])
    const seen = (): number => (lab.proxies.struck.get(1)?.hit ?? 0) + lost()
    const lost = (): number =>
      lab.proxies.counts.find(({ from }) => from === a1)?.datagramsLost ?? 0
    for (let nth = 1; nth <= 16_484; nth += 1) {
      await lab.post(`${nth}`)
      if (nth % 50 === 0) await until(() => seen() === nth) // no more than the system holds
    }
    await until(() => seen() === 16_484)
    expect(lost()).toBe(100)
    expect(lab.came).toEqual([])
  })
})

describe('nothing is left behind', () => {
  test('neither socket nor port nor timer, whatever was under way', async () => {
    const lab = await Lab.open({ carrier: 'udp', kind: 'stream', resetAfter: ms(50) })
    const pairs = [await lab.talk(), await lab.talk(), await lab.talk()]
    lab.strike([
      { kind: 'delay', links: bothWays, extra: { kind: 'const', at: ms(5_000) }, filter: all },
      { kind: 'stall', links: there },
      { kind: 'hang', nodes: [b1] },
    ])
    for (const [near, far] of pairs) {
      near.say('x'.repeat(10_000))
      far.say('y'.repeat(10_000))
    }
    lab.dial()
    await lab.post('z')
    await until(() => lab.proxies.pending.connections === 4 && lab.proxies.pending.due > 0)
    const where = spotOf(lab.proxies.route(a1, b1, nodeId('tcp/127.0.0.1:1')))
    await lab.close()
    expect(lab.proxies.pending).toEqual({ connections: 0, due: 0, bytes: 0 })
    await lab.proxies.close() // twice is once
    const again = createServer()
    await new Promise<void>((resolve) => again.listen(where?.port, '127.0.0.1', resolve))
    await new Promise((resolve) => again.close(resolve))
    lab.proxies.apply(9, { kind: 'heal', links: null })
  })

  test('by a dial that gave up while it waited, and by what it had said', async () => {
    const lab = await openLab()
    lab.strike([{ kind: 'stall', links: bothWays }])
    const near = lab.dial()
    near.say('x'.repeat(200_000))
    await until(() => lab.proxies.struck.get(1)?.hit === 1)
    await until(() => !near.socket.connecting)
    near.socket.resetAndDestroy()
    lab.dial().socket.on('connect', () => lab.dialed[1]?.socket.resetAndDestroy())
    await until(() => lab.proxies.pending.connections === 1)
    lab.strike([end(1)], 2)
    await until(() => lab.proxies.pending.connections === 0)
    expect(lab.taken.every(({ text }) => 'x'.repeat(200_000).startsWith(text))).toBe(true)
  })

  test('by connections that end in any way: when both ends are gone, so is theirs', async () => {
    const lab = await openLab({ resetAfter: ms(100) })
    const ways: ((one: { socket: Socket }) => void)[] = [
      ({ socket }) => socket.end(),
      ({ socket }) => socket.destroy(),
      ({ socket }) => socket.resetAndDestroy(),
    ]
    for (const finish of ways) {
      for (const which of [0, 1]) {
        const pair = await lab.talk()
        pair[0].say('unheard')
        pair[1].say('unheard')
        finish(pair[which] as (typeof pair)[0])
        await until(() => pair.every(({ socket }) => socket.closed))
      }
    }
    await until(() => lab.proxies.pending.connections === 0)
    expect(lab.proxies.pending.due).toBe(0)
  })
})

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'stall', links: there },
    { kind: 'cut', links: bothWays },
    { kind: 'cut', links: andBack },
    { kind: 'delay', links: bothWays, extra: { kind: 'uniform', min: 0, max: 4_000 }, filter: all },
    { kind: 'delay', links: there, extra: { kind: 'const', at: 3_000 }, filter: all },
    { kind: 'bandwidth', links: there, bytesPerSecond: 400_000, queue: 8_000, policy: 'tail' },
    { kind: 'hang', nodes: [b1] },
    { kind: 'heal', links: null },
    { kind: 'heal', links: there },
  ),
  fc.integer({ min: 1, max: 12 }).map(end),
)
const endings: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  { kind: 'reset', links: there },
  { kind: 'close', links: bothWays },
  { kind: 'half-open', links: andBack },
  { kind: 'refuse', nodes: [b1] },
  { kind: 'disconnect', nodes: [a1] },
)

describe('whatever faults come and go', () => {
  test('a stream that nothing ended has all of its bytes in order', async () => {
    const lab = await openLab({ resetAfter: ms(60_000) })
    await fc.assert(
      fc.asyncProperty(fc.array(anyFault, { minLength: 1, maxLength: 12 }), async (faults) => {
        const [near, far] = await lab.talk()
        let said = ''
        for (const [nth, fault] of faults.entries()) {
          lab.strike([fault], nth + 1)
          said += `${nth};`.repeat(200)
          near.say(`${nth};`.repeat(200))
          far.say('.')
          await until(passed(nth % 3))
        }
        near.socket.end()
        lab.strike([{ kind: 'heal', links: null }], 99)
        await until(() => far.ended !== null)
        expect(far.ended).toBe('end')
        expect(far.text).toBe(said)
      }),
      { numRuns: 25 },
    )
  })

  test('a stream that was ended has a prefix of its bytes, and the next one works', async () => {
    const lab = await openLab({ resetAfter: ms(20) })
    const mixed = fc.array(fc.oneof(anyFault, endings), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(mixed, async (faults) => {
        const [near, far] = await lab.talk()
        let said = ''
        for (const [nth, fault] of faults.entries()) {
          lab.strike([fault], nth + 1)
          said += `${nth};`.repeat(200)
          if (!near.socket.writableEnded) near.say(`${nth};`.repeat(200))
          if (!far.socket.writableEnded) far.say('.')
          if (nth % 4 === 0) lab.dial()
          await until(passed(nth % 3))
        }
        lab.strike([{ kind: 'heal', links: null }], 99)
        expect(said.startsWith(far.text)).toBe(true)
        for (const { socket } of lab.dialed) socket.destroy()
        await until(() => lab.proxies.pending.connections === 0)
        expect(lab.proxies.pending.due).toBe(0)
      }),
      { numRuns: 25 },
    )
    await lab.talk()
  })
})

describe('the agenda', () => {
  test('does what is due in order of its instants, never early, and what was called off never', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ after: fc.integer({ min: 0, max: 8 }), off: fc.boolean() }), {
          maxLength: 60,
        }),
        async (wishes) => {
          const agenda = new Agenda()
          const done: number[] = []
          let early = 0
          const now = performance.now()
          const tickets = wishes.map(({ after }, nth) =>
            agenda.at(now + after, () => {
              done.push(nth)
              if (performance.now() < now + after) early += 1
            }),
          )
          for (const [nth, { off }] of wishes.entries())
            if (off) agenda.cancel(tickets[nth] ?? null)
          const wanted = Array.from(wishes.entries())
            .filter(([, { off }]) => !off)
            .sort(([i, a], [j, b]) => a.after - b.after || i - j)
            .map(([nth]) => nth)
          await until(() => agenda.length === 0)
          expect(done).toEqual(wanted)
          expect(early).toBe(0)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('takes on while it works, and drops everything when it is cleared', async () => {
    const agenda = new Agenda()
    const done: string[] = []
    agenda.at(performance.now() + 1, () => {
      done.push('first')
      agenda.at(performance.now(), () => done.push('second'))
      agenda.at(performance.now() + 60_000, () => done.push('never'))
    })
    await until(() => done.length === 2)
    agenda.clear()
    expect([done, agenda.length]).toEqual([['first', 'second'], 0])
  })
})
