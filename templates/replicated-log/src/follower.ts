// A follower: keeps the entries that the leader sends, each at its place, and says how far it has come.

import type { Actor } from 'worldline'
import type { Entry, Have } from './messages.ts'

type Following = {
  state: { log: Map<number, string> }
  hears: Entry
  says: Have
  disk: { log: { key: number; value: string } }
}

export const follower: Actor<Following> = {
  start: (node) => ({ log: new Map(node.store.scan('log')) }),
  receive(node, state, { index, id }, from) {
    // TODO: what came before it may have been missed while this node was down. Then it must wait.
    if (!state.log.has(index)) {
      state.log.set(index, id)
      node.store.put('log', index, id)
    }
    // Leaves when the entry is on disk. The leader takes it for every entry up to there.
    node.send(from, { kind: 'have', upTo: state.log.size })
  },
}
