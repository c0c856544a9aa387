// Reports of real failures for the tests of whoever renders them: planted bugs of ack-retry and the
// copy of its source, each cut down until it is small. Made once in a process, in well under a second.

import type { Explicit } from '../../sim/explicit.ts'
import type { Report } from '../../sim/report.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'
import { reportOf, told } from './report.ts'

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
  const whole = explicitOf(experiment, seed)
  const explicit = small ? smaller(stagings, whole) : whole
  const replayed = stagings.run(explicit, told)
  const coordinate = `${label}@${seed}${small ? '/min' : ''}`
  const sizeOf = ({ nodes, faults, operations, decisions }: Explicit, events: number) => ({
    ...{ nodes: nodes.length, faults: faults.length, operations: operations.length },
    ...{ decisions: decisions.size, events },
  })
  const report = reportOf({
    ...{ coordinate, found, variant, seed, replayed },
    codeHash: '5b1e77c2'.repeat(8),
    shrunk: small
      ? {
          from: sizeOf(whole, stagings.run(whole).run.events),
          to: sizeOf(explicit, replayed.run.events),
          ...{ removed: ['drop 3 % @ 0ms'], runs: 412, complete: true },
        }
      : null,
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

/** Leaves out, one after another, whatever the failure does not need. No shrinker: enough for tests. */
function smaller(stagings: Stagings, whole: Explicit): Explicit {
  const wanted = stagings.run(whole).run.failure
  const fails = (one: Explicit): boolean => {
    try {
      const { failure } = stagings.run(one).run
      return failure?.property === wanted?.property && failure?.code === wanted?.code
    } catch {
      return false // a property that misses a node it counts on
    }
  }
  let best = whole
  const attempt = (one: Explicit): void => {
    if (fails(one)) best = one
  }
  return stagings.guarded(() => {
    attempt({ ...best, decisions: new Map() })
    for (const fault of whole.faults) {
      attempt({ ...best, faults: best.faults.filter((one) => one !== fault) })
    }
    for (const call of whole.operations) {
      attempt({ ...best, operations: best.operations.filter((one) => one !== call) })
    }
    attempt({ ...best, decisions: new Map() })
    for (const node of whole.nodes) {
      attempt({
        ...best,
        nodes: best.nodes.filter((one) => one !== node),
        operations: best.operations.filter(({ client }) => client !== node),
      })
    }
    const names = [...best.decisions.keys()]
    for (let step = 64; step >= 1; step >>= 1) {
      for (let at = 0; at < names.length; at += step) {
        const without = new Map(best.decisions)
        for (const name of names.slice(at, at + step)) without.delete(name)
        if (without.size < best.decisions.size) attempt({ ...best, decisions: without })
      }
    }
    return best
  })
}
