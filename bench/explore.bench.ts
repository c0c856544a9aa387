// Seeds a second of a whole scenario: worlds, faults, client history and judgement of ack-retry, as
// `worldline explore` runs them, in one worker and in two.

import { explore } from '../scenarios/runner/explore.ts'
import { type Order, settingsDefault } from '../scenarios/runner/order.ts'
import { type Bench, rateSince } from './bench.ts'

const order: Order = {
  source: { kind: 'built-in' },
  scenario: 'ack-retry',
  variant: null,
  settings: settingsDefault,
}
const seeds = 2_000

async function rate(workers: number): Promise<number> {
  const began = process.hrtime.bigint()
  const bounds = { first: 1, last: seeds, workers, maxFailures: null, time: null }
  const { judged } = await explore(order, bounds)
  return rateSince(began, judged)
}

const withWorkers = (name: string, workers: number): Bench => ({
  name,
  unit: `seeds/s, ${workers} worker${workers === 1 ? '' : 's'}`,
  better: 'more',
  repetitions: 3,
  run: () => rate(workers),
})

export const benches: readonly Bench[] = [
  withWorkers('explore/ack-retry', 1),
  withWorkers('explore/ack-retry/two-workers', 2),
]
