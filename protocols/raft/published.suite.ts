// Figures of others about elections, and ours beside them: the arithmetic of split votes and the
// simulations of the dissertation, and figure 16 of the paper. Tests ask for a tolerance, the script
// `npm run raft:published` prints the tables.

import { type Micros, ms, seconds } from '../../sim/units.ts'
import { type Electing, elect, mean, quantile } from './elections.suite.ts'

const nowhere = { kind: 'const', at: 0 } as const

/**
 * Probability of a split vote: enough servers time out within one latency of the first.
 * @param latency one way, as a share of the least timeout; timeouts are even in [1, 2]
 * @source Ongaro, dissertation §9.3
 */
export function splitChance(size: number, failed: number, latency: number): number {
  const alive = size - failed
  const candidates = alive - Math.floor(size / 2) + 1
  let chance = 0
  for (let k = candidates - 1; k <= alive; k++) {
    let term = choose(alive, k)
    for (let times = 0; times < k; times++) term *= latency
    for (let times = k; times < alive; times++) term *= 1 - latency
    chance += term
  }
  return chance
}

function choose(of: number, some: number): number {
  let ways = 1
  for (let nth = 1; nth <= some; nth++) ways = (ways * (of - some + nth)) / nth
  return ways
}

/** Cluster sizes and failures of the table in the dissertation. */
export const splitRows: readonly (readonly [size: number, failed: number])[] = [
  ...([
    [3, 0],
    [3, 1],
    [5, 0],
    [5, 1],
    [5, 2],
    [7, 0],
    [7, 1],
  ] as const),
  ...([
    [7, 2],
    [7, 3],
    [9, 0],
    [9, 1],
    [9, 2],
    [9, 3],
    [9, 4],
  ] as const),
]
/** One-way latencies as shares of the least timeout. */
export const splitLatencies: readonly number[] = [0.01, 0.05, 0.1, 0.2]

/** Share of elections whose first term elected nobody. */
export function splitShare(size: number, failed: number, latency: number, count: number): number {
  const of: Electing = {
    ...{ size, failed, electionMin: seconds(1), electionMax: seconds(2), logs: [], sync: nowhere },
    stays: false,
    latency: { kind: 'const', at: Math.round(latency * seconds(1)) },
  }
  return elect(of, 1, count).filter(({ term }) => term > 1).length / count
}

/** What AvailSim says of a cluster of five over a wide area, in ms. */
export interface Availability {
  readonly logs: 'same' | 'differ'
  readonly failed: number
  /** by share; null where the figure is cut */
  readonly published: readonly (number | null)[]
  readonly mean: number
}

export const shares: readonly number[] = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

/** @source Ongaro, dissertation, chapter 9 (AvailSim), read off its figures */
export const availability: readonly Availability[] = [
  {
    ...{ logs: 'same', failed: 0, mean: 430.0 },
    published: [368, 375, 386.5, 409.5, 445.7, 489.2, 525.5, 831.5, 978],
  },
  {
    ...{ logs: 'same', failed: 1, mean: 468.6 },
    published: [369.7, 379.5, 393.5, 423.3, 474, 562.3, 814.4, 1_003.6, 1_382],
  },
  {
    ...{ logs: 'same', failed: 2, mean: 631.6 },
    published: [371.8, 386.9, 411.3, 468.7, 797.7, 1_072, 1_335.6, 1_928.7, null],
  },
  {
    ...{ logs: 'differ', failed: 0, mean: 492.6 },
    published: [370.5, 386.1, 416.6, 470.6, 538.8, 613.6, 653.5, 941.3, 1_121.9],
  },
  {
    ...{ logs: 'differ', failed: 1, mean: 550.4 },
    published: [372.3, 391.9, 429.9, 501.8, 599.4, 782.2, 962.5, 1_309, 1_673.6],
  },
  {
    ...{ logs: 'differ', failed: 2, mean: 706 },
    published: [376.3, 416.1, 488.5, 598.6, 871.4, 1_146.5, 1_459, 2_002.5, null],
  },
]

/** The cluster of a row: latency 30 to 40 ms, timeouts 300 to 600 ms, no disk. */
export const overWideArea = ({
  logs,
  failed,
}: Pick<Availability, 'logs' | 'failed'>): Electing => ({
  ...{ size: 5, failed, electionMin: ms(300), electionMax: ms(600), sync: nowhere },
  stays: true,
  latency: { kind: 'uniform', min: ms(30), max: ms(40) },
  logs: logs === 'same' ? [] : [5, 4, 3, 2, 1],
})

export interface Measured {
  readonly quantiles: readonly number[]
  readonly mean: number
  readonly max: number
}

/** Times to a leader, in ms; those of ten minutes or more are left out. */
export function measure(
  of: Electing,
  count: number,
  shift: (nth: number) => Micros = () => 0,
): Measured {
  const times = elect(of, 1, count)
    .flatMap(({ at }, nth) => (at === null ? [] : [(at - shift(nth)) / 1_000]))
    .sort((a, b) => a - b)
  return {
    quantiles: shares.map((share) => quantile(times, share)),
    mean: mean(times),
    max: times[times.length - 1] ?? 0,
  }
}

/** A row of figure 16: timeouts, and what was read off it, in ms. */
export interface Detection {
  readonly electionMin: Micros
  readonly electionMax: Micros
  readonly median: number
  readonly mean: number
}

/** @source Ongaro & Ousterhout 2014, figure 16 */
export const detections: readonly Detection[] = [
  { electionMin: ms(150), electionMax: ms(151), median: 1_199, mean: 1_536 },
  { electionMin: ms(150), electionMax: ms(155), median: 287, mean: 345 },
  { electionMin: ms(150), electionMax: ms(175), median: 141, mean: 164 },
  { electionMin: ms(150), electionMax: ms(200), median: 147, mean: 156 },
  { electionMin: ms(150), electionMax: ms(300), median: 171, mean: 181 },
  { electionMin: ms(12), electionMax: ms(24), median: 30.0, mean: 34.7 },
  { electionMin: ms(25), electionMax: ms(50), median: 43.0, mean: 47.9 },
  { electionMin: ms(50), electionMax: ms(100), median: 66.7, mean: 71.4 },
  { electionMin: ms(100), electionMax: ms(200), median: 120.1, mean: 125.4 },
]

/**
 * Five servers, the leader crashed; two of the four others have shorter logs. The crash falls evenly
 * into a heartbeat interval, half of the least timeout, after the last heartbeat.
 */
export function detect(
  { electionMin, electionMax }: Pick<Detection, 'electionMin' | 'electionMax'>,
  count: number,
): Measured {
  const of: Electing = {
    ...{ size: 5, failed: 1, electionMin, electionMax, logs: [2, 2, 1, 1] },
    stays: false,
    latency: { kind: 'uniform', min: ms(2), max: ms(4) },
    sync: { kind: 'uniform', min: ms(5), max: ms(8) },
  }
  return measure(of, count, (nth) => Math.round(((nth + 0.5) / count) * (electionMin / 2)))
}
