// One trial: a body, or the scenario's own claims, for one seed or for explicit data. What it ended
// with is told as data; only what the user must mend is thrown.

import type { Explicit } from '../../sim/explicit.ts'
import { Recording } from '../../sim/explore/record.ts'
import { spelled } from '../../sim/nemesis/spelled.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Micros } from '../../sim/units.ts'
import type { Run } from '../../sim/run.ts'
import type { Broken } from '../runner/broken.ts'
import { breachMistake } from '../runner/blame.ts'
import { Experiment } from '../runner/experiment.ts'
import type { Extra, Replayed, Stagings, Staged } from '../runner/explicit.ts'
import { otherParams, replayedOf } from '../runner/explicit.ts'
import type { How } from '../runner/how.ts'
import type { Live } from '../runner/live.ts'
import type { Settings } from '../runner/order.ts'
import type { Tripwire } from '../runner/tripwire.ts'
import { collected, type Printed } from './console.ts'
import { fitting } from './fault-plan.ts'
import type { Asked } from './fixtures.ts'
import { unread } from './picture.ts'
import { SimWorld } from './sim-world.ts'
import { Inconclusive, Violation } from './violation.ts'

/** What is tried: opens its worlds, the last of which is the one that is told of. */
export type Play = (open: (asked?: Asked) => SimWorld) => void

export type Ending =
  | { readonly kind: 'passed' }
  | { readonly kind: 'inconclusive'; readonly why: string }
  /** a property of the scenario */
  | { readonly kind: 'property'; readonly broken: Broken; readonly error: Error | null }
  /** what the body threw: an assertion of its own */
  | { readonly kind: 'thrown'; readonly error: unknown }

/** How a trial ended, and where. */
export interface Trial {
  readonly ending: Ending
  /** the world that was opened last; null: none was */
  readonly world: SimWorld | null
  /** where it comes from */
  readonly origin: Origin | null
  readonly printed: readonly Printed[]
}

/** What world was opened. */
export interface Origin {
  readonly experiment: Experiment
  readonly seed: number
  /** which of the worlds of its trial, from 0 */
  readonly nth: number
  /** what it has decided, where that was asked for */
  readonly recording: Recording | null
  /** null: it was run from a seed */
  readonly staged: Staged | null
}

/** What all trials of a test share. */
export interface Ground {
  readonly experiment: Experiment
  readonly stagings: Stagings
  readonly tripwire: Tripwire
  /** whether the workload of the scenario asks */
  readonly asks: boolean
}

/** How a trial is made. */
export interface Manner {
  readonly seed: number
  /** decisions are written down */
  readonly record?: boolean
  /** nobody reads what is said of it: matchers make no pictures */
  readonly unread?: boolean
  /** the nth world that is opened is this one */
  readonly told?: { readonly nth: number; readonly explicit: Explicit; readonly extra: Extra }
}

/** @throws Mistake for what the user must mend */
export function attempt(ground: Ground, play: Play, manner: Manner): Trial {
  const { tripwire } = ground
  const opened: { world: SimWorld; origin: Origin }[] = []
  const open = (asked: Asked = {}): SimWorld => {
    const [live, origin] = begin(ground, asked, manner, opened.length)
    if (manner.unread === true) unread(live)
    // In the list before it is looked at: a property may break at once.
    const world = SimWorld.of(live, (made) => opened.push({ world: made, origin }))
    return world
  }
  let ending: Ending = { kind: 'passed' }
  let printed: readonly Printed[] = []
  tripwire.reset(() => '')
  tripwire.guard(() => {
    printed = collected(() => {
      try {
        const returned: unknown = play(open)
        if (returned !== undefined && isPromise(returned)) throw asynchronous()
      } catch (error) {
        ending = endingOf(error)
      }
    })
  })
  const last = opened.at(-1) ?? null
  const live = last === null ? null : SimWorld.inside(last.world).live
  mend(ending, live, tripwire)
  const broken = live?.broken ?? null
  // Who swallows a violation has not made it undone.
  if (ending.kind === 'passed' && broken !== null) {
    ending = { kind: 'property', broken, error: null }
  }
  return { ending, world: last?.world ?? null, origin: last?.origin ?? null, printed }
}

/** Throws what the user must mend, whoever has swallowed it. */
function mend(ending: Ending, live: Live | null, tripwire: Tripwire): void {
  const { breach } = tripwire
  if (breach !== null) {
    const said = breachMistake(breach)
    if (breach.during !== '') throw said
    const problems = said.problems.map((problem) => ({
      ...problem,
      sentence: problem.sentence.replace(/^an actor/u, 'the body of a test'),
    }))
    const mistake = new Mistake(problems, 4)
    // What was thrown where it was asked leads to the line; what was swallowed leads nowhere.
    const { stack } = ending.kind === 'thrown' && ending.error instanceof Error ? ending.error : {}
    throw stack === undefined ? mistake : Object.assign(mistake, { stack })
  }
  const mistake = live?.mistake ?? null
  if (mistake !== null) throw mistake
  if (ending.kind === 'thrown' && ending.error instanceof Mistake) throw ending.error
}

function endingOf(error: unknown): Ending {
  if (error instanceof Violation) return { kind: 'property', broken: error.broken, error }
  if (error instanceof Inconclusive) return { kind: 'inconclusive', why: error.message }
  return { kind: 'thrown', error }
}

function begin(ground: Ground, asked: Asked, manner: Manner, nth: number): [Live, Origin] {
  const { told } = manner
  const seed = asked.seed ?? manner.seed
  const experiment = experimentFor(ground, asked, seed)
  if (told?.nth === nth) {
    const staged = ground.stagings.stage(told.explicit, told.extra, seed)
    return [staged.live, { experiment, seed, nth, recording: null, staged }]
  }
  const recordings: Recording[] = []
  const how: How = {
    // A body may look at several of its worlds at once.
    ...(nth === 0 ? {} : { fresh: true }),
    ...(ground.asks ? {} : { workload: [] }),
    ...(manner.record === true
      ? {
          chooser: (world): Recording => {
            const recording = new Recording(world)
            recordings.push(recording)
            return recording
          },
        }
      : {}),
  }
  const live = experiment.live(seed, how)
  return [live, { experiment, seed, nth, recording: recordings[0] ?? null, staged: null }]
}

/** The scenario with what `run` was asked. */
function experimentFor(
  { experiment, tripwire }: Ground,
  { faults, params }: Asked,
  seed: number,
): Experiment {
  if (faults === undefined && params === undefined) return experiment
  const { scenario, variant, settings } = experiment
  const set = Object.entries(params ?? {}).map(([name, value]) => [name, String(value)] as const)
  const whole: Settings = { ...settings, set: { ...settings.set, ...Object.fromEntries(set) } }
  const made = (said: Settings['faults']): Experiment =>
    new Experiment(scenario, { variant, settings: { ...whole, faults: said } }, () => [], tripwire)
  if (typeof faults !== 'object') return made(faults ?? settings.faults)
  return made(fitting(faults, () => made('none').siteFor(seed).roster))
}

/**
 * The world of a recorded trial as data, as far as it was driven.
 * @param acts with what the body did to it, so that it runs without the body
 */
export function explicitOfTrial({ world, origin }: Trial, acts: boolean): Explicit | null {
  if (world === null || origin?.recording === undefined || origin.recording === null) return null
  const { live, struck, asked } = SimWorld.inside(world)
  const { site } = live
  const { experiment, seed, recording } = origin
  const struckAt = (planned: number): Micros | undefined => live.world.struckAt.get(planned)
  const drawn = site.plans.occurrencesOf(seed)
  const own = new Set(asked)
  return {
    params: otherParams(experiment, seed),
    nodes: site.cast.nodes.map(({ id }) => id),
    until: site.until,
    settle: Math.max(site.settle, live.now - site.until),
    faults: (acts ? [...drawn, ...struck] : drawn).flatMap((one) =>
      spelled(one, struckAt, live.world.chosen),
    ),
    operations: acts ? live.workload : live.workload.filter((call) => !own.has(call)),
    decisions: new Map(recording.outcomes),
    expect: experiment.settings.extraExpect,
  }
}

/** What a trial of explicit data has left, with `broken` as what is wrong with it. */
export function replayedOfTrial({ world, origin }: Trial, broken: Broken | null): Replayed | null {
  if (world === null || origin === null || origin.staged === null) return null
  const run: Run = SimWorld.inside(world).live.soFar(broken)
  return replayedOf(origin.staged, run)
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value

const asynchronous = (): Mistake =>
  new Mistake(
    [
      {
        code: 'WL4002',
        sentence: 'the body of a test returned a promise.',
        lines: ['Use   a synchronous body: world.advance and world.untilQuiet let time pass'],
      },
    ],
    4,
  )
