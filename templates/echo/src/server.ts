// The server: says back what it hears. It keeps nothing, so a repeated question does no harm.

import type { Actor } from 'worldline'
import type { Answer, Question } from './messages.ts'

type Serving = { state: { answered: number }; hears: Question; says: Answer }

export const server: Actor<Serving> = {
  // What a node knows is what `start` returns. It is gone after a crash.
  start: () => ({ answered: 0 }),
  // One message is one step: it changes the state and may send.
  receive(node, state, { nth, text }, from) {
    state.answered += 1
    node.send(from, { kind: 'answer', nth, text })
  },
}
