// What a real run needs before anything starts: the site, the plan as a timeline, the calls, and
// what each process is told. Everything that can be refused is refused here.

import { type Carrier, carriers } from '../../adapters/carriers.ts'
import type { NodePlan } from '../../adapters/process/mail.ts'
import { type Call, isSettled, type Planned } from '../../sim/fault.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import { linkBetween, type Roster } from '../../sim/roster.ts'
import type { Micros } from '../../sim/units.ts'
import { Experiment } from './experiment.ts'
import type { Settings } from './order.ts'
import { realCalls } from './real-calls.ts'
import type { RealProgram } from './real-node.ts'
import { faultDefault } from './real-default.ts'
import { type Ground, type Pair, proxiedPairs } from './real-makers.ts'
import { type Timeline, timelineOf } from './real-plan.ts'
import type { RealOptions } from './real-run.ts'
import type { Site } from './site.ts'

export interface Prepared {
  readonly site: Site
  readonly storm: Micros
  /** what is made of the plan */
  readonly plan: readonly Planned[]
  readonly timeline: Timeline
  readonly ground: Ground
  /** links that need a proxy */
  readonly pairs: readonly Pair[]
  /** the plan in the notation, with named nodes */
  readonly faults: readonly string[]
  /** operations a second over all clients; null: as the scenario says */
  readonly rate: number | null
  readonly calls: readonly Call[]
  readonly nodes: readonly NodePlan[]
}

/** Operations a second of a drawn workload, when nobody says how many. */
const rateDefault = 250

/**
 * A steady workload says its own rate and keeps it, null, and so does a scenario with a parameter of
 * that name, and calls that are written down: their function takes nothing that it could draw from.
 * Any other drawn one says nothing of wall time.
 */
function rateOf(asked: number | null, { claims: { workload }, values }: Site): number | null {
  const isDrawn = typeof workload === 'function' && workload.length > 0
  return asked ?? (isDrawn && !Object.hasOwn(values, 'rate') ? rateDefault : null)
}

/** @throws Mistake for whatever is wrong with the order, and WL3005 for faults not made here */
export function prepare(options: RealOptions): Prepared {
  const { scenario, order, seed, port, via } = options
  const { settings } = order
  const experiment = (change: Partial<Settings>): Experiment =>
    new Experiment(scenario, { variant: order.variant, settings: { ...settings, ...change } })
  const bare = { faults: 'none', extraFaults: [] } as const
  const plain = experiment(bare).siteFor(seed)
  const storm = options.time ?? plain.until
  const until = `${storm}us`
  const faults = settings.faults === 'default' ? faultDefault(plain, storm, seed) : settings.faults
  const site = experiment({ until, faults }).siteFor(seed)
  const ground = groundOf(site, via)
  refuseStreamsOverUdp(via, site.roster)
  const rate = rateOf(options.rate, site)
  const timeline = timelineOf(site.plans.occurrencesOf(seed), {
    ...{ said: site.plans.lines, scenario: scenario.name, storm },
  })
  const plan = timeline.made.flatMap(({ planned }) => planned.filter(isSettled))
  const at = (length: Micros): Experiment => experiment({ ...bare, until: `${length}us` })
  const program: RealProgram = {
    order: { ...order, settings: { ...settings, ...bare, until } },
    seed,
  }
  if (port !== null) refusePorts(port, site.cast.nodes.length)
  const pairs = proxiedPairs(
    plan.map(({ fault }) => fault),
    ground,
  )
  return {
    ...{ site, storm, plan, timeline, ground, pairs },
    faults: timeline.made.map(({ line }) => printFault(line)),
    rate,
    calls: realCalls(at, seed, storm, rate),
    nodes: site.cast.nodes.map(({ id }, nth) => ({
      ...{ id, program, seed },
      port: port === null ? null : port + nth,
    })),
  }
}

/** Each node has a port, one after the other from the first. */
function refusePorts(first: number, nodes: number): void {
  const last = 65_536 - nodes
  if (first <= last) return
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--port cannot be "${first}": ${nodes} nodes take a port each from there on, and ports end at 65535.`,
      lines: [`allowed        1 to ${last}`],
    },
  ])
}

function groundOf({ cast, roster }: Site, carrier: Carrier): Ground {
  const roles = new Map(cast.nodes.map(({ id, role }) => [id, role]))
  return {
    carrier,
    nodes: cast.nodes.map(({ id }) => id),
    kindOf: (from, to) => linkBetween(roster, roles.get(from) ?? '', roles.get(to) ?? ''),
  }
}

/** What can carry the messages of a scenario: UDP does where some of its links are datagrams. */
export function carriersOf(roster: Roster): readonly Carrier[] {
  const { members } = roster
  const datagrams = members.some((one) =>
    members.some(
      (other) => one.id !== other.id && linkBetween(roster, one.role, other.role) === 'datagram',
    ),
  )
  return carriers.filter((one) => one !== 'udp' || datagrams || members.length < 2)
}

function refuseStreamsOverUdp(carrier: Carrier, roster: Roster): void {
  const allowed = carriersOf(roster)
  if (allowed.includes(carrier)) return
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `${roster.scenario} cannot go over UDP: all its links are streams, and UDP knows no order and no connections.`,
      lines: [`allowed        --via ${allowed.join('  --via ')}`],
    },
  ])
}
