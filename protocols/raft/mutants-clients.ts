// Planted bugs in what clients see, queries and sessions: each a rule or two replaced by wrong ones.

import type { Mutant } from './mutant.ts'

const stale = 'linearizable'
const twice = 'effects are once'

export const clientMutants: Readonly<Record<string, Mutant>> = {
  'stale-read': {
    change: 'a leader answers queries without asking whether it still leads, and never asks itself',
    source: 'etcd 0.4.1 and Consul (Jepsen, 2014), which had neither; Xraft-KV #40, Redis-Raft',
    breaks: stale,
    rules: { confirms: () => false, stepsDown: () => false },
  },
  'unconfirmed-read': {
    change: 'a leader answers queries without asking whether it still leads, until it steps down',
    source: 'Ongaro, dissertation 6.4, steps 3 and 4, left out: a deposed leader has a moment left',
    breaks: stale,
    rules: { confirms: () => false },
  },
  'counts-earlier-reigns': {
    change:
      'a leader takes the refusal of an append of its earlier reign for the answer to a round',
    source:
      'Ongaro, dissertation 6.4, step 3: rounds are counted anew in each reign; seen in this Raft',
    breaks: stale,
    rules: { roundOfStale: (round) => round, hasBegun: () => true },
  },
  'reads-too-soon': {
    change: 'a new leader answers queries before it has committed an entry of its own term',
    source: 'Ongaro, dissertation 6.4, step 1, left out; TiKV #9239 after a transfer',
    breaks: stale,
    rules: { readIndex: (commit) => commit },
  },
  'lease-too-long': {
    change: 'a lease lasts three times the least election timeout',
    source: 'Ongaro, dissertation 6.4.1: clocks whose rates differ by more than was assumed',
    breaks: stale,
    rules: { leaseLength: ({ electionMin }) => 3 * electionMin },
  },
  'votes-during-lease': {
    change: 'servers vote as soon as they are asked, though they heard of a leader a moment ago',
    source: 'Ongaro, dissertation 6.4.1 with 4.2.3: the lease rests on voters that hold back',
    breaks: stale,
    rules: { isHeldBack: () => false },
  },
  'double-apply': {
    change: 'a command that was carried out before is carried out again',
    source: 'Ongaro, dissertation 6.3: a lock that is taken twice',
    breaks: twice,
    rules: { isRepeat: () => false },
  },
  'retry-renumbered': {
    change: 'a client that tries a command again gives it a new number',
    source: 'Ongaro, dissertation 6.3: clients without serial numbers',
    breaks: stale,
    rules: { numberOf: (asked, attempts, fresh) => (attempts === 0 ? asked : fresh) },
  },
}
