// What the clocks of nodes have shown, beside the machine's own: every 50 ms or so each process says
// what its actor would have read. Faults of clocks are measured by these readings.

import type { Reading } from '../../adapters/process/mail.ts'
import type { Micros, NodeId } from '../../sim/units.ts'

/** How far a node's clocks were ahead of the machine's at one instant. */
export interface Offset {
  /** since the storm began */
  readonly at: Micros
  readonly wall: Micros
  /** beside an unknown constant: when the node had started */
  readonly monotonic: Micros
  /** what its monotonic clock showed */
  readonly clock: Micros
}

/** Every reading of a run, by node, in the order they came. */
export class Clocks {
  readonly #began: Micros
  readonly #wallAtOrigin: Micros
  readonly #offsets = new Map<NodeId, Offset[]>()

  /**
   * @param origin microseconds since the run's origin, now
   * @param wall the machine's wall clock, now
   * @param began of the storm, since the origin
   */
  constructor(origin: Micros, wall: Micros, began: Micros) {
    this.#began = began
    this.#wallAtOrigin = wall - origin
  }

  read(node: NodeId, { clock, wall, at }: Reading): void {
    const offset: Offset = {
      at: at - this.#began,
      wall: wall - this.#wallAtOrigin - at,
      monotonic: clock - at,
      clock,
    }
    const known = this.#offsets.get(node)
    if (known === undefined) this.#offsets.set(node, [offset])
    else known.push(offset)
  }

  /**
   * What it showed before an instant, and its readings after that up to another. Where it had not
   * been read, or was another life, whose monotonic clock began elsewhere, it counts as true.
   */
  around(
    node: NodeId,
    from: Micros,
    to: Micros,
  ): { readonly before: Offset; readonly within: readonly Offset[] } {
    const all = this.#offsets.get(node) ?? []
    const last = all.findLast(({ at }) => at <= from)
    const within = all.filter(({ at }) => at > from && at <= to)
    const [first] = within
    const same = last !== undefined && (first === undefined || first.clock >= last.clock)
    const before: Offset = {
      ...{ at: from, wall: last?.wall ?? 0, clock: 0 },
      monotonic: (same ? last : first)?.monotonic ?? 0,
    }
    return { before, within }
  }
}
