// What a real run needs before anything starts: the site, the plan as a timeline, the calls, and
// what each process is told. Everything that can be refused is refused here.

import type { NodePlan } from '../../adapters/process/mail.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { Micros } from '../../sim/units.ts'
import { Experiment } from './experiment.ts'
import type { Settings } from './order.ts'
import { realCalls } from './real-calls.ts'
import type { RealProgram } from './real-node.ts'
import { faultDefault, type Strike, timelineOf } from './real-plan.ts'
import type { RealOptions } from './real-run.ts'
import type { Site } from './site.ts'

export interface Prepared {
  readonly site: Site
  readonly storm: Micros
  readonly plan: readonly Planned[]
  readonly timeline: readonly Strike[]
  /** the plan in the notation */
  readonly faults: readonly string[]
  readonly calls: readonly Call[]
  readonly nodes: readonly NodePlan[]
}

/** Operations a second when nobody says how many. */
export const rateDefault = 250

/** @throws Mistake for whatever is wrong with the order, and WL3005 for faults not made here */
export function prepare(options: RealOptions): Prepared {
  const { scenario, order, seed, rate, port } = options
  const { settings } = order
  const experiment = (change: Partial<Settings>): Experiment =>
    new Experiment(scenario, { variant: order.variant, settings: { ...settings, ...change } })
  const bare = { faults: 'none', extraFaults: [] } as const
  const plain = experiment(bare).siteFor(seed)
  const storm = options.time ?? plain.until
  const until = `${storm}us`
  const faults =
    settings.faults === 'default' ? faultDefault(plain.cast, storm, seed) : settings.faults
  const site = experiment({ until, faults }).siteFor(seed)
  const plan = site.planOf(seed)
  const timeline = timelineOf(plan, scenario.name)
  const at = (length: Micros): Experiment => experiment({ ...bare, until: `${length}us` })
  const program: RealProgram = {
    order: { ...order, settings: { ...settings, ...bare, until } },
    seed,
  }
  return {
    ...{ site, storm, plan, timeline },
    faults: site.plans.lines.map(printFault),
    calls: realCalls(at, seed, storm, rate ?? rateDefault),
    nodes: site.cast.nodes.map(({ id }, nth) => ({
      id,
      program,
      seed,
      port: port === null ? null : port + nth,
    })),
  }
}
