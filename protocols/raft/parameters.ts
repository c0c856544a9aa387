// How a Raft cluster is set up: parameters with their defaults, what goes wrong at their extremes, and
// the door that refuses what cannot work.

import type { Micros, Ppm } from '../../sim/units.ts'
import { ms } from '../../sim/units.ts'

export const waysToRead = ['index', 'lease', 'log'] as const
export type Reads = (typeof waysToRead)[number]

export interface Parameters {
  /**
   * Least and most time without a word from a leader before a server stands for election; drawn anew
   * each time. Too short (below some ten broadcast times): elections never end, because votes arrive
   * when the next server has already timed out. Too long: that is how long a crash is felt. No spread:
   * split votes, again and again (§3.9, §9.3).
   */
  readonly electionMin: Micros
  readonly electionMax: Micros
  /**
   * A leader says that often that it lives. Must be below `electionMin`, several times, or a lost
   * heartbeat deposes a healthy leader; very short: heartbeats are all that the network carries.
   */
  readonly heartbeat: Micros
  /**
   * Entries sent and not yet acknowledged, per follower. 1: every entry waits a round trip. Without
   * bound: a slow follower is drowned in entries that it will be sent again after a loss.
   */
  readonly window: number
  /** Entries in one append. 1: a follower that lags catches up at one entry a round trip. */
  readonly batch: number
  /**
   * Bytes of the entries in one append; a single entry goes out however long it is. Small: as a small
   * batch. Longer than a datagram, where a message is one: what is too long for the network is sent
   * again for ever, and its follower never catches up. (etcd's `MaxSizePerMsg`)
   */
  readonly batchBytes: number
  /** The log is compacted when it is longer. Small: snapshots are all a leader sends to whom it lost. */
  readonly compactAfter: number
  /** Entries that stay in the log behind a snapshot, for followers that lag a little. */
  readonly trail: number
  /** Bytes of a snapshot in one message. Larger than a datagram: it never arrives. */
  readonly chunk: number
  /** Sessions remembered; the one unused for longest goes first. Few: live clients are forgotten. */
  readonly sessionsMax: number
  /** Questions that a leader keeps waiting before it says that it is busy. */
  readonly waitingMax: number
  /**
   * Asks before it disturbs (§9.6). Without it a server that comes back deposes a healthy leader; without
   * `checkQuorum` either, one that was removed, and was not told or has started again since, does so again and
   * again (§4.2.3): progress is then only likely.
   */
  readonly preVote: boolean
  /**
   * A leader that does not hear a majority for `electionMin` steps down, and who hears a leader lets nobody
   * disturb it (§6.2, §4.2.3). Without it a leader that is cut off keeps its clients waiting for as long.
   */
  readonly checkQuorum: boolean
  /**
   * `index`: a query waits for a round of heartbeats (§6.4). `lease`: none while the last round is
   * younger than the least election timeout, which is right only while clocks keep `clockDrift` (§6.4.1).
   * `log`: queries go through the log like commands.
   */
  readonly reads: Reads
  /** How much two clocks may differ in rate; the lease is shorter by that much. */
  readonly clockDrift: Ppm
}

/** @source etcd, LogCabin and the paper's section 9.3, for round trips of a few milliseconds */
export const parametersDefault: Parameters = {
  electionMin: ms(150),
  electionMax: ms(300),
  heartbeat: ms(50),
  window: 256,
  batch: 64,
  batchBytes: 61_440,
  compactAfter: 200,
  trail: 20,
  chunk: 1_024,
  sessionsMax: 64,
  waitingMax: 1_024,
  preVote: true,
  checkQuorum: true,
  reads: 'index',
  clockDrift: 50_000,
}
