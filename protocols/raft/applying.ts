// What is committed is carried out on the state machine, in the order of the log, once; clients that
// wait at this server hear of it. Source: Ongaro, dissertation §3.5, §6.3.

import { assert } from '../../sim/assert.ts'
import type { Plain } from '../../sim/plain.ts'
import type { LogIndex } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import { entryAt } from './log.ts'
import type { ClientHears, Entry } from './messages.ts'
import { answerQueries } from './rounds.ts'
import { applyCommand, openSession } from './sessions.ts'
import { takeSnapshot } from './snapshots.ts'
import type { RaftState } from './state.ts'

/** Entries up to `index` are committed: they are carried out. */
export function commitTo(raft: Config, node: RaftNode, state: RaftState, index: LogIndex): void {
  state.commit = index
  while (state.applied < state.commit) {
    const entry = entryAt(state, state.applied + 1)
    assert(entry !== undefined, 'what is committed is in the log')
    state.applied += 1
    const answer = carryOut(raft, state, entry)
    if (state.role.kind === 'leader') tell(node, state, entry, answer)
  }
  answerQueries(raft, node, state)
  takeSnapshot(raft, node, state)
}

/** @returns what the client that asked for the entry is told, without its number; null: nothing */
function carryOut(raft: Config, state: RaftState, entry: Entry): Told | null {
  switch (entry.kind) {
    case 'command':
      return applyCommand(raft, state, entry)
    case 'open':
      openSession(raft, state, entry.index)
      return { kind: 'opened', session: entry.index }
    default:
      return null
  }
}
