// What clients and operators ask, and how a server answers: the leader takes it up, everybody else
// says who leads. Source: Ongaro, dissertation, chapter 6.

import type { NodeId } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import { beginRound, propose } from './leading.ts'
import { lastIndex } from './log.ts'
import type { Body, Command, Open, Query, Refusal } from './messages.ts'
import { answerQueries, isAsking } from './rounds.ts'
import type { Leader, RaftState } from './state.ts'

/** Nothing has been done for the client; where it may ask instead. */
export function refuse(
  node: RaftNode,
  state: RaftState,
  client: NodeId,
  ask: number,
  why: Refusal,
): void {
  const leader = leaderOf(node, state)
  node.send(client, { kind: 'refused', ask, why, leader }, 'early')
}

function leaderOf(node: RaftNode, { role }: RaftState): NodeId | null {
  if (role.kind === 'leader') return node.id
  return role.kind === 'follower' ? role.leader : null
}

/** A command, or the wish for a session: it goes through the log. */
export function onRequest(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  message: Open | Command,
  client: NodeId,
): void {
  const { role } = state
  const { ask } = message
  if (role.kind !== 'leader') return refuse(node, state, client, ask, 'not the leader')
  if (role.transfer !== null) return refuse(node, state, client, ask, 'handing over')
  if (isBusy(raft, state)) return refuse(node, state, client, ask, 'busy')
  const { index } = propose(raft, node, state, bodyOf(message))
  role.asked.set(index, { client, ask })
}

function bodyOf(message: Open | Command): Body {
  if (message.kind === 'open') return { kind: 'open' }
  const { session, ask: number, floor, command } = message
  return { kind: 'command', session, number, floor, command }
}

const isBusy = ({ parameters }: Config, state: RaftState): boolean =>
  lastIndex(state) - state.commit >= parameters.waitingMax

/** A command that only looks: it needs no entry of its own, but the certainty to lead. */
export function onQuery(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { ask, command }: Query,
  client: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'leader') return refuse(node, state, client, ask, 'not the leader')
  if (raft.service.reads?.(command) !== true) {
    return refuse(node, state, client, ask, 'not a query')
  }
  if (role.queries.length >= raft.parameters.waitingMax) {
    return refuse(node, state, client, ask, 'busy')
  }
  const index = raft.rules.readIndex(state.commit, role.first)
  if (raft.parameters.reads === 'log') {
    if (role.transfer !== null) return refuse(node, state, client, ask, 'handing over')
    if (isBusy(raft, state)) return refuse(node, state, client, ask, 'busy')
    const entry = propose(raft, node, state, { kind: 'no-op' })
    role.queries.push({ client, ask, command, index: entry.index, round: 0 })
    return
  }
  const asking = isAsking(role)
  const round = confirmsNow(raft, node, role) ? role.round + 1 : 0
  role.queries.push({ client, ask, command, index, round })
  if (round > 0 && !asking) beginRound(raft, node, state, role)
  answerQueries(raft, node, state)
}

/** Whether a majority has to be asked first; not while a lease holds. */
const confirmsNow = (
  { rules, parameters }: Config,
  node: RaftNode,
  { leaseEnd }: Leader,
): boolean => rules.confirms() && !(parameters.reads === 'lease' && node.clock() < leaseEnd)
