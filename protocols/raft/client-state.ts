// What a client of Raft is told once and for all, and what it knows while it asks: its questions, in the
// order of their numbers, and the session that it asks in. What it does with them is in client.ts.

import type { Node } from '../../sim/actor.ts'
import type { Plain } from '../../sim/plain.ts'
import type { NodeId, OpId } from '../../sim/units.ts'
import type { ClientRules, Patience } from './client-rules.ts'
import type { ClientHears, ClientSays, Refusal, SessionId } from './messages.ts'

/** A command as the workload mails it; the same goes into the history and to the servers. */
export type AnyCommand = { readonly kind: string; readonly [field: string]: Plain }

export interface ClientConfig<C extends AnyCommand> {
  /** whom it may ask; who is missing here is found by redirects */
  readonly servers: readonly NodeId[]
  /** whether a command only looks: then it needs no session and is not logged */
  readonly reads: (command: C) => boolean
  /** links may deliver a message twice */
  readonly copies: boolean
  readonly patience: Patience
  readonly rules: ClientRules
}

/** It was not carried out and never will be. A command of which that is not known stays open. */
export type Failed = { readonly failed: Refusal | 'not asked' | 'no answer' }

export type Question<C> = {
  /** an `open` opens a session and belongs to no operation */
  readonly kind: 'open' | 'command' | 'query'
  readonly operation: { readonly op: OpId; readonly command: C } | null
  /** the one session in which it was sent: in another it might be carried out again */
  session: SessionId | null
  /** server of the attempt under way; null: none is */
  to: NodeId | null
  attempts: number
  /** attempts that nobody has said had no effect */
  unanswered: number
  /** redirects since it last waited: two servers may each take the other for the leader */
  hops: number
  /** why the last attempt was refused */
  why: Refusal | null
}

export type ClientState<C> = {
  /** number of the newest question, larger than any of an earlier life */
  asked: number
  /** who is asked first */
  server: NodeId
  session: SessionId | null
  /** in the order of their numbers */
  open: Map<number, Question<C>>
}

export type Asking<C extends AnyCommand, R extends Plain> = {
  state: ClientState<C>
  hears: C | ClientHears
  says: ClientSays
  timers: { kind: 'again'; ask: number } | { kind: 'give up'; ask: number }
  op: { call: C; result: R | Failed }
  disk: { self: { key: 'life'; value: number } }
}

export type ClientNode<C extends AnyCommand, R extends Plain> = Node<Asking<C, R>>

/** A new question. @returns its number */
export function enter<C>(
  state: ClientState<C>,
  kind: Question<C>['kind'],
  operation: Question<C>['operation'],
): number {
  state.asked += 1
  state.open.set(state.asked, {
    kind,
    operation,
    session: null,
    to: null,
    attempts: 0,
    unanswered: 0,
    hops: 0,
    why: null,
  })
  return state.asked
}

/** Nobody waits for an answer to it any more; an operation that is not completed stays open. */
export function forget<C extends AnyCommand, R extends Plain>(
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
): void {
  state.open.delete(asked)
  node.cancelTimer({ kind: 'again', ask: asked })
  node.cancelTimer({ kind: 'give up', ask: asked })
}
