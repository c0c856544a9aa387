// Which messages a fault takes, in any world: by kind, by content, and by their number on a link,
// which each fault counts for itself. Which links it lies over is the world's business.

import type { Message } from './actor.ts'
import { fieldAt, type Filter } from './fault.ts'

/** Whether it takes every message. */
export const unfiltered = (filter: Filter): boolean =>
  filter.kinds === null && filter.first === null && filter.where === null

/** A message under way; its identity is that of the object. */
export interface UnderWay {
  readonly message: Message
}

/** What a filter takes, counting for `kind append#3..5`. */
export class Matches<Item extends UnderWay> {
  readonly #filter: Filter
  /** messages that matched, by link */
  readonly #counts = new Map<number | string, number>()
  /** a message counts once, however often asked; weak, for it goes when it arrives */
  readonly #places = new WeakMap<Item, number>()

  constructor(filter: Filter) {
    this.#filter = filter
  }

  /** @param link any name of the directed link, the same for all that is counted together */
  takes(item: Item, link: number | string): boolean {
    const { kinds, where, first, last } = this.#filter
    const { message } = item
    if (kinds !== null && !kinds.includes(message.kind)) return false
    if (where !== null && !meets(where, message)) return false
    if (first === null) return true
    let nth = this.#places.get(item)
    if (nth === undefined) {
      nth = (this.#counts.get(link) ?? 0) + 1
      this.#counts.set(link, nth)
      this.#places.set(item, nth)
    }
    return nth >= first && nth <= (last ?? first)
  }
}
function meets(where: NonNullable<Filter['where']>, message: Message): boolean {
  const found = fieldAt(message, where.path)
  if (where.op === '=') return found === where.value
  if (where.op === '!=') return found !== undefined && found !== where.value
  if (typeof found === 'number' && typeof where.value === 'number') {
    return where.op === '<' ? found < where.value : found > where.value
  }
  return false
}
