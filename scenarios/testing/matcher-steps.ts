// Matchers that look at every step of a run so far: what always holds, what never happens. The run is
// made again in a world of its own, and the first step that breaks it is told with what it changed.

import { tellDuration } from '../../sim/duration.ts'
import { nearest } from '../../sim/nearest.ts'
import { text } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Trace } from '../../sim/trace.ts'
import type { Live } from '../runner/live.ts'
import type { CommonView } from '../view.ts'
import { isRead, picture } from './picture.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

/** What broke, in words or as `false`; null or true: it holds. Annotate it with the scenario's view. */
export type Always = { bivarianceHack(view: CommonView): string | boolean | null }['bivarianceHack']

/** True where it has happened. */
export type Never = { bivarianceHack(view: CommonView): boolean }['bivarianceHack']

const changesMax = 4

/** Null: it holds in every state so far. @throws Mistake for a property that there is not */
export function brokenAlways(world: SimWorld, property: string | Always): Said | null {
  const { live } = SimWorld.inside(world)
  if (typeof property === 'string') return unjudged(live, property)
  const name = property.name === '' ? 'the function' : property.name
  return firstAt(live, `${name} holds in every state`, (view) => {
    const said = property(view)
    if (said === null || said === true) return null
    return said === false ? `${name} does not hold` : said
  })
}

/** A property of the scenario has been judged after every step, and a body does not outlive it. */
function unjudged(live: Live, property: string): Said | null {
  const { claims } = live.site
  const names = Object.keys(claims.always ?? {})
  if (!names.includes(property)) {
    const near = nearest(property, names)
    const lines = [
      ...(near === null ? [] : [`did you mean   ${near} ?`]),
      names.length === 0 ? 'it claims nothing always' : `always         ${names.join(' · ')}`,
    ]
    const sentence = `the scenario has no property "${property}".`
    throw new Mistake([{ code: 'WL1003', sentence, lines }])
  }
  if (live.stage.sight.complete) return null
  const lines = [`"${property}" was not judged: not every node has started yet.`]
  return { name: 'InvariantError', code: 'WL2015', lines }
}

/** Null: it never happened. @throws Mistake for a goal that there is not */
export function happenedOnce(world: SimWorld, what: string | Never): Said | null {
  const { live } = SimWorld.inside(world)
  if (typeof what === 'string') {
    const times = goalsOf(world, what)
    if (times === 0) return null
    const lines = [`"${what}" happened ${times === 1 ? 'once' : `${times} times`}.`]
    return { name: 'InvariantError', code: 'WL2015', lines, actual: times, expected: 0 }
  }
  const name = what.name === '' ? 'the function' : what.name
  return firstAt(live, `${name} is true in no state`, (view) =>
    what(view) ? `${name} is true` : null,
  )
}

/** How often a goal was reached. @throws Mistake (WL3004) with the nearest */
function goalsOf(world: SimWorld, goal: string): number {
  const { goals } = world
  const times = Object.hasOwn(goals, goal) ? goals[goal] : undefined
  if (times !== undefined) return times
  const names = Object.keys(goals)
  const near = nearest(goal, names)
  throw new Mistake([
    {
      code: 'WL3004',
      sentence: `the scenario has no goal "${goal}", and no actor has reached one.`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        `goals          ${names.join(' · ') || 'none'}`,
      ],
    },
  ])
}

/** The run again, up to the first state of which `broken` says something. */
function firstAt(
  live: Live,
  expected: string,
  broken: (view: CommonView) => string | null,
): Said | null {
  let said: string | null = null
  const again = live.again({ trace: isRead(live) }, (_world, { sight }) => {
    said = broken(sight.view)
    return said
  })
  if (said === null) return null
  const sentence = /[.!?]$/u.test(said) ? said : `${String(said)}.`
  return {
    ...{ name: 'InvariantError', code: 'WL2015', expected, actual: sentence },
    lines: [sentence, ...picture(live, () => stepLines(again, again.soFar().trace ?? []))],
  }
}

/** The step that broke it, and what it changed. */
function stepLines(live: Live, trace: Trace): string[] {
  const step = trace.findLast((event) => 'patch' in event)
  if (step === undefined || !('patch' in step)) return []
  const { stepNode } = live.world
  const where = `e${step.id} at ${tellDuration(step.time)}, ${live.world.stepName()} of ${stepNode ?? 'nobody'}`
  const changes = step.patch
    .slice(0, changesMax)
    .map(({ path, to }) => `    ${path} ${to === undefined ? 'is gone' : `= ${text(to, 60)}`}`)
  const more = step.patch.length - changes.length
  return [
    `  first at ${where}${changes.length === 0 ? ', which changed nothing of its State' : ':'}`,
    ...changes,
    ...(more > 0 ? [`    and ${more} more`] : []),
  ]
}
