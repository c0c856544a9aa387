// A failing seed looked at more closely: its run as data, shrunk, and told. A property of the scenario
// is shrunk without the body; what the body alone asserts is shrunk by running the body again over
// ever smaller data.

import type { Explicit } from '../../sim/explicit.ts'
import { calm } from '../../sim/explore/shrink-search.ts'
import type { History } from '../../sim/history.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Irrelevance, Shrunk } from '../../sim/report.ts'
import type { Run } from '../../sim/run.ts'
import type { Failure } from '../../sim/verdict.ts'
import type { Broken } from '../runner/broken.ts'
import type { Extra, Replayed } from '../runner/explicit.ts'
import { perturb } from '../runner/perturb.ts'
import { type Ran, told } from '../runner/report.ts'
import { type Runs, type ShrinkBounds, shrinkExplicit } from '../runner/shrink.ts'
import { Allowance } from './allowance.ts'
import { reasonOf } from './reason.ts'
import { attempt, explicitOfTrial, type Ground, type Play, replayedOfTrial } from './trial.ts'

/** What is known of a failure. */
export interface Examined {
  /** shrunk where that was allowed */
  readonly explicit: Explicit
  readonly ran: Ran
  readonly shrunk: Shrunk | null
  /** the same as it is told, in sizes that can be compared; null: nothing became smaller */
  readonly sizes: Shrunk | null
  /** what broke it: a property of the scenario, or the body alone */
  readonly by: 'property' | 'body'
  /** the run without the body, with its trace and contents, as a case records it */
  readonly alone: Run
  /** what was thrown in the body, at the user's line; null: there is no body */
  readonly error: unknown
  /** which of the worlds that the body opened */
  readonly nth: number
  readonly irrelevant: readonly Irrelevance[]
  readonly matters: readonly string[]
}

/** Of all that follows a failure. */
export interface Bounds {
  readonly runs: number
  /** milliseconds of the wall */
  readonly time: number
}

/** Shrinking leaves the rest of an allowance to the question what matters. */
const shrinkShare = 0.7
/** So many runs there are at least, shrinking apart; where they are slow, nothing is shrunk. */
const runsAtLeast = 15

/**
 * @param broken why it fails
 * @returns null where the run cannot be told as data: the body failed before it had a world, or in
 * another way when it was repeated
 */
export function examine(
  ground: Ground,
  play: Play,
  seed: number,
  broken: Broken,
  bounds: Bounds,
): Examined | null {
  const allowance = new Allowance(bounds.runs, bounds.time)
  allowance.spend()
  const recorded = attempt(ground, play, { seed, record: true, unread: true })
  const slow = allowance.spent.time * runsAtLeast >= bounds.time
  const shrinkRuns = slow ? 0 : bounds.runs
  const nth = recorded.origin?.nth ?? 0
  const whole = explicitOfTrial(recorded, true)
  const drawn = explicitOfTrial(recorded, false)
  if (whole === null || drawn === null) return null
  if (recorded.ending.kind === 'property') {
    const { error } = recorded.ending
    // Run for run as the command line shrinks it, so that `/min` is the same run there.
    const found = smallest(ground.stagings, whole, broken, {
      runs: shrinkRuns,
      over: () => allowance.over(shrinkShare),
    })
    if (found !== null) {
      const ran = ground.stagings.run(found.explicit, told)
      const known = looked(...sharing(ground.stagings, bounds, allowance), found)
      const sizes = found.shrunk
      return { ...found, ...known, sizes, ran, nth, by: 'property', alone: ran.run, error }
    }
  }
  const runs = bodyRuns(ground, play, seed, nth, drawn, allowance)
  const found = smallest(runs, drawn, broken, {
    runs: shrinkRuns,
    over: () => allowance.over(shrinkShare),
  })
  if (found === null) return null
  const known = looked(runs, () => allowance.over(), found)
  const last = bodyRun(ground, play, seed, nth, found.explicit, told)
  const alone = ground.stagings.run(found.explicit, told).run
  const sizes = compared(found.shrunk, recorded.world?.history ?? [], last.ran.run)
  return { ...found, ...known, ...last, sizes, nth, by: 'body', alone }
}

/**
 * A body may end its world long before all is asked that the data has: what was asked is counted, then
 * and now. And data that is simpler may make more happen: then it is no smaller run.
 */
function compared(shrunk: Shrunk | null, before: History, { history }: Run): Shrunk | null {
  if (shrunk === null || shrunk.to.events > shrunk.from.events) return null
  const from = { ...shrunk.from, operations: before.length }
  const to = { ...shrunk.to, operations: history.length }
  return to.operations > from.operations ? null : { ...shrunk, from, to }
}

/** The question what matters has its own part of the runs, and the time that is left. */
function sharing(runs: Runs, bounds: Bounds, { spent }: Allowance): [Runs, () => boolean] {
  const rest = new Allowance(bounds.runs * (1 - shrinkShare), bounds.time - spent.time)
  const counting: Runs = {
    scenario: runs.scenario,
    guarded: (batch) => runs.guarded(batch),
    everybody: (explicit) => runs.everybody(explicit),
    run: (explicit, extra, seed) => {
      rest.spend()
      return runs.run(explicit, extra, seed)
    },
  }
  return [counting, () => rest.over()]
}

/** What matters to the smallest run; a run that may not be shrunk is too large to be asked. */
function looked(
  runs: Runs,
  over: () => boolean,
  { explicit, shrunk, failure }: Smallest,
): Pick<Examined, 'irrelevant' | 'matters'> {
  if (failure === null || shrunk === null) return { irrelevant: [], matters: [] }
  const { irrelevant, matters } = perturb(runs, explicit, failure, over)
  return { irrelevant, matters }
}

interface Smallest extends Pick<Examined, 'explicit' | 'shrunk'> {
  readonly failure: Failure | null
}

/** The explicit run, shrunk; null when it does not fail for the same reason. */
function smallest(
  runs: Runs,
  start: Explicit,
  { property, code }: Broken,
  bounds: Pick<ShrinkBounds, 'runs' | 'over'>,
): Smallest | null {
  const { failure } = runs.run(start).run
  if (failure?.property !== property || failure.code !== code) return null
  if (bounds.runs === 0) return { explicit: start, shrunk: null, failure }
  const { explicit, shrunk, run } = shrinkExplicit(runs, start, { ...bounds, time: null })
  return { explicit, shrunk, failure: run.failure }
}

/**
 * The body over explicit data, and what it threw.
 * @param unread whether its matchers may say the sentence alone
 * @throws Mistake when it opens other worlds now
 */
export function bodyRun(
  ground: Ground,
  play: Play,
  seed: number,
  nth: number,
  explicit: Explicit,
  extra: Extra,
  unread = false,
): { readonly ran: Replayed; readonly error: unknown } {
  const trial = attempt(ground, play, { seed, told: { nth, explicit, extra }, unread })
  const ran = replayedOfTrial(trial, reasonOf(trial.ending))
  if (ran === null) {
    const sentence = 'the body did not come to the same world again.'
    throw new Mistake([{ code: 'WL4001', sentence, lines: [] }], 4)
  }
  const { ending } = trial
  const error = ending.kind === 'thrown' || ending.kind === 'property' ? ending.error : null
  return { ran, error }
}

/**
 * Explicit data judged by the body: what it asserts stands as the failure of the run. An assertion
 * may fail for want of what shrinking took away, and that is another reason: what fails in fair
 * weather too is no smaller failure, and where the whole run fails so, all that it asks stays.
 * @param allowance each run of the body is taken from it
 */
export function bodyRuns(
  ground: Ground,
  play: Play,
  seed: number,
  nth: number,
  start: Explicit,
  allowance: Allowance,
): Runs {
  const run = (explicit: Explicit, extra: Extra): Replayed => {
    allowance.spend()
    const { ran } = bodyRun(ground, play, seed, nth, explicit, extra, true)
    const { failure } = ran.run
    if (failure === null) return ran
    // What an assertion says changes with the numbers in it; its kind and its line do not.
    return { ...ran, run: { ...ran.run, failure: { ...failure, sentence: failure.property } } }
  }
  const fails = (explicit: Explicit): boolean => run(explicit, {}).run.failure !== null
  const always = fails(calm(start))
  // The same data is run several times: with and without its events.
  const weathers = new WeakMap<Explicit, boolean>()
  const sound = (explicit: Explicit): boolean => {
    if (always) {
      const { operations, nodes } = explicit
      return operations.length === start.operations.length && nodes.length === start.nodes.length
    }
    const known = weathers.get(explicit) ?? !fails(calm(explicit))
    weathers.set(explicit, known)
    return known
  }
  return {
    scenario: ground.experiment.scenario,
    guarded: (batch) => ground.tripwire.guard(batch),
    everybody: (explicit) => ground.stagings.everybody(explicit),
    run: (explicit, extra) => {
      const ran = run(explicit, extra ?? {})
      if (ran.run.failure === null || sound(explicit)) return ran
      return { ...ran, run: { ...ran.run, verdict: 'pass', failure: null } }
    },
  }
}
