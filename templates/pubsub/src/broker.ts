// The broker: numbers what is published, keeps it, and passes it on to all who have subscribed.

import type { Actor, NodeId } from 'worldline'
import type { News, Publish, Subscribe } from './messages.ts'

type Brokering = {
  state: { last: number; subscribers: Set<NodeId> }
  hears: Publish | Subscribe
  says: News
  // A table that outlives a crash: its key and its value.
  disk: { log: { key: number; value: string } }
}

export const broker: Actor<Brokering> = {
  start: (node) => ({ last: [...node.store.scan('log')].length, subscribers: new Set() }),
  receive(node, state, message, from) {
    if (message.kind === 'subscribe') {
      state.subscribers.add(from)
      // TODO: what was published while it was away is in the log. Send what comes after `after`.
      return
    }
    state.last += 1
    node.store.put('log', state.last, message.text)
    const news: News = { kind: 'news', nth: state.last, text: message.text }
    for (const subscriber of state.subscribers) node.send(subscriber, news)
  },
  // The connection to a subscriber has ended: whatever is sent now would not arrive.
  lost: (_node, state, peer) => void state.subscribers.delete(peer),
}
