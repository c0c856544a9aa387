// A member of a group: tells all others what it was asked to tell, and delivers what it hears. What
// one member delivers, every other must deliver too, even if whoever told it dies on the way.

import { type Actor, type Node, type NodeId, nodeId } from 'worldline'
import type { News, Tell } from './messages.ts'

type Member = {
  state: { delivered: Set<number>; lives: number }
  hears: Tell | News
  says: News
  disk: { life: { key: 'count'; value: number } }
}

/** @param size of the group; its members are member1, member2, … */
export const member = (size: number): Actor<Member> => ({
  // Who has crashed has forgotten what it delivered; it remembers only that it did.
  start(node) {
    const lives = (node.store.get('life', 'count') ?? 0) + 1
    node.store.put('life', 'count', lives)
    return { delivered: new Set(), lives }
  },
  receive(node, state, { kind, nth }) {
    if (state.delivered.has(nth)) return
    state.delivered.add(nth)
    if (kind === 'tell') {
      for (const other of others(node, size)) node.send(other, { kind: 'news', nth })
      return
    }
    // TODO: whoever told us may have died before it told the others. Tell them, this first time.
  },
})

function others(node: Node<Member>, size: number): NodeId[] {
  const ids = Array.from({ length: size }, (_, place) => nodeId(`member${place + 1}`))
  return ids.filter((id) => id !== node.id)
}
