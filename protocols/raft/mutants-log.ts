// Planted bugs in replication, commitment and snapshots: mistakes that were made before, each one rule
// of Raft replaced by a wrong one.

import type { Mutant } from './mutant.ts'
import { rules } from './rules.ts'

const lost = 'leader completeness'
const commitFalls = 'nothing goes back'
const stuck = 'progress'

/** What the code itself promises, and stops at. */
const asserted = 'no unhandled error in an actor'
const held = 'acknowledged is held'

export const logMutants: Readonly<Record<string, Mutant>> = {
  'commits-older-terms': {
    change: 'a leader commits entries of earlier terms by counting who has them',
    source: 'Ongaro & Ousterhout 2014, figure 8; PySyncObj #169, LogCabin #44',
    breaks: 'commits are its own',
    rules: { mayCommit: () => true },
  },
  'commit-falls': {
    change:
      "a follower's commit index is the leader's, or the end of what came, also where that is less",
    source: 'PySyncObj #166, raft.tla #19',
    breaks: commitFalls,
    needs: 'overtaking',
    rules: { followerCommit: (_commit, leader, lastNew) => Math.min(leader, lastNew) },
  },
  'commits-what-it-lacks': {
    change:
      'a follower commits up to its own last entry, whether or not that was held against the leader',
    source: 'Ongaro & Ousterhout 2014, figure 2, AppendEntries 5: "index of last new entry"',
    breaks: asserted,
    needs: 'overtaking',
    rules: { followerCommit: (commit, leader) => Math.max(commit, leader) },
  },
  'late-ack-counts': {
    change: 'an acknowledgement that comes late sets back what its follower is known to have',
    source: 'PySyncObj #167, raftos #25, raft.tla #18',
    breaks: 'match only grows',
    needs: 'overtaking',
    rules: { matchAfter: (_match, acked) => acked },
  },
  'next-falls-behind': {
    change: 'a refusal sets the next entry to send below what the follower is known to have',
    source: 'PySyncObj #167, WRaft #7',
    breaks: 'match only grows',
    needs: 'overtaking',
    rules: {
      backUp: (possible) => possible + 1,
      isOldRefusal: () => false,
    },
  },
  'truncates-always': {
    change: 'each append cuts the log off where its entries begin, whether they conflict or not',
    source: 'raftos #26, willemt/raft #37, openraft #3914',
    breaks: asserted,
    needs: 'overtaking',
    rules: {
      conflict: ([first], _termAt, lastIndex) =>
        first !== undefined && first.index <= lastIndex ? first.index : null,
    },
  },
  'never-truncates': {
    change: 'entries that conflict with the leader stay, and what follows is put behind them',
    source: 'Ongaro & Ousterhout 2014, figure 2, AppendEntries 3, left out',
    breaks: held,
    rules: { conflict: () => null },
  },
  'acks-its-own-end': {
    change:
      'a follower acknowledges up to the end of its own log, in place of what was shown equal',
    source: 'RavenDB-13612',
    breaks: lost,
    rules: { acked: (_prev, _count, lastIndex) => lastIndex },
  },
  'takes-what-does-not-fit': {
    change: 'entries are taken without looking whether the one before them is there',
    source: 'Ongaro & Ousterhout 2014, figure 2, AppendEntries 2, left out',
    breaks: asserted,
    needs: 'overtaking',
    rules: { fits: () => true },
  },
  'waits-for-all': {
    change: 'an entry is committed when every voter stores it',
    source: 'raftos #30: one server that is down stops the counting of all',
    breaks: stuck,
    rules: { stored: (members, matchOf) => Math.min(...members.voters.map(matchOf)) },
  },
  'trusts-the-new': {
    change: 'a new leader takes it that everybody has its whole log',
    source: 'copycat #29: what is known of followers is not reset by an election',
    breaks: held,
    rules: {
      freshProgress: (lastIndex, commit) => ({
        ...rules.freshProgress(lastIndex, commit),
        match: lastIndex,
      }),
    },
  },
  'commit-zeroed': {
    change: 'a new leader begins to count from nothing: its commit index is 0',
    source: 'c5 #60',
    breaks: commitFalls,
    rules: { commitOnElection: () => 0 },
  },
  'sends-once': {
    change: 'who owes an answer hears nothing more, not even a heartbeat',
    source: 'willemt/raft PR 118 (5): retries that end, and heartbeats with them',
    breaks: 'converged',
    rules: { sendsAgain: () => false, beats: (waits) => !waits },
  },
  'counts-itself-early': {
    change: 'a leader counts itself before its own disk has the entry',
    source: 'Ongaro, dissertation 10.2.1: allowed only if a majority without the leader has it',
    breaks: lost,
    rules: { countsItself: (_stored, lastIndex) => lastIndex },
  },
  'ack-before-disk': {
    change: 'a follower acknowledges entries before they are on its disk',
    source: 'NATS 2.12.1: fsync every two minutes, 131,418 of 930,005 acknowledged writes lost',
    breaks: held,
    rules: { ackLeaves: () => 'early' },
  },
  'log-in-memory': {
    change: 'entries are written to the disk without waiting for it',
    source: 'NATS 2.10.22: a crash of the process loses what was acknowledged',
    breaks: held,
    rules: { logWrite: () => 'relaxed' },
  },
  'snapshot-lowers-term': {
    change: 'installing a snapshot sets the term to that of its last entry',
    source: 'willemt/raft PR 118 (4)',
    breaks: 'nothing goes back',
    rules: { termAfterSnapshot: (_term, snapshotTerm) => snapshotTerm },
  },
  'snapshot-drops-log': {
    change: 'installing a snapshot deletes what follows it in the log, acknowledged or not',
    source: 'openraft #511: the whole log is deleted when the entry before is purged',
    breaks: held,
    needs: 'overtaking',
    rules: { keepsLogAfter: () => false },
  },
  'snapshot-leaves-gap': {
    change: 'installing a snapshot keeps the end of a log that does not fit it',
    source: 'Redis-Raft #43: a gap between snapshot and log',
    breaks: held,
    needs: 'overtaking',
    rules: { keepsLogAfter: () => true },
  },
  'old-snapshot': {
    change: 'a snapshot is installed though more than it holds is committed here',
    source: 'willemt/raft PR 118 (2): the boundary between appends and snapshots',
    breaks: commitFalls,
    rules: { isNews: () => true },
  },
  'boundary-off-by-one': {
    change: 'of entries that a snapshot has replaced in part, one too many is skipped',
    source: 'willemt/raft PR 118 (1)',
    breaks: asserted,
    rules: {
      alreadyCompacted: (prevIndex, base) => (base > prevIndex ? base - prevIndex + 1 : 0),
    },
  },
  'snapshot-too-new': {
    change: 'a snapshot says that it ends one entry after it does, which is then never carried out',
    source: 'etcd #20426, canonical/raft #355: applied index written before the state machine',
    breaks: 'converged',
    needs: 'overtaking',
    rules: { snapshotIndex: (applied) => applied + 1 },
  },
}
