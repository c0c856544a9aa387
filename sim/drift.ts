// How far the simulation is from the network: the same workload under the same faults, measured in a
// real run and in simulated ones. Plain data; who measures and who prints is elsewhere.

/** One measure, side by side. */
export interface DriftRow {
  /** `message latency p99` */
  readonly what: string
  readonly unit: 'us' | 'percent' | 'count' | 'kinds'
  /** null: there was nothing to measure */
  readonly real: number | null
  readonly simulated: number | null
  /** simulated with the latencies and losses of the recording; null: was not asked for */
  readonly fitted: number | null
  /** whether the simulation stands for the network here; null: it cannot be said */
  readonly holds: boolean | null
  /** what to make of it, in words; null where it holds and nothing is to be said */
  readonly why: string | null
}

export interface Drift {
  readonly rows: readonly DriftRow[]
  /** seeds of the simulated runs: 1 to that */
  readonly seeds: number
  /** where the wire is worse than what the scenario simulates (WL5004), a sentence each */
  readonly kinder: readonly string[]
}
