// An answer to a question about a run: numbered steps, each a sentence that rests on an event. What
// matters most is kept when there are more than fit; the order of telling stays.

import type { EventId } from '../sim/units.ts'

export interface Reason {
  readonly text: string
  /** the event that it rests on; null where nothing happened, which is the point */
  readonly event: EventId | null
  /** further events of the same kind */
  readonly also: readonly EventId[]
}

export interface Answer {
  /** what is explained, in words */
  readonly about: string
  /** at most ten */
  readonly steps: readonly Reason[]
  /** what is so besides, one line each */
  readonly notes: readonly string[]
}

export const reasonsMax = 10

/** How much a reason is worth when there is room for ten: the point itself, then what went wrong. */
export const weights: {
  readonly point: number
  readonly wrong: number
  readonly origin: number
  readonly link: number
  readonly aside: number
} = { point: 5, wrong: 4, origin: 3, link: 2, aside: 1 }

export class Reasons {
  readonly #all: (Reason & { readonly weight: number })[] = []

  get size(): number {
    return this.#all.length
  }

  /** Nothing is said twice. */
  add(
    text: string,
    event: EventId | null,
    weight: number = weights.link,
    also: readonly EventId[] = [],
  ): void {
    if (this.#all.some((one) => one.text === text && one.event === event)) return
    this.#all.push({ text, event, also, weight })
  }

  /** Whether an event is spoken of already. */
  tells(event: EventId): boolean {
    return this.#all.some((one) => one.event === event || one.also.includes(event))
  }

  /** The ten that are worth most, in the order in which they were added. */
  steps(): Reason[] {
    const worth = this.#all
      .map(({ weight }, at) => ({ weight, at }))
      .sort((one, other) => other.weight - one.weight || one.at - other.at)
    const kept = new Set(worth.slice(0, reasonsMax).map(({ at }) => at))
    return this.#all
      .filter((_, at) => kept.has(at))
      .map(({ text, event, also }) => ({ text, event, also }))
  }
}
