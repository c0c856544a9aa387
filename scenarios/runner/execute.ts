// One run: the storm until `until`, then the calm, then the verdict. Everything that a run draws was
// drawn before it or is drawn by its world, so the same site and seed leave the same run.

import type { Run } from '../../sim/run.ts'
import type { How } from './how.ts'
import { Live } from './live.ts'
import type { Site } from './site.ts'
import type { Tripwire } from './tripwire.ts'

export type { How } from './how.ts'

/** @throws Mistake for what the user must mend: a breach of determinism, a property that throws */
export function execute(site: Site, seed: number, how: How, tripwire: Tripwire): Run {
  return new Live(site, seed, how, tripwire).finish()
}
