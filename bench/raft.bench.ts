// Raft with its store, its sums and its snapshots: what an event of it costs, the handlers included,
// with the digest on. An event is a step, a drop or a fault; syncs are not counted. Time is that of
// the processor, all threads of the process together.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Call, Planned } from '../sim/fault.ts'
import type { System } from '../sim/kernel/compile.ts'
import { openingOf } from '../sim/kernel/lab.ts'
import { World } from '../sim/kernel/world.ts'
import { type Micros, seconds } from '../sim/units.ts'
import { type Bench, rateSince } from './bench.ts'
import { bytesHeld } from './held.ts'
import { alone, askedByClients, callsOf, faultsOf, proposedTo } from './raft-lab.ts'
import type { Batch } from './raft-seeds.ts'

interface Load {
  readonly system: System
  readonly plan: readonly Planned[]
  readonly workload: readonly Call[]
  readonly until: Micros
}

const heartbeats = (): Load => ({ system: alone(), plan: [], workload: [], until: seconds(1_000) })

function faults(until: Micros = seconds(100)): Load {
  const system = proposedTo()
  return { system, plan: faultsOf(system, until), workload: [], until }
}

function clients(until: Micros = seconds(100)): Load {
  const system = askedByClients()
  return { system, plan: faultsOf(system, until), workload: callsOf(until), until }
}

/** Nanoseconds an event, over so many seeds in one world. */
function costOf({ system, plan, workload, until }: Load, runs: number): number {
  const world = new World(system)
  let events = 0
  const before = process.cpuUsage().user
  for (let seed = 1; seed <= runs; seed++) {
    world.reset(openingOf(seed, { plan, workload }))
    world.run(until, null)
    events += world.events
  }
  return ((process.cpuUsage().user - before) * 1_000) / events
}

/** Messages received in a second of the processor's. */
function rateOf({ system, plan, workload, until }: Load, runs: number): number {
  const world = new World(system)
  let messages = 0
  const before = process.cpuUsage().user
  for (let seed = 1; seed <= runs; seed++) {
    world.reset(openingOf(seed, { plan, workload }))
    world.run(until, null)
    for (const kind of ['append', 'appended']) messages += world.deliveredOf(kind)
  }
  return (messages * 1e6) / (process.cpuUsage().user - before)
}

/** Microseconds for one world to be made or reset, and its five servers started. */
function startsOf(count: number, worldOf: (system: System) => () => World): number {
  const next = worldOf(alone())
  const opening = openingOf(1)
  const before = process.cpuUsage().user
  for (let n = 0; n < count; n++) {
    const world = next()
    world.reset(opening)
    world.run(0, null)
  }
  return (process.cpuUsage().user - before) / count
}

/** Bytes that a world and its five started servers hold; the compiled system is shared. */
function bytesOfFresh(): number {
  const system = alone()
  const worlds: World[] = []
  const before = bytesHeld()
  for (let n = 0; n < 500; n++) {
    const world = new World(system)
    world.reset(openingOf(n))
    world.run(0, null)
    worlds.push(world)
  }
  return (bytesHeld() - before) / worlds.length
}

/** About a second's work each. */
const seedsPerWorker = 1_200
const batch = 100

/** Seeds of a second each, in batches, whoever is free taking the next. */
async function seedsIn(workers: number): Promise<number> {
  const seeds = seedsPerWorker * workers
  const crew = await Promise.all(
    Array.from({ length: workers }, async () => {
      const worker = new Worker(new URL('raft-seeds.js', import.meta.url))
      await answerOf(worker, { first: 1, last: batch }) // warms up
      return worker
    }),
  )
  let first = 1
  const began = process.hrtime.bigint()
  await Promise.all(
    crew.map(async (worker) => {
      while (first <= seeds) {
        const mine = { first, last: first + batch - 1 }
        first += batch
        await answerOf(worker, mine)
      }
    }),
  )
  const rate = rateSince(began, seeds)
  await Promise.all(crew.map((worker) => worker.terminate()))
  return rate
}

async function answerOf(worker: Worker, order: Batch): Promise<void> {
  const answer = once(worker, 'message')
  worker.postMessage(order)
  await answer
}

const perEvent = (name: string, run: () => number): Bench => ({
  ...{ name: `kernel/${name}`, unit: 'ns/event', better: 'less', run },
})
const starts = (name: string, run: () => number): Bench => ({
  ...{ name: `kernel/${name}/raft5`, unit: 'us', better: 'less', run },
})
const seedsWith = (name: string, workers: number): Bench => ({
  ...{ name, unit: `seeds/s, ${workers} worker${workers === 1 ? '' : 's'}`, better: 'more' },
  repetitions: 3,
  run: () => seedsIn(workers),
})

export const benches: readonly Bench[] = [
  perEvent('raft5-heartbeats', () => costOf(heartbeats(), 5)),
  {
    name: 'kernel/raft5-heartbeats/messages',
    unit: 'messages/s',
    better: 'more',
    run: () => rateOf(heartbeats(), 5),
  },
  perEvent('raft5-faults', () => costOf(faults(), 10)),
  perEvent('raft5-clients', () => costOf(clients(), 6)),
  starts('fresh-world', () => startsOf(20_000, (system) => () => new World(system))),
  starts('reset-world', () =>
    startsOf(60_000, (system) => {
      const world = new World(system)
      return () => world
    }),
  ),
  {
    name: 'memory/raft5-fresh',
    unit: 'bytes',
    better: 'less',
    repetitions: 3,
    run: bytesOfFresh,
  },
  seedsWith('seeds/raft5-1s', 1),
  seedsWith('seeds/raft5-1s/two-workers', 2),
]
