// Dials under way, one at a time to each peer: a stream that was closed before it was open goes
// first, because two dials at once could overtake each other.

import type { NodeId } from '../../sim/units.ts'
import type { StreamLink } from './link.ts'

/** Who dials whom now. */
export class Dials {
  readonly #dial: (link: StreamLink) => void
  /** the first of each line dials, the others wait for it */
  readonly #lines = new Map<NodeId, StreamLink[]>()

  constructor(dial: (link: StreamLink) => void) {
    this.#dial = dial
  }

  begin(link: StreamLink): void {
    const line = this.#lines.get(link.peer)
    if (line !== undefined) {
      line.push(link)
      return
    }
    this.#lines.set(link.peer, [link])
    this.#dial(link)
  }

  /** The link's dial is through, came to nothing or is needed no more. */
  end(link: StreamLink): void {
    const line = this.#lines.get(link.peer)
    const at = line?.indexOf(link) ?? -1
    if (line === undefined || at < 0) return
    line.splice(at, 1)
    const first = line[0]
    if (first === undefined) this.#lines.delete(link.peer)
    else if (at === 0) this.#dial(first)
  }
}
