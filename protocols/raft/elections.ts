// Elections: who stands, who asks first whether it would be elected, and who votes for whom.
// Source: Ongaro, dissertation §3.4, §3.6.1, §4.2.3, §9.6.

import type { NodeId } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import { election } from './config.ts'
import { saveVote } from './durable.ts'
import { lead } from './leading.ts'
import { endOf, lastIndex, lastTerm } from './log.ts'
import type { Canvass, Canvassed, Vote, Voted } from './messages.ts'
import type { Members } from './members.ts'
import { nobody } from './quorum.ts'
import { follow, mayWaitAnew, waitForLeader } from './roles.ts'
import type { Rules } from './rules.ts'
import type { RaftState } from './state.ts'

/** No leader was heard for as long as this server waits. */
export function onSilence(raft: Config, node: RaftNode, state: RaftState): void {
  waitForLeader(raft, node)
  // Who cannot stand forgets who led: clients would be sent to a server that leads no more.
  if (!mayStand(raft, node, state)) return follow(raft, node, state, null)
  if (raft.rules.canvassesFirst(raft.parameters)) canvass(raft, node, state)
  else stand(raft, node, state, false)
}

/** Whether the server may lead, by the members in its log. */
export const mayStand = ({ rules }: Config, { id }: RaftNode, state: RaftState): boolean =>
  rules.mayStand(state.members, settled(rules, state), id)

const settled = (rules: Rules, { membersLog, commit }: RaftState): Members =>
  rules.settled(membersLog, commit)

/** Asks everybody, without a new term, whether it would be elected. */
function canvass(raft: Config, node: RaftNode, state: RaftState): void {
  const granted = new Set([node.id])
  const refused = new Set<NodeId>()
  if (raft.rules.elected(state.members, granted, refused) === 'won') {
    return stand(raft, node, state, false)
  }
  state.role = { kind: 'canvasser', granted, refused }
  const message: Canvass = { kind: 'canvass', term: state.term + 1, ...endOf(state) }
  for (const peer of electorate(state.members))
    if (peer !== node.id) node.send(peer, message, 'early')
}

/**
 * Begins a term and asks for votes while its own is on its way to its disk. Nobody leads before its
 * own vote is stored; one that asks, forgets it and stands again counts no vote for what it lost.
 */
export function stand(raft: Config, node: RaftNode, state: RaftState, transfer: boolean): void {
  state.term += 1
  state.votedFor = node.id
  saveVote(raft, node, state)
  state.role = { kind: 'candidate', granted: new Set(), refused: new Set(), transfer }
  const { term } = state
  const end = endOf(state)
  const message: Vote = { kind: 'vote', term, ...end, transfer }
  for (const peer of electorate(electing(raft, state, transfer)))
    if (peer !== node.id) node.send(peer, message, 'early')
  node.send(node.id, { kind: 'voted', term, granted: true, ...end })
}

/** The members that decide an election of this server. */
const electing = ({ rules }: Config, state: RaftState, transfer: boolean): Members =>
  rules.electing(state.members, settled(rules, state), transfer)

/** Whose votes may count, each once. */
const electorate = ({ voters, outgoing }: Members): readonly NodeId[] =>
  outgoing.length === 0 ? voters : [...voters, ...outgoing.filter((one) => !voters.includes(one))]

/** Somebody would like to stand. The answer binds nobody, so it needs no disk. */
export function onCanvass(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { term, lastIndex: index, lastTerm: ofTerm }: Canvass,
  from: NodeId,
): void {
  const { rules } = raft
  if (!rules.votes(state.members, node.id)) return
  const granted =
    term > state.term &&
    !heldBack(raft, node, state) &&
    rules.isUpToDate(lastTerm(state), lastIndex(state), ofTerm, index)
  const told = granted ? term : state.term
  node.send(from, { kind: 'canvassed', term: told, granted }, 'early')
}

/** A leader that still leads, or was heard of a moment ago, is not disturbed. */
export function heldBack({ rules, parameters }: Config, node: RaftNode, state: RaftState): boolean {
  const { role } = state
  if (role.kind === 'leader') return rules.isHeldBack(0, parameters)
  if (role.kind !== 'follower' || role.heardAt === null) return false
  return rules.isHeldBack(node.clock() - role.heardAt, parameters)
}

/** With a majority that would vote for it, the server stands; without one it goes on following. */
export function onCanvassed(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { term, granted }: Canvassed,
  from: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'canvasser') return
  if (granted && term === state.term + 1) role.granted.add(from)
  else if (!granted) role.refused.add(from)
  const result = raft.rules.elected(state.members, role.granted, role.refused)
  if (result === 'won') stand(raft, node, state, false)
  if (result === 'lost') giveUp(raft, node, state)
}

/** One vote a term, for a log that is no worse than one's own. */
export function onVote(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { term, lastIndex: index, lastTerm: ofTerm }: Vote,
  from: NodeId,
): void {
  const { rules } = raft
  if (!rules.votes(state.members, node.id)) return
  const granted =
    term === state.term &&
    rules.mayVoteFor(state.votedFor, from) &&
    rules.isUpToDate(lastTerm(state), lastIndex(state), ofTerm, index)
  if (granted) {
    state.votedFor = from
    saveVote(raft, node, state)
    mayWaitAnew(raft, node, 'vote granted')
  }
  const asked = { lastIndex: index, lastTerm: ofTerm }
  node.send(from, { kind: 'voted', term: state.term, granted, ...asked }, rules.voteLeaves())
}

/** With a majority of votes the server leads; it gives up when it cannot get one any more. */
export function onVoted(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { term, granted, ...asked }: Voted,
  from: NodeId,
): void {
  const { role } = state
  if (role.kind !== 'candidate' || term !== state.term) return
  if (!raft.rules.isForThisLog(asked, endOf(state))) return
  if (granted) role.granted.add(from)
  else role.refused.add(from)
  const members = electing(raft, state, role.transfer)
  const result = raft.rules.elected(members, role.granted, role.refused)
  if (result === 'won' && raft.rules.mayLead(role.granted.has(node.id))) lead(raft, node, state)
  if (result === 'lost') giveUp(raft, node, state)
  node.sometimes('an election was lost', result === 'lost')
}

function giveUp(raft: Config, node: RaftNode, state: RaftState): void {
  follow(raft, node, state, null)
  mayWaitAnew(raft, node, 'gave up')
}

/** A leader looks, once in an election timeout, whether a majority still answers (§6.2). */
export function onLook(raft: Config, node: RaftNode, state: RaftState): void {
  const { role, members } = state
  if (role.kind !== 'leader') return
  const heard = new Set<NodeId>()
  heard.add(node.id)
  for (const [peer, progress] of role.peers) {
    if (progress.active) heard.add(peer)
    progress.active = false
  }
  const majority = raft.rules.elected(members, heard, nobody) === 'won'
  if (raft.rules.stepsDown(majority, raft.parameters)) {
    node.sometimes('a leader without a majority stepped down')
    return follow(raft, node, state, null)
  }
  node.setTimer(election, raft.parameters.electionMin)
}

/** Whether a request for a vote that would end the reign of a healthy leader is to be ignored. */
export const ignoresVote = (
  raft: Config,
  node: RaftNode,
  state: RaftState,
  { transfer }: Vote,
): boolean => !transfer && heldBack(raft, node, state)
