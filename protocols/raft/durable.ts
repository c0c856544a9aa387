// What a server keeps on its disk, and how a new life takes it up. Every row is held against its
// checksum: a server whose disk is not what it wrote says so, and does not guess.

import { decode, isMap, isRecord, isList } from '../../sim/plain.ts'
import type { LogIndex, NodeId } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import type { Members } from './members.ts'
import type { Entry, SessionId } from './messages.ts'
import { checkOfBase, checkOfSnapshot, sumOf, sumOfVote } from './seal.ts'
import type { Base, Contents, RaftState, Session, Snapshot } from './state.ts'

const noBase: Base = { index: 0, term: 0, sum: 0, check: 0 }

/** Term and vote go to the disk before anybody hears of them. */
export function saveVote(raft: Config, node: RaftNode, state: RaftState): void {
  const { term, votedFor } = state
  const sum = sumOfVote({ term, votedFor })
  node.store.put('vote', 'latest', { term, votedFor, sum }, raft.rules.voteWrite())
}

/** The voters that a cluster begins with. */
const firstMembers = ({ members }: Config): Members => ({
  voters: members,
  outgoing: [],
  learners: [],
  learnersNext: [],
})

/** What the disk has of an earlier life; a server without one begins with nothing. */
export function load(raft: Config, node: RaftNode): RaftState {
  const members = firstMembers(raft)
  const state: RaftState = {
    term: 0,
    votedFor: null,
    role: { kind: 'follower', leader: null, heardAt: node.clock() },
    base: noBase,
    log: [],
    snapshot: null,
    commit: 0,
    applied: 0,
    members,
    membersLog: [{ index: 0, members }],
    machine: raft.service.init(),
    sessions: new Map(),
    incoming: null,
  }
  const what =
    loadVote(raft, node, state) ?? loadSnapshot(raft, node, state) ?? loadLog(raft, node, state)
  if (what !== null) state.role = { kind: 'damaged', what }
  return state
}

function loadVote({ rules }: Config, node: RaftNode, state: RaftState): string | null {
  const row = node.store.get('vote', 'latest')
  if (row !== undefined && !rules.isIntact(row.sum, sumOfVote(row))) return 'its vote'
  const { term, votedFor } = rules.recall(row)
  state.term = term
  state.votedFor = votedFor
  return null
}

function loadSnapshot({ rules }: Config, node: RaftNode, state: RaftState): string | null {
  const base = node.store.get('base', 'latest')
  const snapshot = node.store.get('snapshot', 'latest')
  if (base === undefined && snapshot === undefined) return null
  if (base === undefined || !rules.isIntact(base.check, checkOfBase(base))) return 'where it begins'
  if (snapshot === undefined || !rules.isIntact(snapshot.check, checkOfSnapshot(snapshot))) {
    return 'its snapshot'
  }
  const contents = contentsOf(snapshot.bytes)
  if (contents === null || snapshot.index < base.index) return 'its snapshot'
  state.base = base
  takeUp(state, snapshot, contents)
  return null
}

/** The state machine becomes that of the snapshot. */
export function takeUp(state: RaftState, snapshot: Snapshot, contents: Contents): void {
  state.snapshot = snapshot
  state.commit = snapshot.index
  state.applied = snapshot.index
  state.members = contents.members
  state.membersLog = [{ index: snapshot.index, members: contents.members }]
  state.machine = contents.machine
  state.sessions = new Map(contents.sessions)
}

function loadLog({ rules }: Config, node: RaftNode, state: RaftState): string | null {
  let { index, sum } = state.base
  for (const [key, entry] of node.store.scan('log')) {
    index += 1
    if (key !== index || entry.index !== index) return `the place of entry ${index}`
    if (!rules.isIntact(entry.sum, sumOf(sum, index, entry.term, entry))) return `entry ${index}`
    sum = entry.sum
    state.log.push(entry)
    if (entry.kind !== 'members' || index <= state.applied) continue
    state.membersLog.push({ index, members: entry.members })
    state.members = entry.members
  }
  return index < state.applied ? 'the end of its log' : null
}

/** @returns null where the bytes are not what `bytesOf` makes */
export function contentsOf(bytes: Uint8Array): Contents | null {
  const decoded = decode(bytes)
  if (!('value' in decoded)) return null
  const { value } = decoded
  if (typeof value !== 'object' || value === null || !isRecord(value)) return null
  const { sum, members, machine, sessions } = value
  if (typeof sum !== 'number' || !isMembers(members) || !areSessions(sessions)) return null
  return { sum, members, machine, sessions }
}

const isNames = (value: unknown): value is readonly NodeId[] =>
  typeof value === 'object' &&
  value !== null &&
  isList(value) &&
  value.every((name) => typeof name === 'string')

function isMembers(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null || !isRecord(value)) return false
  const { voters, outgoing, learners, learnersNext } = value
  return isNames(voters) && isNames(outgoing) && isNames(learners) && isNames(learnersNext)
}

function areSessions(value: unknown): value is ReadonlyMap<SessionId, Session> {
  if (typeof value !== 'object' || value === null || !isMap(value)) return false
  for (const [id, session] of value) {
    if (typeof id !== 'number' || typeof session !== 'object' || session === null) return false
    if (!isRecord(session)) return false
    const { usedAt, floor, answers } = session
    if (typeof usedAt !== 'number' || typeof floor !== 'number') return false
    if (typeof answers !== 'object' || answers === null || !isMap(answers)) return false
  }
  return true
}

