// The client: sends a request until it is answered. It cannot know whether the request was lost or
// the answer, so it must send the same request, with the same id.

import { type Actor, type Node, type NodeId, ms, type OpId } from 'worldline'
import type { Call, Deposit, Done } from './messages.ts'

type Calling = {
  state: { open: Map<string, OpId>; answered: number }
  hears: Call | Done
  says: Deposit
  timers: { kind: 'again'; id: string }
  // What clients did and what came of it: thresholds and checkers read it.
  op: { call: { deposit: number }; result: { balance: number } }
}

export const amount = 10
/** How long an answer is waited for: longer than a message takes there and back. */
const patience = ms(60)

/** Configuration is what the function closes over; everything that changes is in the state. */
export const client = (server: NodeId): Actor<Calling> => ({
  start: () => ({ open: new Map(), answered: 0 }),
  receive(node, state, message) {
    if (message.kind === 'call') {
      const id = `${node.id}/${message.nth}`
      state.open.set(id, node.invoke({ deposit: amount }))
      return request(node, server, id)
    }
    const operation = state.open.get(message.id)
    // A second answer to a request that was sent twice.
    if (operation === undefined) return
    state.open.delete(message.id)
    state.answered += 1
    node.cancelTimer({ kind: 'again', id: message.id })
    node.complete(operation, { balance: message.balance })
  },
  expire(node, _state, { id }) {
    node.sometimes('a request was sent again')
    request(node, server, id)
  },
})

function request(node: Node<Calling>, server: NodeId, id: string): void {
  node.send(server, { kind: 'deposit', id, amount })
  node.setTimer({ kind: 'again', id }, patience, patience / 4)
}
