// Workload: posts the letters that the workload names through a sender it reaches over a stream, and
// writes into the client history what it asked and what it was told, nothing that it guesses.

import type { Actor, Node } from '../../sim/actor.ts'
import type { NodeId, OpId } from '../../sim/units.ts'
import type { Audit, Inbox, Outcome, Post, Read, Reported, Send } from './messages.ts'

/** An operation as the client history has it. */
export type Call =
  | { readonly kind: 'send'; readonly text: string; readonly to: NodeId | null }
  | { readonly kind: 'audit'; readonly of: NodeId }

export type Result =
  | { readonly kind: Outcome; readonly by: NodeId | null }
  | { readonly kind: 'inbox'; readonly texts: readonly string[] }

export type ClientState = {
  /** number of the newest question, sent to senders and receivers and back */
  asked: number
  open: Map<number, { op: OpId; peer: NodeId; text: string }>
  /** what this life was told has been processed, and where */
  acked: { text: string; by: NodeId }[]
  /** what this life was told has not been processed and never will be */
  unsent: string[]
  /** letters of this life whose sender gave up */
  givenUp: number
}

export type Asking = {
  state: ClientState
  hears: Send | Audit | Reported | Inbox
  says: Post | Read
  op: { call: Call; result: Result }
}

export const client: Actor<Asking> = {
  start: () => ({ asked: 0, open: new Map(), acked: [], unsent: [], givenUp: 0 }),
  receive(node, state, message) {
    switch (message.kind) {
      case 'send': {
        const { through, to, text } = message
        const ask = invoke(node, state, { kind: 'send', text, to }, through, text)
        return node.send(through, { kind: 'post', ask, to, text })
      }
      case 'audit': {
        const { of } = message
        return node.send(of, {
          kind: 'read',
          ask: invoke(node, state, { kind: 'audit', of }, of, ''),
        })
      }
      default:
        complete(node, state, message)
    }
  },
  lost(_node, state, peer) {
    // Nobody will answer: the operations stay open in the history, their outcome unknown.
    for (const [ask, open] of state.open) if (open.peer === peer) state.open.delete(ask)
  },
}

function invoke(
  node: Node<Asking>,
  state: ClientState,
  call: Call,
  peer: NodeId,
  text: string,
): number {
  state.asked += 1
  state.open.set(state.asked, { op: node.invoke(call), peer, text })
  return state.asked
}

function complete(node: Node<Asking>, state: ClientState, answer: Reported | Inbox): void {
  const open = state.open.get(answer.ask)
  if (open === undefined) return
  state.open.delete(answer.ask)
  if (answer.kind === 'inbox') {
    return node.complete(open.op, { kind: 'inbox', texts: answer.texts })
  }
  const { outcome, by } = answer
  if (outcome === 'acked' && by !== null) state.acked.push({ text: open.text, by })
  if (outcome === 'given up') state.givenUp += 1
  if (outcome === 'never sent') state.unsent.push(open.text)
  node.complete(open.op, { kind: outcome, by })
}
