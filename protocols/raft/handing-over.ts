// Handing leadership over: the leader takes up nothing new until its successor has all of its log, and
// then tells it to stand for election at once. Source: Ongaro, dissertation §3.10.

import type { NodeId } from '../../sim/units.ts'
import { furthest, settleMembers } from './changing.ts'
import { type Config, handover, type RaftNode } from './config.ts'
import { mayStand, stand } from './elections.ts'
import { lastIndex } from './log.ts'
import type { Transfer } from './messages.ts'
import { refuse } from './requests.ts'
import { waitForLeader } from './roles.ts'
import type { RaftState } from './state.ts'

/** An operator wants another server to lead. */
export function onTransfer(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { ask, to }: Transfer,
  client: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'leader') return refuse(node, state, client, ask, 'not the leader')
  if (role.transfer !== null) {
    if (role.transfer.client === client && role.transfer.ask === ask) return // heard twice
    return refuse(node, state, client, ask, 'handing over')
  }
  const next = to ?? furthest(state, role)
  if (next === null || !role.peers.has(next) || !state.members.voters.includes(next)) {
    return refuse(node, state, client, ask, 'impossible')
  }
  role.transfer = { to: next, client, ask }
  node.setTimer(handover, raft.parameters.electionMin)
  mayTell(raft, node, state, next)
}

/**
 * The successor has acknowledged something: when its log is as long as this one, it is told to stand.
 * It is told again with what it acknowledges next, because the word may get lost.
 */
export function mayTell(raft: Config, node: RaftNode, state: RaftState, from: NodeId): void {
  const { role } = state
  if (role.kind !== 'leader' || role.transfer?.to !== from) return
  const match = role.peers.get(from)?.match ?? 0
  if (!raft.rules.isReadyToLead(match, lastIndex(state))) return
  role.told = true
  if (!raft.rules.leasesAfterTelling()) role.leaseEnd = 0
  node.send(from, { kind: 'timeout now', term: state.term }, 'early')
}

/** The successor has not taken over within an election timeout: this server goes on leading. */
export function onTooLate(raft: Config, node: RaftNode, state: RaftState): void {
  const { role } = state
  if (role.kind !== 'leader' || role.transfer === null) return
  node.sometimes('a successor did not take over')
  const { client, ask } = role.transfer
  role.transfer = null
  refuse(node, state, client, ask, 'not taken over')
  settleMembers(raft, node, state)
}

/** The leader of this term wants this server to lead; who is no voter cannot. */
export function onTimeoutNow(raft: Config, node: RaftNode, state: RaftState): void {
  const { kind } = state.role
  if (kind === 'leader' || kind === 'candidate' || !mayStand(raft, node, state)) return
  node.sometimes('a server was told to stand')
  waitForLeader(raft, node)
  stand(raft, node, state, true)
}
