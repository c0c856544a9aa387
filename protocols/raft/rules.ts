// The decisions of Raft, each a pure function with the sentence it carries out. The server is handed
// these; a planted bug (mutants.ts) replaces one of them and no server knows.
// Sections (§) are those of Ongaro's dissertation, figures those of Ongaro & Ousterhout 2014.

import type { LogIndex, Micros, NodeId, Term } from '../../sim/units.ts'
import type { Members } from './members.ts'
import type { Parameters } from './parameters.ts'
import { committedIndex, voteResult } from './quorum.ts'
import type { Entry } from './messages.ts'
import { type MemberRules, memberRules } from './rules-members.ts'
import type { Progress, Session } from './state.ts'

/** How a write or a message is made: as usual, or without waiting for the disk. */
export type Write = 'relaxed' | undefined
export type Leave = 'early' | undefined

/** What may start the wait for an election anew. */
export type Occasion = 'append' | 'vote granted' | 'higher term' | 'gave up'

/** Where a log ends; two that end alike are equal (log matching, figure 3). */
export type LogEnd = { readonly lastIndex: LogIndex; readonly lastTerm: Term }

export type VoteRow = { readonly term: Term; readonly votedFor: NodeId | null }

export interface Rules extends MemberRules {
  // ---- elections

  /** "Term and vote are on stable storage before anybody hears of them." (figure 2) */
  voteWrite(): Write
  voteLeaves(): Leave
  /** "A server that starts again remembers its term and its vote." (§3.8) */
  recall(stored: VoteRow | undefined): VoteRow

  /** "If votedFor is null or the candidate, and its log is up to date, grant the vote." (figure 2) */
  mayVoteFor(votedFor: NodeId | null, candidate: NodeId): boolean
  /** "Later last term wins; with the same last term the longer log." (§3.6.1) */
  isUpToDate(lastTerm: Term, lastIndex: LogIndex, ofTerm: Term, ofIndex: LogIndex): boolean
  /** "A server that hears from a leader lets nobody disturb it." (§4.2.3) `silence` since then */
  isHeldBack(silence: Micros | null, parameters: Parameters): boolean
  /** "Who would not be elected does not begin a term." (§9.6) */
  canvassesFirst(parameters: Parameters): boolean
  /** "The wait for an election starts anew when a leader is heard or a vote is given." (§3.4) */
  restartsWait(occasion: Occasion): boolean
  /** "Election timeouts are random, anew each time." (§3.4) The spread above the least. */
  spread(parameters: Parameters): Micros
  /** "Whoever hears of a higher term follows in it." (figure 2) */
  yields(term: Term, heard: Term): boolean
  /** "Appends of an earlier term are refused." (figure 2) */
  isStale(term: Term, heard: Term): boolean
  /** "A candidate leads when a majority has voted for it." (figure 2) */
  elected(
    members: Members,
    granted: ReadonlySet<NodeId>,
    refused: ReadonlySet<NodeId>,
  ): 'won' | 'lost' | 'open'
  /**
   * A vote is for the log that was asked with. A candidate asks before its disk has its term: one that
   * crashes may stand in that term again, with less, and hear votes that were given for more.
   */
  isForThisLog(asked: LogEnd, own: LogEnd): boolean
  /** "… its own vote among them, on its own disk": else it could lead one term in two lives. */
  mayLead(ownVote: boolean): boolean

  // ---- a leader

  /** "A leader begins its term with an entry that does nothing." (§6.4, §3.6.2) */
  beginsWithNoOp(): boolean
  /** "A new leader expects of each follower nothing, and probes from the end of its log." (figure 2) */
  freshProgress(lastIndex: LogIndex, commit: LogIndex): Progress
  /** "What is committed stays committed when the leader changes." (figure 2) */
  commitOnElection(commit: LogIndex): LogIndex
  /** "A leader that hears no majority for an election timeout steps down." (§6.2) */
  stepsDown(heardMajority: boolean, parameters: Parameters): boolean
  /** "A leader counts itself when its own disk has the entry." (§10.2.1) */
  countsItself(stored: LogIndex, lastIndex: LogIndex): LogIndex

  // ---- replication

  /** "Refuse unless the log has an entry at prevLogIndex whose term is prevLogTerm." (figure 2) */
  fits(termThere: Term | null, prevTerm: Term): boolean
  /**
   * "Delete from the first entry that conflicts on, and only from there." (figure 2) Null: none does.
   * Asked of entries that begin within the log.
   */
  conflict(
    entries: readonly Entry[],
    termAt: (index: LogIndex) => Term | null,
    lastIndex: LogIndex,
  ): LogIndex | null
  /** "Entries are on stable storage before they are acknowledged." (§3.8) */
  logWrite(): Write
  ackLeaves(): Leave
  /** "An acknowledgement speaks of what the append has shown to be equal, and of no more." (§3.5) */
  acked(prevIndex: LogIndex, count: number, lastIndex: LogIndex): LogIndex
  /** "commitIndex = min(leaderCommit, index of last new entry), and never less than before." (figure 2) */
  followerCommit(commit: LogIndex, leaderCommit: LogIndex, lastNew: LogIndex): LogIndex
  /** "matchIndex increases monotonically." (figure 2) */
  matchAfter(match: LogIndex, acked: LogIndex): LogIndex
  /** "nextIndex is above matchIndex." (figure 2) */
  nextAfter(next: LogIndex, match: LogIndex): LogIndex
  /** "A refusal that speaks of an append long settled says nothing." (§10.2.2, reordered messages) */
  isOldRefusal(progress: Progress, prevIndex: LogIndex): boolean
  /** "Back up to where the logs can agree, never below what is known to be equal." (§3.5) */
  backUp(possible: LogIndex, match: LogIndex): LogIndex
  /** "What got lost is sent again with the next heartbeat." (§3.5: retry until all have it) */
  sendsAgain(waits: boolean): boolean
  /** "Heartbeats go to each of the other servers, whatever it owes." (§3.4) `waits`: it has not answered */
  beats(waits: boolean): boolean

  // ---- commitment

  /** "An entry is committed when a majority stores it …" (figure 2) */
  stored(members: Members, matchOf: (id: NodeId) => LogIndex): LogIndex
  /** "… and only entries of the leader's own term are committed by counting." (§3.6.2, figure 8) */
  mayCommit(termThere: Term, term: Term): boolean

  // ---- snapshots

  /** "What a snapshot has replaced is not appended again." (§5.1) Entries to skip, from the first. */
  alreadyCompacted(prevIndex: LogIndex, base: LogIndex): number
  /** "A snapshot is of the state machine after exactly the entries that it replaces." (§5.1) */
  snapshotIndex(applied: LogIndex): LogIndex
  /** "Installing a snapshot says nothing about the current term." (figure 5.3) */
  termAfterSnapshot(term: Term, snapshotTerm: Term): Term
  /** "If the log has the snapshot's last entry, what follows it stays; else all of it goes." (figure 5.3) */
  keepsLogAfter(termThere: Term | null, snapshotTerm: Term): boolean
  /** "A snapshot older than what is committed here is not installed." (§5.1) */
  isNews(snapshotIndex: LogIndex, commit: LogIndex): boolean

  // ---- reads

  /** "A leader asks a majority whether it still leads before it answers a query." (§6.4) */
  confirms(): boolean
  /** "It first commits an entry of its own term, or it does not know what is committed." (§6.4) */
  readIndex(commit: LogIndex, firstOfTerm: LogIndex): LogIndex
  /**
   * "Who answers a round followed this leader after it began." (§6.4) Who refuses an append of an earlier
   * term answers none: whoever leads again by now has begun to count its rounds anew.
   */
  roundOfStale(round: number): number
  /** … and a round that has not begun was answered by nobody. `begun`: the latest */
  hasBegun(round: number, begun: number): boolean
  /** "A lease ends a clock bound before anybody else could be elected." (§6.4.1) */
  leaseLength(parameters: Parameters): Micros

  // ---- sessions

  /** "A command that was carried out before is answered, and not carried out again." (§6.3) */
  isRepeat(session: Session, number: number): boolean

  // ---- the disk

  /** "A row whose checksum does not fit is not believed." (§3.8 assumes stable storage) */
  isIntact(sum: number, found: number): boolean
}

export const rules: Rules = {
  ...memberRules,

  voteWrite: () => undefined,
  voteLeaves: () => undefined,
  recall: (stored) => stored ?? { term: 0, votedFor: null },

  mayVoteFor: (votedFor, candidate) => votedFor === null || votedFor === candidate,
  isUpToDate: (lastTerm, lastIndex, ofTerm, ofIndex) =>
    ofTerm > lastTerm || (ofTerm === lastTerm && ofIndex >= lastIndex),
  isHeldBack: (silence, { electionMin, checkQuorum }) =>
    checkQuorum && silence !== null && silence < electionMin,
  canvassesFirst: ({ preVote }) => preVote,
  restartsWait: (occasion) => occasion === 'append' || occasion === 'vote granted',
  spread: ({ electionMin, electionMax }) => electionMax - electionMin,
  yields: (term, heard) => heard > term,
  isStale: (term, heard) => heard < term,
  elected: (members, granted, refused) => voteResult(members, granted, refused),
  isForThisLog: (asked, own) =>
    asked.lastIndex === own.lastIndex && asked.lastTerm === own.lastTerm,
  mayLead: (ownVote) => ownVote,

  beginsWithNoOp: () => true,
  freshProgress: (lastIndex) => ({
    next: lastIndex + 1,
    match: 0,
    phase: 'probe',
    waits: false,
    snapshot: 0,
    offset: 0,
    round: 0,
    active: true,
  }),
  commitOnElection: (commit) => commit,
  stepsDown: (heardMajority, { checkQuorum }) => checkQuorum && !heardMajority,
  countsItself: (stored) => stored,

  fits: (termThere, prevTerm) => termThere === prevTerm,
  conflict(entries, termAt, lastIndex) {
    for (const { index, term } of entries) {
      if (index > lastIndex) return null
      if (termAt(index) !== term) return index
    }
    return null
  },
  logWrite: () => undefined,
  ackLeaves: () => undefined,
  acked: (prevIndex, count) => prevIndex + count,
  followerCommit: (commit, leaderCommit, lastNew) =>
    Math.max(commit, Math.min(leaderCommit, lastNew)),
  matchAfter: (match, acked) => Math.max(match, acked),
  nextAfter: (next, match) => Math.max(next, match + 1),
  isOldRefusal: ({ phase, next, match }, prevIndex) =>
    phase === 'stream' ? prevIndex <= match : phase !== 'probe' || prevIndex !== next - 1,
  backUp: (possible, match) => Math.max(possible, match) + 1,
  sendsAgain: () => true,
  beats: () => true,

  stored: committedIndex,
  mayCommit: (termThere, term) => termThere === term,

  alreadyCompacted: (prevIndex, base) => Math.max(0, base - prevIndex),
  snapshotIndex: (applied) => applied,
  termAfterSnapshot: (term) => term,
  keepsLogAfter: (termThere, snapshotTerm) => termThere === snapshotTerm,
  isNews: (snapshotIndex, commit) => snapshotIndex > commit,

  confirms: () => true,
  readIndex: (commit, firstOfTerm) => Math.max(commit, firstOfTerm),
  roundOfStale: () => 0,
  hasBegun: (round, begun) => round <= begun,
  leaseLength: ({ electionMin, clockDrift }) =>
    Math.floor(electionMin / (1 + (2 * clockDrift) / 1_000_000)),

  isRepeat: ({ answers }, number) => answers.has(number),

  isIntact: (sum, found) => sum === found,
}
