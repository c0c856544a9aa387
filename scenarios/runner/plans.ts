// The fault plans of a site: for each seed the concrete faults, drawn from the lines of the scenario
// or by a swarm, and whether they are more than the protocol promises to survive.

import { beyond } from '../../sim/beyond.ts'
import type { Budget } from '../../sim/budget.ts'
import type { Planned } from '../../sim/fault.ts'
import { generatorOf } from '../../sim/generator.ts'
import { drawOccurrences, type Occurrence } from '../../sim/nemesis/plan.ts'
import type { Stage } from '../../sim/nemesis/stage.ts'
import { swarmPlan } from '../../sim/nemesis/swarm.ts'
import { withTraces } from '../../sim/nemesis/traces.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { faultLines } from '../../sim/notation-parse.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Roster } from '../../sim/roster.ts'
import type { Micros } from '../../sim/units.ts'
import type { ReadTrace } from './traces.ts'

/** Lines of the notation, or `swarm`: each seed draws its own within the budget. */
export type FaultSource = readonly string[] | 'swarm'

export interface Plans {
  /** the lines before a seed has drawn anything; of a swarm, only those that were added to it */
  readonly lines: readonly FaultLine[]
  readonly swarm: boolean
  planOf(seed: number): readonly Planned[]
  /**
   * The plan told: each occurrence with the line that it comes from, now with named nodes. Lines in
   * `more` follow those of the seed, and move none of their draws.
   */
  occurrencesOf(seed: number, more?: readonly FaultLine[]): readonly Occurrence[]
  /** what of a plan is more than the protocol promises to survive, in words; null: nothing */
  excess(plan: readonly Planned[]): string | null
}

/** @throws Mistake with every fault that is wrong */
export function plansOf(of: {
  readonly source: FaultSource
  readonly extra: readonly string[]
  readonly budget: Budget | null
  readonly roster: Roster
  readonly until: Micros
  readonly readTrace: ReadTrace
}): Plans {
  const { source, extra, budget, roster, until, readTrace } = of
  const swarm = source === 'swarm'
  if (swarm && budget === null) {
    const sentence = `${roster.scenario} has no budget, and a swarm draws its faults within one.`
    const lines = ['allowed        a list of faults, or  budget: { ...noFaults, loss: 50_000 }']
    throw new Mistake([{ code: 'WL1101', sentence, lines }])
  }
  const said = faultLines([...(swarm ? [] : source), ...extra], roster)
  const lines = withTraces(said, readTrace)
  const stage: Stage = { roster, until }
  const occurrencesOf = (seed: number, more: readonly FaultLine[] = []): readonly Occurrence[] => {
    const streams = (stream: string): ReturnType<typeof generatorOf> => generatorOf(seed, stream)
    const drawn = swarm && budget !== null ? swarmPlan(budget, stage, streams) : []
    return drawOccurrences([...drawn, ...lines, ...more], stage, streams)
  }
  const empty = lines.length === 0 && !swarm
  return {
    ...{ lines, swarm, occurrencesOf },
    planOf: (seed) => (empty ? [] : occurrencesOf(seed).flatMap(({ planned }) => planned)),
    excess: (plan) => (budget === null || plan.length === 0 ? null : beyond(plan, budget, stage)),
  }
}
