// What a run had still before it when it ended: timers that were set and messages that were on their
// way. It happened to nobody, so it is no event; it tells what would have come next.

import type { Timer } from './actor.ts'
import type { EventId, Micros, NodeId } from './units.ts'

export type Due =
  | {
      readonly kind: 'timer'
      readonly node: NodeId
      readonly timer: Timer
      /** the step that set it */
      readonly cause: EventId | null
      /** null: its clock stood still, or its node was paused, when the run ended */
      readonly at: Micros | null
    }
  | {
      readonly kind: 'message'
      /** the send event */
      readonly sent: EventId
      /** when it would have reached its node */
      readonly at: Micros
    }
