// How long things take in the library that the source systems used. It counts in tenths of seconds;
// the defaults are a twentieth of its values, so that a run of a few simulated seconds sees elections,
// lost connections, a leader that falls back and a compaction.

import { type Micros, ms, seconds } from '../../sim/units.ts'

export interface OriginalTimings {
  /** The thread looks at everything this often when nothing arrives. */
  readonly tick: Micros
  /** Least and most time without a leader before a server stands for election. */
  readonly electionMin: Micros
  readonly electionMax: Micros
  /** A leader sends entries, or none, this often. */
  readonly append: Micros
  /** A connection on which nothing was read for so long is closed when it is used. */
  readonly connection: Micros
  /** Between two attempts to reach the same server. */
  readonly reconnect: Micros
  /** A leader that hears of no majority for so long follows again. */
  readonly fallback: Micros
  /** The log is cut and a snapshot made after that time, */
  readonly compaction: Micros
  /** or when it has more entries. */
  readonly compactionEntries: number
  /** Bytes of entries in one message; more go in the next one, at once. */
  readonly batch: number
}

/** @source PySyncObj 0.3.14, config.py */
export const libraryTimings: OriginalTimings = {
  tick: ms(50),
  electionMin: ms(400),
  electionMax: ms(1_400),
  append: ms(100),
  connection: ms(3_500),
  reconnect: seconds(5),
  fallback: seconds(30),
  compaction: seconds(300),
  compactionEntries: 5_000,
  batch: 65_536,
}

/** @param share what is left of each time: 20 for a twentieth; numbers of entries and bytes stay */
export const scaled = (times: OriginalTimings, share: number): OriginalTimings => ({
  tick: Math.round(times.tick / share),
  electionMin: Math.round(times.electionMin / share),
  electionMax: Math.round(times.electionMax / share),
  append: Math.round(times.append / share),
  connection: Math.round(times.connection / share),
  reconnect: Math.round(times.reconnect / share),
  fallback: Math.round(times.fallback / share),
  compaction: Math.round(times.compaction / share),
  compactionEntries: times.compactionEntries,
  batch: times.batch,
})

export const originalTimingsDefault: OriginalTimings = scaled(libraryTimings, 20)
