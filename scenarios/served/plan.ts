// The faults of a served system: parsed and checked against the nodes that it will have, as in a real
// run, and what cannot be made here refused before anything starts. They last as long as it serves.

import { isMessageFault } from '../../adapters/faults/laid.ts'
import { discovery } from '../../protocols/ack-retry/discovery.ts'
import { discoveryHears, receiverHears, senderHears } from '../../protocols/ack-retry/messages.ts'
import * as source from '../../protocols/ack-retry/original-messages.ts'
import {
  originalDiscovery,
  originalReceiver,
  originalSender,
} from '../../protocols/ack-retry/original.ts'
import { receiver } from '../../protocols/ack-retry/receiver.ts'
import { rules } from '../../protocols/ack-retry/rules.ts'
import { sender } from '../../protocols/ack-retry/sender.ts'
import type { Timings } from '../../protocols/ack-retry/timings.ts'
import { type Fault, isSettled, type Planned } from '../../sim/fault.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Micros } from '../../sim/units.ts'
import { discoveryAt } from '../ack-retry-cast.ts'
import { Experiment } from '../runner/experiment.ts'
import { settingsDefault } from '../runner/order.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Variant } from './orders.ts'

/** One entry of a plan at its instant, since serving began. */
export interface Strike {
  readonly id: number
  readonly at: Micros
  readonly fault: Fault
}

export interface PlanOf {
  readonly variant: Variant
  readonly clients: number
  readonly receivers: number
  readonly timings: Timings
  readonly faults: readonly string[]
  readonly seed: number
}

/** Nobody serves longer with faults; what is drawn is drawn for that long. */
const longest = '1440min'

/** @throws Mistake for what is no fault, or (WL3005) none that can be made here */
export function strikesOf(of: PlanOf): readonly Strike[] {
  if (of.faults.length === 0) return []
  const settings = {
    ...settingsDefault,
    ...{ faults: 'none' as const, extraFaults: of.faults, until: longest },
  }
  const plan = new Experiment(castOf(of), { variant: null, settings })
    .siteFor(of.seed)
    .planOf(of.seed)
  const instants = new Map<number, Micros>()
  const strikes: Strike[] = []
  const problems = new Map<string, Problem>()
  for (const planned of plan.filter(isSettled)) {
    const { id, fault } = planned
    const at = instantOf(planned, instants)
    if (at !== null) instants.set(id, at)
    const why = at === null ? `"${fault.kind}" at an event of the run` : unmade(fault)
    if (why !== null) problems.set(why, refusal(why, of.variant))
    else if (at !== null) strikes.push({ id, at, fault })
  }
  if (problems.size > 0) throw new Mistake([...problems.values()])
  return strikes.sort((a, b) => a.at - b.at)
}

function instantOf({ when, since }: Planned, instants: ReadonlyMap<number, Micros>): Micros | null {
  if (when.kind !== 'time') return null
  if (since === null) return when.time
  const from = instants.get(since)
  return from === undefined ? null : from + when.time
}

/** Made by the process of the node, or by whoever supervises it. */
const ofNodes: ReadonlySet<Fault['kind']> = new Set([
  ...(['crash', 'restart', 'stay-down', 'pause', 'slow', 'end', 'heal', 'release'] as const),
  ...(['clock-step', 'clock-drift', 'clock-freeze', 'clock-strobe', 'clock-coarse'] as const),
  ...(['clock-reset', 'disk-full', 'disk-stall', 'disk-slow', 'disk-rot'] as const),
  ...(['disk-read-error', 'disk-lying-sync', 'disk-misdirect', 'disk-phantom'] as const),
])

/** What cannot be made here, in words, or null. */
function unmade(fault: Fault): string | null {
  if (ofNodes.has(fault.kind)) return null
  if (fault.kind === 'cut') return '"partition"'
  if (isMessageFault(fault)) return null
  if (fault.kind === 'disk-torn') return '"disk torn" (LevelDB writes a batch whole or not at all)'
  return `"${fault.kind}"`
}

const refusal = (what: string, variant: Variant): Problem => ({
  code: 'WL3005',
  sentence: `${what} cannot be made while a system serves.`,
  lines: [
    `made here      ${variant === 'original' ? '' : 'drop, duplicate, reorder, corrupt, hold; '}crash, pause, slow, clock, disk`,
    'in a real run  worldline real ack-retry -f "…"',
    `in simulation  worldline run ack-retry${variant === 'original' ? ':original' : ''} -f "…"`,
  ],
})

/** The nodes by the names that the table shows; the wire between clients and receivers has datagrams. */
function castOf({ variant, clients, receivers, timings }: PlanOf): Scenario {
  const about = 'ack-retry as it is served.'
  const original = variant === 'original'
  const client = original
    ? { hears: source.senderHears, actor: originalSender({ discovery: discoveryAt, timings }) }
    : {
        hears: senderHears,
        actor: sender({
          ...{ discovery: discoveryAt, timings, attempts: 0, rules },
          connection: 'shared',
        }),
      }
  const receives = original
    ? {
        hears: source.receiverHears,
        actor: originalReceiver({ discovery: discoveryAt, timings, sides: 2 }),
      }
    : { hears: receiverHears, actor: receiver({ discovery: discoveryAt, timings, rules }) }
  const discovers = original
    ? { hears: source.discoveryHears, actor: originalDiscovery({ timings }) }
    : { hears: discoveryHears, actor: discovery({ timings, rules }) }
  return scenario('ack-retry', {
    about,
    nodes: () => ({
      // Where none is served, whoever calls is one.
      client: { ...client, count: Math.max(1, clients) },
      ...(receivers > 0 ? { receiver: { ...receives, count: receivers } } : {}),
      discovery: discovers,
    }),
    network: { link: original ? 'stream' : 'datagram' },
  })
}
