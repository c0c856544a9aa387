// Work of the kind that Raft gives a kernel: elections, heartbeats, early appends, entries in a
// table with number keys, a message to itself when they are durable. It is the load of the
// measurements beside it, not a protocol: no compaction, no pre-vote, no change of members.

import type { Actor, Node } from '../sim/actor.ts'
import { assert } from '../sim/assert.ts'
import { type Micros, ms, type NodeId } from '../sim/units.ts'

type Entry = { readonly term: number; readonly command: string }
type Vote = {
  kind: 'vote'
  term: number
  lastIndex: number
  lastTerm: number
}
type Voted = { kind: 'voted'; term: number; granted: boolean }
type Append = {
  kind: 'append'
  term: number
  prevIndex: number
  prevTerm: number
  entries: readonly Entry[]
  commit: number
}
type Appended = { kind: 'appended'; term: number; ok: boolean; match: number }
type Propose = { kind: 'propose'; nth: number; command: string }
type Answer = { kind: 'answer'; nth: number; leader: NodeId | null }
type Progress = { next: number; match: number }
type Role =
  | { kind: 'follower'; leader: NodeId | null }
  | { kind: 'candidate'; votes: Set<NodeId> }
  | { kind: 'leader'; progress: Map<NodeId, Progress> }
interface State {
  term: number
  votedFor: NodeId | null
  role: Role
  log: Entry[]
  commit: number
  applied: number
}
const election = { kind: 'election' } as const
const heartbeat = { kind: 'heartbeat' } as const
export type Load = {
  state: State
  hears: Vote | Voted | Append | Appended | Propose
  says: Vote | Voted | Append | Appended | Answer
  timers: typeof election | typeof heartbeat
  disk: {
    vote: { key: 'term'; value: { term: number; votedFor: NodeId | null } }
    log: { key: number; value: Entry }
  }
}
type Here = Node<Load>
const batchMax = 64

const lastIndex = (state: State): number => state.log.length - 1
const termAt = (state: State, index: number): number => state.log[index]?.term ?? 0

export const raftLoad = (members: readonly NodeId[]): Actor<Load> => ({
  start(node) {
    const kept = node.store.get('vote', 'term') ?? { term: 0, votedFor: null }
    const log: Entry[] = [{ term: 0, command: '' }]
    for (const [, entry] of node.store.scan('log')) log.push(entry)
    node.setTimer(election, ms(150), ms(150))
    return {
      term: kept.term,
      votedFor: kept.votedFor,
      role: { kind: 'follower', leader: null },
      log,
      commit: 0,
      applied: 0,
    }
  },
  receive(node, state, message, from) {
    if (message.kind === 'propose') return onPropose(node, state, message, from, members)
    if (message.term > state.term) becomeFollower(node, state, message.term, null)
    switch (message.kind) {
      case 'vote':
        return onVote(node, state, message, from)
      case 'voted':
        return onVoted(node, state, message, from, members)
      case 'append':
        return onAppend(node, state, message, from)
      case 'appended':
        return onAppended(node, state, message, from)
    }
  },
  expire(node, state, timer) {
    if (timer.kind === 'heartbeat') {
      if (state.role.kind !== 'leader') return
      for (const peer of members) if (peer !== node.id) appendTo(node, state, peer)
      return node.setTimer(heartbeat, ms(50))
    }
    campaign(node, state, members)
  },
})

function keep(node: Here, state: State, term: number, votedFor: NodeId | null): void {
  state.term = term
  state.votedFor = votedFor
  node.store.put('vote', 'term', { term, votedFor })
}

function becomeFollower(node: Here, state: State, term: number, leader: NodeId | null): void {
  if (state.role.kind === 'leader') {
    node.cancelTimer(heartbeat)
    node.setTimer(election, ms(150), ms(150))
  }
  if (term > state.term) keep(node, state, term, null)
  state.role = { kind: 'follower', leader }
}

function campaign(node: Here, state: State, members: readonly NodeId[]): void {
  keep(node, state, state.term + 1, node.id)
  state.role = { kind: 'candidate', votes: new Set([node.id]) }
  node.setTimer(election, ms(150), ms(150))
  const last = lastIndex(state)
  for (const peer of members) {
    if (peer === node.id) continue
    node.send(peer, {
      kind: 'vote',
      term: state.term,
      lastIndex: last,
      lastTerm: termAt(state, last),
    })
  }
}

function onVote(node: Here, state: State, message: Vote, from: NodeId): void {
  const last = lastIndex(state)
  const mine = termAt(state, last)
  const upToDate =
    message.lastTerm > mine || (message.lastTerm === mine && message.lastIndex >= last)
  const free = state.votedFor === null || state.votedFor === from
  const granted = message.term === state.term && upToDate && free
  if (granted) {
    if (state.votedFor === null) keep(node, state, state.term, from)
    node.setTimer(election, ms(150), ms(150))
  }
  node.send(from, { kind: 'voted', term: state.term, granted })
}

function onVoted(
  node: Here,
  state: State,
  message: Voted,
  from: NodeId,
  members: readonly NodeId[],
): void {
  const { role } = state
  if (role.kind !== 'candidate' || message.term !== state.term || !message.granted) return
  role.votes.add(from)
  if (role.votes.size * 2 <= members.length) return
  const progress = new Map<NodeId, Progress>()
  for (const peer of members) progress.set(peer, { next: lastIndex(state) + 1, match: 0 })
  state.role = { kind: 'leader', progress }
  node.cancelTimer(election)
  node.setTimer(heartbeat, ms(50))
  node.sometimes('a leader is elected')
  write(node, state, '', members)
}

function onPropose(
  node: Here,
  state: State,
  { nth, command }: Propose,
  from: NodeId,
  members: readonly NodeId[],
): void {
  const { role } = state
  if (role.kind === 'leader') return write(node, state, command, members)
  const leader = role.kind === 'follower' ? role.leader : null
  node.send(from, { kind: 'answer', nth, leader })
}

function write(node: Here, state: State, command: string, members: readonly NodeId[]): void {
  const entry: Entry = { term: state.term, command }
  const index = state.log.push(entry) - 1
  node.store.put('log', index, entry)
  for (const peer of members) if (peer !== node.id) appendTo(node, state, peer)
  node.send(node.id, { kind: 'appended', term: state.term, ok: true, match: index })
}

function appendTo(node: Here, state: State, peer: NodeId): void {
  if (state.role.kind !== 'leader') return
  const progress = state.role.progress.get(peer)
  assert(progress !== undefined, 'a leader knows the progress of every member')
  const { next } = progress
  const entries = next > lastIndex(state) ? [] : state.log.slice(next, next + batchMax)
  progress.next = next + entries.length
  const prevTerm = termAt(state, next - 1)
  const { term, commit } = state
  const kind = 'append'
  node.send(peer, { kind, term, prevIndex: next - 1, prevTerm, entries, commit }, 'early')
}

function onAppend(node: Here, state: State, message: Append, from: NodeId): void {
  if (message.term < state.term) {
    node.send(from, { kind: 'appended', term: state.term, ok: false, match: 0 })
    return
  }
  if (state.role.kind !== 'follower') becomeFollower(node, state, state.term, from)
  else state.role.leader = from
  node.setTimer(election, ms(150), ms(150))
  const { prevIndex, prevTerm, entries, commit } = message
  if (prevIndex > lastIndex(state) || termAt(state, prevIndex) !== prevTerm) {
    const match = Math.min(lastIndex(state), prevIndex - 1)
    node.send(from, { kind: 'appended', term: state.term, ok: false, match })
    return
  }
  let index = prevIndex
  for (const entry of entries) {
    index += 1
    const mine = state.log[index]
    if (mine !== undefined && mine.term === entry.term) continue
    if (mine !== undefined) {
      node.store.deleteRange('log', index)
      state.log.length = index
    }
    state.log.push(entry)
    node.store.put('log', index, entry)
  }
  advance(node, state, Math.min(commit, index))
  node.send(from, { kind: 'appended', term: state.term, ok: true, match: index })
}

function onAppended(node: Here, state: State, message: Appended, from: NodeId): void {
  const { role } = state
  if (role.kind !== 'leader' || message.term !== state.term) return
  const progress = role.progress.get(from)
  assert(progress !== undefined, 'a leader knows the progress of every member')
  if (!message.ok) {
    progress.next = Math.max(progress.match + 1, Math.min(progress.next - 1, message.match + 1))
    return appendTo(node, state, from)
  }
  if (message.match <= progress.match) return
  progress.match = message.match
  if (progress.next <= progress.match) progress.next = progress.match + 1
  const held = message.match
  let holders = 0
  for (const one of role.progress.values()) if (one.match >= held) holders += 1
  if (holders * 2 <= role.progress.size) return
  if (held > state.commit && termAt(state, held) === state.term) advance(node, state, held)
}

function advance(_node: Here, state: State, commit: number): void {
  if (commit <= state.commit) return
  state.commit = commit
  while (state.applied < commit) state.applied += 1
}

type Asking = {
  state: { nth: number; leader: NodeId }
  hears: Answer
  says: Propose
  timers: { kind: 'next' }
}
const next = { kind: 'next' } as const

/** So many writes a second, sent to whoever is said to lead. */
export const proposer = (members: readonly NodeId[], every: Micros): Actor<Asking> => ({
  start(node) {
    node.setTimer(next, every)
    return { nth: 0, leader: members[0] as NodeId }
  },
  receive(node, state, { leader }) {
    state.leader = leader ?? (members[node.random(members.length, 'member')] as NodeId)
  },
  expire(node, state) {
    state.nth += 1
    node.setTimer(next, every)
    node.send(state.leader, { kind: 'propose', nth: state.nth, command: 'put k v' })
  },
})
