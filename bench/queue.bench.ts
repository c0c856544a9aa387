// The event queue alone. `hold` pops an event and pushes another, 70 % about 1 ms ahead and the
// rest 150 to 300 ms; `raft` does what a follower makes of a heartbeat: pops it, sends the next and
// puts its election timer off. Both keep as many events pending as their name says.

import { EventQueue } from '../sim/kernel/queue.ts'
import { type Bench, rateSince } from './bench.ts'

type Order = 'by size' | 'heap' | 'wheel'

const operations = 2_000_000
const forever = 2 ** 47

/** Delays drawn beforehand: the queue is measured, not the draws. */
function delays(): Int32Array {
  let word = 12_345
  const next = (): number => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0
    return (word >>> 8) / 16_777_216
  }
  return Int32Array.from({ length: 65_536 }, () =>
    next() < 0.7 ? 500 + next() * 1_000 : 150_000 + next() * 150_000,
  )
}

function hold(order: Order, pending: number): number {
  const ahead = delays()
  const queue = new EventQueue(order)
  for (let n = 0; n < pending; n++) queue.push(ahead[n & 65_535] ?? 0, 1, n, 0, 0, null)
  const began = process.hrtime.bigint()
  for (let n = 0; n < operations; n++) {
    const slot = queue.pop(forever)
    const node = queue.words[slot * 4 + 1] ?? 0
    queue.release(slot)
    queue.push(queue.now + (ahead[n & 65_535] ?? 0), 1, node, 0, 0, null)
  }
  return rateSince(began, operations)
}

function raft(order: Order, nodes: number): number {
  const ahead = delays()
  const queue = new EventQueue(order)
  const timers = new Int32Array(nodes)
  const heartbeat = 50_000
  for (let node = 0; node < nodes; node++) {
    queue.push(Math.floor((node * heartbeat) / nodes), 1, node, 0, 0, null)
    timers[node] = queue.push(150_000 + ((ahead[node & 65_535] ?? 0) & 0xffff), 2, node, 0, 0, null)
  }
  const began = process.hrtime.bigint()
  for (let n = 0; n < operations; n++) {
    const slot = queue.pop(forever)
    const node = queue.words[slot * 4 + 1] ?? 0
    queue.release(slot)
    queue.push(queue.now + heartbeat, 1, node, 0, 0, null)
    const spread = ((ahead[n & 65_535] ?? 0) * 7) & 0x1ffff
    timers[node] = queue.move(timers[node] ?? 0, queue.now + 150_000 + spread)
  }
  return rateSince(began, operations)
}

const one = (name: string, unit: string, run: () => number): Bench => ({
  name,
  unit,
  better: 'more',
  repetitions: 7,
  run,
})

const holds = [10, 100, 10_000].map((pending) =>
  one(`queue/hold-${pending}`, 'pops and pushes/s', () => hold('by size', pending)),
)
const rafts = [10, 100, 10_000].map((nodes) =>
  one(`queue/raft-${nodes}`, 'heartbeats/s', () => raft('by size', nodes)),
)

export const benches: readonly Bench[] = [
  ...holds,
  one('queue/hold-100/wheel', 'pops and pushes/s', () => hold('wheel', 100)),
  ...rafts,
  one('queue/raft-100/heap', 'heartbeats/s', () => raft('heap', 100)),
]
