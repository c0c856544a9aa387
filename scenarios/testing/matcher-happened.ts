// Whether something has happened in a run: a goal was reached, a fault struck. What has not is told
// with the nearest miss, so that a plan that is too short for its run shows.

import { tellDuration } from '../../sim/duration.ts'
import { nearest } from '../../sim/nearest.ts'
import type { Planned } from '../../sim/fault.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Live } from '../runner/live.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

/** What entries of a plan are called besides their own kind. */
const words: Readonly<Record<string, readonly Planned['fault']['kind'][]>> = {
  partition: ['cut'],
  isolate: ['cut'],
  heal: ['heal', 'end'],
}

/** Null: it did, as often as was asked. @throws Mistake (WL3004) for what nobody knows */
export function notHappened(world: SimWorld, what: string, times: number | null): Said | null {
  const { live } = SimWorld.inside(world)
  const { goals } = world
  const goal = Object.hasOwn(goals, what) ? goals[what] : undefined
  const planned = goal === undefined ? entriesOf(live, what) : []
  if (goal === undefined && planned.length === 0 && !isFault(what)) throw unknown(what, goals)
  const struck = planned.filter(({ id }) => live.world.struckAt.has(id))
  const calm = what === 'heal' && live.calm ? 1 : 0
  const seen = goal ?? struck.length + calm
  if (times === null ? seen > 0 : seen === times) return null
  const wanted = times === null ? 'at least once' : timesOf(times)
  return {
    ...{ name: 'GoalError', code: 'WL2015' },
    actual: timesOf(seen),
    expected: wanted,
    lines: [
      `"${what}" happened ${timesOf(seen)}, and should have happened ${wanted}.`,
      ...(seen === 0 ? missOf(live, planned, goals) : []),
    ],
  }
}

const timesOf = (count: number): string =>
  count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`

const entriesOf = ({ plan }: Live, word: string): readonly Planned[] => {
  const kinds: readonly string[] = words[word] ?? [word]
  return plan.filter(({ fault }) => kinds.includes(fault.kind))
}

const isFault = (word: string): boolean =>
  Object.hasOwn(words, word) ||
  ['crash', 'restart', 'pause', 'drop', 'duplicate', 'reorder', 'delay', 'reset'].includes(word)

/** What was planned and came too late, else what has happened in its place. */
function missOf(
  live: Live,
  planned: readonly Planned[],
  goals: Readonly<Record<string, number>>,
): string[] {
  const late = planned.flatMap(({ when }) => (when.kind === 'time' ? [when.time] : []))
  const [first] = late.toSorted((a, b) => a - b)
  const at = tellDuration(live.now)
  if (first !== undefined) {
    const by = tellDuration(Math.max(0, first - live.now))
    return [
      `  nearest miss: planned for ${tellDuration(first)}, ${by} after the run was left at ${at}`,
    ]
  }
  if (planned.length > 0) return [`  nearest miss: it waits for an event that never came by ${at}`]
  const reached = Object.entries(goals).filter(([, times]) => times > 0)
  const told = reached.map(([goal, times]) => `${goal} ×${times}`).join(' · ')
  return [`  by ${at} there was: ${told === '' ? 'no goal reached' : told}`]
}

function unknown(what: string, goals: Readonly<Record<string, number>>): Mistake {
  const names = Object.keys(goals)
  const near = nearest(what, [...names, ...Object.keys(words), 'crash', 'restart', 'pause'])
  return new Mistake([
    {
      code: 'WL3004',
      sentence: `there is no goal "${what}", and no fault of that kind is planned.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `goals          ${names.join(' · ') || 'none'}`,
      ],
    },
  ])
}
