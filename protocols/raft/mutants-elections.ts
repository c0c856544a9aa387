// Planted bugs in elections: mistakes that were made before, each one rule of Raft replaced by a wrong
// one. Where nothing is said of the source, it is one that the sentence of the rule warns of.

import type { Mutant } from './mutant.ts'

const twoLeaders = 'election safety'
const lost = 'leader completeness'
const stuck = 'progress'

/** What the code itself promises, and stops at. */
const asserted = 'no unhandled error in an actor'

export const electionMutants: Readonly<Record<string, Mutant>> = {
  'votes-twice': {
    change: 'a server grants its vote to a second candidate of the same term',
    source: 'daos-stack/raft #70: a leader votes for another in its own term',
    breaks: 'nothing goes back',
    needs: 'nothing',
    rules: { mayVoteFor: () => true },
  },
  'forgets-vote': {
    change: 'a server that starts again remembers its term, and not that it voted in it',
    source: 'Xraft #33, camunda #1068: the vote is lost in a restart',
    breaks: twoLeaders,
    rules: { recall: (stored) => ({ term: stored?.term ?? 0, votedFor: null }) },
  },
  'forgets-term': {
    change: 'a server that starts again has forgotten its term and its vote',
    source: 'PySyncObj: term and vote are never written; the raft example of Stateright',
    breaks: twoLeaders,
    rules: { recall: () => ({ term: 0, votedFor: null }) },
  },
  'vote-before-disk': {
    change: 'a vote leaves before it is on disk',
    source: 'akka-raft #47; raft.tla PR 5: votes answered before they are stored',
    breaks: twoLeaders,
    rules: { voteWrite: () => 'relaxed', voteLeaves: () => 'early' },
  },
  'leads-before-disk': {
    change: 'a candidate leads before its own vote is on its disk',
    source: 'writing to the own disk in parallel (dissertation 10.2.1), taken to elections too far',
    breaks: twoLeaders,
    rules: { mayLead: () => true },
  },
  'any-log-wins': {
    change: 'a vote is granted whatever the log of the candidate holds',
    source: 'Ongaro & Ousterhout 2014, section 5.4.1, left out',
    breaks: lost,
    rules: { isUpToDate: () => true },
  },
  'longer-log-wins': {
    change: 'logs are compared by their length alone, whatever the terms of their ends',
    source: 'Ongaro & Ousterhout 2014, section 5.4.1, its second sentence for the whole',
    breaks: lost,
    rules: { isUpToDate: (_term, lastIndex, _ofTerm, ofIndex) => ofIndex >= lastIndex },
  },
  'stays-in-term': {
    change: 'a server that hears of a higher term goes on in its own',
    source: 'Ongaro & Ousterhout 2014, figure 2, "rules for all servers", left out',
    breaks: 'led',
    needs: 'nothing',
    rules: { yields: () => false },
  },
  'follows-the-deposed': {
    change: 'appends of an earlier term are taken like those of the present one',
    source: 'Ongaro & Ousterhout 2014, figure 2, AppendEntries 1, left out',
    breaks: asserted,
    rules: { isStale: () => false },
  },
  'no-pause-between': {
    change: 'a server that hears a leader or votes does not begin its wait anew',
    source: 'Ongaro & Ousterhout 2014, section 5.2: the timeout restarts with each heartbeat',
    breaks: 'converged',
    needs: 'nothing',
    rules: { restartsWait: () => false },
  },
  'no-spread': {
    change: 'every server waits for an election equally long',
    source: 'Ongaro & Ousterhout 2014, section 9.3: without randomness elections did not end',
    breaks: 'led',
    needs: 'nothing',
    rules: { spread: () => 0 },
  },
  'no-first-entry': {
    change: 'a leader begins its term without an entry of its own',
    source: 'Ongaro, dissertation 6.4: what came before stays uncommitted until somebody writes',
    breaks: stuck,
    needs: 'nothing',
    rules: { beginsWithNoOp: () => false },
  },
}
