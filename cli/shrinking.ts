// How much shrinking may cost, from the flags; the same flags wherever something is shrunk.

import { pointed } from '../reports/problems.ts'
import { type ShrinkBounds, shrinkRunsDefault } from '../scenarios/runner/shrink.ts'
import { parseDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given } from './arguments.ts'
import { countOf } from './orders.ts'

const runsMax = 10_000_000

/** @throws Mistake (WL1004) for what is no number of runs, or no duration */
export function shrinkBoundsOf(given: Given): ShrinkBounds {
  return {
    runs: countOf(given, 'shrink-runs', shrinkRunsDefault, runsMax),
    time: timeOf(given['shrink-time']),
  }
}

/** Milliseconds of the wall, or null. */
function timeOf(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const time = parseDuration(text)
  if (time !== null && time > 0) return time / 1_000
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--shrink-time cannot be "${text}".`,
      lines: [
        ...pointed(`--shrink-time ${text}`, text),
        'allowed        a duration such as 30s or 5min',
      ],
    },
  ])
}

/** The flags that let it go on where it was cut short: more of what ran out. */
export function furtherFlags(bounds: ShrinkBounds, runs: number): readonly string[] {
  const { time } = bounds
  if (runs >= bounds.runs || time === null) return ['--shrink-runs', String(bounds.runs * 5)]
  return ['--shrink-time', `${Math.ceil((time * 10) / 1_000)}s`]
}
