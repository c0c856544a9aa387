// How one run is made: what may differ between two executions of the same seed. Only the form;
// live.ts and execute.ts make the run.

import type { Chooser, RunKey } from '../../sim/chooser.ts'
import type { Call, Planned } from '../../sim/fault.ts'
import type { Surveyor } from '../../sim/kernel/strikes.ts'
import type { World } from '../../sim/kernel/world.ts'
import type { Resume } from '../../sim/resume.ts'

/** None of it changes what happens in the run, but for the last four. */
export interface How {
  /** with the event record; values are frozen as they are sent, so that a breach throws */
  readonly trace?: boolean
  /** with the places of its steps in the sources; only with `trace` */
  readonly places?: boolean
  /** with the content digest */
  readonly content?: boolean
  /** messages are handed over by copy */
  readonly byCopy?: boolean
  /** in a world of its own, in which no other seed has left anything */
  readonly fresh?: boolean
  /** told of every crash place that a step reaches, see sim/explore/places.ts */
  readonly surveyor?: Surveyor
  /** who decides in place of the seed; made when the world is there */
  readonly chooser?: (world: World, key: RunKey) => Chooser
  /** in place of the drawn one */
  readonly plan?: readonly Planned[]
  readonly workload?: readonly Call[]
  /** goes on from there; null or absent: from the first boot of all nodes */
  readonly resume?: Resume | null
}
