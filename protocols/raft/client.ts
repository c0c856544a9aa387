// A client of any replicated service: it asks whoever leads, follows redirects, tries again under the
// same number, and writes into the history what it was told, nothing that it guesses. What it may be
// asked to ask is the service's business.

import type { Actor } from '../../sim/actor.ts'
import type { Plain } from '../../sim/plain.ts'
import type { NodeId } from '../../sim/units.ts'
import { after, attempt, pause } from './client-attempts.ts'
import {
  type AnyCommand,
  type Asking,
  type ClientConfig,
  type ClientNode,
  type ClientState,
  enter,
  type Failed,
  forget,
} from './client-state.ts'
import type { ClientHears, Refused, SessionId } from './messages.ts'

/** Questions of one life are numbered below this. */
export const asksPerLife = 1_048_576
/** More than that wait for no answer at once: what comes then is refused here. */
export const openMax = 64

/** @source Ongaro, dissertation, sections 6.2 and 6.3 */
export function client<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
): Actor<Asking<C, R>> {
  const { servers } = config
  return {
    start(node) {
      // An answer to an earlier life that comes late must not be taken for one to this life.
      const life = (node.store.get('self', 'life') ?? 0) + 1
      node.store.put('self', 'life', life)
      const server = servers[node.random(servers.length, 'first server')] ?? node.id
      return { asked: life * asksPerLife, server, session: null, open: new Map() }
    },
    receive(node, state, message, from) {
      if (isReply(message)) return hear(config, node, state, message, from)
      ask(config, node, state, message)
    },
    expire(node, state, timer) {
      if (timer.kind === 'give up') return giveUp(config, node, state, timer.ask)
      const question = state.open.get(timer.ask)
      if (question === undefined) return
      if (question.to === state.server) state.server = after(servers, state.server)
      question.hops = 0
      attempt(config, node, state, timer.ask)
    },
    lost(node, state, peer, why) {
      for (const [asked, question] of Array.from(state.open)) {
        if (question.to !== peer) continue
        // Where no connection was made, the attempt has not arrived.
        if (why === 'refused' && question.unanswered > 0) question.unanswered -= 1
        pause(config, node, state, asked, question, peer)
      }
    },
  }
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

function hear<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  message: ClientHears,
  from: NodeId,
): void {
  switch (message.kind) {
    case 'opened':
      state.server = from
      return onOpened(config, node, state, message.ask, message.session)
    case 'answer':
      state.server = from
      return answered(node, state, message.ask, message.result as R) // as the service answers
    case 'refused':
      return onRefused(config, node, state, message, from)
    case 'done':
    case 'outdated':
  }
}

function ask<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  command: C,
): void {
  const op = node.invoke(command)
  if (state.open.size >= openMax) return node.complete(op, { failed: 'not asked' })
  const kind = config.reads(command) ? 'query' : 'command'
  const number = enter(state, kind, { op, command })
  node.setTimer({ kind: 'give up', ask: number }, config.patience.giveUp)
  attempt(config, node, state, number)
}

function answered<C extends AnyCommand, R extends Plain>(
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
  result: R | Failed,
): void {
  const operation = state.open.get(asked)?.operation ?? null
  if (operation === null) return
  forget(node, state, asked)
  node.complete(operation.op, result)
}

function onOpened<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
  session: SessionId,
): void {
  if (state.open.get(asked)?.kind !== 'open') return
  forget(node, state, asked)
  state.session = session
  const waiting = Array.from(state.open).filter(
    ([, { kind, to }]) => kind === 'command' && to === null,
  )
  for (const [number] of waiting) attempt(config, node, state, number)
}

function onRefused<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  { ask: asked, why, leader }: Refused,
  from: NodeId,
): void {
  const question = state.open.get(asked)
  if (question === undefined) return
  if (question.unanswered > 0) question.unanswered -= 1
  question.why = why
  if (why === 'no such session') {
    if (question.session === state.session) state.session = null
    return attempt(config, node, state, asked)
  }
  if (question.to !== from) return // of an attempt that nobody waits for
  if (leader !== null && leader !== from && question.hops < config.servers.length) {
    question.hops += 1
    state.server = leader
    return attempt(config, node, state, asked)
  }
  pause(config, node, state, asked, question, from)
}

function giveUp<C extends AnyCommand, R extends Plain>(
  { rules, copies }: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
): void {
  const question = state.open.get(asked)
  if (question === undefined) return
  const { kind, why } = question
  const hasFailed = kind === 'query' || rules.hasFailed(question, copies)
  if (hasFailed) return answered(node, state, asked, { failed: why ?? 'no answer' })
  forget(node, state, asked) // it may have been carried out: it stays open in the history
}
