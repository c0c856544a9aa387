// What a letter costs for real: four processes over TCP and LevelDB, a letter being acked when it is
// durable with its sender and with its receiver. Clients are closed loops: each posts its next letter
// when it has the answer to its last. Nothing is written down but the tables.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Supervisor } from '../adapters/process/process.ts'
import { nodeId } from '../sim/units.ts'
import type { CrowdState } from './ack-retry-node.ts'
import type { Bench } from './bench.ts'

/** Of one repetition, ms, and what of it is not counted because code is still cold. */
const length = 2_500
const cold = 1_000

/** How long each letter took that was answered after the cold time, rising, microseconds. */
async function letters(clients: number): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'worldline-bench-'))
  const supervisor = new Supervisor({
    entry: new URL(
      import.meta.url.endsWith('.ts') ? 'ack-retry-node.ts' : 'ack-retry-node.js',
      import.meta.url,
    ),
    ...{ folder, origin: process.hrtime.bigint(), host: '127.0.0.1', carrier: 'tcp' },
    ...{ within: 20_000, stillWithin: 10_000 },
    onDeath: (id, exit) => {
      throw new Error(`${id} died: ${JSON.stringify(exit)}`)
    },
  })
  try {
    const names = ['discovery', 'receiver', 'sender', 'crowd']
    await supervisor.start(
      names.map((id) => ({ id: nodeId(id), program: null, seed: 1, port: null })),
    )
    supervisor.mail(nodeId('crowd'), { kind: 'go', clients } as { kind: 'go' })
    const before = await answered(supervisor, cold)
    const after = await answered(supervisor, length - cold)
    return after.slice(before.length).sort((a, b) => a - b)
  } finally {
    await supervisor.stop()
    await rm(folder, { recursive: true })
  }
}

/** All that is answered after so many more milliseconds. */
async function answered(supervisor: Supervisor, wait: number): Promise<number[]> {
  await new Promise((resolve) => setTimeout(resolve, wait))
  const seen = await supervisor.freeze()
  supervisor.thaw()
  const state = seen.get(nodeId('crowd'))?.state as CrowdState | undefined
  return [...(state?.took ?? [])]
}

const of = (clients: number, name: string, bench: Omit<Bench, 'name' | 'repetitions'>): Bench => ({
  name: `real/ack-retry/${clients}${name}`,
  repetitions: 3,
  ...bench,
})

const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0

export const benches: readonly Bench[] = [1, 64].flatMap((clients) => [
  of(clients, '', {
    ...{ unit: 'letters/s', better: 'more' },
    run: async () => ((await letters(clients)).length * 1_000) / (length - cold),
  }),
  ...[0.5, 0.99].map((share) =>
    of(clients, `/p${share * 100}`, {
      ...{ unit: 'us', better: 'less' },
      run: async () => rank(await letters(clients), share),
    }),
  ),
])
