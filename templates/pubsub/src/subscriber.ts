// A subscriber: subscribes, takes news in order, and subscribes again when its connection ends.

import { type Actor, type Node, type NodeId, ms } from 'worldline'
import type { News, Subscribe } from './messages.ts'

type Subscribing = {
  state: { got: string[] }
  hears: News
  says: Subscribe
  timers: { kind: 'again' }
}

/** Configuration is what the function closes over; everything that changes is in the state. */
export const subscriber = (broker: NodeId): Actor<Subscribing> => ({
  start(node) {
    subscribe(node, broker, 0)
    return { got: [] }
  },
  receive(_node, state, { nth, text }) {
    // What it has already is passed over.
    if (nth > state.got.length) state.got.push(text)
  },
  lost: (node) => node.setTimer({ kind: 'again' }, ms(20), ms(10)),
  expire(node, state) {
    node.sometimes('a subscriber came back')
    subscribe(node, broker, state.got.length)
  },
})

function subscribe(node: Node<Subscribing>, broker: NodeId, after: number): void {
  node.send(broker, { kind: 'subscribe', after })
}
