// A recording beside the simulation: what the scenario assumes of the network, and what was fitted.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type HistoryLine, parseHistory } from '../../adapters/records/history-file.ts'
import type { Drift } from '../../sim/drift.ts'
import type { Planned } from '../../sim/fault.ts'
import type { Operation } from '../../sim/history.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { driftOf, driftSeeds, measured, type Ordeal, simulated } from './drift.ts'
import { type Fit, fitOf } from './fit.ts'
import { type Origin, originOf } from './replay.ts'
import { readRecording, type Recording } from './recorded-read.ts'
import type { Site } from './site.ts'
import { flightsOf } from './traffic.ts'

export interface Compared {
  readonly drift: Drift
  readonly fit: Fit
}

/** Real, simulated as the scenario assumes, simulated as fitted: the same calls and faults each. */
export function compared(
  recording: Recording,
  origin: Origin,
  seeds: number = driftSeeds,
): Compared {
  const { file } = recording
  const flights = flightsOf(recording)
  const { site } = origin
  const fit = fitOf(recording, flights, site)
  const end = endOf(recording)
  const calls = origin.callsUntil(file.storm)
  const real = measured(site, historyOf(recording), flights, end)
  const over = origin.fittedSite(fit)
  const plan = asItWas(recording)
  const again = simulated(
    { site: over, plan: [...plan, ...residue(over, fit, plan)], calls },
    seeds,
  )
  const ordeal: Ordeal = { site, plan, calls }
  return { fit, drift: driftOf(real, ordeal, seeds, again) }
}

/** Operations from which on one simulated run says as much as several. */
const many = 1_500

/** The recording in a folder beside simulated runs of the scenario as it is. */
export async function driftIn(folder: string): Promise<Drift> {
  const recording = readRecording(folder)
  const { site, callsUntil } = await originOf(recording)
  const { storm } = recording.file
  const plan = asItWas(recording)
  const history = historyOf(recording)
  const real = measured(site, history, flightsOf(recording), endOf(recording))
  const ordeal: Ordeal = { site, plan, calls: callsUntil(storm) }
  return driftOf(real, ordeal, history.length > many ? 1 : driftSeeds, null)
}

/** The plan, with restarts at the instants at which processes came back: they take their time. */
function asItWas({ file, lives }: Recording): readonly Planned[] {
  const back = new Map<NodeId, Micros[]>()
  for (const { node, life, begins } of lives) {
    if (life > 1) back.set(node, [...(back.get(node) ?? []), begins.time - file.began])
  }
  return file.plan.map((planned) => {
    const { fault } = planned
    if (fault.kind !== 'restart') return planned
    const time = back.get(fault.node)?.shift()
    return time === undefined ? planned : { ...planned, when: { kind: 'time', time }, since: null }
  })
}

/** What the network lost and doubled of itself, as faults that last. */
function residue(site: Site, fit: Fit, plan: readonly Planned[]): Planned[] {
  const { network } = site.spec
  const datagrams = network.link === 'datagram' || Object.values(network.links).includes('datagram')
  if (!datagrams) return []
  const ids = site.cast.nodes.map(({ id }) => id)
  const links = [{ from: ids, to: ids }]
  const filter = { kinds: null, first: null, last: null, where: null }
  const next = Math.max(0, ...plan.map(({ id }) => id)) + 1
  const entries: Planned[] = []
  const when = { kind: 'time', time: 0 } as const
  if ((fit.lossPpm ?? 0) > 0) {
    const fault = { kind: 'drop', links, ppm: fit.lossPpm ?? 0, filter } as const
    entries.push({ id: next, when, since: null, fault })
  }
  if ((fit.copyPpm ?? 0) > 0) {
    const fault = { kind: 'duplicate', links, ppm: fit.copyPpm ?? 0, later: null, filter } as const
    entries.push({ id: next + 1, when, since: null, fault })
  }
  return entries
}

/** The last line of any life, since the run's origin. */
export const endOf = ({ lives }: Recording): Micros =>
  lives.reduce((end, { steps }) => Math.max(end, steps.at(-1)?.time ?? 0), 0)

/** An operation with the number its client knows it by. */
export interface Asked extends Operation {
  readonly own: number
}

/** The client history of a recording, in order of `start`; times since the run's origin. */
export function historyOf({ folder, lives }: Recording): readonly Asked[] {
  const open = new Map<string, { -readonly [field in keyof Asked]: Asked[field] }>()
  for (const { node, life } of lives) {
    const path = join(folder, node, `history-${life}.jsonl`)
    if (!existsSync(path)) continue
    for (const line of parseHistory(readFileSync(path, 'utf8'))) take(open, node, line)
  }
  const all = [...open.values()].sort((a, b) => a.start - b.start)
  for (const [at, one] of all.entries()) one.id = (at + 1) as Asked['id']
  return all
}

function take(
  open: Map<string, { -readonly [field in keyof Asked]: Asked[field] }>,
  client: NodeId,
  line: HistoryLine,
): void {
  const name = `${client} ${line.op}`
  if (line.kind === 'invoke') {
    const { op, call, time } = line
    open.set(name, { id: op, own: op, client, call, start: time, end: null, result: undefined })
    return
  }
  const known = open.get(name)
  if (known === undefined) return
  known.end = line.time
  known.result = line.result
}
