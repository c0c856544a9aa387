// A server of Raft: which message goes where, and the one gate that all of them pass, that of the
// term. What is done stands in elections.ts, following.ts, leading.ts, snapshots.ts and requests.ts.

import type { Actor } from '../../sim/actor.ts'
import type { NodeId } from '../../sim/units.ts'
import { onReconfigure, settleMembers, wasRemoved } from './changing.ts'
import type { Config, Raft, RaftNode } from './config.ts'
import { firstMembers, forget, load } from './durable.ts'
import {
  ignoresVote,
  onCanvass,
  onCanvassed,
  onLook,
  onSilence,
  onVote,
  onVoted,
} from './elections.ts'
import { heardLeader, onAppend, refuseStale } from './following.ts'
import { onAppended, onChunkTaken, onHeartbeat, onLost, onRejected, onStored } from './leading.ts'
import { mayTell, onTimeoutNow, onTooLate, onTransfer } from './handing-over.ts'
import type { Append, Chunk, Hears, Vote } from './messages.ts'
import { onQuery, onRequest, refuse } from './requests.ts'
import { enterTerm, waitForLeader } from './roles.ts'
import { onChunk } from './snapshots.ts'
import type { RaftState } from './state.ts'

/** @returns one actor for any number of servers */
export function server(raft: Config): Actor<Raft> {
  const members = firstMembers(raft)
  return {
    start(node) {
      const state = load(raft, node, members)
      if (state.role.kind === 'damaged') node.note(`the disk is damaged: ${state.role.what}`)
      else waitForLeader(raft, node)
      return state
    },
    receive: (node, state, message, from) => hear(raft, node, state, message, from),
    expire(node, state, timer) {
      if (timer.kind === 'heartbeat') return onHeartbeat(raft, node, state)
      if (timer.kind === 'handover') return onTooLate(raft, node, state)
      if (state.role.kind === 'leader') onLook(raft, node, state)
      else onSilence(raft, node, state)
    },
    lost: (_node, state, peer) => onLost(state, peer),
  }
}

function hear(raft: Config, node: RaftNode, state: RaftState, message: Hears, from: NodeId): void {
  if (state.role.kind === 'damaged') return sayDamaged(node, state, message, from)
  switch (message.kind) {
    case 'append':
    case 'chunk':
      return hearLeader(raft, node, state, message, from)
    case 'appended':
      if (!isOfTerm(raft, node, state, message.term)) return
      onAppended(raft, node, state, message, from)
      settleMembers(raft, node, state)
      return mayTell(raft, node, state, from)
    case 'stored':
      if (from !== node.id) return
      onStored(raft, node, state, message)
      return settleMembers(raft, node, state)
    case 'rejected':
      return isOfTerm(raft, node, state, message.term)
        ? onRejected(raft, node, state, message, from)
        : undefined
    case 'chunked':
      return isOfTerm(raft, node, state, message.term)
        ? onChunkTaken(raft, node, state, message, from)
        : undefined
    case 'canvass':
      return onCanvass(raft, node, state, message, from)
    case 'canvassed':
      if (!message.granted && raft.rules.yields(state.term, message.term)) {
        return enterTerm(raft, node, state, message.term)
      }
      return onCanvassed(raft, node, state, message, from)
    case 'vote':
      return hearVote(raft, node, state, message, from)
    case 'voted':
      return isOfTerm(raft, node, state, message.term)
        ? onVoted(raft, node, state, message, from)
        : undefined
    case 'open':
    case 'command':
      return onRequest(raft, node, state, message, from)
    case 'query':
      return onQuery(raft, node, state, message, from)
    case 'reconfigure':
      return onReconfigure(raft, node, state, message, from)
    case 'transfer':
      return onTransfer(raft, node, state, message, from)
    case 'timeout now':
      return isOfTerm(raft, node, state, message.term) ? onTimeoutNow(raft, node, state) : undefined
  }
}

/** A higher term is entered; a lower one says nothing any more. */
function isOfTerm(raft: Config, node: RaftNode, state: RaftState, term: number): boolean {
  if (raft.rules.yields(state.term, term)) enterTerm(raft, node, state, term)
  return term === state.term
}

function hearLeader(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  message: Append | Chunk,
  from: NodeId,
): void {
  const { rules } = raft
  if (rules.isStale(state.term, message.term)) return refuseStale(raft, node, state, message, from)
  if (rules.yields(state.term, message.term)) enterTerm(raft, node, state, message.term)
  // Two leaders of one term cannot be; whoever says so is not believed, and deposes nobody.
  if (state.role.kind === 'leader' && message.term === state.term) return
  if (message.kind === 'append') onAppend(raft, node, state, message, from)
  else {
    heardLeader(raft, node, state, from)
    onChunk(raft, node, state, message, from)
  }
  if (!rules.remembersWhenRemoved() && wasRemoved(state, node.id)) forget(raft, node, state)
}

function hearVote(
  raft: Config,
  node: RaftNode,
  state: RaftState,
  message: Vote,
  from: NodeId,
): void {
  if (raft.rules.yields(state.term, message.term)) {
    if (ignoresVote(raft, node, state, message)) return
    enterTerm(raft, node, state, message.term)
  }
  onVote(raft, node, state, message, from)
}

/** Servers hear nothing of it; a client learns that it has to ask somebody else. */
function sayDamaged(node: RaftNode, state: RaftState, message: Hears, from: NodeId): void {
  if ('ask' in message) refuse(node, state, from, message.ask, 'damaged')
}
