// What is committed is carried out on the state machine, in the order of the log, once; clients that
// wait at this server hear of it. Source: Ongaro, dissertation §3.5, §6.3.

import { assert } from '../../sim/assert.ts'
import type { LogIndex, NodeId } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import { entryAt } from './log.ts'
import type { Entry } from './messages.ts'
import { answerQueries } from './rounds.ts'
import { applyOnce, type Effect, openSession } from './sessions.ts'
import { takeSnapshot } from './snapshots.ts'
import type { RaftState } from './state.ts'

/** Entries up to `index` are committed: they are carried out. */
export function commitTo(raft: Config, node: RaftNode, state: RaftState, index: LogIndex): void {
  state.commit = index
  while (state.applied < state.commit) {
    const entry = entryAt(state, state.applied + 1)
    assert(entry !== undefined, 'what is committed is in the log')
    state.applied += 1
    carryOut(raft, node, state, entry)
  }
  answerQueries(raft, node, state)
  takeSnapshot(raft, node, state)
}

function carryOut(raft: Config, node: RaftNode, state: RaftState, entry: Entry): void {
  if (entry.kind === 'command') {
    const effect = applyOnce(state.sessions, entry, raft.rules, raft.service, state.machine)
    node.sometimes('a repeated command was only answered', effect.kind === 'repeated')
    return tellEffect(node, state, entry.index, effect)
  }
  if (entry.kind !== 'open') return
  openSession(state.sessions, entry.index, raft.parameters.sessionsMax)
  const asked = askedFor(state, entry.index)
  if (asked !== null) {
    node.send(asked.client, { kind: 'opened', ask: asked.ask, session: entry.index }, 'early')
  }
}

/** An answer stays true if this server forgets it: a majority has the entry. So it leaves early. */
function tellEffect(node: RaftNode, state: RaftState, index: LogIndex, effect: Effect): void {
  const asked = askedFor(state, index)
  if (asked === null || effect.kind === 'obsolete') return
  const { client, ask } = asked
  if (effect.kind === 'carried out' || effect.kind === 'repeated') {
    return node.send(client, { kind: 'answer', ask, result: effect.result }, 'early')
  }
  node.send(client, { kind: 'refused', ask, why: effect.kind, leader: node.id }, 'early')
}

/** Who waits here for the entry; nobody does a second time. */
function askedFor({ role }: RaftState, index: LogIndex): { client: NodeId; ask: number } | null {
  if (role.kind !== 'leader') return null
  const asked = role.asked.get(index)
  role.asked.delete(index)
  return asked ?? null
}
