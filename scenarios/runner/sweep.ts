// A crash sweep: one run of a seed, again and again, each time with one crash more at a place of its
// own. Visits go by their number, from 1; number 0 is the run without any of them. Which visits there
// are is survey.ts's business.

import { assert } from '../../sim/assert.ts'
import type { Call } from '../../sim/fault.ts'
import { Fixed } from '../../sim/explore/fixed.ts'
import { decidedBy, linesOf, type Visit } from '../../sim/explore/visits.ts'
import type { Occurrence } from '../../sim/nemesis/plan.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Run } from '../../sim/run.ts'
import type { Micros } from '../../sim/units.ts'
import type { Scenario } from '../form.ts'
import type { AnyValues } from '../params.ts'
import { twice } from './determinism.ts'
import type { Experiment } from './experiment.ts'
import type { How } from './how.ts'
import type { Live } from './live.ts'
import type { Module } from './module-graph.ts'
import type { Numbered } from './numbered.ts'
import type { Settings } from './order.ts'
import type { Site } from './site.ts'

/** Some visits in a row, as they cross to a worker. */
export interface Leg {
  /** number of the first, from 1 */
  readonly first: number
  readonly visits: readonly Visit[]
}

export class Sweep implements Numbered {
  readonly seed: number
  readonly #experiment: Experiment
  readonly #leg: Leg
  readonly #modules: () => readonly Module[]

  /** @param modules the sources of the scenario, asked for only to tell suspects */
  constructor(
    experiment: Experiment,
    seed: number,
    leg: Leg,
    modules: () => readonly Module[] = () => [],
  ) {
    this.#experiment = experiment
    this.seed = seed
    this.#leg = leg
    this.#modules = modules
  }

  get scenario(): Scenario {
    return this.#experiment.scenario
  }

  get settings(): Settings {
    return this.#experiment.settings
  }

  /** The visit of a number; null: the run without one. */
  visitOf(nth: number): Visit | null {
    return this.#leg.visits[nth - this.#leg.first] ?? null
  }

  /**
   * The settings under which the seed alone makes the run of a visit; null: no settings do, because
   * a part of what was not durable is lost, which the notation leaves to chance.
   */
  settingsOf(nth: number): Settings | null {
    const visit = this.visitOf(nth)
    if (visit === null) return this.settings
    if (decidedBy(visit).size > 0) return null
    const lines = linesOf(visit).map(printFault)
    return { ...this.settings, extraFaults: [...this.settings.extraFaults, ...lines] }
  }

  paramsOf(_nth: number): AnyValues {
    return this.#experiment.paramsOf(this.seed)
  }

  siteFor(_nth: number): Site {
    return this.#experiment.siteFor(this.seed)
  }

  callsOf(_nth: number): readonly Call[] {
    return this.#experiment.callsOf(this.seed)
  }

  occurrencesOf(nth: number): readonly Occurrence[] {
    const visit = this.visitOf(nth)
    return this.siteFor(nth).plans.occurrencesOf(this.seed, visit === null ? [] : linesOf(visit))
  }

  decidedIn(nth: number): ReadonlyMap<string, number> {
    const visit = this.visitOf(nth)
    return visit === null ? new Map() : decidedBy(visit)
  }

  /** @throws Mistake (WL4001) when a place that was listed is not come by again */
  run(nth: number, how: How = {}): Run {
    const visit = this.visitOf(nth)
    if (visit === null) return this.#experiment.run(this.seed, how)
    return this.guarded(() => {
      const live = this.#live(nth, visit, how)
      const run = live.finish()
      const struck = live.plan.filter(({ id, fault, when }) => {
        return fault.kind === 'crash' && when.kind === 'place' && live.world.struckAt.has(id)
      })
      const meant = visit.again === null ? 1 : 2
      if (struck.length < meant && run.failure === null) throw notReached(this.scenario.name, visit)
      return run
    })
  }

  /** Runs a visit until there is enough of it, looked at every so often, and no further than the calm. */
  runUntil(nth: number, how: How, from: Micros, enough: () => boolean): void {
    const visit = this.visitOf(nth)
    assert(visit !== null, 'only a visit is run in part')
    this.guarded(() => {
      const live = this.#live(nth, visit, how)
      for (let to = from; !live.stopped && !live.calm; to += lookEvery) {
        live.to(Math.max(to, live.now))
        if (enough()) return
      }
    })
  }

  #live(nth: number, visit: Visit, how: How): Live {
    const plan = this.occurrencesOf(nth).flatMap(({ planned }) => planned)
    const decided = decidedBy(visit)
    const fixing: Pick<How, 'chooser'> =
      decided.size === 0
        ? {}
        : { chooser: (world, key) => new Fixed(world, decided, how.chooser?.(world, key) ?? null) }
    return this.#experiment.live(this.seed, { ...how, plan, ...fixing })
  }

  runTwice(nth: number): Run {
    const run = (how: How): Run => this.run(nth, how)
    return this.guarded(() => twice(this.scenario.name, this.seed, run, this.#modules))
  }

  guarded<T>(batch: () => T): T {
    return this.#experiment.guarded(batch)
  }
}

/** microseconds of the run */
const lookEvery: Micros = 20_000

const notReached = (scenario: string, visit: Visit): Mistake =>
  new Mistake(
    [
      {
        code: 'WL4001',
        sentence: `${scenario} is not deterministic: a place that one run came by, another did not.`,
        lines: linesOf(visit).map(printFault),
      },
    ],
    4,
  )
