// A client: writes, and asks again until it is answered, with the same id. It cannot know whether its
// request was lost or the answer.

import { type Actor, ms, type Node, type NodeId, type OpId } from 'worldline'
import type { Append, Done, Write } from './messages.ts'

type Writing = {
  state: { open: Map<string, OpId> }
  hears: Write | Done
  says: Append
  timers: { kind: 'again'; id: string }
  // What clients did and what came of it: the scenario's properties read it.
  op: { call: { write: string }; result: 'done' }
}

/** How long an answer is waited for: longer than a message takes there, to a follower, and back. */
const patience = ms(150)

export const client = (leader: NodeId): Actor<Writing> => ({
  start: () => ({ open: new Map() }),
  receive(node, state, message) {
    if (message.kind === 'write') {
      const id = `${node.id}/${message.nth}`
      state.open.set(id, node.invoke({ write: id }))
      return ask(node, leader, id)
    }
    const operation = state.open.get(message.id)
    if (operation === undefined) return // a second answer
    state.open.delete(message.id)
    node.cancelTimer({ kind: 'again', id: message.id })
    node.complete(operation, 'done')
  },
  expire(node, _state, { id }) {
    node.sometimes('a client asked again')
    ask(node, leader, id)
  },
})

function ask(node: Node<Writing>, leader: NodeId, id: string): void {
  node.send(leader, { kind: 'append', id })
  node.setTimer({ kind: 'again', id }, patience, patience / 4)
}
