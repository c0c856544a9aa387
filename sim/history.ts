// The client history: what was asked, when, and what came back. Times are the observer's.

import type { Plain } from './plain.ts'
import type { Micros, NodeId, OpId } from './units.ts'

export interface Operation {
  readonly id: OpId
  readonly client: NodeId
  readonly call: Plain
  readonly start: Micros
  /** null: no answer ever came, the outcome is unknown */
  readonly end: Micros | null
  /** undefined while `end` is null */
  readonly result: Plain
}

/** In order of `start`. */
export type History = readonly Operation[]
