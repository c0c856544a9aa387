// What a server keeps on its disk, and how a new life takes it up. Every row is held against its
// checksum: a server whose disk is not what it wrote says so, and does not guess.

import { decode, encode, freeze, isRecord } from '../../sim/plain.ts'
import type { Service } from '../../sim/service.ts'
import { wrongWith } from '../../sim/shape.ts'
import type { Config, RaftNode } from './config.ts'
import { lastTerm } from './log.ts'
import type { Members } from './members.ts'
import { checkOfBase, checkOfSnapshot, sumOf, sumOfVote } from './seal.ts'
import { imageBytes, imageOf } from './sessions.ts'
import { membersShape } from './shapes.ts'
import type { Base, Contents, RaftState, Snapshot } from './state.ts'

const noBase: Base = { index: 0, term: 0, sum: 0, check: 0 }

/** Term and vote go to the disk before anybody hears of them. */
export function saveVote(raft: Config, node: RaftNode, state: RaftState): void {
  const { term, votedFor } = state
  const sum = sumOfVote({ term, votedFor })
  node.store.put('vote', 'latest', { term, votedFor, sum }, raft.rules.voteWrite())
}

/** The voters that a cluster begins with. Frozen: State names them twice, and they never change. */
export const firstMembers = ({ members }: Config): Members =>
  freeze({ voters: [...members], outgoing: [], learners: [], learnersNext: [] })

/**
 * What the disk has of an earlier life; a server without one begins with nothing.
 * @param members those that the cluster begins with
 */
export function load(
  raft: Config,
  node: RaftNode,
  members: Members = firstMembers(raft),
): RaftState {
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
    handed: null,
  }
  const what =
    loadVote(raft, node, state) ??
    loadSnapshot(raft, node, state) ??
    loadLog(raft, node, state) ??
    missesVote(node, state)
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

function loadSnapshot({ rules, service }: Config, node: RaftNode, state: RaftState): string | null {
  const base = node.store.get('base', 'latest')
  const snapshot = node.store.get('snapshot', 'latest')
  if (base === undefined && snapshot === undefined) return null
  if (base === undefined || !rules.isIntact(base.check, checkOfBase(base))) return 'where it begins'
  if (snapshot === undefined || !rules.isIntact(snapshot.check, checkOfSnapshot(snapshot))) {
    return 'its snapshot'
  }
  const contents = contentsOf(snapshot.bytes, service)
  if (contents === null || snapshot.index < base.index) return 'its snapshot'
  state.base = base
  takeUp(state, snapshot, contents)
  return null
}

/** Everything that the server ever knew is gone, on its disk too. */
export function forget(raft: Config, node: RaftNode, state: RaftState): void {
  node.store.deleteRange('log', 0)
  node.store.delete('vote', 'latest')
  node.store.delete('base', 'latest')
  node.store.delete('snapshot', 'latest')
  Object.assign(state, load(raft, node))
}

/** The state machine becomes that of the snapshot. */
export function takeUp(state: RaftState, snapshot: Snapshot, contents: Contents): void {
  state.snapshot = snapshot
  state.commit = snapshot.index
  state.applied = snapshot.index
  state.members = contents.members
  state.membersLog = [{ index: snapshot.index, members: contents.members }]
  state.machine = contents.machine
  state.sessions = contents.sessions
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

/** A term goes to the disk before its entries, or with them: one that is behind them was lost. */
function missesVote(node: RaftNode, state: RaftState): string | null {
  const term = node.store.get('vote', 'latest')?.term ?? 0
  return term < lastTerm(state) ? 'its vote' : null
}

/** The bytes of a snapshot of what is carried out now. */
export function bytesOf(state: RaftState, sum: number, members: Members): Uint8Array {
  return encode({ sum, members, image: imageBytes(state.machine, state.sessions) })
}

/** @returns null for bytes that `bytesOf` did not make for this service: none of it may be used */
export function contentsOf(bytes: Uint8Array, service: Service): Contents | null {
  const read = decode(bytes)
  if ('wrong' in read) return null
  const { value } = read
  if (typeof value !== 'object' || value === null || !isRecord(value)) return null
  const { sum, members, image } = value
  if (typeof sum !== 'number' || !(image instanceof Uint8Array)) return null
  if (wrongWith(membersShape, members) !== null) return null
  const held = imageOf(image, service.state)
  if (held === null) return null
  return {
    sum,
    members: freeze(members as Members),
    machine: held.machine,
    sessions: held.sessions,
  }
}
