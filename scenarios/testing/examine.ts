// A failing seed looked at more closely: its run as data, shrunk, and told. A property of the scenario
// is shrunk without the body; what the body alone asserts is shrunk by running the body again over
// ever smaller data.

import type { Explicit } from '../../sim/explicit.ts'
import { calm } from '../../sim/explore/shrink-search.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Irrelevance, Shrunk } from '../../sim/report.ts'
import type { Run } from '../../sim/run.ts'
import type { Broken } from '../runner/broken.ts'
import type { Extra, Replayed } from '../runner/explicit.ts'
import { perturb } from '../runner/perturb.ts'
import { type Ran, told } from '../runner/report.ts'
import { type Runs, shrinkExplicit } from '../runner/shrink.ts'
import { reasonOf } from './reason.ts'
import { attempt, explicitOfTrial, type Ground, type Play, replayedOfTrial } from './trial.ts'

/** What is known of a failure. */
export interface Examined {
  /** shrunk where that was allowed */
  readonly explicit: Explicit
  readonly ran: Ran
  readonly shrunk: Shrunk | null
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

export interface Bounds {
  readonly runs: number
  /** milliseconds of the wall */
  readonly time: number
}

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
  const recorded = attempt(ground, play, { seed, record: true })
  const nth = recorded.origin?.nth ?? 0
  const whole = explicitOfTrial(recorded, true)
  const drawn = explicitOfTrial(recorded, false)
  if (whole === null || drawn === null) return null
  if (recorded.ending.kind === 'property') {
    const { error } = recorded.ending
    const found = smallest(ground.stagings, whole, broken, bounds)
    if (found !== null) {
      const ran = ground.stagings.run(found.explicit, told)
      const known = looked(ground.stagings, found.explicit, ran.run, bounds)
      return { ...found, ...known, ran, nth, by: 'property', alone: ran.run, error }
    }
  }
  const runs = bodyRuns(ground, play, seed, nth, drawn)
  const found = smallest(runs, drawn, broken, bounds)
  if (found === null) return null
  const last = bodyRun(ground, play, seed, nth, found.explicit, told)
  const alone = ground.stagings.run(found.explicit, told).run
  const known = looked(runs, found.explicit, runs.run(found.explicit).run, bounds)
  return { ...found, ...known, ...last, nth, by: 'body', alone }
}

/** What matters to the smallest run; a run that may not be shrunk is too large to be asked. */
function looked(
  runs: Runs,
  explicit: Explicit,
  { failure }: Run,
  bounds: Bounds,
): Pick<Examined, 'irrelevant' | 'matters'> {
  if (failure === null || bounds.runs === 0) return { irrelevant: [], matters: [] }
  const { irrelevant, matters } = perturb(runs, explicit, failure)
  return { irrelevant, matters }
}

/** The explicit run, shrunk; null when it does not fail for the same reason. */
function smallest(
  runs: Runs,
  start: Explicit,
  { property, code }: Broken,
  bounds: Bounds,
): Pick<Examined, 'explicit' | 'shrunk'> | null {
  const { failure } = runs.run(start).run
  if (failure?.property !== property || failure.code !== code) return null
  if (bounds.runs === 0) return { explicit: start, shrunk: null }
  const { explicit, shrunk } = shrinkExplicit(runs, start, bounds)
  return { explicit, shrunk }
}

/** The body over explicit data, and what it threw. @throws Mistake when it opens other worlds now */
export function bodyRun(
  ground: Ground,
  play: Play,
  seed: number,
  nth: number,
  explicit: Explicit,
  extra: Extra,
): { readonly ran: Replayed; readonly error: unknown } {
  const trial = attempt(ground, play, { seed, told: { nth, explicit, extra } })
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
 */
export function bodyRuns(
  ground: Ground,
  play: Play,
  seed: number,
  nth: number,
  start: Explicit,
): Runs {
  const run = (explicit: Explicit, extra: Extra): Replayed => {
    const { ran } = bodyRun(ground, play, seed, nth, explicit, extra)
    const { failure } = ran.run
    if (failure === null) return ran
    // What an assertion says changes with the numbers in it; its kind and its line do not.
    return { ...ran, run: { ...ran.run, failure: { ...failure, sentence: failure.property } } }
  }
  const fails = (explicit: Explicit): boolean => run(explicit, {}).run.failure !== null
  const always = fails(calm(start))
  const sound = (explicit: Explicit): boolean =>
    always
      ? explicit.operations.length === start.operations.length &&
        explicit.nodes.length === start.nodes.length
      : !fails(calm(explicit))
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
