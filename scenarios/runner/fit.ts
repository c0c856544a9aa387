// What a recording says of its network and disks, as the spans and rates that the simulation draws
// from; and the scenario with these in place of its own.

import type { Planned } from '../../sim/fault.ts'
import type { Span } from '../../sim/span.ts'
import type { Micros, Ppm } from '../../sim/units.ts'
import type { AnyClaims, AnyGiven, Scenario } from '../form.ts'
import type { Recording } from './recorded-read.ts'
import type { Site } from './site.ts'
import { type Flight, quantile, trafficOf } from './traffic.ts'

/** Latencies and rates of a recording. */
export interface Fit {
  /** one way, from leaving to being heard, over all links; null: nothing arrived */
  readonly latency: Span | null
  /** how long a sync took; null: nothing was written */
  readonly sync: Span | null
  /** of messages that no fault of the plan can have struck; null: there were too few of them */
  readonly lossPpm: Ppm | null
  readonly copyPpm: Ppm | null
  /** messages whose latency was measured, and syncs */
  readonly messages: number
  readonly syncs: number
}

/** Faults that leave what is on its way between two living nodes alone. */
const nodeFaults: ReadonlySet<string> = new Set([
  ...['crash', 'restart', 'stay-down', 'end'],
  ...['clock-step', 'clock-drift', 'clock-freeze', 'clock-strobe', 'clock-coarse', 'clock-reset'],
])
/** Quantiles that a fitted span keeps. */
const samplesMax = 2_000

/**
 * @param flights of the recording, between its nodes
 * @param site whose streams keep order: there only messages that waited for no other are asked
 */
export function fitOf(recording: Recording, flights: readonly Flight[], site: Site): Fit {
  const { lives } = recording
  const end = Math.max(0, ...lives.map(({ steps }) => steps.at(-1)?.time ?? 0))
  const up = flights.filter(({ down }) => !down)
  const calm = up.filter(undisturbed(recording))
  const struck = calm.length < up.length
  const used = calm.length >= enough ? calm : up
  const { sent, lost, doubled } = trafficOf(used, end)
  const { latencies } = trafficOf(unhindered(used, site), end)
  const syncs = syncsOf(recording)
  const ppm = (count: number): number | null =>
    struck && calm.length < enough ? null : Math.round((count * 1_000_000) / Math.max(1, sent))
  return {
    latency: spanOf(latencies),
    sync: spanOf(syncs),
    ...{ lossPpm: ppm(lost), copyPpm: ppm(doubled) },
    ...{ messages: latencies.length, syncs: syncs.length },
  }
}

/**
 * Without the messages of streams that another was on its way before: the simulation keeps their
 * order itself, and would make them wait twice.
 */
function unhindered(flights: readonly Flight[], { system }: Site): readonly Flight[] {
  const until = new Map<string, Micros>()
  return flights.filter(({ from, to, left, arrivals }) => {
    if (!system.isStream(system.index.get(from) ?? -1, system.index.get(to) ?? -1)) return true
    const way = `${from}>${to}`
    const free = (until.get(way) ?? -1) < left
    until.set(way, Math.max(until.get(way) ?? -1, arrivals[0] ?? left))
    return free
  })
}

/** Messages that a fit is made of where faults struck the others. */
const enough = 100

/** What a fault leaves behind when it is over: retries, and what had waited. */
const aftermath: Micros = 250_000

/** Whether no fault of the plan can have been at work on a message. */
function undisturbed({ file }: Recording): (flight: Flight) => boolean {
  const { plan, began, ended } = file
  const spells = spellsOf(plan, ended?.calmAt ?? Number.POSITIVE_INFINITY)
  return ({ left, arrivals }) => {
    const arrived = (arrivals[0] ?? left) - began
    return !spells.some(({ from, to }) => arrived >= from && left - began < to)
  }
}

/** When faults of messages, links and pace were in force, in microseconds of the storm. */
function spellsOf(
  plan: readonly Planned[],
  calmAt: Micros,
): readonly { readonly from: Micros; readonly to: Micros }[] {
  const instants = new Map<number, Micros>()
  for (const { id, when, since } of plan) {
    const time = when.kind === 'time' ? when.time : 0
    instants.set(id, time + (since === null ? 0 : (instants.get(since) ?? 0)))
  }
  const ends = new Map<number, Micros>()
  const at = (id: number): Micros => instants.get(id) ?? 0
  for (const { id, fault } of plan) if (fault.kind === 'end') ends.set(fault.of, at(id))
  return plan.flatMap(({ id, fault }) => {
    if (nodeFaults.has(fault.kind)) return []
    const over = ends.get(id) ?? (instantFaults.has(fault.kind) ? at(id) : calmAt)
    return [{ from: at(id), to: over + aftermath }]
  })
}

const instantFaults: ReadonlySet<string> = new Set(['reset', 'close', 'release', 'heal'])

/** From the instant a sync was wanted and possible to the instant it had ended, rising. */
function syncsOf({ lives }: Recording): Micros[] {
  const times: Micros[] = []
  for (const { steps, durable } of lives) {
    let mark = 0
    let free: Micros = 0
    let at = 0
    for (const done of durable) {
      while (at < steps.length && (steps[at]?.mark ?? 0) <= mark) at += 1
      const wanted = steps[at]?.time
      if (wanted !== undefined && done.time >= wanted)
        times.push(done.time - Math.max(wanted, free))
      mark = done.mark
      free = done.time
    }
  }
  return times.sort((a, b) => a - b)
}

function spanOf(rising: readonly Micros[]): Span | null {
  if (rising.length === 0) return null
  const count = Math.min(samplesMax, rising.length)
  const samples = Array.from({ length: count }, (_, at) => quantile(rising, (at + 1) / count) ?? 0)
  return { kind: 'trace', path: 'a recording', samples }
}

/** The scenario over the fitted network and disks. */
export function fitted(scenario: Scenario, { latency, sync }: Fit): Scenario {
  const over = (claims: AnyClaims): AnyClaims => ({
    ...claims,
    ...(latency === null
      ? {}
      : { network: (of: AnyGiven) => ({ ...resolved(claims.network, of), latency }) }),
    ...(sync === null ? {} : { disk: { sync } }),
  })
  const variants = Object.entries(scenario.variants).map(([name, variant]) => [
    name,
    'nodes' in variant ? { ...variant, ...over({ ...scenario.claims, ...variant }) } : variant,
  ])
  return {
    ...scenario,
    claims: over(scenario.claims),
    variants: Object.fromEntries(variants) as Scenario['variants'], // names and forms are as before
  }
}

const resolved = <T>(value: T | ((of: AnyGiven) => T) | undefined, of: AnyGiven): T | undefined =>
  isFunction(value) ? value(of) : value
const isFunction = <T>(value: T | ((of: AnyGiven) => T)): value is (of: AnyGiven) => T =>
  typeof value === 'function'
