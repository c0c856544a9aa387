// A stranger connects to a receiver and says nothing. No part of the protocol: it is a way to show
// what a receiver that waits for its peers does to everybody else.

import type { Actor } from '../../sim/actor.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Connect } from './messages.ts'

export interface StrangerConfig {
  readonly to: NodeId
  /** from its start to its connection */
  readonly after: Micros
  /** how long it stays */
  readonly stays: Micros
}

export type Idling = {
  state: Record<never, never>
  hears: never
  says: Connect
  timers: { kind: 'come' } | { kind: 'go' }
}

export function stranger({ to, after, stays }: StrangerConfig): Actor<Idling> {
  return {
    start(node) {
      node.setTimer({ kind: 'come' }, after)
      return {}
    },
    receive() {},
    expire(node, _state, timer) {
      if (timer.kind === 'go') return node.close(to)
      node.send(to, { kind: 'connect' })
      node.setTimer({ kind: 'go' }, stays)
    },
  }
}
