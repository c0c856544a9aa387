// Runs a second of the shrinker on one failing run of ack-retry: a world, its script and its judge each,
// and the search that proposes them.

import { ackRetry } from '../scenarios/ack-retry.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { explicitOf, Stagings } from '../scenarios/runner/explicit.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { shrinkExplicit } from '../scenarios/runner/shrink.ts'
import { type Bench, rateSince } from './bench.ts'

const bug = 'ack-of-another-life'
const seed = 3

export const benches: readonly Bench[] = [
  {
    name: 'shrink/ack-retry',
    unit: 'runs/s',
    better: 'more',
    run() {
      const experiment = new Experiment(ackRetry, { variant: bug, settings: settingsDefault })
      const start = explicitOf(experiment, seed)
      const began = process.hrtime.bigint()
      const bounds = { runs: 2_000, time: null }
      const { shrunk } = shrinkExplicit(new Stagings(ackRetry, bug), start, bounds)
      return rateSince(began, shrunk.runs)
    },
  },
]
