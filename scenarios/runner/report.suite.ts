// Reports of real failures for the tests of whoever renders them: planted bugs of ack-retry and the
// copy of its source, each shrunk. Made once in a process.

import type { Explicit } from '../../sim/explicit.ts'
import { faultLines } from '../../sim/notation-parse.ts'
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

/** Data written by hand: what is left out is as small as it can be. */
export function stagedReport(
  name: string,
  variant: string | null,
  said: Pick<Explicit, 'nodes' | 'operations'> & { readonly faults: readonly string[] },
): Report {
  const found = findBuiltIn(name)
  const stagings = new Stagings(found.scenario, variant)
  const bare: Explicit = {
    ...{ params: {}, nodes: said.nodes, until: 6_000_000, settle: 1_000_000, faults: [] },
    ...{ operations: said.operations, decisions: new Map(), expect: [] },
  }
  const faults = faultLines(said.faults, stagings.siteFor(bare).roster)
  const replayed = stagings.run({ ...bare, faults }, told)
  const size = { nodes: 8, faults: 22, operations: 42, decisions: 400, events: 1_234 }
  const to = { ...size, nodes: 4, faults: faults.length, operations: 1, decisions: 0 }
  return reportOf({
    coordinate: `${name}:${variant}@17/min`,
    ...{ found, variant, seed: 17, codeHash: '5b1e77c2'.repeat(8), replayed },
    shrunk: {
      ...{ from: size, to: { ...to, events: replayed.run.events } },
      ...{ removed: ['drop 3 % @ 0ms'], runs: 412, complete: true },
    },
    irrelevant: [
      { what: 'message latency 1–10 ms', perturbed: 20 },
      { what: 'texts of operations', perturbed: 20 },
    ],
    matters: ['f1: without it, it passes'],
    next: [
      { command: `worldline replay ${name}:${variant}@17/min`, does: 'run it again, verified' },
      { command: `worldline explain ${name}:${variant}@17/min --why A`, does: 'the causes' },
    ],
  })
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
