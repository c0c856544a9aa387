// Workload: posts the letters that the workload names through a sender it reaches over a stream, and
// writes into the client history what it asked and what it was told, nothing that it guesses.

import type { Actor, Node } from '../../sim/actor.ts'
import { type Micros, ms, type NodeId, type OpId } from '../../sim/units.ts'
import type { Audit, Inbox, Outcome, Post, Read, Reported, Send } from './messages.ts'
import { letterKey } from './messages.ts'

/** An operation as the client history has it. */
export type Call =
  | { readonly kind: 'send'; readonly text: string; readonly to: NodeId | null }
  | { readonly kind: 'audit'; readonly of: NodeId }

export type Result =
  | { readonly kind: Outcome; readonly by: NodeId | null }
  | { readonly kind: 'inbox'; readonly texts: readonly string[] }

type Open = {
  readonly op: OpId
  readonly peer: NodeId
  /** of the letter; null: an audit */
  readonly text: string | null
}

export type ClientState = {
  /** number of the newest question, larger than any of an earlier life */
  asked: number
  open: Map<number, Open>
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
  timers: { kind: 'read again'; ask: number }
  op: { call: Call; result: Result }
  disk: { self: { key: 'life'; value: number } }
}

/** To read does nothing, so an audit is asked again until it is answered. */
const readAgain: Micros = ms(500)

export const client: Actor<Asking> = {
  start(node) {
    // An answer to an earlier life that comes late must not be taken for one to this life.
    const life = (node.store.get('self', 'life') ?? 0) + 1
    node.store.put('self', 'life', life)
    return { asked: letterKey(life, 0), open: new Map(), acked: [], unsent: [], givenUp: 0 }
  },
  receive(node, state, message) {
    switch (message.kind) {
      case 'send': {
        const { through, to, text } = message
        const op = node.invoke({ kind: 'send', text, to })
        const ask = open(state, { op, peer: through, text })
        return node.send(through, { kind: 'post', ask, to, text })
      }
      case 'audit': {
        const op = node.invoke({ kind: 'audit', of: message.of })
        const ask = open(state, { op, peer: message.of, text: null })
        return node.send(message.of, { kind: 'read', ask })
      }
      default:
        complete(node, state, message)
    }
  },
  expire(node, state, { ask }) {
    const waiting = state.open.get(ask)
    if (waiting !== undefined) node.send(waiting.peer, { kind: 'read', ask })
  },
  lost(node, state, peer) {
    for (const [ask, waiting] of state.open) {
      if (waiting.peer !== peer) continue
      if (waiting.text === null) node.setTimer({ kind: 'read again', ask }, readAgain)
      else state.open.delete(ask) // nobody will say: it stays open in the history, outcome unknown
    }
  },
}

function open(state: ClientState, what: Open): number {
  state.asked += 1
  state.open.set(state.asked, what)
  return state.asked
}

function complete(node: Node<Asking>, state: ClientState, answer: Reported | Inbox): void {
  const waiting = state.open.get(answer.ask)
  if (waiting === undefined) return
  state.open.delete(answer.ask)
  if (answer.kind === 'inbox') {
    node.cancelTimer({ kind: 'read again', ask: answer.ask })
    return node.complete(waiting.op, { kind: 'inbox', texts: answer.texts })
  }
  const { outcome, by } = answer
  const { op, text } = waiting
  if (outcome === 'given up') state.givenUp += 1
  if (text !== null && outcome === 'acked' && by !== null) state.acked.push({ text, by })
  if (text !== null && outcome === 'never sent') state.unsent.push(text)
  node.complete(op, { kind: outcome, by })
}
