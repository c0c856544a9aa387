// The client: asks a question, waits for the answer, and asks again when none comes.

import { type Actor, type Node, type NodeId, ms, type OpId } from 'worldline'
import type { Answer, Ask, Question } from './messages.ts'

type Asking = {
  state: { open: Map<number, OpId> }
  hears: Ask | Answer
  says: Question
  timers: { kind: 'again'; nth: number }
  // What clients did and what came of it: thresholds and checkers read it.
  op: { call: { ask: string }; result: string }
}

/** How long an answer is waited for: longer than a message takes there and back. */
const patience = ms(60)

/** Configuration is what the function closes over; everything that changes is in the state. */
export const client = (server: NodeId): Actor<Asking> => ({
  start: () => ({ open: new Map() }),
  receive(node, state, message) {
    if (message.kind === 'ask') {
      state.open.set(message.nth, node.invoke({ ask: textOf(message.nth) }))
      return ask(node, server, message.nth)
    }
    const operation = state.open.get(message.nth)
    // A second answer to a question that was asked twice.
    if (operation === undefined) return
    state.open.delete(message.nth)
    node.cancelTimer({ kind: 'again', nth: message.nth })
    node.complete(operation, message.text)
  },
  expire(node, state, { nth }) {
    node.sometimes('a question was asked again')
    if (state.open.has(nth)) ask(node, server, nth)
  },
})

function ask(node: Node<Asking>, server: NodeId, nth: number): void {
  node.send(server, { kind: 'question', nth, text: textOf(nth) })
  // TODO: a lost message is never noticed. Set the timer `again`, so that `expire` asks once more.
}

const textOf = (nth: number): string => `hello ${nth}`
