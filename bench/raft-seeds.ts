// A worker of the bench of seeds: Raft under faults for a second each, in one world that is reset.

import { parentPort } from 'node:worker_threads'
import { mergeDigests } from '../sim/digest.ts'
import { openingOf } from '../sim/kernel/lab.ts'
import { World } from '../sim/kernel/world.ts'
import { seconds } from '../sim/units.ts'
import { faultsOf, proposedTo } from './raft-lab.ts'

export interface Batch {
  readonly first: number
  readonly last: number
}

const until = seconds(1)
const system = proposedTo()
const world = new World(system)
const plan = faultsOf(system, until)

parentPort?.on('message', ({ first, last }: Batch) => {
  const digests: string[] = []
  for (let seed = first; seed <= last; seed++) {
    world.reset(openingOf(seed, { plan }))
    world.run(until, null)
    digests.push(world.digest())
  }
  parentPort?.postMessage(mergeDigests(digests))
})
