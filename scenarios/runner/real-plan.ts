// The faults of a real run as a timeline. A plan is the same data as in simulation; a fault that
// waits for an event of the run is refused before anything starts, because nobody watches for it:
// processes cannot be stopped between two steps of another. So is a torn write, which LevelDB has not.

import { type Fault, isSettled, type When } from '../../sim/fault.ts'
import type { Occurrence } from '../../sim/nemesis/plan.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Micros } from '../../sim/units.ts'

/** One entry of the plan at its instant, since the storm began. */
export interface Strike {
  readonly id: number
  readonly at: Micros
  readonly fault: Fault
}

export interface Timeline {
  /** in order of time */
  readonly strikes: readonly Strike[]
  /** occurrences that are made, in the notation with named nodes */
  readonly made: readonly Occurrence[]
  /** lines of a swarm that wait for events, left out */
  readonly leftOut: readonly string[]
}

/**
 * @param said the lines that a person wrote: those are made or refused. What a swarm drew beside
 *   them is left out where it cannot be made, and told.
 * @throws Mistake WL3005 for every line that waits for an event, that names a role, or that no store can
 *   make
 */
export function timelineOf(
  occurrences: readonly Occurrence[],
  {
    said,
    scenario,
    storm,
  }: { readonly said: readonly FaultLine[]; readonly scenario: string; readonly storm: Micros },
): Timeline {
  const problems = new Map<string, Problem>()
  const leftOut = new Set<string>()
  const made: Occurrence[] = []
  for (const occurrence of occurrences) {
    const { source, planned } = occurrence
    const event = planned.find(({ when }) => when.kind !== 'time')?.when
    const late = event === undefined && planned.some(({ since }) => since !== null)
    const torn = planned.some(({ fault }) => fault.kind === 'disk-torn')
    if (!planned.every(isSettled)) problems.set(printFault(source), refusedRole(source, scenario))
    else if (event === undefined && !late && !torn) made.push(occurrence)
    else if (!said.includes(source)) leftOut.add(printFault(source))
    else if (torn) problems.set(printFault(source), unmade(source, scenario))
    else if (event !== undefined) {
      const text = printFault(source)
      problems.set(text, refusal(source, event, scenario, storm))
    }
  }
  if (problems.size > 0) throw new Mistake([...problems.values()])
  const strikes = made.flatMap(({ planned }) =>
    planned
      .filter(isSettled)
      .flatMap(({ id, when, fault }): Strike[] =>
        when.kind === 'time' ? [{ id, at: when.time, fault }] : [],
      ),
  )
  return { strikes: strikes.sort((a, b) => a.at - b.at), made, leftOut: [...leftOut] }
}

/** Who has a role is known where States are. */
const refusedRole = (line: FaultLine, scenario: string): Problem => ({
  code: 'WL3005',
  sentence: `"${printFault(line)}" strikes whoever has a role, and a real run does not look into its nodes.`,
  lines: [
    'why            who leads is known in its process alone, and may have changed when it is told',
    'made here      the same of a named node, or of  random one',
    `in simulation  worldline run ${scenario} -f "${printFault(line)}"`,
  ],
})

const refusal = (line: FaultLine, event: When, scenario: string, storm: Micros): Problem => {
  const time = Math.max(1_000, Math.round(storm / 2_500_000) * 1_000_000 || storm / 2)
  const near = printFault({ ...line, at: { kind: 'time', time } })
  return {
    code: 'WL3005',
    sentence: `"${printFault(line)}" waits for an event, and a real run makes faults at times only.`,
    lines: [
      `why            ${whyNot(event)}`,
      `made here      ${near}`,
      `in simulation  worldline run ${scenario} -f "${printFault(line)}"`,
    ],
  }
}

/** A store over LevelDB has no half-written batch to show. */
const unmade = (line: FaultLine, scenario: string): Problem => ({
  code: 'WL3005',
  sentence: `"${printFault(line)}" cannot be made in a real run.`,
  lines: [
    'why            tables are in LevelDB, which writes a batch whole or not at all',
    'made here      disk rot, read-error, full, stall, slow, lying-sync, misdirect, phantom',
    `in simulation  worldline run ${scenario} -f "${printFault(line)}"`,
  ],
})

/** What would have to be seen, and cannot. */
function whyNot({ kind }: When): string {
  switch (kind) {
    case 'on':
    case 'before':
      return 'a message is received in a process of its own, which nobody can stop in time'
    case 'after-send':
      return 'a message has left its process before anybody else knows of it'
    case 'after-persist':
    case 'place':
      return 'a place of a step is passed before a signal reaches its process; a SIGKILL falls where it can after a sync and before what was to be told'
    case 'role':
      return 'who leads is known in its process alone, and may have changed when it is told'
    case 'goal':
      return 'goals are counted by the processes and told every 50 ms, not as they are reached'
    case 'time':
      return 'it has a time'
  }
}
