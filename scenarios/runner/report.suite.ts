// Reports of real failures for the tests of whoever renders them: planted bugs of ack-retry and the
// copy of its source, each shrunk. Made once in a process.

import type { Explicit } from '../../sim/explicit.ts'
import type { Report } from '../../sim/report.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'
import { reportOf, told } from './report.ts'
import { shrinkRunsDefault, shrinkSeed } from './shrink.ts'

export interface Fixture {
  /** `ack-retry:forget-dedup` */
  readonly name: string
  readonly explicit: Explicit
  readonly stagings: Stagings
  readonly report: Report
}

const made = new Map<string, Fixture>()

/** The failing run of a scenario's lowest failing seed, cut down. */
export function fixtureOf(name: string, variant: string | null, small: boolean = true): Fixture {
  const label = variant === null ? name : `${name}:${variant}`
  const key = `${label} ${small}`
  const known = made.get(key)
  if (known !== undefined) return known
  const found = findBuiltIn(name)
  const experiment = new Experiment(found.scenario, { variant, settings: settingsDefault })
  const stagings = new Stagings(found.scenario, variant)
  const seed = failingSeed(experiment)
  const bounds = { runs: shrinkRunsDefault, time: null }
  const shrunken = small ? shrinkSeed(experiment, stagings, seed, bounds) : null
  const explicit = shrunken?.explicit ?? explicitOf(experiment, seed)
  const replayed = stagings.run(explicit, told)
  const coordinate = `${label}@${seed}${small ? '/min' : ''}`
  const report = reportOf({
    ...{ coordinate, found, variant, seed, replayed },
    codeHash: '5b1e77c2'.repeat(8),
    shrunk: shrunken?.shrunk ?? null,
    irrelevant: [
      { what: 'message latency 1–10 ms', perturbed: 20 },
      { what: 'text of the letters', perturbed: 20 },
    ],
    matters: explicit.faults.length > 0 ? ['f1: without it, it passes'] : [],
    next: [
      { command: `worldline replay ${coordinate}`, does: 'run it again, verified' },
      { command: `worldline explain ${coordinate}`, does: 'the chain of causes' },
    ],
  })
  const fixture = { name: label, explicit, stagings, report }
  made.set(key, fixture)
  return fixture
}

/** Three planted bugs and the copy of the source: lost, sent twice, stuck, and without any fault. */
export const reportsForTests = (): readonly Report[] =>
  [
    fixtureOf('ack-retry', 'forget-dedup'),
    fixtureOf('ack-retry', 'ack-before-durable'),
    fixtureOf('ack-retry', 'silent-backoff'),
    fixtureOf('ack-retry-lost-ack', 'original'),
  ].map(({ report }) => report)

/** The run of a seed that passes. */
export function passingReport(): Report {
  const found = findBuiltIn('ack-retry')
  const experiment = new Experiment(found.scenario, { variant: null, settings: settingsDefault })
  const stagings = new Stagings(found.scenario, null)
  return reportOf({
    coordinate: 'ack-retry@1',
    ...{ found, variant: null, seed: 1, codeHash: '5b1e77c2'.repeat(8) },
    replayed: stagings.run(explicitOf(experiment, 1), told),
    ...{ shrunk: null, irrelevant: [], matters: [], next: [] },
  })
}

function failingSeed(experiment: Experiment): number {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    if (experiment.run(seed).failure !== null) return seed
  }
  throw new Error(`${experiment.variant} does not fail`)
}
