// How a client sends a question: in which session, under which number, to whom, and when the next one is
// asked instead. What an answer means is not told here but in client.ts.

import type { Plain } from '../../sim/plain.ts'
import type { NodeId } from '../../sim/units.ts'
import {
  type AnyCommand,
  type ClientConfig,
  type ClientNode,
  type ClientState,
  enter,
  forget,
  type Question,
} from './client-state.ts'
import type { ClientRules } from './client-rules.ts'
import type { ClientSays } from './messages.ts'

/** Sends a question to whoever is thought to lead, if it may go out now. */
export function attempt<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
): void {
  const { rules, patience } = config
  const question = state.open.get(asked)
  if (question === undefined) return
  question.to = null
  if (question.kind === 'command' && !bind(config, node, state, asked, question)) return
  const number = renumbered(rules, node, state, asked, question)
  question.to = state.server
  question.attempts += 1
  question.unanswered += 1
  const wait = rules.wait(question.attempts, patience)
  node.setTimer({ kind: 'again', ask: number }, wait, wait >> 1)
  node.send(state.server, said(rules, state, number, question))
}

/** Whether it may go out, now and in the session that there is. */
function bind<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
  question: Question<C>,
): boolean {
  const { rules, copies } = config
  const { session } = question
  if (session !== null && session !== state.session && !rules.hasFailed(question, copies)) {
    node.sometimes('a session was forgotten')
    forget(node, state, asked) // it may have been carried out: it stays open in the history
    return false
  }
  question.session = state.session
  if (state.session === null) openSession(config, node, state) // it goes out with the session
  return state.session !== null
}

function openSession<C extends AnyCommand, R extends Plain>(
  config: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
): void {
  for (const { kind } of state.open.values()) if (kind === 'open') return
  attempt(config, node, state, enter(state, 'open', null))
}

/** The number under which it goes out now. */
function renumbered<C extends AnyCommand, R extends Plain>(
  rules: ClientRules,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
  question: Question<C>,
): number {
  const { kind, attempts } = question
  const number = kind === 'command' ? rules.numberOf(asked, attempts, state.asked + 1) : asked
  if (number === asked) return asked
  forget(node, state, asked)
  state.asked = number
  state.open.set(number, question)
  return number
}

function said<C extends AnyCommand>(
  rules: ClientRules,
  state: ClientState<C>,
  number: number,
  { kind, operation }: Question<C>,
): ClientSays {
  if (operation === null) return { kind: 'open', ask: number }
  const { command } = operation
  if (kind === 'query' || state.session === null) return { kind: 'query', ask: number, command }
  // The only question that is open is this command.
  const floor = rules.floorOf(state.open.size === 1 ? [number] : awaited(state.open), number)
  return { kind: 'command', ask: number, session: state.session, floor, command }
}

/** Numbers of the commands whose answers are waited for. */
function awaited(open: ReadonlyMap<number, Question<unknown>>): number[] {
  const numbers: number[] = []
  for (const [number, { kind }] of open) if (kind === 'command') numbers.push(number)
  return numbers
}

/** Nobody there knows a leader: the next one is asked, a little later. */
export function pause<C extends AnyCommand, R extends Plain>(
  { servers, patience }: ClientConfig<C>,
  node: ClientNode<C, R>,
  state: ClientState<C>,
  asked: number,
  question: Question<C>,
  from: NodeId,
): void {
  question.to = null
  question.hops = 0
  if (state.server === from && question.why !== 'busy') state.server = after(servers, from)
  node.setTimer({ kind: 'again', ask: asked }, patience.pause, patience.pause)
}

/** Who comes behind that one; the first for somebody who was found by a redirect. */
export function after(servers: readonly NodeId[], server: NodeId): NodeId {
  return servers[(servers.indexOf(server) + 1) % servers.length] ?? server
}
