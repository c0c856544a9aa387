// What an idle node takes: its part of the world, a State of one field, one armed timer and its
// place in the queue. The system it was compiled from, which any number of worlds share, is apart.

import type { Actor } from '../sim/actor.ts'
import { openingOf, systemOf } from '../sim/kernel/lab.ts'
import { World } from '../sim/kernel/world.ts'
import { minutes } from '../sim/units.ts'
import type { Bench } from './bench.ts'
import { bytesHeld } from './held.ts'

const size = 100_000
const wake = { kind: 'wake' } as const
const idle: Actor<{ state: { wakes: number }; hears: never; says: never; timers: typeof wake }> = {
  start(node) {
    node.setTimer(wake, minutes(10), minutes(1))
    return { wakes: 0 }
  },
  receive() {},
  expire(_node, state) {
    state.wakes += 1
  },
}

function bytesOfNode(): number {
  const nodes = Object.fromEntries(Array.from({ length: size }, (_, n) => [`n${n + 1}`, idle]))
  const system = systemOf({ nodes })
  const before = bytesHeld()
  const world = new World(system)
  world.reset(openingOf(1))
  world.run(0, null)
  const held = bytesHeld() - before
  // Looked at afterwards, so that it is not collected before.
  return world.events === size ? held / size : Number.NaN
}

export const benches: readonly Bench[] = [
  { name: 'memory/idle-node', unit: 'bytes', better: 'less', repetitions: 3, run: bytesOfNode },
]
