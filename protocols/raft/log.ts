// The log of a server: entries after its base, in memory and on disk together. Nothing here decides
// what belongs into it.

import { assert } from '../../sim/assert.ts'
import { sizeOf } from '../../sim/plain.ts'
import type { LogIndex, Term } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import type { Members } from './members.ts'
import type { Body, Entry } from './messages.ts'
import type { Parameters } from './parameters.ts'
import type { LogEnd } from './rules.ts'
import { checkOfBase, sealed } from './seal.ts'
import type { Base, RaftState } from './state.ts'

/** Index of the last entry, or of the base where the log is empty. */
export const lastIndex = ({ base, log }: RaftState): LogIndex => base.index + log.length

/** Term of the last entry, or of the base. */
export const lastTerm = ({ base, log }: RaftState): Term => log[log.length - 1]?.term ?? base.term

/** The end of the log, as an election speaks of it. */
export const endOf = (state: RaftState): LogEnd => ({
  lastIndex: lastIndex(state),
  lastTerm: lastTerm(state),
})

const lastSum = ({ base, log }: RaftState): number => log[log.length - 1]?.sum ?? base.sum

/** The entry at an index; undefined where the log does not have it (any more). */
export const entryAt = ({ base, log }: RaftState, index: LogIndex): Entry | undefined =>
  log[index - base.index - 1]

/** Term of the entry at an index; null where it is not known. */
export function termAt(state: RaftState, index: LogIndex): Term | null {
  if (index === state.base.index) return state.base.term
  return entryAt(state, index)?.term ?? null
}

interface LogOf {
  readonly base: Pick<Base, 'index'>
  readonly log: readonly Entry[]
}

/** Entries from an index on, as many as one append takes: the first, however long it is. */
export function entriesFrom(
  { base, log }: LogOf,
  from: LogIndex,
  { batch, batchBytes }: Pick<Parameters, 'batch' | 'batchBytes'>,
): Entry[] {
  const first = from - base.index - 1
  const last = log[first]
  if (last !== undefined && first === log.length - 1) return [last] // nearly always
  const entries = log.slice(first, first + batch)
  if (entries.length < 2) return entries
  let bytes = 0
  let count = 0
  for (const entry of entries) {
    bytes += sizeOf(entry)
    if (bytes > batchBytes && count > 0) break
    count += 1
  }
  return count === entries.length ? entries : entries.slice(0, count)
}

/** The last index up to `from` whose term is at most `term`; the base's when there is none above. */
export function lastUpTo(state: RaftState, from: LogIndex, term: Term): LogIndex {
  let index = Math.min(from, lastIndex(state))
  while (index > state.base.index && (termAt(state, index) ?? 0) > term) index -= 1
  return index
}

/**
 * Where this log and another can be equal, of which is known that it has an entry of `term` at `from` and
 * no later term before. Below the base where they can only be equal in what a snapshot has replaced.
 */
export function mayAgreeUpTo(state: RaftState, from: LogIndex, term: Term): LogIndex {
  const index = lastUpTo(state, from, term)
  return (termAt(state, index) ?? 0) > term ? index - 1 : index
}

/** A leader's new entry goes to the end of its log. */
export function extend(raft: Config, node: RaftNode, state: RaftState, body: Body): Entry {
  const entry = sealed(lastSum(state), lastIndex(state) + 1, state.term, body)
  append(raft, node, state, entry)
  return entry
}

/** An entry goes to the end of the log and to the disk. */
export function append(raft: Config, node: RaftNode, state: RaftState, entry: Entry): void {
  assert(entry.index === lastIndex(state) + 1, 'a log has no gaps')
  state.log.push(entry)
  node.store.put('log', entry.index, entry, raft.rules.logWrite())
  if (entry.kind === 'members') adopt(state, entry.index, entry.members)
}

/** Takes the entries from `index` on out of the log and off the disk. */
export function truncate(
  { rules }: Config,
  node: RaftNode,
  state: RaftState,
  index: LogIndex,
): void {
  node.sometimes('the end of a log was overwritten')
  state.log.length = index - state.base.index - 1
  node.store.deleteRange('log', index)
  if (rules.withdrawsMembers()) withdraw(state, index)
}

/** Members count as soon as they are in the log (dissertation §4.1). */
export function adopt(state: RaftState, index: LogIndex, members: Members): void {
  state.membersLog.push({ index, members })
  state.members = members
}

/** Members whose entry is gone never were. */
function withdraw(state: RaftState, from: LogIndex): void {
  const { membersLog } = state
  while (membersLog.length > 1 && (membersLog[membersLog.length - 1]?.index ?? 0) >= from) {
    membersLog.pop()
  }
  const latest = membersLog[membersLog.length - 1]
  assert(latest !== undefined, 'the members of the base are known')
  state.members = latest.members
}

/** Members at an index. */
export function membersAt({ membersLog }: RaftState, index: LogIndex): Members {
  const latest = membersLog.findLast((one) => one.index <= index)
  assert(latest !== undefined, 'the members of the base are known')
  return latest.members
}

/** The log begins after `index`, which it has. */
export function compact(node: RaftNode, state: RaftState, index: LogIndex): void {
  const entry = entryAt(state, index)
  if (entry === undefined) return
  state.log = state.log.slice(index - state.base.index)
  rebase(node, state, entry.index, entry.term, entry.sum)
  node.store.deleteRange('log', 0, index + 1)
}

/** The log begins after an entry that it may never have had, and is empty. */
export function restartLog(node: RaftNode, state: RaftState, base: Omit<Base, 'check'>): void {
  state.log = []
  rebase(node, state, base.index, base.term, base.sum)
  node.store.deleteRange('log', 0)
}

function rebase(node: RaftNode, state: RaftState, index: LogIndex, term: Term, sum: number): void {
  const check = checkOfBase({ index, term, sum })
  state.base = { index, term, sum, check }
  node.store.put('base', 'latest', state.base)
}
