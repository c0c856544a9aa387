// The decisions about members and about handing leadership over, each a pure function with the sentence
// it carries out. They are among the rules of Raft, so that a planted bug may replace one of them.
// Sections (§) are those of Ongaro's dissertation.

import { assert } from '../../sim/assert.ts'
import type { LogIndex, NodeId } from '../../sim/units.ts'
import { type Step, start } from './changes.ts'
import type { Change, Members } from './members.ts'
import { isVoter } from './quorum.ts'
import type { RaftState } from './state.ts'

export interface MemberRules {
  /**
   * "A leader appends no configuration before it has committed an entry of its own term": else two
   * changes one server apart may each be decided without the other.
   * @source Ongaro, raft-dev, 10 July 2015
   */
  hasCommitted(commit: LogIndex, firstOfTerm: LogIndex): boolean
  /** "… and none before the latest one is committed." (§4.1) */
  isSettled(latest: LogIndex, commit: LogIndex): boolean
  /**
   * "The members are changed from those that whoever asks knows, or not at all." A request that comes
   * late, or twice, would bring back members of whom the cluster has long taken leave.
   * @param upon where those stood in the log that the request was made upon; a server that has them from
   *   a snapshot names where that ends, which is later, and nothing else came between
   */
  isUpon(latest: LogIndex, upon: LogIndex): boolean
  /** "While leadership is being handed over, the leader takes up nothing new." (§3.10) */
  changesWhileHandingOver(): boolean
  /** "One server at a time, or through an overlap of both configurations." (§4.1, §4.3) */
  nextMembers(members: Members, change: Change): Step
  /** "Once the overlap is committed, the leader appends the new configuration." (§4.3) */
  mayLeaveJoint(overlap: LogIndex, commit: LogIndex): boolean
  /** "A server uses the latest configuration in its log; if that is removed, the one before." (§4.1) */
  withdrawsMembers(): boolean
  /** "A leader that is not among the new members leads until they are committed." (§4.2.2) */
  mayResign(latest: LogIndex, commit: LogIndex): boolean
  /** What a leader knew of a server that left says nothing of one that comes under its name. */
  forgetsWhoLeft(): boolean
  /** Who was removed still knows its term, its vote and its log: others may not know yet (§4.2.3). */
  remembersWhenRemoved(): boolean
  /**
   * "None is appended before the one before it is committed." (§4.1) So the members that
   * remain in force if the latest are never committed are those before them, whatever a server that starts
   * again knows of it.
   */
  settled(membersLog: RaftState['membersLog'], commit: LogIndex): Members
  /**
   * "Voters stand for election; so does one that was removed, until that is committed: it may be the
   * only one with a log long enough." (§4.2.1, §4.2.2, figure 4.6)
   */
  mayStand(latest: Members, settled: Members, id: NodeId): boolean
  /** "Servers vote for whoever asks, whether or not they count by their own configuration." (§4.1) */
  votes(members: Members, id: NodeId): boolean
  /** "An election is won by the latest members in the log, committed or not." (§4.1) */
  electing(latest: Members, settled: Members, transfer: boolean): Members

  /** "The next leader is told to stand when its log is as long as the leader's." (§3.10) */
  isReadyToLead(match: LogIndex, lastIndex: LogIndex): boolean
  /** "Who was told to stand is not held back by anybody, so no lease holds from then on." (§6.4.1) */
  leasesAfterTelling(): boolean
}

export const memberRules: MemberRules = {
  hasCommitted: (commit, firstOfTerm) => commit >= firstOfTerm,
  isSettled: (latest, commit) => latest <= commit,
  isUpon: (latest, upon) => latest <= upon,
  changesWhileHandingOver: () => false,
  nextMembers: start,
  mayLeaveJoint: (overlap, commit) => overlap <= commit,
  withdrawsMembers: () => true,
  mayResign: (latest, commit) => latest <= commit,
  forgetsWhoLeft: () => true,
  remembersWhenRemoved: () => true,
  settled(membersLog, commit) {
    const known = membersLog.length
    const [before, latest] = [membersLog[known - 2], membersLog[known - 1]]
    assert(latest !== undefined, 'the members of the base are known')
    return before === undefined || latest.index <= commit ? latest.members : before.members
  },
  mayStand: (latest, settled, id) => isVoter(latest, id) || isVoter(settled, id),
  votes: () => true,
  electing: (latest) => latest,

  isReadyToLead: (match, lastIndex) => match >= lastIndex,
  leasesAfterTelling: () => false,
}
