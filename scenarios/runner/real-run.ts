// A real run: what is asked for, what happens while it goes, and what it leaves. Plain data; the
// command line prints it, real.ts makes it.

import type { Carrier } from '../../adapters/carriers.ts'
import type { Left, Whereabouts } from '../../adapters/process/process.ts'
import type { Drift } from '../../sim/drift.ts'
import type { History } from '../../sim/history.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Finding, Verdict } from '../../sim/verdict.ts'
import type { Scenario } from '../scenario.ts'
import type { Order } from './order.ts'
import type { Effect, Kill } from './real-effect.ts'

export interface RealOptions {
  readonly scenario: Scenario
  /** what the processes load it by; its `until` gives way to `time` */
  readonly order: Order
  /** fixes the workload and the fault plan, not the interleaving */
  readonly seed: number
  readonly via: Carrier
  /** length of the storm in wall time, microseconds; null: the scenario's `until` */
  readonly time: Micros | null
  /**
   * Operations a second over all clients: the workload is drawn for a longer (or shorter) storm and
   * its instants are moved together (or apart). null: as the scenario says; 250 where it draws its
   * workload.
   */
  readonly rate: number | null
  /** first of consecutive ports, one a node; null: any free ones */
  readonly port: number | null
  /** where histories, logs and tables go; null: `.worldline/runs/<time>/` */
  readonly folder: string | null
  /** where fresh folders are made; absent: `.worldline/runs` */
  readonly runs?: string
  onEvent(event: RealEvent): void
  /** also simulates the same calls and faults, to stand beside what was measured */
  readonly drift?: boolean
  /** ends the storm early; what was done until then is judged */
  readonly signal: AbortSignal | null
}

/** What happens, as it happens; `at` in microseconds since the storm began. */
export type RealEvent =
  | {
      readonly kind: 'started'
      readonly nodes: readonly Whereabouts[]
      readonly links: LinksTold
      /** how many faults are to come */
      readonly faults: number
      readonly leftOut: readonly string[]
    }
  /** a fault began or ended: `f1 isolate n2 for 3s`, `f1 is over`, `healed` */
  | { readonly kind: 'struck'; readonly at: Micros; readonly told: string }
  | {
      readonly kind: 'killed'
      readonly at: Micros
      readonly node: NodeId
      readonly pid: number
      /** of the fault: `f3` */
      readonly name: string
    }
  | { readonly kind: 'restarted'; readonly at: Micros; readonly node: Whereabouts }
  | { readonly kind: 'died'; readonly at: Micros; readonly node: NodeId; readonly why: string }
  | { readonly kind: 'calm'; readonly at: Micros }
  | { readonly kind: 'progress'; readonly at: Micros; readonly asked: number }

/** How many links there are, each way counted, and how many go through proxies of ours. */
export interface LinksTold {
  readonly all: number
  readonly proxied: number
}

/** A process that ended without having been asked to. */
export interface NodeDeath {
  readonly node: NodeId
  readonly at: Micros
  /** `letter from sender1: a promise in words`, with the place in the stack where there is one */
  readonly why: string
  readonly stack: string | null
}

export interface RealRun {
  readonly scenario: string
  readonly variant: string | null
  readonly seed: number
  readonly via: Carrier
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  /** as they were at the start */
  readonly nodes: readonly Whereabouts[]
  readonly operations: {
    readonly total: number
    readonly ok: number
    readonly failed: number
    readonly unknown: number
  }
  /** of operations that ended ok; null when none did */
  readonly latency: { readonly p50: Micros; readonly p99: Micros; readonly max: Micros } | null
  /** calls of the workload whose client was down when they were due */
  readonly unasked: number
  readonly kills: readonly Kill[]
  readonly deaths: readonly NodeDeath[]
  /** by kind of message; a kill takes the last 50 ms of its node's counts with it */
  readonly sent: Readonly<Record<string, number>>
  readonly delivered: Readonly<Record<string, number>>
  readonly dropped: Readonly<Record<string, number>>
  /** by goal: times reached, 0 for a declared one never reached */
  readonly goals: Readonly<Record<string, number>>
  /** instants at which every node stood still and all `always` properties were judged */
  readonly instants: number
  /** the faults in the notation, as they were planned, with named nodes */
  readonly faults: readonly string[]
  /** faults of a swarm that cannot be made here, and were left out */
  readonly leftOut: readonly string[]
  readonly links: LinksTold
  /** what each fault was asked and seen to do */
  readonly effects: readonly Effect[]
  /** whether the storm was ended before its time by `signal` */
  readonly interrupted: boolean
  /** length of storm and calm, wall time */
  readonly storm: Micros
  readonly calm: Micros
  readonly history: History
  /** processes and ports that are left: 0 */
  readonly left: Left
  /** where histories, logs and tables are */
  readonly folder: string
  /** beside the simulation; null: was not asked for */
  readonly drift: Drift | null
  /** sentences for what this verdict cannot say */
  readonly assumptions: readonly string[]
}
