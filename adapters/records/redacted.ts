// What is left of a step when its secrets are taken out: messages as the scenario redacts them, and
// of rows, calls, results and notes only that there were some. What is left cannot be replayed.

import type { Message } from '../../sim/actor.ts'
import type { Act, Cause } from './recording.ts'

/** Takes secrets out of a message; its `kind` stays. */
export type Redact = (message: Message) => Message

export const redactedCause = (cause: Cause, redact: Redact): Cause =>
  cause.kind === 'receive' ? { ...cause, message: bare(cause.message, redact) } : cause

/** The act without what it carries. */
export function redactedAct(act: Act, redact: Redact): Act {
  switch (act.kind) {
    case 'send':
      return { ...act, message: bare(act.message, redact) }
    case 'damage':
      return { ...act, left: [] }
    case 'put':
      return { ...act, value: null }
    case 'invoke':
      return { ...act, call: null }
    case 'complete':
      return { ...act, result: null }
    case 'note':
      return { ...act, text: '' }
    default:
      return act
  }
}

const bare = (message: Message, redact: Redact): Message => ({
  ...redact(message),
  kind: message.kind,
})
