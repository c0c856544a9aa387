// A real run beside simulated ones of the same workload under the same faults: how many messages of
// which kinds, in which order, how late, how many lost, and what of it the clients felt.

import { measure, type Measurable } from '../../sim/check/measure.ts'
import { outcomeOf } from '../../sim/check/history-check.ts'
import type { Threshold } from '../../sim/check/threshold.ts'
import type { Drift, DriftRow } from '../../sim/drift.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import type { History } from '../../sim/history.ts'
import { tableOf } from '../../sim/span-table.ts'
import type { Micros } from '../../sim/units.ts'
import { execute } from './execute.ts'
import type { Site } from './site.ts'
import { type Flight, flightsIn, quantile, type Traffic, trafficOf } from './traffic.ts'
import { Tripwire } from './tripwire.ts'

/** All that is compared, of one world. */
export interface Measured {
  readonly kinds: ReadonlyMap<string, number>
  readonly messagesPerOp: number | null
  readonly overtakenPercent: number | null
  readonly doubledPercent: number | null
  readonly lostPercent: number | null
  readonly latencies: readonly Micros[]
  readonly opLatencies: readonly Micros[]
  readonly availability: number | null
}

/** What was asked and suffered, the same in both worlds. */
export interface Ordeal {
  readonly site: Site
  readonly plan: readonly Planned[]
  readonly calls: readonly Call[]
}

/** Simulated runs that stand beside a real one. */
export const driftSeeds = 3

/** @param end of the run, on the clock of flights and history */
export function measured(
  { claims }: Site,
  history: History,
  flights: readonly Flight[],
  end: Micros,
): Measured {
  const traffic = trafficOf(flights, end)
  const ok = history.filter((one) => outcomeOf(one, claims.outcome ?? null) === 'ok')
  const opLatencies = ok.map(({ start, end: until }) => (until ?? start) - start)
  return {
    kinds: traffic.byKind,
    messagesPerOp: history.length === 0 ? null : traffic.sent / history.length,
    overtakenPercent: share(traffic, traffic.overtaken),
    doubledPercent: share(traffic, traffic.doubled),
    lostPercent: share(traffic, traffic.lost),
    latencies: traffic.latencies,
    opLatencies: opLatencies.sort((a, b) => a - b),
    availability: availabilityOf(history, end, claims.outcome ?? null),
  }
}

const share = ({ sent }: Traffic, count: number): number | null =>
  sent === 0 ? null : (100 * count) / sent

const always: Threshold = {
  ...{ text: 'availability >= 0%', metric: 'availability', aggregate: null, scope: null },
  ...{ comparison: '>=', limit: 0 },
}

function availabilityOf(
  history: History,
  end: Micros,
  outcome: Measurable['outcome'],
): number | null {
  const run: Measurable = {
    ...{ history, outcome, messages: 0, end, convergence: null },
    during: () => [],
    after: () => null,
  }
  const found = measure(always, run)
  return found.kind === 'value' ? found.value : null
}

/** The mean of several seeds; their latencies together. */
export function simulated({ site, plan, calls }: Ordeal, seeds: number): Measured {
  const tripwire = new Tripwire()
  const runs = tripwire.guard(() =>
    Array.from({ length: seeds }, (_, at) => {
      const how = { plan, workload: calls, trace: true }
      const { history, trace, simTime } = execute(site, at + 1, how, tripwire)
      return measured(site, history, flightsIn(trace ?? []), simTime)
    }),
  )
  const mean = (of: (one: Measured) => number | null): number | null => {
    const values = runs.flatMap((one) => of(one) ?? [])
    return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
  }
  const kinds = new Map<string, number>()
  for (const one of runs) {
    for (const [kind, times] of one.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + times / seeds)
  }
  return {
    kinds,
    messagesPerOp: mean((one) => one.messagesPerOp),
    overtakenPercent: mean((one) => one.overtakenPercent),
    doubledPercent: mean((one) => one.doubledPercent),
    lostPercent: mean((one) => one.lostPercent),
    latencies: runs.flatMap((one) => one.latencies).sort((a, b) => a - b),
    opLatencies: runs.flatMap((one) => one.opLatencies).sort((a, b) => a - b),
    availability: mean((one) => one.availability),
  }
}

/** The table. @param fit the same simulated with what was fitted; null: it was not */
export function driftOf(
  real: Measured,
  ordeal: Ordeal,
  seeds: number,
  fit: Measured | null,
): Drift {
  const sim = simulated(ordeal, seeds)
  const most = tableOf(ordeal.site.spec.network.latency).at(-1) ?? 0
  const wire = quantile(real.latencies, 0.99)
  const said = Math.max(most, quantile(sim.latencies, 0.99) ?? 0)
  const lostMore = exceeds(real.lostPercent, sim.lostPercent, 1.25, 0.5)
  const kinder: string[] = []
  if (wire !== null && wire > said) {
    kinder.push(`delay: p99 ${ms(wire)} on the wire, at most ${ms(said)} in the scenario`)
  }
  if (lostMore) {
    kinder.push(
      `loss: ${percent(real.lostPercent)} on the wire, ${percent(sim.lostPercent)} in the scenario`,
    )
  }
  const columns: Columns = { real, sim, fit }
  const rows: DriftRow[] = [
    kindsRow(columns),
    row(columns, 'messages per op', 'count', (one) => one.messagesPerOp, {
      ...near(1.25, 0.5),
      why: 'the actors say more or less than in simulation',
    }),
    row(columns, 'overtaken', 'percent', (one) => one.overtakenPercent, {
      ...atMost(1.25, 0.5),
      why: 'messages overtake each other more often than in simulation',
    }),
    row(columns, 'doubled', 'percent', (one) => one.doubledPercent, {
      ...atMost(1.25, 0.5),
      why: 'messages come twice more often than in simulation',
    }),
    row(columns, 'lost', 'percent', (one) => one.lostPercent, {
      holds: () => !lostMore,
      why: 'the network loses more than the simulation does',
    }),
    row(columns, 'message latency p50', 'us', (one) => quantile(one.latencies, 0.5), {
      holds: () => true,
      why: '',
    }),
    row(columns, 'message latency p99', 'us', (one) => quantile(one.latencies, 0.99), {
      holds: (now) => now <= said,
      why: `the scenario delays a message by ${ms(said)} at most`,
    }),
    row(columns, 'op latency p50', 'us', (one) => quantile(one.opLatencies, 0.5), {
      ...atMost(1.5, 2_000),
      why: 'clients wait longer than in simulation',
    }),
    row(columns, 'op latency p99', 'us', (one) => quantile(one.opLatencies, 0.99), {
      ...atMost(1.5, 5_000),
      why: 'the slowest operations take longer than in simulation',
    }),
    row(columns, 'availability', 'percent', (one) => one.availability, {
      holds: (now, then) => now >= then - 10,
      why: 'fewer windows of time had an answer than in simulation',
    }),
  ]
  return { rows, seeds, kinder }
}

interface Columns {
  readonly real: Measured
  readonly sim: Measured
  readonly fit: Measured | null
}

interface Rule {
  holds(real: number, simulated: number): boolean
  readonly why: string
}

const exceeds = (
  real: number | null,
  simulated: number | null,
  times: number,
  plus: number,
): boolean => real !== null && real > (simulated ?? 0) * times + plus

const atMost = (times: number, plus: number): Pick<Rule, 'holds'> => ({
  holds: (real, simulated) => real <= simulated * times + plus,
})

const near = (times: number, plus: number): Pick<Rule, 'holds'> => ({
  holds: (real, simulated) => real <= simulated * times + plus && simulated <= real * times + plus,
})

function row(
  { real, sim, fit }: Columns,
  what: string,
  unit: DriftRow['unit'],
  of: (one: Measured) => number | null,
  { holds, why }: Rule,
): DriftRow {
  const [now, then] = [of(real), of(sim)]
  const held = now === null || then === null ? null : holds(now, then)
  return {
    ...{ what, unit, real: now, simulated: then, fitted: fit === null ? null : of(fit) },
    holds: held,
    why: held === false ? why : null,
  }
}

/** A kind that makes less than this share of the messages may be missing by chance. */
const rare = 0.005

function kindsRow({ real, sim, fit }: Columns): DriftRow {
  const only = (one: Measured, other: Measured): string[] => {
    const all = Array.from(one.kinds.values()).reduce((sum, times) => sum + times, 0)
    return Array.from(one.kinds)
      .filter(([kind, times]) => !other.kinds.has(kind) && times > all * rare)
      .map(([kind]) => kind)
  }
  const [here, there] = [only(real, sim), only(sim, real)]
  const parts = [
    ...(here.length === 0 ? [] : [`only on the wire: ${here.join(', ')}`]),
    ...(there.length === 0 ? [] : [`only simulated: ${there.join(', ')}`]),
  ]
  return {
    ...{ what: 'message kinds', unit: 'kinds', real: real.kinds.size },
    ...{ simulated: sim.kinds.size, fitted: fit?.kinds.size ?? null },
    holds: parts.length === 0,
    why: parts.length === 0 ? null : parts.join('; '),
  }
}

const ms = (time: Micros): string => `${(time / 1_000).toFixed(time < 10_000 ? 1 : 0)} ms`
const percent = (value: number | null): string => `${(value ?? 0).toFixed(1)} %`
