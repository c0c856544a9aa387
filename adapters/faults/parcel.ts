// A message between its node and the carrier.

import type { Message } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'

/** One message; its identity is that of the object. */
export interface Parcel {
  readonly message: Message
  /** of this life's messages to the peer */
  readonly nth: number
  /** the name of the node it goes to, whichever of its addresses or connections that is */
  readonly to: NodeId
}
