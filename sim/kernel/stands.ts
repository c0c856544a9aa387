// Where steps stand in their sources: each step keeps the place of the act that tells most of it.
// Who knows places is asked while the actor acts; the stack itself is read only after the run.

import type { EventId } from '../units.ts'

/** Asked while an actor acts: where it stands. What comes back is called when the run is over. */
export type Where = () => () => string | null

/** An answer tells more of a step than a write, a write more than a send, all more than a timer. */
const weights = { timer: 0, goal: 1, note: 2, send: 3, write: 4, complete: 5 } as const

export type Act = keyof typeof weights

interface Stand {
  readonly weight: number
  readonly place: () => string | null
}

export class Stands {
  readonly #where: Where
  readonly #stands = new Map<EventId, Stand>()

  constructor(where: Where) {
    this.#where = where
  }

  /** This step does this now; of acts that tell as much, the last is kept. */
  put(step: EventId, act: Act): void {
    const weight = weights[act]
    const known = this.#stands.get(step)
    if (known !== undefined && known.weight > weight) return
    this.#stands.set(step, { weight, place: this.#where() })
  }

  /** Steps that did nothing are absent, and those whose place nobody knows. */
  places(): Map<EventId, string> {
    const places = new Map<EventId, string>()
    for (const [step, { place }] of this.#stands) {
      const told = place()
      if (told !== null) places.set(step, told)
    }
    return places
  }
}
