// Changing the members: an operator asks, the leader appends the next configuration, and sees to it
// that one follows upon the other. Which may follow is in changes.ts, what counts by them in quorum.ts.
// A new server gets the log while it counts already; who wants it to catch up first adds it as a learner.
// Source: Ongaro, dissertation, chapter 4; Ongaro, raft-dev, 10 July 2015.

import type { NodeId } from '../../sim/units.ts'
import { isJoint, isMade, leaveJoint } from './changes.ts'
import type { Config, RaftNode } from './config.ts'
import { beat, propose } from './leading.ts'
import { lastIndex } from './log.ts'
import type { Members } from './members.ts'
import type { Reconfigure, Refusal } from './messages.ts'
import { everyone, isVoter } from './quorum.ts'
import { refuse } from './requests.ts'
import { follow } from './roles.ts'
import { latestMembers, type Leader, type RaftState } from './state.ts'

/** An operator wants other members. */
export function onReconfigure(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { ask, upon, change }: Reconfigure,
  client: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'leader') return refuse(node, state, client, ask, 'not the leader')
  if (role.changing?.client === client && role.changing.ask === ask) return // heard twice
  const why = whyNotNow(raft, state, role)
  if (why !== null) return refuse(node, state, client, ask, why)
  const index = latestMembers(state)
  if (!raft.rules.isUpon(index, upon)) {
    // Who has missed the answer and asks again is not told that somebody else changed the members.
    if (isMade(state.members, change))
      return node.send(client, { kind: 'done', ask, index }, 'early')
    return node.send(client, { kind: 'outdated', ask, index, members: state.members }, 'early')
  }
  const step = raft.rules.nextMembers(state.members, change)
  if (step.kind === 'impossible') {
    node.note(`refuses to change the members: ${step.because}`)
    return refuse(node, state, client, ask, 'impossible')
  }
  role.changing = { client, ask }
  appendMembers(raft, node, state, role, step.members)
}

function whyNotNow({ rules }: Config, state: RaftState, role: Leader): Refusal | null {
  if (role.transfer !== null && !rules.changesWhileHandingOver()) return 'handing over'
  const settled = rules.isSettled(latestMembers(state), state.commit)
  return settled && rules.hasCommitted(state.commit, role.first) ? null : 'not now'
}

/** They count from now on, here and wherever the entry arrives (§4.1). */
function appendMembers(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  role: Leader,
  members: Members,
): void {
  role.settled = false
  propose(raft, node, state, { kind: 'members', members })
  for (const peer of everyone(members)) {
    if (peer === node.id || role.peers.has(peer)) continue
    const progress = raft.rules.freshProgress(lastIndex(state), state.commit)
    role.peers.set(peer, progress)
    beat(raft, node, state, role, peer, progress)
  }
}

/**
 * Looks after the latest configuration once more is committed: an overlap is left, and what ends with
 * the change ends. Cheap while nothing is under way.
 */
export function settleMembers(raft: Config, node: RaftNode, state: RaftState): void {
  const { role, members } = state
  if (role.kind !== 'leader' || role.settled) return
  const { rules } = raft
  const latest = latestMembers(state)
  if (isJoint(members)) {
    const held = role.transfer !== null && !rules.changesWhileHandingOver()
    if (held || !rules.mayLeaveJoint(latest, state.commit)) return
    node.sometimes('an overlap of members was left')
    return appendMembers(raft, node, state, role, leaveJoint(members))
  }
  if (latest <= state.commit) finish(raft, node, state, role)
  if (!isVoter(members, node.id) && rules.mayResign(latest, state.commit)) {
    resign(raft, node, state, role)
  }
}

/** Whoever waits for the change is told, and so are those who left; then they are let go. */
function finish(raft: Config, node: RaftNode, state: RaftState, role: Leader): void {
  const { changing } = role
  role.settled = true
  if (changing !== null) {
    node.sometimes('members were changed')
    const { client, ask } = changing
    node.send(client, { kind: 'done', ask, index: latestMembers(state) }, 'early')
  }
  role.changing = null
  if (!raft.rules.forgetsWhoLeft()) return
  const stay = new Set(everyone(state.members))
  for (const [peer, progress] of role.peers) {
    if (stay.has(peer)) continue
    beat(raft, node, state, role, peer, progress)
    role.peers.delete(peer)
  }
}

/** It has led until others could; the one that is furthest is asked to stand at once. */
function resign(raft: Config, node: RaftNode, state: RaftState, role: Leader): void {
  node.sometimes('a leader that was removed stepped down')
  const { transfer } = role
  if (transfer !== null) refuse(node, state, transfer.client, transfer.ask, 'not taken over')
  role.transfer = null // it will not hear who leads after it
  const next = furthest(state, role)
  if (next !== null) node.send(next, { kind: 'timeout now', term: state.term }, 'early')
  follow(raft, node, state, null)
}

/** The voter, other than the leader, whose log is known to be the longest; null: there is none. */
export function furthest({ members }: RaftState, { peers }: Leader): NodeId | null {
  let found: NodeId | null = null
  let match = -1
  for (const voter of members.voters) {
    const progress = peers.get(voter)
    if (progress === undefined || progress.match <= match) continue
    found = voter
    match = progress.match
  }
  return found
}

/** Whether the latest members are committed and this server, which was one before, is none any more. */
export function wasRemoved({ membersLog, commit }: RaftState, id: NodeId): boolean {
  const known = membersLog.length
  if (known < 2) return false // asked with every append: nearly always that is all
  const before = membersLog[known - 2]
  const latest = membersLog[known - 1]
  if (before === undefined || latest === undefined || latest.index > commit) return false
  return everyone(before.members).includes(id) && !everyone(latest.members).includes(id)
}
