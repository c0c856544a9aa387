// What a majority has said: of the voters, and of the outgoing ones too while two configurations
// overlap. Learners count for nothing. Who may be a member at all is decided in changes.ts.

import type { LogIndex, NodeId } from '../../sim/units.ts'
import type { Members } from './members.ts'

/** What nobody holds back; it leaves this file only for members without any voter. */
export const everything: LogIndex = Number.POSITIVE_INFINITY

/** How many of so many voters are a majority. */
export const majority = (voters: number): number => Math.floor(voters / 2) + 1

/**
 * Whether an election is decided.
 * @param granted who voted for the candidate, itself included; who is no voter does not count
 * @param refused who voted against it
 * @returns `lost` as soon as it cannot be won any more
 * @source Ongaro, dissertation, §3.4; §4.3 for two configurations: a majority of each
 */
export function voteResult(
  members: Members,
  granted: ReadonlySet<NodeId>,
  refused: ReadonlySet<NodeId>,
): 'won' | 'lost' | 'open' {
  const incoming = halfResult(members.voters, granted, refused)
  if (members.outgoing.length === 0 || incoming === 'lost') return incoming
  const outgoing = halfResult(members.outgoing, granted, refused)
  return incoming === 'won' || outgoing === 'lost' ? outgoing : 'open'
}

/** No server at all. */
export const nobody: ReadonlySet<NodeId> = new Set()

/** Whether these servers alone could decide anything: a majority of the voters, of each half. */
export const isMajority = (members: Members, servers: ReadonlySet<NodeId>): boolean =>
  voteResult(members, servers, nobody) === 'won'

function halfResult(
  voters: readonly NodeId[],
  granted: ReadonlySet<NodeId>,
  refused: ReadonlySet<NodeId>,
): 'won' | 'lost' | 'open' {
  let won = 0
  let lost = 0
  for (let nth = 0; nth < voters.length; nth++) {
    const voter = voters[nth]
    if (voter === undefined) continue
    if (granted.has(voter)) won += 1
    else if (refused.has(voter)) lost += 1
  }
  const needed = majority(voters.length)
  if (voters.length === 0 || won >= needed) return 'won'
  return voters.length - lost < needed ? 'lost' : 'open'
}

/**
 * Highest log index that a majority stores, of the outgoing voters too where there are any.
 * @param matchOf last index that a voter is known to store; 0 for one that has not spoken
 * @returns `everything` only where there is no voter at all
 * @source Ongaro, dissertation, §3.5; §4.3 for two configurations: a majority of each
 */
export function committedIndex(members: Members, matchOf: (id: NodeId) => LogIndex): LogIndex {
  const incoming = storedByMajority(members.voters, matchOf)
  if (members.outgoing.length === 0) return incoming
  return Math.min(incoming, storedByMajority(members.outgoing, matchOf))
}

/**
 * Keeps the largest ones in order, as many as a majority has: the last of them is the answer. This is
 * asked with nearly every answer, and an iterator of a frozen list makes an object at each step.
 */
function storedByMajority(voters: readonly NodeId[], matchOf: (id: NodeId) => LogIndex): LogIndex {
  if (voters.length === 0) return everything
  const needed = majority(voters.length)
  const largest = new Array<LogIndex>(needed)
  for (let nth = 0; nth < voters.length; nth++) {
    const voter = voters[nth]
    let match = voter === undefined ? 0 : matchOf(voter)
    for (let place = 0; place < needed; place++) {
      const there = largest[place] ?? 0
      if (match <= there) continue
      largest[place] = match
      match = there
    }
  }
  return largest[needed - 1] ?? 0
}

/** Whether a server's vote and copy count in these members, in either half of them. */
export const isVoter = (members: Members, id: NodeId): boolean =>
  members.voters.includes(id) || members.outgoing.includes(id)

/** Everyone who gets the log: voters, outgoing ones and learners, each once, in this order. */
export function everyone(members: Members): readonly NodeId[] {
  const { voters, outgoing, learners } = members
  if (outgoing.length === 0 && learners.length === 0) return voters
  return [...new Set([...voters, ...outgoing, ...learners])]
}
