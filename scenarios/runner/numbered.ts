// Runs that go by a number: those of an experiment by their seed, those of a crash sweep by their
// visit. Whoever judges, groups and shrinks many runs needs to know no more of them.

import type { Call } from '../../sim/fault.ts'
import type { Occurrence } from '../../sim/nemesis/plan.ts'
import type { Run } from '../../sim/run.ts'
import type { Scenario } from '../form.ts'
import type { AnyValues } from '../params.ts'
import type { How } from './how.ts'
import type { Settings } from './order.ts'
import type { Site } from './site.ts'

export interface Numbered {
  readonly scenario: Scenario
  readonly settings: Settings
  paramsOf(nth: number): AnyValues
  /** the scenario at the parameters of this run */
  siteFor(nth: number): Site
  callsOf(nth: number): readonly Call[]
  /** its plan, by occurrences */
  occurrencesOf(nth: number): readonly Occurrence[]
  /** what it decides otherwise than its seed: outcomes by the names of their draws */
  decidedIn(nth: number): ReadonlyMap<string, number>
  /** @throws Mistake for what the user must mend */
  run(nth: number, how?: How): Run
  /** Runs it twice. @throws Mistake (WL4001) when the two are not the same */
  runTwice(nth: number): Run
  /** Runs many at once, so that the tripwire is armed only once. */
  guarded<T>(batch: () => T): T
}
