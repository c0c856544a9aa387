// The publisher: sends to the broker what it was asked to write.

import type { Actor, NodeId } from 'worldline'
import type { Publish, Write } from './messages.ts'

type Publishing = { state: { written: number }; hears: Write; says: Publish }

export const publisher = (broker: NodeId): Actor<Publishing> => ({
  start: () => ({ written: 0 }),
  receive(node, state, { nth }) {
    state.written += 1
    node.send(broker, { kind: 'publish', text: `news ${nth}` })
  },
})
