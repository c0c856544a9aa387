// What a proxy without faults costs: round trips of one small message at a time over a connection
// and over datagrams, directly and through the proxies, in turn within each repetition, so that a
// busy machine slows both. And how much later than drawn a delay is: the grain of the timers.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

import { addressOf, spotOf } from '../adapters/address.ts'
import { Proxies } from '../adapters/proxy/proxies.ts'
import { ms, nodeId } from '../sim/units.ts'
import type { Bench } from './bench.ts'

const host = '127.0.0.1'
const [from, to] = [nodeId('a1'), nodeId('b1')]
const letter = Buffer.alloc(200, 'x')
const trips = 2_000
const turns = 5

/** Mean microseconds of a round trip: directly, and through a proxy. */
interface Cost {
  readonly direct: number
  readonly proxied: number
}

/** Ways of asking; each answers when its answer is there. */
interface Ways {
  readonly direct: () => Promise<void>
  readonly proxied: () => Promise<void>
  close(): Promise<void>
}

async function costOf(open: () => Promise<Ways>): Promise<Cost> {
  const ways = await open()
  const spent = { direct: 0, proxied: 0 }
  for (let turn = 0; turn < turns; turn += 1) {
    for (const name of ['direct', 'proxied'] as const) {
      const began = process.hrtime.bigint()
      for (let trip = 0; trip < trips / turns; trip += 1) await ways[name]()
      spent[name] += Number(process.hrtime.bigint() - began) / 1_000
    }
  }
  await ways.close()
  return { direct: spent.direct / trips, proxied: spent.proxied / trips }
}

const proxiesOver = (carrier: 'tcp' | 'udp'): Promise<Proxies> =>
  Proxies.open({
    carrier,
    host,
    pairs: [
      [from, to],
      [to, from],
    ],
    kindOf: () => (carrier === 'udp' ? 'datagram' : 'stream'),
    resetAfter: ms(2_000),
    seed: 1,
  })

/** Where `from` has to go for that port of `to`. */
function portThrough(proxies: Proxies, port: number): number {
  return spotOf(proxies.route(from, to, addressOf('tcp', { host, port })))?.port ?? port
}

async function overTcp(): Promise<Ways> {
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {}) // the proxies end it with a reset
    socket.on('data', (bytes) => socket.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as { port: number }
  const proxies = await proxiesOver('tcp')
  const dial = async (at: number): Promise<Socket> => {
    const socket = connect(at, host)
    socket.setNoDelay(true)
    await once(socket, 'connect')
    return socket
  }
  const sockets = [await dial(port), await dial(portThrough(proxies, port))] as const
  const ask = async (socket: Socket): Promise<void> => {
    socket.write(letter)
    await new Promise((resolve) => socket.once('data', resolve))
  }
  return {
    direct: () => ask(sockets[0]),
    proxied: () => ask(sockets[1]),
    async close() {
      for (const socket of sockets) socket.destroy()
      await proxies.close()
      server.close()
    },
  }
}

async function overUdp(): Promise<Ways> {
  const [asker, answerer] = [createSocket('udp4'), createSocket('udp4')]
  await new Promise<void>((resolve) => asker.bind(0, host, resolve))
  await new Promise<void>((resolve) => answerer.bind(0, host, resolve))
  answerer.on('message', (bytes, { port }) => answerer.send(bytes, port, host))
  const proxies = await proxiesOver('udp')
  const { port } = answerer.address()
  const through = portThrough(proxies, port)
  proxies.route(to, from, addressOf('udp', { host, port: asker.address().port }))
  const ask = (at: number) => async (): Promise<void> => {
    asker.send(letter, at, host)
    await new Promise((resolve) => asker.once('message', resolve))
  }
  return {
    direct: ask(port),
    proxied: ask(through),
    async close() {
      await proxies.close()
      asker.close()
      answerer.close()
    },
  }
}

/** Mean microseconds that datagrams are in the proxy beyond the delay that was drawn. */
async function grain(): Promise<number> {
  const proxies = await proxiesOver('udp')
  const [asker, answerer] = [createSocket('udp4'), createSocket('udp4')]
  await new Promise<void>((resolve) => answerer.bind(0, host, resolve))
  const through = portThrough(proxies, answerer.address().port)
  const extra = { kind: 'uniform', min: ms(5), max: ms(15) } as const
  const filter = { kinds: null, first: null, last: null, where: null }
  proxies.apply(1, { kind: 'delay', links: [{ from: [from], to: [to] }], extra, filter })
  for (let trip = 0; trip < 30; trip += 1) {
    asker.send(letter, through, host)
    await once(answerer, 'message')
  }
  const { asked = 0, took = 0, hit = 1 } = proxies.footprints.get(1) ?? {}
  await proxies.close()
  asker.close()
  answerer.close()
  return (took - asked) / hit
}

const both = { tcp: overTcp, udp: overUdp }

const costs = (['tcp', 'udp'] as const).flatMap((over): Bench[] => [
  {
    name: `real/proxy-cost/${over}`,
    unit: 'us',
    better: 'less',
    run: async () => (await costOf(both[over])).proxied,
  },
  {
    name: `real/proxy-cost/${over}/direct`,
    unit: 'us',
    better: 'less',
    run: async () => (await costOf(both[over])).direct,
  },
  {
    name: `real/proxy-cost/${over}/ratio`,
    unit: 'times',
    better: 'less',
    async run() {
      const { direct, proxied } = await costOf(both[over])
      return proxied / direct
    },
  },
])

export const benches: readonly Bench[] = [
  ...costs,
  { name: 'real/proxy-cost/grain', unit: 'us', better: 'less', run: grain },
]
