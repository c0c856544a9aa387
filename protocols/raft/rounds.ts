// Rounds of heartbeats: a majority that answers one still followed this leader after it began. Queries
// wait for that, or lean on a lease that it gives. Source: Ongaro, dissertation §6.4, §6.4.1.

import type { Plain } from '../../sim/plain.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Config, RaftNode } from './config.ts'
import { committedIndex } from './quorum.ts'
import type { Leader, RaftState } from './state.ts'

/** Rounds whose beginning is remembered; older ones would give no lease any more. */
const roundsMax = 64

/** What leaves from now on belongs to a new round. */
export function newRound(raft: Config, node: RaftNode, role: Leader): void {
  role.round += 1
  if (raft.parameters.reads !== 'lease') return
  role.rounds.push({ round: role.round, at: node.clock() })
  if (role.rounds.length > roundsMax) role.rounds.shift()
}

/** Looks which rounds a majority has answered by now, and answers the queries that waited for them. */
export function confirmRounds(raft: Config, node: RaftNode, state: RaftState, role: Leader): void {
  if (role.queries.length === 0 && role.rounds.length === 0) return
  const confirmed = committedIndex(state.members, (id: NodeId) =>
    id === node.id ? role.round : (role.peers.get(id)?.round ?? 0),
  )
  if (confirmed <= role.confirmed) return
  role.confirmed = Math.min(confirmed, role.round)
  prolongLease(raft, role)
  answerQueries(raft, node, state)
}

function prolongLease({ rules, parameters }: Config, role: Leader): void {
  let at: number | null = null
  while (role.rounds[0] !== undefined && role.rounds[0].round <= role.confirmed) {
    at = role.rounds[0].at
    role.rounds.shift()
  }
  if (at === null || (role.told && !rules.leasesAfterTelling())) return
  role.leaseEnd = at + rules.leaseLength(parameters)
}

/** Answers the queries that have all they waited for, in the order in which they were asked. */
export function answerQueries(raft: Config, node: RaftNode, state: RaftState): void {
  const { role } = state
  if (role.kind !== 'leader' || role.queries.length === 0) return
  const waits: Leader['queries'] = []
  for (const query of role.queries) {
    if (query.round > role.confirmed || query.index > state.applied) waits.push(query)
    else {
      const result = raft.service.apply(state.machine, query.command) as Plain
      node.send(query.client, { kind: 'answer', ask: query.ask, result }, 'early')
    }
  }
  role.queries = waits
}

/** Whether queries wait for the round under way: who comes now shares the next. */
export const isAsking = ({ queries, round }: Leader): boolean =>
  queries.some((query) => query.round === round && round > 0)

/** Whether queries wait for a round that has not begun. */
export function wantsRound({ queries, round }: Leader): boolean {
  // An index below 0 is a name to look up, and this is asked with every answer.
  if (queries.length === 0) return false
  return (queries[queries.length - 1]?.round ?? 0) > round
}
