// Shrinks a failing run of a scenario. What counts as the same failure is decided here; what may be
// taken away, and in which order, in sim/explore/shrink.ts.

import type { Explicit, Size } from '../../sim/explicit.ts'
import { shrink } from '../../sim/explore/shrink.ts'
import type { Subject, Trial } from '../../sim/explore/shrink-search.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Shrunk } from '../../sim/report.ts'
import { eventsOf, type Run } from '../../sim/run.ts'
import { type Replayed, type Stagings, type Told, toldOf } from './explicit.ts'
import type { Numbered } from './numbered.ts'
import { sameReason } from './same-reason.ts'
import type { Cast } from './roster.ts'
import { formOf } from './settings.ts'

/** How long shrinking may take. */
export interface ShrinkBounds {
  readonly runs: number
  /** milliseconds of the wall, a ceiling; null: none */
  readonly time: number | null
  /** whether to stop, asked before each run; besides what the others say */
  readonly over?: () => boolean
}

/** Runs, unless somebody says otherwise: usual failures are done long before. */
export const shrinkRunsDefault = 2_000

/** Events of all tries together: runs in which time stands still have a hundred thousand each. */
const eventsTriedMax = 10_000_000

export interface ShrinkResult {
  readonly explicit: Explicit
  /** with its trace and its content digest */
  readonly run: Run
  readonly shrunk: Shrunk
}

/** What runs explicit data; a test whose body judges them has one of its own. */
export type Runs = Pick<Stagings, 'scenario' | 'guarded' | 'run' | 'everybody'>

/** Shrinks the run of a seed. @throws Mistake for what the user must mend */
export function shrinkSeed(
  experiment: Numbered,
  stagings: Runs,
  seed: number,
  bounds: ShrinkBounds,
): ShrinkResult {
  const told = toldOf(experiment, seed)
  return stagings.guarded(() => shrunken(stagings, told, bounds))
}

/**
 * Shrinks a run. One that does not fail, or could not be judged, stays as it is.
 * @throws Mistake for what the user must mend
 */
export function shrinkExplicit(
  stagings: Runs,
  start: Explicit,
  bounds: ShrinkBounds,
): ShrinkResult {
  const told = { explicit: start, lines: start.faults, plan: start.faults, events: null }
  return stagings.guarded(() => shrunken(stagings, told, bounds))
}

function shrunken(stagings: Runs, told: Told, bounds: ShrinkBounds): ShrinkResult {
  const { explicit: start, lines, plan } = told
  const first = stagings.run(start)
  const events = told.events ?? eventsOf(stagings.run(start, { trace: true }).run)
  const from = { ...sizeOf(start, events), faults: plan.length }
  let tried = 0
  const counting: Runs = {
    scenario: stagings.scenario,
    guarded: (run) => stagings.guarded(run),
    everybody: (candidate) => stagings.everybody(candidate),
    run: (candidate, extra, seed) => {
      const replayed = stagings.run(candidate, extra, seed)
      tried += replayed.run.events
      return replayed
    },
  }
  const subject = subjectOf(counting, start, first)
  const trial = subject === null ? null : trialOf(first)
  if (subject === null || trial === null) {
    const { run } = stagings.run(start, whole)
    const shrunk = { from, to: from, removed: [], runs: 0, complete: false }
    return { explicit: start, run, shrunk }
  }
  const end = bounds.time === null ? Number.POSITIVE_INFINITY : clock() + bounds.time
  const over = (): boolean => clock() >= end || tried >= eventsTriedMax || bounds.over?.() === true
  const { explicit, runs, complete, removed } = shrink(start, trial, subject, {
    ...{ runs: bounds.runs, over },
  })
  const { run } = stagings.run(explicit, whole)
  const gone = new Set<FaultLine | undefined>(removed)
  const kept = new Set(lines.filter((_, nth) => !gone.has(start.faults[nth])))
  const shrunk: Shrunk = {
    from,
    to: sizeOf(explicit, eventsOf(run)),
    removed: plan.filter((line) => !kept.has(line)).map(printFault),
    ...{ runs, complete },
  }
  return { explicit, run, shrunk }
}

/** Taken before the tripwire is armed, which lies around all runs together. */
const clock = performance.now.bind(performance)

const whole = { trace: true, content: true } as const

const sizeOf = (run: Explicit, events: number): Size => ({
  nodes: run.nodes.length,
  faults: run.faults.length,
  operations: run.operations.length,
  decisions: run.decisions.size,
  events,
})

const trialOf = ({ run, asked }: Replayed): Trial | null =>
  run.failure === null
    ? null
    : {
        time: run.failure.time,
        early: run.failure.step !== null,
        events: run.events,
        asked,
      }

/** The failing run as the shrinker sees it; null when it does not fail. */
function subjectOf(stagings: Runs, start: Explicit, { run, site }: Replayed): Subject | null {
  const { failure } = run
  if (failure === null) return null
  const { params } = stagings.scenario
  const section = run.findings.find(({ property }) => property === failure.property)?.section
  const roles = new Map(site.cast.nodes.map(({ id, role }) => [String(id), role]))
  const roleOf = (id: string): string | null => roles.get(id) ?? null
  return {
    attempt: (candidate) => {
      const replayed = attempted(stagings, candidate)
      return replayed !== null && sameReason(failure, replayed.run, roleOf)
        ? trialOf(replayed)
        : null
    },
    outcome: (candidate) => {
      const now = attempted(stagings, candidate)?.run
      if (now === undefined) return 'other'
      return now.failure === null ? 'passes' : sameReason(failure, now, roleOf) ? 'same' : 'other'
    },
    patient: section === 'eventually' || section === 'expect',
    trace: (candidate) => {
      const { run: traced, occurrences } = stagings.run(candidate, { trace: true })
      const planned = occurrences.map(
        (one) => [one.source, one.planned.map(({ id }) => id)] as const,
      )
      return { trace: traced.trace ?? [], planned: new Map(planned) }
    },
    clients: clientsOf(site.cast, start),
    simpler: (name, text) => {
      const param = params[name]
      const form = param === undefined ? null : formOf(param)
      if (form?.kind !== 'choices') return []
      return form.texts.slice(1, Math.max(1, form.texts.indexOf(text)))
    },
  }
}

/** Who is said to be a client, and who is asked anything. */
const clientsOf = ({ byRole, clients }: Cast, { operations }: Explicit): ReadonlySet<string> =>
  new Set([
    ...[...clients].flatMap((role) => byRole[role] ?? []),
    ...operations.map(({ client }) => client),
  ])

/** A world that cannot be judged, because a property looks for a node that is gone, shows nothing. */
function attempted(stagings: Runs, candidate: Explicit): Replayed | null {
  try {
    return stagings.run(candidate)
  } catch (error) {
    if (error instanceof Mistake) return null
    throw error
  }
}
