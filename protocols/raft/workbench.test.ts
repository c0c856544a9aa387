import { expect, test } from 'vitest'
import { told } from '../../sim/kernel/lab.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { ms, nodeId } from '../../sim/units.ts'
import { kvService } from '../raft-kv/service.ts'
import type { Hears } from './messages.ts'
import { parametersDefault } from './parameters.ts'
import { rules } from './rules.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'
import { named, Workbench } from './workbench.suite.ts'

// The workbench is a second, small world: it must say what the first one says. A run of the simulated
// world, in which steps overlap with slow syncs, is carried out again step by step.

/** @param nth the step of its node, by the event */
function again(bench: Workbench, event: TraceEvent, nth: Map<number, number>): void {
  bench.time = event.time
  const id = event.node ?? ''
  if (event.kind === 'durable') return bench.sync(id, nth.get(event.upTo))
  const { steps } = bench.node(id)
  if (event.kind === 'start') bench.start(id)
  else if (event.kind === 'expire') bench.expire(id, event.timer.kind as 'election')
  else if (event.kind !== 'receive') return
  // What a server sends itself arrives on the workbench by itself, and has been counted.
  else if (event.from === id) return
  else bench.hear(id, event.from, event.body as Hears)
  nth.set(event.id, steps + 1)
}

test.each([1, 2, 3, 4, 5])('a run of the simulated world is the same here: seed %i', (seed) => {
  const servers = named(3)
  const actor = server({
    members: servers.map(nodeId),
    service: kvService,
    parameters: parametersDefault,
    rules,
  })
  const workload = [1, 2, 3, 4, 5, 6].map((ask) => ({
    client: nodeId(`n${(ask % 3) + 1}`),
    at: ms(400 + ask),
    message: { kind: 'open', ask },
  }))
  const { world, trace } = told(
    {
      nodes: Object.fromEntries(servers.map((id) => [id, actor])),
      network: { latency: { kind: 'uniform', min: ms(1), max: ms(9) } },
      sync: { kind: 'uniform', min: ms(1), max: ms(6) },
    },
    ms(600),
    seed,
    { workload },
  )
  const bench = new Workbench({ servers, parameters: { preVote: true, checkQuorum: true } })
  for (const id of servers) bench.slow(id)
  const nth = new Map<number, number>()
  for (const event of trace) if (event.node !== null) again(bench, event, nth)

  for (const id of servers) {
    const sent = trace.flatMap((event) =>
      event.kind === 'send' && event.node === id && event.to !== id ? [event.body] : [],
    )
    expect(sent.length).toBeGreaterThan(5)
    expect(bench.sent(id)).toEqual(sent)
    const cell = world.cells.find((one) => one.id === id)
    expect(bench.state(id)).toEqual(cell?.state as RaftState)
  }
})

test('a crash takes what was not on the disk, and what waited for it', () => {
  const bench = new Workbench({ servers: named(3) })
  bench.startAll()
  bench.slow('n2')
  bench.expire('n1', 'election')
  bench.deliver(({ body }) => body.kind === 'vote')
  expect(bench.state('n2').votedFor).toBe('n1')
  expect(bench.sent('n2')).toEqual([])
  bench.crash('n2')
  bench.start('n2')
  expect(bench.state('n2').votedFor).toBe(null)
  expect(bench.sent('n2')).toEqual([])
})
