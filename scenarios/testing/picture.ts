// What a failing matcher shows beside its sentence: strips of roles, steps, lost messages. Making it
// runs the world once more, so a run that is thrown away has none: of thousands that shrink a failure
// only the last is read.

import type { Live } from '../runner/live.ts'

const unseen = new WeakSet<Live>()

/** Nobody reads what is said of this run. */
export const unread = (live: Live): void => {
  unseen.add(live)
}

/** Whether anybody reads what is said of a run. */
export const isRead = (live: Live): boolean => !unseen.has(live)

/** The lines of a picture; none of a run that nobody reads. */
export const picture = (live: Live, draw: () => string[]): string[] => (isRead(live) ? draw() : [])
