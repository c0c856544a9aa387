// The faults of a real run as a timeline of signals and starts. A plan is the same data as in
// simulation; what cannot be made here yet is refused before anything starts.

import type { Fault, Planned } from '../../sim/fault.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { generatorOf } from '../../sim/generator.ts'
import type { Cast } from './roster.ts'

/** One act of the supervisor; `at` since the storm began. */
export interface Strike {
  /** the entry of the plan */
  readonly id: number
  readonly at: Micros
  readonly node: NodeId
  readonly kind: 'kill' | 'restart'
}

/**
 * In order of time.
 * @throws Mistake WL3005 for every fault that is no crash or restart at a time
 */
export function timelineOf(plan: readonly Planned[], scenario: string): readonly Strike[] {
  const problems: Problem[] = []
  const refused = new Set<string>()
  const instants = new Map<number, Micros>()
  const strikes: Strike[] = []
  for (const planned of plan) {
    const { id, fault } = planned
    const at = instantOf(planned, instants)
    if (at !== null) instants.set(id, at)
    const why = unmade(fault, at)
    if (why === null && at !== null && (fault.kind === 'crash' || fault.kind === 'restart')) {
      strikes.push({ id, at, node: fault.node, kind: fault.kind === 'crash' ? 'kill' : 'restart' })
    } else if (why !== null && !refused.has(why)) {
      refused.add(why)
      problems.push(refusal(why, scenario))
    }
  }
  if (problems.length > 0) throw new Mistake(problems)
  return strikes.sort((a, b) => a.at - b.at)
}

/** Null for what waits for an event: no such event is watched for in a real run. */
function instantOf({ when, since }: Planned, instants: ReadonlyMap<number, Micros>): Micros | null {
  if (when.kind !== 'time') return null
  if (since === null) return when.time
  const from = instants.get(since)
  return from === undefined ? null : from + when.time
}

/** What cannot be made here, in words, or null. */
function unmade(fault: Fault, at: Micros | null): string | null {
  if (fault.kind !== 'crash' && fault.kind !== 'restart') return `"${fault.kind}"`
  if (at === null) return `"${fault.kind}" at an event of the run`
  if (fault.kind === 'restart' || fault.lose === 'drawn' || fault.lose === 'memory') return null
  return `"crash … lose ${fault.lose}"`
}

const refusal = (what: string, scenario: string): Problem => ({
  code: 'WL3005',
  sentence: `${what} cannot be made in a real run here.`,
  lines: [
    'made here      crash NODE @ TIME restart +TIME     (SIGKILL, then a new process over the same tables)',
    `in simulation  worldline run ${scenario}     has every fault`,
    'without faults --faults none',
  ],
})

/**
 * What happens when nobody says what should: one node of the most numerous role that is no client is
 * killed, and started again. The seed says which.
 */
export function faultDefault(cast: Cast, storm: Micros, seed: number): string[] {
  let most: readonly string[] = []
  for (const [role, ids] of Object.entries(cast.byRole)) {
    if (!cast.clients.has(role) && ids.length > most.length) most = ids
  }
  const node = most.length === 0 ? undefined : generatorOf(seed, 'real run').pick(most)
  if (node === undefined) return []
  const at = Math.round(storm / 2_500)
  const down = Math.min(500, Math.round(storm / 5_000))
  return [`crash ${node} @ ${at}ms restart +${down}ms`]
}
