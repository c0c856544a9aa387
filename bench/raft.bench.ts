// Five nodes of Raft: heartbeats alone; a hundred writes a second with loss, copies, drawn delays,
// partitions and a disk that takes its time.

import type { AnyActor } from '../sim/actor.ts'
import type { Planned } from '../sim/fault.ts'
import {
  allMessages,
  at,
  everywhere,
  type Lab,
  openingOf,
  planOf,
  systemOf,
} from '../sim/kernel/lab.ts'
import { World } from '../sim/kernel/world.ts'
import type { Span } from '../sim/span.ts'
import { type Micros, ms, nodeId, seconds } from '../sim/units.ts'
import type { Bench } from './bench.ts'
import { proposer, raftLoad } from './raft-load.ts'

const names = ['n1', 'n2', 'n3', 'n4', 'n5']
const members = names.map(nodeId)
const latency: Span = { kind: 'normal', mean: ms(1), sd: 300 }

const labOf = (writes: number): Lab => {
  const raft: AnyActor = raftLoad(members)
  const nodes: Record<string, AnyActor> = Object.fromEntries(names.map((name) => [name, raft]))
  if (writes > 0) nodes['c1'] = proposer(members, seconds(1) / writes)
  return { nodes, network: { latency }, sync: { kind: 'const', at: 500 } }
}

/** Loss and copies everywhere, and a minority cut off for a second in every ten. */
function faults(until: Micros): readonly Planned[] {
  const all = [...names, 'c1']
  const cuts = Array.from({ length: Math.floor(until / seconds(10)) }, (_, nth) => nth)
  return planOf(
    [at(0), { kind: 'drop', links: everywhere(...all), ppm: 20_000, filter: allMessages }],
    [
      at(0),
      {
        kind: 'duplicate',
        links: everywhere(...all),
        ppm: 10_000,
        later: null,
        filter: allMessages,
      },
    ],
    ...cuts.flatMap((nth) => {
      const few = [members[nth % 5], members[(nth + 1) % 5]] as typeof members
      const most = members.filter((one) => !few.includes(one))
      const links = [
        { from: few, to: most },
        { from: most, to: few },
      ]
      return [
        [at(seconds(nth * 10 + 8)), { kind: 'cut', links }],
        [at(seconds(nth * 10 + 9)), { kind: 'end', of: nth * 2 + 3 }],
      ] as const
    }),
  )
}

/** Nanoseconds of processor time an event, over `runs` runs of `until` each. */
export function cost(lab: Lab, plan: readonly Planned[], until: Micros, runs: number): number {
  const world = new World(systemOf(lab))
  let events = 0
  const before = process.cpuUsage().user
  for (let seed = 1; seed <= runs; seed++) {
    world.reset(openingOf(seed, { plan }))
    world.run(until, null)
    events += world.events
  }
  return ((process.cpuUsage().user - before) * 1_000) / events
}

export const benches: readonly Bench[] = [
  {
    name: 'kernel/raft5-heartbeats',
    unit: 'ns/event',
    better: 'less',
    run: () => cost(labOf(0), [], seconds(2_000), 5),
  },
  {
    name: 'kernel/raft5-faults',
    unit: 'ns/event',
    better: 'less',
    run: () => cost(labOf(100), faults(seconds(200)), seconds(200), 10),
  },
]
