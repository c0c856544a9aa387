// What a message costs over each carrier: round trips of 100 bytes between two processes, one in
// flight, from the actor's message to the actor's message (codec, seal, socket, checks); and how
// many go one way over a stream that is kept full.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { Carrier } from '../adapters/address.ts'
import { listenOver } from '../adapters/carriers.ts'
import { limitsDefault, type Transport } from '../adapters/transport.ts'
import { type NodeId, nodeId } from '../sim/units.ts'
import { type Bench, rateSince } from './bench.ts'
import { letter } from './carrier-letter.ts'

const echo = fileURLToPath(new URL('./carrier-echo.js', import.meta.url))
const peer = nodeId('b1')

/** Two processes joined by a carrier. */
interface Pair {
  /** Sends one message on. */
  send(): void
  /** Settles once that many answers have come in all. */
  answers(count: number): Promise<void>
  close(): Promise<void>
}

async function open(carrier: Carrier, answerEvery: number): Promise<Pair> {
  const book = new Map<NodeId, NodeId>()
  let answered = 0
  let waiting: { readonly count: number; go(): void } | null = null
  let sent = 0
  const transport: Transport = await listenOver(carrier, {
    ...{ id: nodeId('a1'), life: 1, hears: null, book },
    ears: {
      receive() {
        answered += 1
        if (waiting !== null && answered >= waiting.count) waiting.go()
      },
      lost: (_peer, why) => {
        throw new Error(`the connection ended: ${why}`)
      },
      dropped() {},
      refused: (_remote, why) => {
        throw new Error(why)
      },
    },
    kindOf: () => (carrier === 'udp' ? 'datagram' : 'stream'),
    ...{ host: '127.0.0.1', port: null, queue: 4_096, limits: limitsDefault },
  })
  const child = fork(echo, [carrier, transport.address, `${answerEvery}`])
  const [address] = (await once(child, 'message')) as [NodeId]
  book.set(peer, address)
  return {
    send() {
      sent += 1
      transport.linkTo(peer)?.send(letter(sent), sent)
    },
    answers: (count) =>
      new Promise((resolve) => {
        waiting = { count, go: resolve }
        if (answered >= count) resolve()
      }),
    async close() {
      await transport.close()
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

interface Trips {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

async function trips(carrier: Carrier, count: number): Promise<Trips> {
  const pair = await open(carrier, 1)
  let tripped = 0
  const trip = (): Promise<void> => {
    tripped += 1
    pair.send()
    return pair.answers(tripped)
  }
  for (let nth = 0; nth < count / 4; nth += 1) await trip()
  const took: number[] = []
  const began = process.hrtime.bigint()
  for (let nth = 0; nth < count; nth += 1) {
    const left = process.hrtime.bigint()
    await trip()
    took.push(Number(process.hrtime.bigint() - left) / 1_000)
  }
  const perSecond = rateSince(began, count)
  await pair.close()
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN
  return { perSecond, p50: at(0.5), p99: at(0.99) }
}

/** Messages a second one way, a thousand under way at most. */
async function oneWay(carrier: Carrier, rounds: number): Promise<number> {
  const batch = 500
  const pair = await open(carrier, batch)
  const push = (): void => {
    for (let nth = 0; nth < batch; nth += 1) pair.send()
  }
  push()
  push()
  await pair.answers(1)
  const began = process.hrtime.bigint()
  for (let round = 1; round <= rounds; round += 1) {
    push()
    await pair.answers(1 + round)
  }
  const rate = rateSince(began, rounds * batch)
  await pair.answers(2 + rounds)
  await pair.close()
  return rate
}

/** A carrier's round trips, as three figures. */
function rtt(carrier: Carrier, count: number): Bench[] {
  const name = `real/${carrier}-rtt`
  const figure = (of: (one: Trips) => number) => async (): Promise<number> =>
    of(await trips(carrier, count))
  return [
    { name, unit: 'calls/s', better: 'more', repetitions: 3, run: figure((one) => one.perSecond) },
    {
      name: `${name}/p50`,
      unit: 'us',
      better: 'less',
      repetitions: 3,
      run: figure((one) => one.p50),
    },
    {
      name: `${name}/p99`,
      unit: 'us',
      better: 'less',
      repetitions: 3,
      run: figure((one) => one.p99),
    },
  ]
}

export const benches: readonly Bench[] = [
  ...rtt('udp', 10_000),
  ...rtt('tcp', 10_000),
  ...rtt('grpc', 2_000),
  {
    name: 'real/tcp-throughput',
    unit: 'messages/s',
    better: 'more',
    repetitions: 3,
    run: () => oneWay('tcp', 200),
  },
  {
    name: 'real/grpc-throughput',
    unit: 'messages/s',
    better: 'more',
    repetitions: 3,
    run: () => oneWay('grpc', 20),
  },
]
