// A site: a scenario with its parameters at certain values, compiled. Seeds that draw the same
// parameters share one, with its world, its messages and its tables.

import { parseDuration } from '../../sim/duration.ts'
import { isThreshold, parseThreshold, type Threshold } from '../../sim/check/threshold.ts'
import { compile, type System } from '../../sim/kernel/compile.ts'
import { World } from '../../sim/kernel/world.ts'
import type { Budget } from '../../sim/budget.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import type { RoleView } from '../../sim/role-view.ts'
import type { Roster } from '../../sim/roster.ts'
import type { SystemSpec } from '../../sim/system.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { assumed } from '../assumption.ts'
import type { AnyValues } from '../params.ts'
import type { AnyClaims, AnyGiven, Scenario } from '../form.ts'
import { checkAssumptions, checkFaults } from '../validate.ts'
import { called } from './called.ts'
import { callsOf } from './calls.ts'
import { Complaints } from './complaints.ts'
import { Judge } from './judge.ts'
import { diskOf, durationOf, networkOf } from './network.ts'
import type { Settings } from './order.ts'
import { type FaultSource, type Plans, plansOf } from './plans.ts'
import { viewsOf } from './role-views.ts'
import { type Cast, castOf, rosterOf, someOf } from './roster.ts'
import { type Sight, sightOf } from './sight.ts'
import { sampled, tracesBeside } from './traces.ts'

export interface Site {
  readonly values: AnyValues
  readonly cast: Cast
  readonly roster: Roster
  readonly spec: SystemSpec
  readonly system: System
  readonly claims: AnyClaims
  /** how people see the nodes that have a view */
  readonly views: ReadonlyMap<NodeId, RoleView>
  /** what a clean pass cannot say, at these values */
  readonly assumptions: readonly string[]
  readonly thresholds: readonly Threshold[]
  readonly until: Micros
  readonly settle: Micros
  /** whether the scenario asks anything at all */
  readonly asks: boolean
  readonly plans: Plans
  readonly budget: Budget | null
  /** what the scenario says itself, whatever the settings say */
  readonly ownFaults: readonly string[] | 'swarm'
  callsOf(seed: number): readonly Call[]
  planOf(seed: number): readonly Planned[]
  /** the world that is reset for each seed */
  readonly stage: Stage
  /** a new one, in which no seed has left anything */
  freshStage(): Stage
}

/** A world with the eyes of its judge. */
export interface Stage {
  readonly world: World
  readonly sight: Sight
  readonly judge: Judge
}

/**
 * @param only the nodes that take part; null: all
 * @throws Mistake with everything that is wrong for these values
 */
export function siteOf(
  scenario: Scenario,
  variant: string | null,
  settings: Settings,
  values: AnyValues,
  only: ReadonlySet<string> | null = null,
): Site {
  const complaints = new Complaints(scenario.place, settings.set)
  const claims = claimsOf(scenario, variant)
  const given = { ...values, rules: rulesOf(scenario, variant), variant }
  const domains = resolved('domains', claims.domains, given) ?? {}
  const whole = castOf(nodesOf(scenario, variant, given), domains, complaints)
  const cast = only === null ? whole : someOf(whole, only, complaints)
  complaints.raise()
  const roles = new Set(Object.keys(cast.byRole))
  const network = networkOf(resolved('network', claims.network, given) ?? {}, roles, complaints)
  const views = viewsOf(claims.views ?? {}, cast, complaints)
  const disk = diskOf(resolved('disk', claims.disk, given) ?? {}, complaints)
  const until = timeOf('until', settings.until, claims.until ?? '5s', complaints)
  const settle = timeOf('settle', settings.settle, claims.settle ?? '1s', complaints)
  // What could not be read is complained of already.
  if (parseDuration(settings.until ?? claims.until ?? '5s') === 0)
    complaints.add('until', 'cannot be 0', 'how long the storm lasts, such as 5s')
  const thresholds = thresholdsOf(claims, settings, complaints)
  const calls = callsOf({ workload: claims.workload, given, cast, until }, complaints)
  complaints.raise()
  const readTrace = tracesBeside(scenario.place, scenario.base?.scenario.place ?? null)
  const roster = rosterOf(scenario.name, cast, network, views)
  const faults = resolved('faults', claims.faults, given) ?? []
  checkFaults('faults', faults, complaints)
  const said = resolved('assumptions', claims.assumptions, given) ?? []
  checkAssumptions('assumptions', said, complaints)
  complaints.raise()
  const budget = resolved('budget', claims.budget, given) ?? null
  const plans = plansOf({
    source: faultSource(faults, settings),
    extra: settings.extraFaults,
    ...{ budget, roster, until, readTrace },
  })
  const spec: SystemSpec = {
    nodes: cast.nodes.map((node) => ({ ...node, view: views.get(node.id) ?? null })),
    network: { ...network, latency: sampled(network.latency, readTrace) },
    disk: { sync: sampled(disk.sync, readTrace) },
  }
  const system = compile(spec)
  const freshStage = (): Stage => {
    const world = new World(system)
    return { world, sight: sightOf(cast, values, world), judge: new Judge(claims, thresholds) }
  }
  return {
    ...{ values, cast, roster, spec, system, claims, thresholds, until, settle, plans, freshStage },
    ...{ budget, views, ownFaults: faults },
    assumptions: assumed(said, { lines: plans.lines, swarm: plans.swarm, budget }),
    asks: claims.workload !== undefined,
    callsOf: calls,
    planOf: (seed) => plans.planOf(seed),
    stage: freshStage(),
  }
}

/** What the variant says in place of the scenario, else what the scenario says. */
export function claimsOf(scenario: Scenario, variant: string | null): AnyClaims {
  const said = variant === null ? undefined : scenario.variants[variant]
  if (said === undefined || !('nodes' in said)) return scenario.claims
  const { change: _, source: __, breaks: ___, nodes: ____, ...claims } = said
  // Its nodes have States of their own, which no view of the others knows.
  return { ...scenario.claims, views: {}, ...claims }
}

function rulesOf(scenario: Scenario, variant: string | null): object {
  const said = variant === null ? undefined : scenario.variants[variant]
  return said !== undefined && 'rules' in said
    ? { ...scenario.rules, ...said.rules }
    : scenario.rules
}

function nodesOf(
  scenario: Scenario,
  variant: string | null,
  given: AnyGiven,
): ReturnType<Scenario['nodes']> {
  const said = variant === null ? undefined : scenario.variants[variant]
  return called('nodes', () =>
    said !== undefined && 'nodes' in said ? said.nodes(given) : scenario.nodes(given),
  )
}

/** A value, or what a function of the parameters gives. */
function resolved<T>(
  at: string,
  value: T | ((given: AnyGiven) => T) | undefined,
  given: AnyGiven,
): T | undefined {
  return isFunction(value) ? called(at, () => value(given)) : value
}

const isFunction = <T>(value: T | ((given: AnyGiven) => T)): value is (given: AnyGiven) => T =>
  typeof value === 'function'

function timeOf(
  flag: 'until' | 'settle',
  set: string | null,
  said: string,
  complaints: Complaints,
): Micros {
  return durationOf(set === null ? flag : `--${flag}`, set ?? said, complaints)
}

function thresholdsOf(
  claims: AnyClaims,
  settings: Settings,
  complaints: Complaints,
): readonly Threshold[] {
  const thresholds: Threshold[] = []
  const { sometimes = [] } = claims
  const goals = Array.isArray(sometimes) ? sometimes : Object.keys(sometimes)
  for (const text of [...(claims.expect ?? []), ...settings.extraExpect]) {
    const parsed = parseThreshold(text, goals)
    if (isThreshold(parsed)) thresholds.push(parsed)
    else complaints.also(parsed)
  }
  return thresholds
}

function faultSource(faults: readonly string[] | 'swarm', settings: Settings): FaultSource {
  if (settings.faults === 'none') return []
  return settings.faults === 'default' ? faults : settings.faults
}
