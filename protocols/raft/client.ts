// A client of any replicated service: it asks whoever leads, follows redirects, tries again under the
// same number, and writes into the history what it was told, nothing that it guesses. What it may be
// asked to ask is the service's business.

import type { Actor, Node } from '../../sim/actor.ts'
import type { Plain } from '../../sim/plain.ts'
import type { NodeId, OpId } from '../../sim/units.ts'
import type { ClientRules, Patience } from './client-rules.ts'
import type { ClientHears, ClientSays, Refusal, Refused, SessionId } from './messages.ts'

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

/** Questions of one life are numbered below this. */
export const asksPerLife = 1_048_576
/** More than that wait for no answer at once: what comes then is refused here. */
export const openMax = 64

/** @source Ongaro, dissertation, sections 6.2 and 6.3 */
export function client<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
): Actor<Asking<C, R>> {
  type Self = Node<Asking<C, R>>
  type State = ClientState<C>
  const { servers, patience, rules, copies } = config

  function ask(node: Self, state: State, command: C): void {
    const op = node.invoke(command)
    if (state.open.size >= openMax) return node.complete(op, { failed: 'not asked' })
    const kind = config.reads(command) ? 'query' : 'command'
    const number = enter(state, kind, { op, command })
    node.setTimer({ kind: 'give up', ask: number }, patience.giveUp)
    attempt(node, state, number)
  }

  function attempt(node: Self, state: State, asked: number): void {
    const question = state.open.get(asked)
    if (question === undefined) return
    question.to = null
    if (question.kind === 'command' && !bind(node, state, asked, question)) return
    const number = renumbered(node, state, asked, question)
    question.to = state.server
    question.attempts += 1
    question.unanswered += 1
    const wait = rules.wait(question.attempts, patience)
    node.setTimer({ kind: 'again', ask: number }, wait, wait >> 1)
    node.send(state.server, said(state, number, question))
  }

  /** Whether it may go out, now and in the session that there is. */
  function bind(node: Self, state: State, asked: number, question: Question<C>): boolean {
    const { session } = question
    if (session !== null && session !== state.session && !rules.hasFailed(question, copies)) {
      node.sometimes('a session was forgotten')
      forget(node, state, asked) // it may have been carried out: it stays open in the history
      return false
    }
    question.session = state.session
    if (state.session === null) openSession(node, state) // it goes out with the session
    return state.session !== null
  }

  function openSession(node: Self, state: State): void {
    for (const { kind } of state.open.values()) if (kind === 'open') return
    attempt(node, state, enter(state, 'open', null))
  }

  function said(state: State, number: number, { kind, operation }: Question<C>): ClientSays {
    if (operation === null) return { kind: 'open', ask: number }
    const { command } = operation
    if (kind === 'query' || state.session === null) return { kind: 'query', ask: number, command }
    const floor = rules.floorOf(awaited(state.open), number)
    return { kind: 'command', ask: number, session: state.session, floor, command }
  }

  /** The number under which it goes out now. */
  function renumbered(node: Self, state: State, asked: number, question: Question<C>): number {
    const { kind, attempts } = question
    const number = kind === 'command' ? rules.numberOf(asked, attempts, state.asked + 1) : asked
    if (number === asked) return asked
    forget(node, state, asked)
    state.asked = number
    state.open.set(number, question)
    return number
  }

  function forget(node: Self, state: State, asked: number): void {
    state.open.delete(asked)
    node.cancelTimer({ kind: 'again', ask: asked })
    node.cancelTimer({ kind: 'give up', ask: asked })
  }

  function answered(node: Self, state: State, asked: number, result: R | Failed): void {
    const operation = state.open.get(asked)?.operation ?? null
    if (operation === null) return
    forget(node, state, asked)
    node.complete(operation.op, result)
  }

  function onOpened(node: Self, state: State, asked: number, session: SessionId): void {
    if (state.open.get(asked)?.kind !== 'open') return
    forget(node, state, asked)
    state.session = session
    const waiting = Array.from(state.open).filter(
      ([, { kind, to }]) => kind === 'command' && to === null,
    )
    for (const [number] of waiting) attempt(node, state, number)
  }

  function onRefused(
    node: Self,
    state: State,
    { ask: asked, why, leader }: Refused,
    from: NodeId,
  ): void {
    const question = state.open.get(asked)
    if (question === undefined) return
    if (question.unanswered > 0) question.unanswered -= 1
    question.why = why
    if (why === 'no such session') {
      if (question.session === state.session) state.session = null
      return attempt(node, state, asked)
    }
    if (question.to !== from) return // of an attempt that nobody waits for
    if (leader !== null && leader !== from && question.hops < servers.length) {
      question.hops += 1
      state.server = leader
      return attempt(node, state, asked)
    }
    pause(node, state, asked, question, from)
  }

  /** Nobody there knows a leader: the next one is asked, a little later. */
  function pause(
    node: Self,
    state: State,
    asked: number,
    question: Question<C>,
    from: NodeId,
  ): void {
    question.to = null
    question.hops = 0
    if (state.server === from && question.why !== 'busy') state.server = after(servers, from)
    node.setTimer({ kind: 'again', ask: asked }, patience.pause, patience.pause)
  }

  function giveUp(node: Self, state: State, asked: number): void {
    const question = state.open.get(asked)
    if (question === undefined) return
    const { kind, why } = question
    const hasFailed = kind === 'query' || rules.hasFailed(question, copies)
    if (hasFailed) return answered(node, state, asked, { failed: why ?? 'no answer' })
    forget(node, state, asked) // it may have been carried out: it stays open in the history
  }

  return {
    start(node) {
      // An answer to an earlier life that comes late must not be taken for one to this life.
      const life = (node.store.get('self', 'life') ?? 0) + 1
      node.store.put('self', 'life', life)
      const server = servers[node.random(servers.length, 'first server')] ?? node.id
      return { asked: life * asksPerLife, server, session: null, open: new Map() }
    },
    receive(node, state, message, from) {
      if (!isReply(message)) return ask(node, state, message)
      switch (message.kind) {
        case 'opened':
          state.server = from
          return onOpened(node, state, message.ask, message.session)
        case 'answer':
          state.server = from
          return answered(node, state, message.ask, message.result as R) // as the service answers
        case 'refused':
          return onRefused(node, state, message, from)
        case 'done':
        case 'outdated':
      }
    },
    expire(node, state, timer) {
      if (timer.kind === 'give up') return giveUp(node, state, timer.ask)
      const question = state.open.get(timer.ask)
      if (question === undefined) return
      if (question.to === state.server) state.server = after(servers, state.server)
      question.hops = 0
      attempt(node, state, timer.ask)
    },
    lost(node, state, peer, why) {
      for (const [asked, question] of Array.from(state.open)) {
        if (question.to !== peer) continue
        // Where no connection was made, the attempt has not arrived.
        if (why === 'refused' && question.unanswered > 0) question.unanswered -= 1
        pause(node, state, asked, question, peer)
      }
    },
  }

  function enter(
    state: State,
    kind: Question<C>['kind'],
    operation: Question<C>['operation'],
  ): number {
    state.asked += 1
    const blank = { session: null, to: null, attempts: 0, unanswered: 0, hops: 0, why: null }
    state.open.set(state.asked, { kind, operation, ...blank })
    return state.asked
  }
}

/** Who comes behind that one; the first for somebody who was found by a redirect. */
function after(servers: readonly NodeId[], server: NodeId): NodeId {
  return servers[(servers.indexOf(server) + 1) % servers.length] ?? server
}

/** Numbers of the commands whose answers are waited for. */
function awaited(open: ReadonlyMap<number, Question<unknown>>): number[] {
  const numbers: number[] = []
  for (const [number, { kind }] of open) if (kind === 'command') numbers.push(number)
  return numbers
}

const replies: ReadonlySet<string> = new Set<ClientHears['kind']>([
  'opened',
  'answer',
  'done',
  'outdated',
  'refused',
])

const isReply = (message: AnyCommand | ClientHears): message is ClientHears =>
  replies.has(message.kind)
